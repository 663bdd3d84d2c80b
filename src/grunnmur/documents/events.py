"""What documents states as facts."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class DocumentPublished:
    """A document has a new valid version."""

    document_id: UUID
    document_version_id: UUID


@dataclass(frozen=True)
class FileAttached:
    """A draft got a file whose text is to be read."""

    file_id: UUID

"""What publishing states as facts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class VersionPublished:
    """This version is the valid one from now on; the one before it, if any, is replaced."""

    item_id: UUID
    version_id: UUID
    at: datetime

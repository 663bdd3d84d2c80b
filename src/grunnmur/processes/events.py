"""What processes states as facts."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ProcessPublished:
    """A process has a new valid version."""

    process_id: UUID
    process_version_id: UUID


@dataclass(frozen=True)
class StepLinksChanged:
    """The steps of a process are linked to other things than before."""

    process_id: UUID


@dataclass(frozen=True)
class RoleBindingChanged:
    """What a process role stands for here, or where it is used, is not what it was."""

    process_role_id: UUID

"""What imports tell the domains above, whatever is imported."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ImportHeld:
    """The guard held a run back: somebody with the permission, not the uploader, shall look at it.

    link_kind: of the link to the run.
    """

    run_id: UUID
    kind: str
    release_permission: str
    link_kind: str = "import"


@dataclass(frozen=True)
class ImportLeftHold:
    """A run that was held back is no longer: released, rejected or outdated."""

    run_id: UUID
    kind: str

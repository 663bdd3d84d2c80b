"""What an auditor can ask."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from grunnmur.core.errors import DomainError


class TooLongError(DomainError):
    """There is more than the file can hold; the text says what to do."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How the audit is narrowed: accesses on a day, or what changed between two days; None and blank = all.

    on: the day; with first and last, both included, it is the days between that count. unit: with all below it.
    risk: this or higher. cause: `rule`, or a source of grants. Grunnmur's own permissions are shown only when its
    resource or a role is asked for. name: part of a person's name.
    """

    on: date
    first: date | None = None
    last: date | None = None
    name: str = ""
    person: UUID | None = None
    unit: UUID | None = None
    resource: UUID | None = None
    permission: UUID | None = None
    role: UUID | None = None
    risk: int = 1
    cause: str = ""

    @property
    def earliest(self) -> date:
        """The first day that is asked about."""
        return self.first or self.on

    def told(self) -> dict[str, str]:
        """Return what was chosen, as it is kept with an export."""
        return {name: str(value) for name, value in asdict(self).items() if value not in (None, "", 1)}

"""What is said of role conflicts, and what they refuse."""

from dataclasses import dataclass
from uuid import UUID

from grunnmur.access.rules.facts import Target
from grunnmur.core.errors import DomainError
from grunnmur.core.periods import ALWAYS, Period


class ConflictError(DomainError):
    """A decision would give somebody both sides of a conflict; the text names both and how she comes to them."""


class BadConflictError(DomainError):
    """A conflict that is not one: a side is empty, or the same is on both."""


class BadWaiverError(DomainError):
    """An exception without an end within a year, without its check, or for what cannot be."""


@dataclass(frozen=True, kw_only=True)
class ConflictFacts:
    """What is said of a conflict. severity: block, approve or record; a and b: what is on each side."""

    name: str
    a: tuple[Target, ...]
    b: tuple[Target, ...]
    severity: str = "block"
    reason: str = ""
    valid: Period = ALWAYS


@dataclass(frozen=True, kw_only=True)
class WaiverFacts:
    """What is said of an exception: for whom, from what, on which days, why, and what makes up for it."""

    conflict_id: UUID
    person_id: UUID
    period: Period
    reason: str
    compensating_check: str

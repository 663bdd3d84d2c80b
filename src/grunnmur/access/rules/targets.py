"""What holds for targets: how often is tried, how much passes unseen, and what is refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from grunnmur.core.errors import DomainError

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
REMOVALS_AT_LEAST, REMOVALS_PERCENT = 10, 5
DISABLES_AT_LEAST, DISABLES_PERCENT = 5, 2
GUARDED = timedelta(hours=24)  # what went by itself within these hours counts too
LONGEST_ADOPTION = 365  # days
ANSWER_WITHIN = 5  # working days, for what differs
SECRET_NAME = re.compile(r"target_[a-z0-9_]{1,50}")
"""Other secrets of the municipality lie beside those of targets, and must never be sent anywhere."""


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """Where a permission lies: a `group`, an `attribute` with a value, or a `column`."""

    permission_id: UUID
    kind: str
    name: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class TargetFacts:
    """What is said of a target; see `models.Target`. places: None = as they are."""

    name: str
    kind: str
    address: str
    secret_name: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    username_source: str = "work_email"
    retention_days: int | None = None
    places: Sequence[PlaceFacts] | None = None


class NotATargetError(DomainError):
    """What is said of a target does not fit together; the text says why. `about` names the field it is about."""

    def __init__(self, sentence: str, *, about: str = "") -> None:
        super().__init__(sentence)
        self.about = about


class UnreachableError(DomainError):
    """The target cannot be reached or read; the text says why and what to do."""


class NotReadyError(DomainError):
    """A target is read first, then rehearsed, then managed."""


class NoHoldError(DomainError):
    """Nothing is held back."""


class SamePersonError(DomainError):
    """Whoever asked for a plan does not release it."""


class NoReasonGivenError(DomainError):
    """A release needs a reason."""


class NotAnswerableError(DomainError):
    """A difference of this kind is not answered like that."""


def delay_after(tries: int) -> timedelta | None:
    """Return how long to wait after so many tries; None when it has failed for good."""
    return RETRY_AFTER[tries - 1] if tries <= len(RETRY_AFTER) else None

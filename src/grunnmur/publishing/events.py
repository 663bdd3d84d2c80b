"""What publishing states as facts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class VersionPublished:
    """This version is the valid one from now on; the one before it, if any, is replaced."""

    item_id: UUID
    version_id: UUID
    at: datetime


@dataclass(frozen=True)
class VersionSubmitted:
    """A draft was sent to quality control."""

    item_id: UUID
    version_id: UUID
    at: datetime


@dataclass(frozen=True)
class VersionApproved:
    """Everybody who has to has said yes to this version."""

    item_id: UUID
    version_id: UUID
    at: datetime


@dataclass(frozen=True)
class VersionWithdrawn:
    """The item has no valid version any more; this was the last."""

    item_id: UUID
    version_id: UUID
    at: datetime


@dataclass(frozen=True)
class LinkBroken:
    """The valid version of an item leads to another item that has no valid version any more."""

    item_id: UUID
    target_id: UUID


@dataclass(frozen=True)
class ItemRecoded:
    """An item has another code from now on; the old one leads to it."""

    item_id: UUID
    old: str
    new: str


@dataclass(frozen=True)
class RevisionFellDue:
    """An item should have been looked through by now."""

    item_id: UUID
    due_date: date


@dataclass(frozen=True)
class ReadingDemanded:
    """Those whom a version concerns shall read it."""

    demand_id: UUID
    version_id: UUID


@dataclass(frozen=True)
class ReadingConfirmed:
    """A person has read and understood a version."""

    duty_id: UUID
    person_id: UUID
    at: datetime


@dataclass(frozen=True)
class FeedbackGiven:
    """A reader said something about an item."""

    feedback_id: UUID
    item_id: UUID


@dataclass(frozen=True)
class FeedbackAnswered:
    """What a reader said was answered."""

    feedback_id: UUID
    person_id: UUID

"""Refusals, each with a sentence for the person at the screen."""

from grunnmur.core.errors import DomainError


class TaskClosedError(DomainError):
    """The task is done or cancelled."""


class TaskTakenError(DomainError):
    """Somebody else has taken the task."""


class OutcomeError(DomainError):
    """A task of this kind does not end like this, or its evidence is missing."""


class EndedThereError(DomainError):
    """A task of this kind is ended by doing what it asks for, on the page it is about."""


class NotHereError(DomainError):
    """The person a task is given to does not work here."""


class DueDateError(DomainError):
    """A due date cannot be moved to this day, or nobody said why."""


class UnknownKindError(LookupError):
    """Nobody registered a task kind of this name: a programming error."""


class SecurityNoticeError(DomainError):
    """Notifications about one's security cannot be turned off."""


class WheelError(DomainError):
    """There can be no such duty on the wheel, or it has ended."""

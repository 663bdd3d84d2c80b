"""When an import says no. The sentences are for the person at the screen."""

from grunnmur.core.errors import DomainError


class NotNowError(DomainError):
    """The run is not in a state in which this can be done."""


class OwnImportError(DomainError):
    """Who uploaded a file may not release it herself."""


class NoReasonError(DomainError):
    """A decision that needs a reason came without one."""


class NothingToReadError(DomainError):
    """No table of the file is one that this import knows."""


class ClashError(DomainError):
    """The database refused what the plan would write: it clashes with something that is there."""

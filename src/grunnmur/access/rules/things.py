"""What is refused about things that are out."""

from grunnmur.core.errors import DomainError


class LabelTakenError(DomainError):
    """Another thing of the same resource is out under this number; the text says which."""


class NotOutError(DomainError):
    """The thing is back already, or lost."""


class NotWantedError(DomainError):
    """Nothing gives her what somebody would hand out to her."""

"""What starting from what is refuses."""

from grunnmur.core.errors import DomainError


class NoProposalError(DomainError):
    """There is no such proposal any more: what people have, or the threshold, is another now."""


class UnmatchedError(DomainError):
    """A name cannot be matched like this; the text says why."""

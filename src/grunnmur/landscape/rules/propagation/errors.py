"""What is too much to ask of the map at once."""

from grunnmur.core.errors import DomainError


class TooManyOriginsError(DomainError):
    """A question begins at one to twenty elements."""


class TooFarError(DomainError):
    """Following the map took longer than a question may take."""

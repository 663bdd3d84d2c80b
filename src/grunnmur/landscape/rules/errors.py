"""What the map refuses, with sentences for the person at the screen."""

from collections.abc import Sequence

from grunnmur.core.errors import DomainError


class IllegalRelationsError(DomainError):
    """Relations that cannot be; `problems` has a sentence for each bad row, and nothing was written."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


class KeptBySourceError(DomainError):
    """A relation that somebody else claims does not end by hand."""


class NotOursError(DomainError):
    """Elements of this type belong to another domain, which alone changes them."""


class RetiredElementError(DomainError):
    """The element is no longer on the map of today."""


class ElementInUseError(DomainError):
    """The name or code belongs to another element of the type already."""

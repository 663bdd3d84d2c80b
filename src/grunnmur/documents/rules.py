"""Permissions and refusals of documents, and what domains above tell of them."""

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from grunnmur.core.errors import DomainError
from grunnmur.core.permissions import Permission, StartRole, declare
from grunnmur.publishing.rules import Keys

WRITE = "documents.write"
KIND = "document"
FILES = "document_version"  # what a file belongs to
PICTURES = "document_picture"  # what a picture in the texts of a document belongs to, with the document's id
LONGEST_SAID = 300  # characters of what a picture shows, in words
MOST_WORDS = 300_000  # in two versions that are compared
LONGEST_TEXT = 1_000_000  # characters of a text that is written here

declare(
    Permission(
        WRITE,
        _("Bring documents into the library, in the lines one works in"),
        roles=(StartRole.MODELLER, StartRole.FLOW_CHIEF),
    )
)


class TextMovedOnError(DomainError):
    """Somebody else saved another text in the draft meanwhile; the one that came late is not written over it."""


class UnwantedDocumentError(DomainError):
    """A file or text that is not taken; the sentence says why."""


class UnwantedPictureError(DomainError):
    """A picture that is not taken; the sentence says why."""


class SameFileError(DomainError):
    """The file is that of the valid version."""


class UnknownTypeError(DomainError):
    """A type of document that is not one, or not for this line."""


StepReaders = Callable[[UUID], Keys]
"""Of a document, by its item: group keys of those who do, or answer for, steps that use it, with their roles' names."""
_step_readers: list[StepReaders] = []


def register_step_readers(readers: StepReaders) -> None:
    """Let a domain above say who reads a document because of the steps that use it."""
    if readers not in _step_readers:
        _step_readers.append(readers)


def step_readers(item_id: UUID) -> Keys:
    """Return whom the steps that use a document make it concern."""
    found: dict[str, list[str]] = {}
    for readers in _step_readers:
        for key, names in readers(item_id).items():
            found.setdefault(key, []).extend(names)
    return found

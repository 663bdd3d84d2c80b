"""Reads of documents, for the domains above and for our own pages."""

from grunnmur.documents.queries.library import (
    KINDS,
    STATES,
    Found,
    LibraryPage,
    LibraryRow,
    Wanted,
    find_documents,
    library,
    owners_to_choose,
)
from grunnmur.documents.queries.pictures import find_picture, picture_urls, pictures_of
from grunnmur.documents.queries.reading import (
    ReadDocument,
    copies_of,
    documents,
    find_copy,
    find_document,
    find_draft,
)
from grunnmur.documents.queries.targets import Target, codes_to_choose, shown, targets_of

__all__ = [
    "KINDS",
    "STATES",
    "Found",
    "LibraryPage",
    "LibraryRow",
    "ReadDocument",
    "Target",
    "Wanted",
    "codes_to_choose",
    "copies_of",
    "documents",
    "find_copy",
    "find_document",
    "find_documents",
    "find_draft",
    "find_picture",
    "library",
    "owners_to_choose",
    "picture_urls",
    "pictures_of",
    "shown",
    "targets_of",
]

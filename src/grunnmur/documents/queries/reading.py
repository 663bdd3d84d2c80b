"""One document whole: what a version holds, as it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from grunnmur.core.addresses import on_paper
from grunnmur.core.models import StoredFile
from grunnmur.core.permissions import Actor
from grunnmur.documents.models import Document, DocumentLink, DocumentVersion, FileText, TextCopy
from grunnmur.documents.queries.pictures import picture_urls, pictures_of
from grunnmur.documents.queries.targets import Target, shown, targets_of
from grunnmur.documents.rules import KIND
from grunnmur.documents.text import (
    Group,
    Heading,
    Piece,
    Words,
    Written,
    codes_in,
    group,
    headings_of,
    pieces_of_markdown,
    read_pieces,
    written,
)
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.queries import Item, Version

Source = DocumentVersion.Source


@dataclass(frozen=True)
class ReadDocument:
    """A document as it is read: a version of it, what that holds, and where the codes in its text lead the reader.

    file_text: what was read from its file; None if it has none, or nobody began to read it. pictures: those its text
    shows, by their ids.
    """

    document: Document
    item: Item
    version: Version
    row: DocumentVersion
    links: Sequence[DocumentLink]
    file_text: FileText | None
    targets: Mapping[str, Target] = field(default_factory=dict)
    pictures: Mapping[str, StoredFile] = field(default_factory=dict)

    @property
    def basis(self) -> list[DocumentLink]:
        """What it says it stands on, in order."""
        return [link for link in self.links if link.use == DocumentLink.Use.BASIS]

    @cached_property
    def written(self) -> Written:
        """A text that was written here, as HTML that may be put into a page."""
        return written(self.row.markdown, shown(self.targets), on_paper=on_paper, pictures=self.picture_urls)

    @property
    def picture_urls(self) -> dict[str, str]:
        """The addresses of the pictures that the text shows, by their ids."""
        return picture_urls(self.item, self.version, self.pictures)

    @cached_property
    def pieces(self) -> Sequence[Piece]:
        """The text as pieces; none while its file was not read."""
        return pieces_in(self.row, self.file_text, self.targets)

    @property
    def basis_said(self) -> list[Sequence[Words]]:
        """What it says it stands on as words, of which some may lead somewhere."""
        links = shown(self.targets)
        return [line for one in self.basis for piece in pieces_of_markdown(one.text, links) for line in piece.said]

    @property
    def groups(self) -> list[Group]:
        """The same with lists and tables as one each."""
        return list(group(self.pieces))

    def groups_showing(self, urls: Mapping[str, str]) -> list[Group]:
        """The same, with the address of each picture instead of its id. urls: by id."""
        return list(group(replace(piece, picture=urls.get(piece.picture, "")) for piece in self.pieces))

    @property
    def headings(self) -> Sequence[Heading]:
        """The headings, with the anchors they have on the page."""
        return self.written.headings if self.row.source == Source.WRITTEN else headings_of(self.pieces)


def pieces_in(
    row: DocumentVersion, file_text: FileText | None, targets: Mapping[str, Target] | None = None
) -> list[Piece]:
    """Return what a version says as pieces; none while its file was not read. No statements."""
    if row.source == Source.WRITTEN:
        return pieces_of_markdown(row.markdown, shown(targets or {}))
    return read_pieces(file_text.pieces) if file_text else []


def documents(*, seen_by: Actor) -> QuerySet[Document]:
    """Return the documents the actor may read, in the order of their codes."""
    readable = publishing.items(KIND, seen_by=seen_by)
    rows = Document.objects.filter(item_id__in=readable.order_by().values("pk"))
    return rows.select_related("item__document_type").order_by("item__code")


def find_document(code: str, *, seen_by: Actor) -> ReadDocument:
    """Return a document by its code with its valid version, or the last one that was if it is withdrawn.

    Raises Document.DoesNotExist; eight statements at most.
    """
    document = documents(seen_by=seen_by).get(item__code=code)
    return read_document(document, publishing.read_version(document.item_id), seen_by=seen_by)


def find_draft(version_id: UUID, *, seen_by: Actor) -> ReadDocument:
    """Return a document in a version that is on its way, to those who work on it, own it or decide about it.

    Raises Version.DoesNotExist, also for one that is not for the asker, and for what is no document.
    """
    version = publishing.find_version(version_id, seen_by=seen_by).version
    document = Document.objects.select_related("item__document_type").filter(item_id=version.item_id).first()
    if document is None:
        raise Version.DoesNotExist
    return read_document(document, version, seen_by=seen_by)


def read_document(document: Document, version: Version, *, seen_by: Actor) -> ReadDocument:
    """Return a version of a document. Raises DocumentVersion.DoesNotExist; six statements at most."""
    row = DocumentVersion.objects.select_related("file").get(version_id=version.pk)
    links = list(DocumentLink.objects.filter(document_version=row).order_by("use", "ordinal"))
    codes = {code for code, _anchor in codes_in(row.markdown)} if row.markdown else set()
    codes |= {code for link in links if link.use == DocumentLink.Use.BASIS for code, _anchor in codes_in(link.text)}
    return ReadDocument(
        document,
        document.item,
        version,
        row,
        links,
        text_of_file(row),
        targets_of(codes, seen_by=seen_by),
        pictures_of(row.document_id, row.markdown),
    )


def text_of_file(row: DocumentVersion) -> FileText | None:
    """Return what was read from a version's file. One statement, none without a file."""
    return FileText.objects.filter(file_id=row.file_id).first() if row.file_id else None


def copies_of(row: DocumentVersion) -> list[TextCopy]:
    """Return the texts of a draft that gave way to others, the latest first, at most 20. One statement."""
    return list(TextCopy.objects.filter(document_version=row).defer("markdown").order_by("-kept_at", "pk")[:20])


def find_copy(row: DocumentVersion, copy_id: UUID) -> TextCopy:
    """Return one of them. Raises TextCopy.DoesNotExist."""
    return TextCopy.objects.get(pk=copy_id, document_version=row)

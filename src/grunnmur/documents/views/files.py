"""A document as a file: the original, and what was written here as PDF, Word and Markdown; the library as a table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grunnmur.core import formats
from grunnmur.core.clock import now
from grunnmur.core.documents_out import (
    DOCX_TYPE,
    PDF_TYPE,
    Block,
    Document,
    Heading,
    Line,
    Listing,
    Picture,
    Run,
    Table,
    Text,
    plain,
    write_docx,
    write_pdf,
)
from grunnmur.core.files import store
from grunnmur.core.files.sniff import PDF
from grunnmur.core.http import Request
from grunnmur.core.models import StoredFile
from grunnmur.core.periods import Period
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx
from grunnmur.core.tables.write import Table as SheetTable
from grunnmur.documents import queries
from grunnmur.documents.forms import WantedForm
from grunnmur.documents.queries import LibraryRow, ReadDocument
from grunnmur.documents.queries.library import MOST_LISTED
from grunnmur.documents.queries.reading import Source
from grunnmur.documents.text import Group, Words, write_markdown
from grunnmur.documents.views.drafts import may_edit
from grunnmur.documents.views.library import kind_word

MARKDOWN_TYPE = "text/markdown; charset=utf-8"
SHOWN = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


@require_safe
def original(request: Request, code: str) -> HttpResponse:
    """Send the file of a document as it came; a PDF inside its page if that asks."""
    return _original(request, queries.find_document(code.upper(), seen_by=request.user))


@require_safe
def draft_original(request: Request, version_id: UUID) -> HttpResponse:
    """Send the file of a draft as it came, to those who work on it."""
    return _original(request, queries.find_draft(version_id, seen_by=request.user))


def _original(request: Request, read: ReadDocument) -> HttpResponse:
    file = read.row.file
    if file is None:
        raise Http404
    is_shown = file.media_type == PDF and "shown" in request.GET
    response = _sent(store.read(file), media_type=file.media_type, name=file.name, is_attachment=not is_shown)
    if is_shown:
        response["Content-Security-Policy"] = SHOWN
        response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_safe
def picture(request: Request, code: str, picture_id: UUID) -> HttpResponse:
    """Send a picture that the text of a document shows, to those who may read it."""
    read = queries.find_document(code.upper(), seen_by=request.user)
    return _pictured(read.pictures.get(str(picture_id)))


@require_safe
def draft_picture(request: Request, version_id: UUID, picture_id: UUID) -> HttpResponse:
    """Send a picture that a draft shows, to those who work on it; one its text does not show yet, to who may write."""
    read = queries.find_draft(version_id, seen_by=request.user)
    found = read.pictures.get(str(picture_id))
    if found is None and may_edit(request, read):
        found = queries.find_picture(read.document.pk, picture_id)
    return _pictured(found)


def _pictured(found: StoredFile | None) -> HttpResponse:
    if found is None:
        raise Http404
    return _sent(store.read(found), media_type=found.media_type, name=found.name, is_attachment=False)


def _sent(content: bytes, *, media_type: str, name: str, is_attachment: bool = True) -> HttpResponse:
    """Answer with a file that no browser runs."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(is_attachment, name) or "inline"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def file(request: Request, code: str, form: str) -> HttpResponse:
    """Send a document that was written here as PDF, Word or Markdown."""
    read = queries.find_document(code.upper(), seen_by=request.user)
    if read.row.source != Source.WRITTEN:
        raise Http404
    content_type, write = FORMS[form]
    return _sent(write(read), media_type=content_type, name=f"{read.item.code.lower()}.{form}")


def _printed(write: Callable[[Document], bytes]) -> Callable[[ReadDocument], bytes]:
    def written(read: ReadDocument) -> bytes:
        return write(document_of(read, language=get_language() or "nb"))

    return written


FORMS: dict[str, tuple[str, Callable[[ReadDocument], bytes]]] = {
    "pdf": (PDF_TYPE, _printed(write_pdf)),
    "docx": (DOCX_TYPE, _printed(write_docx)),
    "md": (MARKDOWN_TYPE, lambda read: f"# {read.item.title}\n\n{write_markdown(read.pieces)}".encode()),
}


def document_of(read: ReadDocument, *, language: str) -> Document:
    """Return a document to print or keep, in the language of this thread. language: its code."""
    first = Period.from_range(read.version.valid).lower if read.version.valid else None
    version = _("Version %(number)s") % {"number": read.version}
    valid = _("Valid from %(first)s.") % {"first": formats.day(first)} if first else ""
    blocks = [block for group in read.groups for block in _blocks(group, read.pictures)]
    if read.basis:
        blocks += [Heading(_("Legal basis")), Listing([_line(words) for words in read.basis_said])]
    return Document(
        title=read.item.title,
        language=language,
        blocks=blocks,
        under_title=[line for line in (f"{read.item.code} · {version}", valid) if line],
        edition=" · ".join((read.item.code, version, formats.day_of(now()))),
    )


def _blocks(group: Group, pictures: Mapping[str, StoredFile]) -> Iterator[Block]:
    first = group.pieces[0]
    if group.kind == "heading":
        yield Heading(first.text, level=min(first.level, 3))
    elif group.kind in {"items", "numbers"}:
        yield Listing(
            [_line(piece.said[0]) for piece in group.pieces], is_numbered=group.kind == "numbers", first=group.first
        )
    elif group.kind == "picture" and first.picture in pictures:
        file = pictures[first.picture]
        yield Picture(store.read(file), file.media_type, first.text)
    elif group.kind == "table":
        width = max(len(piece.cells) for piece in group.pieces)
        rows = [[*map(_line, piece.said), *[""] * (width - len(piece.cells))] for piece in group.pieces]
        yield Table(caption="", header=[plain(line) for line in rows[0]], rows=rows[1:])
    else:
        yield Text(_line(first.said[0]))


def _line(words: Sequence[Words]) -> Line:
    return [Run(text, url) for text, url in words]


@require_safe
def table(request: Request, form: str) -> HttpResponse:
    """Send the library, as it is narrowed and sorted, as a table."""
    wanted = WantedForm(request.GET).wanted()
    found = queries.library(wanted, seen_by=request.user, limit=MOST_LISTED)
    sheet = _sheet(found.rows)
    if form == "csv":
        return _sent(write_csv(sheet), media_type=CSV_TYPE, name="documents.csv")
    return _sent(write_xlsx([sheet]), media_type=XLSX_TYPE, name="documents.xlsx")


def _sheet(rows: Sequence[LibraryRow]) -> SheetTable:
    header = [
        _("Code"),
        _("Document"),
        _("Kind of document"),
        _("Type"),
        _("Owner"),
        _("Version"),
        _("State"),
        _("Updated"),
        _("Look through by"),
    ]
    lines = [
        [
            row.item.code,
            row.item.title,
            kind_word(row.kind),
            row.type,
            row.owner,
            row.version,
            row.state,
            row.updated_at.date() if row.updated_at else None,
            row.revision_date,
        ]
        for row in rows
    ]
    return SheetTable(_("Documents"), header, lines)

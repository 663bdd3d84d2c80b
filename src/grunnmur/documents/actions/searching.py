"""Making documents found, by what they are called and what they say."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from grunnmur.core import search
from grunnmur.documents.models import DocumentVersion
from grunnmur.documents.queries.reading import pieces_in, text_of_file
from grunnmur.documents.rules import KIND
from grunnmur.documents.text import as_plain, headings_of


def index_document(row: DocumentVersion) -> None:
    """Let a version be found by title, code, type, headings and text."""
    search.index([_entry(row)])


def _entry(row: DocumentVersion) -> search.Entry:
    item = row.document.item
    pieces = pieces_in(row, text_of_file(row))
    kind = item.document_type
    return search.Entry(
        kind=KIND,
        ref=row.document_id,
        title=item.title,
        subtitle=kind.name if kind else "",
        body=as_plain(pieces),
        codes=(item.code,),
        keywords=tuple(heading.title for heading in headings_of(pieces))[:200],
        audience_keys=item.audience,
    )


def words_of(version_id: UUID) -> str:
    """Return what a version says, whatever its state; blank before it says anything. Two statements."""
    row = DocumentVersion.objects.select_related("file").filter(version_id=version_id).first()
    return as_plain(pieces_in(row, text_of_file(row))) if row else ""


def valid_versions() -> QuerySet[DocumentVersion]:
    """Return what the valid versions hold, in the order of their documents."""
    rows = DocumentVersion.objects.filter(version__state="current").order_by("document_id")
    return rows.select_related("document__item__document_type", "file")


def entries(after: UUID | None) -> Iterable[search.Entry]:
    """Yield every document's entry in the order of ids, for rebuilding the index."""
    rows = valid_versions()
    for row in rows.filter(document_id__gt=after) if after else rows:
        yield _entry(row)

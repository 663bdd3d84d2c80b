"""The document library: what there is to read, found by words, kind, type, owner and state, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import BigIntegerField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Extract

from grunnmur.core import search
from grunnmur.core.clock import today
from grunnmur.core.ids import id_in
from grunnmur.core.paging import keyset
from grunnmur.core.permissions import Actor, System, keys_of, may
from grunnmur.core.sql import NordicKey
from grunnmur.core.tenancy import current_tenant
from grunnmur.documents.models import Document
from grunnmur.documents.queries.reading import documents
from grunnmur.documents.rules import KIND
from grunnmur.organisation.queries import key_names, unit_names
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.queries import DocumentType, Item, Version
from grunnmur.publishing.rules import RUN_FACTORY, SEE

SORTS: Mapping[str, tuple[str, ...]] = {
    "code": ("item__code",),
    "title": ("title_key", "item__code"),
    "updated": ("age", "item__code"),
}
KINDS = tuple(kind for kind in DocumentType.Kind if kind != DocumentType.Kind.PROCESS)
VALID, ON_ITS_WAY, WITHDRAWN, LATE = "valid", "open", "withdrawn", "late"
STATES = (VALID, ON_ITS_WAY, LATE, WITHDRAWN)
MOST_FOUND = 200  # what a search gives back at most
MOST_LISTED = 10_000  # rows of a file


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody looks for: words, a kind, a type and an owning unit by id, a state of STATES, an order of SORTS."""

    text: str = ""
    kind: str = ""
    type: str = ""
    owner: str = ""
    state: str = VALID
    sort: str = "title"


@dataclass(frozen=True)
class LibraryRow:
    """A document in the library: its type and kind and its owner in words, its version, and when that came.

    draft_id: of a version on its way, if that is what the row is about.
    """

    document: Document
    item: Item
    type: str
    kind: str
    owner: str
    version: str
    updated_at: datetime | None
    revision_date: date | None
    light: str
    draft_id: UUID | None = None
    state: str = ""


@dataclass(frozen=True)
class LibraryPage:
    """One page of the library and the cursor of the next; `suggestion`: what was perhaps meant, if nothing is found."""

    rows: Sequence[LibraryRow]
    next: str
    suggestion: str = ""


@dataclass(frozen=True)
class Found:
    """A document that something may point at."""

    id: UUID
    code: str
    title: str
    kind: str


def library(wanted: Wanted, *, seen_by: Actor, after: str = "", limit: int = 50) -> LibraryPage:
    """Return a page of the documents that are wanted, in the order that is wanted.

    Four statements for any number of rows, and those of search when there are words. Raises BadCursorError.
    """
    rows = _narrowed(_in_state(wanted.state, seen_by=seen_by), wanted)
    suggestion = ""
    if wanted.text and wanted.state == ON_ITS_WAY:
        rows = rows.filter(Q(item__title__icontains=wanted.text) | Q(item__code__iexact=wanted.text))
    elif wanted.text:
        within = search.Filter(kinds=(KIND,))
        found = search.match(wanted.text, seen_by=seen_by, within=within, limit=MOST_FOUND)
        rows = rows.filter(pk__in=[hit.ref.id for hit in found.hits])
        suggestion = found.suggestion
    page = keyset(_keyed(rows, wanted.state), by=SORTS[wanted.sort], after=after, limit=limit)
    return LibraryPage(_shown(page.rows), page.next, suggestion)


def _in_state(state: str, *, seen_by: Actor) -> QuerySet[Document]:
    if state == ON_ITS_WAY:
        return _on_their_way(seen_by=seen_by)
    is_valid = Exists(Version.objects.filter(item_id=OuterRef("item_id"), state=Version.State.CURRENT))
    rows = documents(seen_by=seen_by)
    if state == WITHDRAWN:
        return rows.filter(~is_valid)
    if state == LATE:
        return rows.filter(is_valid, item__next_revision_date__lt=today())
    return rows.filter(is_valid)


def _on_their_way(*, seen_by: Actor) -> QuerySet[Document]:
    """Return the documents with a version on its way that the actor works on, owns or may see as everything."""
    is_open = Exists(Version.objects.filter(item_id=OuterRef("item_id"), state__in=publishing_open()))
    rows = Document.objects.filter(is_open, item__kind=KIND).select_related("item__document_type")
    if isinstance(seen_by, System) or may(seen_by, SEE) or may(seen_by, RUN_FACTORY):
        return rows
    lines = list(publishing.parts_by_line(by=seen_by))
    return rows.filter(Q(item__line_id__in=lines) | Q(item__owner_key__in=list(keys_of(seen_by))))


def publishing_open() -> tuple[str, ...]:
    """Return the states of versions that are on their way."""
    state = Version.State
    return (state.DRAFT, state.QUALITY, state.APPROVAL, state.PLANNED)


def _narrowed(rows: QuerySet[Document], wanted: Wanted) -> QuerySet[Document]:
    if wanted.kind:
        rows = rows.filter(item__document_type__kind=wanted.kind)
    if wanted.type:
        rows = rows.filter(item__document_type_id=_id(wanted.type))
    if wanted.owner:
        unit = _id(wanted.owner)
        rows = rows.filter(Q(item__owner_unit_id=unit) | Q(item__owner_key=f"leader:{unit}"))
    return rows


def _id(text: str) -> UUID:
    """Return an id as an address has it; one that nothing has, for nonsense."""
    return id_in(text) or UUID(int=0)


def _keyed(rows: QuerySet[Document], state: str) -> QuerySet[Document]:
    """Add what the rows are sorted by, and which version they are about; `age` falls as versions get newer."""
    states = publishing_open() if state == ON_ITS_WAY else (Version.State.CURRENT, Version.State.WITHDRAWN)
    versions = Version.objects.filter(item_id=OuterRef("item_id"), state__in=states).order_by("state", "-major")
    moment = "started_at" if state == ON_ITS_WAY else "frozen_at"
    rows = rows.annotate(
        updated_at=Subquery(versions.values(moment)[:1]), version_id=Subquery(versions.values("pk")[:1])
    )
    seconds = Extract("updated_at", "epoch", tzinfo=UTC)
    microseconds = ExpressionWrapper(seconds * -1_000_000, output_field=BigIntegerField())
    has_double_a = current_tenant().country == "DK"
    return rows.annotate(
        age=Cast(microseconds, BigIntegerField()), title_key=NordicKey(F("item__title"), has_double_a=has_double_a)
    )


def _shown(found: Sequence[Document]) -> list[LibraryRow]:
    owners = key_names({row.item.owner_key for row in found if row.item.owner_key})
    versions = Version.objects.in_bulk([pk for row in found if (pk := getattr(row, "version_id", None))])
    on = today()
    return [_row(row, owners, versions, on) for row in found]


def _row(document: Document, owners: Mapping[str, str], versions: Mapping[UUID, Version], on: date) -> LibraryRow:
    item = document.item
    version = versions.get(getattr(document, "version_id", None) or UUID(int=0))
    kind = item.document_type
    return LibraryRow(
        document=document,
        item=item,
        type=kind.name if kind else "",
        kind=kind.kind if kind else "",
        owner=owners.get(item.owner_key, ""),
        version=str(version) if version else "",
        updated_at=getattr(document, "updated_at", None),
        revision_date=item.next_revision_date,
        light=publishing.light(item, on=on) if item.next_revision_date else "",
        draft_id=version.pk if version and version.is_open else None,
        state=version.get_state_display() if version else "",
    )


def owners_to_choose() -> list[tuple[str, str]]:
    """Return the units that own documents, by id and name, in order of their names. Two statements."""
    units = Item.objects.filter(kind=KIND, owner_unit__isnull=False).values_list("owner_unit_id", flat=True).distinct()
    names = unit_names([unit for unit in units if unit])
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda one: one[1].lower())


def find_documents(text: str, *, seen_by: Actor, limit: int = 20) -> list[Found]:
    """Return valid documents whose title holds the text or whose code begins with it, by code; all without a text.

    One statement.
    """
    words = " ".join(text.split())
    rows = documents(seen_by=seen_by).filter(
        Exists(Version.objects.filter(item_id=OuterRef("item_id"), state=Version.State.CURRENT))
    )
    if words:
        rows = rows.filter(Q(item__title__icontains=words) | Q(item__code__istartswith=words))
    return [
        Found(row.pk, row.item.code, row.item.title, row.item.document_type.kind if row.item.document_type else "")
        for row in rows[:limit]
    ]

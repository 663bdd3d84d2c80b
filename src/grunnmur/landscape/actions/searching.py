"""Making the map's own elements found. Owners of other types write entries of their own: nothing is found twice."""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from uuid import UUID

from grunnmur.core import search
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.models import Element
from grunnmur.landscape.rules import type_name

BATCH = 500
OWN_TYPES = tuple(code for code, each in TYPES.items() if each.owner == "landscape")


def index_elements(element_ids: Collection[UUID]) -> None:
    """Let these elements be found as they are now; retired ones no longer."""
    rows = list(Element.objects.filter(pk__in=element_ids, type__in=OWN_TYPES))
    search.index([_entry(row) for row in rows if row.retired_at is None])
    for element_type in {row.type for row in rows if row.retired_at}:
        search.forget(element_type, [row.pk for row in rows if row.retired_at and row.type == element_type])


def entries_of(element_type: str) -> Callable[[UUID | None], Iterable[search.Entry]]:
    """Return the source of all entries of a type, in the order of ids, for rebuilding the index."""
    return partial(_entries, element_type)


def _entries(element_type: str, after: UUID | None) -> Iterable[search.Entry]:
    rows = Element.objects.filter(type=element_type, retired_at=None)
    rows = rows.filter(pk__gt=after) if after else rows
    yield from (_entry(row) for row in rows.order_by("pk").iterator(BATCH))


def _entry(row: Element) -> search.Entry:
    return search.Entry(
        kind=row.type,
        ref=row.pk,
        title=row.name,
        subtitle=row.summary[:300],
        body=row.summary,
        codes=(row.code,) if row.code else (),
        keywords=(type_name(row.type),),
        audience_keys=tuple(row.audience),
        unit=row.owner_unit_id,
    )

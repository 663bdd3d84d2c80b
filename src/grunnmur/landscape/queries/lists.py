"""The elements of one type as a list: narrowed, sorted, page for page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import BigIntegerField, Expression, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from grunnmur.core.clock import today
from grunnmur.core.paging import Slice, keyset
from grunnmur.core.permissions import Actor
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.queries.finding import named_like

NOT_ASSESSED = "none"


class _Age(Func):
    """The moment as a number that grows backwards, so that ascending order is the latest first."""

    template = "-(extract(epoch FROM %(expressions)s) * 1000000)::bigint"
    output_field = BigIntegerField()


# How each order of a list is kept: columns that are compared, and those of them that are worked out.
_BY: Mapping[str, tuple[str, ...]] = {
    "name": ("sort_key", "id"),
    "owner": ("owner_sort", "sort_key", "id"),
    "lifecycle": ("lifecycle", "sort_key", "id"),
    "criticality": ("least_critical", "sort_key", "id"),
    "changed": ("age", "id"),
}
_WORKED_OUT: Mapping[str, Mapping[str, Expression]] = {
    "owner": {"owner_sort": Coalesce("owner_unit__sort_key", Value(""), output_field=TextField(db_collation="C"))},
    "criticality": {"least_critical": 0 - Coalesce("criticality", 0)},
    "changed": {"age": _Age("changed_at")},
}
SORTS = tuple(_BY)


@dataclass(frozen=True, kw_only=True)
class ElementFilter:
    """How a list of elements is narrowed and sorted; blank = all.

    unit_ids: owned by one of these units; all if None. criticality: 1–4, or NOT_ASSESSED. sort: of SORTS.
    """

    type: str
    text: str = ""
    unit_ids: frozenset[UUID] | None = None
    lifecycle: str = ""
    criticality: str = ""
    is_without_owner: bool = False
    sort: str = "name"


def elements_where(wanted: ElementFilter, *, seen_by: Actor) -> QuerySet[Element]:
    """Return the elements of a list, in no order; retired ones only among those that have ended."""
    rows = visible(seen_by=seen_by).filter(type=wanted.type).select_related("owner_unit", "owner_function")
    rows = rows.filter(lifecycle=wanted.lifecycle) if wanted.lifecycle else rows
    rows = rows if wanted.lifecycle == Element.Lifecycle.ENDED else rows.filter(retired_at=None)
    if wanted.text.strip():
        rows = rows.filter(named_like(wanted.text))
    if wanted.unit_ids is not None:
        rows = rows.filter(owner_unit_id__in=wanted.unit_ids)
    if wanted.criticality:
        grade = None if wanted.criticality == NOT_ASSESSED else int(wanted.criticality)
        rows = rows.filter(criticality=grade)
    return rows.filter(without_owner(today())) if wanted.is_without_owner else rows


def without_owner(on: date) -> Q:
    """Return the condition that nobody owns an element: neither a function nor a unit that exists on the day."""
    return Q(owner_function=None) & (Q(owner_unit=None) | ~Q(owner_unit__valid__contains=on))


def element_list(wanted: ElementFilter, *, seen_by: Actor, after: str = "", limit: int = 50) -> Slice[Element]:
    """Return one page of a list, with owner unit and function. One statement."""
    sort = wanted.sort if wanted.sort in SORTS else "name"
    rows = elements_where(wanted, seen_by=seen_by).annotate(**_WORKED_OUT.get(sort, {}))
    return keyset(rows, by=_BY[sort], after=after, limit=limit)


def whole_list(wanted: ElementFilter, *, seen_by: Actor) -> QuerySet[Element]:
    """Return all elements of a list, by name: for a file."""
    return elements_where(wanted, seen_by=seen_by).order_by("sort_key", "id")


def count_elements(wanted: ElementFilter, *, seen_by: Actor) -> int:
    """Return how many elements the list has. One statement."""
    return elements_where(wanted, seen_by=seen_by).count()

"""The process library: what there is to read, found by words and by role, a page at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import BigIntegerField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Extract

from grunnmur.core import search
from grunnmur.core.paging import keyset
from grunnmur.core.permissions import Actor
from grunnmur.core.sql import NordicKey
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation.queries import key_names
from grunnmur.processes.models import Assignment, Lane, Process, ProcessArea, StepLink
from grunnmur.processes.queries.mine import my_processes
from grunnmur.processes.rules import DEEPEST_AREA, KIND
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.queries import Item, Version

SORTS: Mapping[str, tuple[str, ...]] = {
    "code": ("item__code",),
    "title": ("title_key", "item__code"),
    "updated": ("age", "item__code"),
}
MINE = "mine"
MOST_FOUND = 200  # what a search gives back at most


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody looks for: words, a process role's id or `mine`, things used (ids), the order (a key of SORTS).

    area, line: ids; an area with those in it. owner: a group key. state: current or withdrawn.
    """

    text: str = ""
    role: str = ""
    things: Sequence[str] = ()
    area: str = ""
    line: str = ""
    owner: str = ""
    state: str = ""
    sort: str = "code"


@dataclass(frozen=True)
class LibraryRow:
    """A process in the library: who works in it, who owns it in words, and when its valid version came."""

    process: Process
    item: Item
    roles: tuple[str, ...]
    owner: str
    updated_at: datetime | None


@dataclass(frozen=True)
class LibraryPage:
    """One page of the library and the cursor of the next; `suggestion`: what was perhaps meant, if nothing is found."""

    rows: Sequence[LibraryRow]
    next: str
    suggestion: str = ""


def processes(*, seen_by: Actor) -> QuerySet[Process]:
    """Return the processes the actor may read, in the order of their codes."""
    readable = publishing.items(KIND, seen_by=seen_by)
    rows = Process.objects.filter(item_id__in=readable.order_by().values("pk"))
    return rows.select_related("item", "area").order_by("item__code")


def library(wanted: Wanted, *, seen_by: Actor, after: str = "", limit: int = 50) -> LibraryPage:
    """Return a page of the processes that are wanted; titles in alphabetical order, or the newest version first.

    Three statements for any number of rows, and those of search when there are words. Raises BadCursorError.
    """
    rows = _in_role(processes(seen_by=seen_by), wanted.role, seen_by=seen_by)
    rows = _placed(_using(rows, wanted.things), wanted)
    suggestion = ""
    if wanted.text:
        within = search.Filter(kinds=(KIND,))
        found = search.match(wanted.text, seen_by=seen_by, within=within, limit=MOST_FOUND)
        rows = rows.filter(pk__in=[hit.ref.id for hit in found.hits])
        suggestion = found.suggestion
    page = keyset(_keyed(rows), by=SORTS[wanted.sort], after=after, limit=limit)
    return LibraryPage(_shown(page.rows), page.next, suggestion)


def _keyed(rows: QuerySet[Process]) -> QuerySet[Process]:
    """Add what the rows are sorted by; `age` falls as versions get newer."""
    valid = Version.objects.filter(item_id=OuterRef("item_id"), state=Version.State.CURRENT)
    rows = rows.annotate(updated_at=Subquery(valid.values("frozen_at")[:1]))
    seconds = Extract("updated_at", "epoch", tzinfo=UTC)
    microseconds = ExpressionWrapper(seconds * -1_000_000, output_field=BigIntegerField())
    has_double_a = current_tenant().country == "DK"
    return rows.annotate(
        age=Cast(microseconds, BigIntegerField()), title_key=NordicKey(F("item__title"), has_double_a=has_double_a)
    )


def _in_role(rows: QuerySet[Process], role: str, *, seen_by: Actor) -> QuerySet[Process]:
    if role == MINE:
        return rows.filter(pk__in=[mine.process_id for mine in my_processes(seen_by=seen_by)])
    if not role:
        return rows
    try:
        process_role = UUID(role)
    except ValueError:
        return rows.none()
    current = Assignment.objects.filter(
        process_role_id=process_role, step__process_version__version__state=Version.State.CURRENT
    )
    return rows.filter(pk__in=current.values("step__process_version__process_id"))


def _using(rows: QuerySet[Process], things: Iterable[str]) -> QuerySet[Process]:
    """Narrow to processes that are linked to each of these; to none for what is no id."""
    for thing in things:
        try:
            used = StepLink.objects.filter(target_id=UUID(thing)).values("process_id")
        except ValueError:
            return rows.none()
        rows = rows.filter(pk__in=used)
    return rows


def _placed(rows: QuerySet[Process], wanted: Wanted) -> QuerySet[Process]:
    """Narrow by area, line, owner and state; to none for what is no id. One statement at most."""
    try:
        if wanted.area:
            rows = rows.filter(area_id__in=area_and_below(UUID(wanted.area)))
        if wanted.line:
            rows = rows.filter(item__line_id=UUID(wanted.line))
    except ValueError:
        return rows.none()
    if wanted.owner:
        rows = rows.filter(item__owner_key=wanted.owner)
    if wanted.state:
        valid = Exists(Version.objects.filter(item_id=OuterRef("item_id"), state=Version.State.CURRENT))
        rows = rows.filter(valid if wanted.state == Version.State.CURRENT else ~valid)
    return rows


def area_and_below(area_id: UUID) -> set[UUID]:
    """Return an area and every area in it. One statement."""
    parents = dict(ProcessArea.objects.values_list("pk", "parent_id"))
    return {one for one in parents if _lies_in(one, area_id, parents)}


def _lies_in(one: UUID, area_id: UUID, parents: Mapping[UUID, UUID | None]) -> bool:
    here: UUID | None = one
    for _level in range(DEEPEST_AREA):
        if here == area_id:
            return True
        here = parents.get(here) if here else None
    return False


def owners_in_library(*, seen_by: Actor) -> list[tuple[str, str]]:
    """Return who owns processes the actor may read: group key and words, by words."""
    keys = set(publishing.items(KIND, seen_by=seen_by).order_by().values_list("owner_key", flat=True).distinct())
    return sorted(key_names(keys - {""}).items(), key=lambda pair: pair[1].casefold())


def _shown(found: Sequence[Process]) -> list[LibraryRow]:
    roles = roles_in([row.pk for row in found])
    owners = key_names({row.item.owner_key for row in found if row.item.owner_key})
    return [
        LibraryRow(
            row, row.item, roles.get(row.pk, ()), owners.get(row.item.owner_key, ""), getattr(row, "updated_at", None)
        )
        for row in found
    ]


def roles_in(process_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return who works in the lanes of each process, by the role's name or else the lane's. One statement."""
    lanes = Lane.objects.filter(
        process_version__process_id__in=process_ids, process_version__version__state=Version.State.CURRENT
    )
    names: defaultdict[UUID, dict[str, None]] = defaultdict(dict)
    columns = ("process_version__process_id", "process_role__name", "name")
    for process, role, lane in lanes.order_by("ordinal").values_list(*columns):
        names[process].setdefault(role or lane)
    return {process: tuple(name for name in found if name) for process, found in names.items()}

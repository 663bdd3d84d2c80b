"""What sources say that people have, and which of their names nobody has matched yet."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from grunnmur.access.imports.planning import KIND
from grunnmur.access.models import ObservedAccess, ObservedPerson, ObservedThing, ScimGroup
from grunnmur.access.queries.names import permission_name
from grunnmur.access.rules import OFFICER
from grunnmur.access.rules.permissions import MINE
from grunnmur.core.imports import asking
from grunnmur.core.models import ImportLine, ImportRun
from grunnmur.core.permissions import Actor, may, require
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.rules import SEE_PROTECTED

PAIRS = """
    SELECT DISTINCT o.person_id::text, t.permission_id::text
    FROM access_observedaccess a
    JOIN access_observedperson o ON o.id = a.holder_id
    JOIN access_observedthing t ON t.id = a.thing_id
    JOIN organisation_person p ON p.id = o.person_id
    WHERE t.permission_id IS NOT NULL AND NOT o.is_ignored AND NOT t.is_ignored
        AND (%(sees_protected)s OR NOT p.is_protected)
"""
PEOPLE, THINGS = "people", "things"


@dataclass(frozen=True)
class Source:
    """One source: how many accesses it tells of, and how many of its names nobody has matched."""

    name: str
    accesses: int
    people_waiting: int
    things_waiting: int


@dataclass(frozen=True)
class SourceName:
    """What a source calls a person or a thing. accesses: how many hang on it; meant: what it means, blank = unsaid."""

    id: UUID
    source: str
    name: str
    accesses: int
    meant: str
    is_ignored: bool


def sources(*, seen_by: Actor) -> list[Source]:
    """Return all sources by name. Three statements. Raises PermissionDenied (needs access.mine)."""
    require(seen_by, MINE)
    accesses = _by_source(ObservedAccess.objects.all(), "holder__source")
    people = _by_source(ObservedPerson.objects.filter(person=None, is_ignored=False), "source")
    things = _by_source(ObservedThing.objects.filter(permission=None, is_ignored=False), "source")
    names = sorted(accesses.keys() | people.keys() | things.keys())
    return [Source(one, accesses.get(one, 0), people.get(one, 0), things.get(one, 0)) for one in names]


def _by_source(rows: QuerySet[Any], column: str) -> dict[str, int]:  # Any: rows of several tables
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk")))


def group_sources(*, seen_by: Actor) -> list[tuple[UUID, str]]:
    """Return the connected systems that tell of groups, by name. One statement. Raises as `sources`."""
    require(seen_by, MINE)
    rows = ScimGroup.objects.order_by("client__name", "client_id").values_list("client_id", "client__name")
    return list(rows.distinct())


def observed_pairs(*, seen_by: Actor) -> set[tuple[str, str]]:
    """Return who is seen to have what, as ids: matched on both sides, and of persons the asker may know of."""
    require(seen_by, MINE)
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, {"sees_protected": may(seen_by, SEE_PROTECTED)})
        return set(cursor.fetchall())


def names_to_match(what: str, *, seen_by: Actor, is_all: bool = False, limit: int = 50) -> list[SourceName]:
    """Return names nobody has matched, those that most hangs on first; is_all: the others too. Two statements.

    what: people or things. Keys of persons the asker may not know of are left out. Raises PermissionDenied (needs
    access.mine).
    """
    require(seen_by, MINE)
    if what == PEOPLE:
        return _people(_counted(ObservedPerson.objects.all(), "holder"), is_all=is_all, limit=limit, seen_by=seen_by)
    rows = _counted(ObservedThing.objects.select_related("permission__resource"), "thing")
    rows = rows if is_all else rows.filter(permission=None, is_ignored=False)
    return [
        SourceName(
            row.pk,
            row.source,
            str(row),
            row.accesses,
            permission_name(row.permission) if row.permission else "",
            row.is_ignored,
        )
        for row in rows.order_by("-accesses", "source", "resource", "level", "pk")[:limit]
    ]


def _counted(rows: QuerySet[Any], column: str) -> QuerySet[Any]:  # Any: rows of two tables
    counts = ObservedAccess.objects.filter(**{column: OuterRef("pk")}).order_by().values(column)
    count = Subquery(counts.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    counted: QuerySet[Any] = rows.annotate(accesses=Coalesce(count, 0))  # Any: rows of two tables
    return counted


def _people(rows: QuerySet[Any], *, is_all: bool, limit: int, seen_by: Actor) -> list[SourceName]:  # Any: annotated
    rows = rows if is_all else rows.filter(person=None, is_ignored=False)
    found = list(rows.order_by("-accesses", "source", "key", "pk")[:limit])
    names = organisation.names_of({row.person_id for row in found if row.person_id}, seen_by=seen_by)
    return [
        SourceName(row.pk, row.source, row.key, row.accesses, names.get(row.person_id, ""), row.is_ignored)
        for row in found
        if row.person_id is None or row.person_id in names
    ]


def observed_runs(*, seen_by: Actor) -> list[ImportRun]:
    """Return the last files, the newest first. Raises PermissionDenied (needs access.mine or access.officer)."""
    _require_sight(seen_by)
    return asking.runs_of(KIND)


def observed_run(run_id: UUID, *, seen_by: Actor) -> ImportRun:
    """Return one file's run. Raises ImportRun.DoesNotExist, PermissionDenied (needs access.mine or access.officer)."""
    _require_sight(seen_by)
    return asking.run_of(KIND, run_id)


def _require_sight(seen_by: Actor) -> None:
    """Who releases what was held back looks at it too."""
    if not may(seen_by, OFFICER):
        require(seen_by, MINE)


def run_lines(run: ImportRun, table: str, *, seen_by: Actor, after: int, limit: int) -> list[ImportLine]:
    """Return lines of a plan in its order, one more than limit if there are more; the shielded only to who may see."""
    _require_sight(seen_by)
    rows = ImportLine.objects.filter(run=run, table=table, number__gt=after)
    rows = rows if may(seen_by, SEE_PROTECTED) else rows.filter(is_shielded=False)
    return list(rows.order_by("number")[: limit + 1])


def run_names(ids: Collection[UUID], *, seen_by: Actor) -> dict[UUID, str]:
    """Return the names of the files of these runs; none to who may not see them."""
    if not (may(seen_by, MINE) or may(seen_by, OFFICER)):
        return {}
    return dict(ImportRun.objects.filter(kind=KIND, pk__in=ids).values_list("pk", "file_name"))

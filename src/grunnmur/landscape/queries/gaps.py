"""What somebody should do something about on the map: things without owner or relations, in use by nobody, or alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from grunnmur.core.clock import today
from grunnmur.core.paging import Slice, keyset
from grunnmur.core.permissions import Actor, System, keys_of, may
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.models import Element, Relation
from grunnmur.landscape.queries.elements import seen, visible
from grunnmur.landscape.queries.lists import without_owner
from grunnmur.landscape.rules import SEE

LOOKED_AT = tuple(code for code, one in TYPES.items() if one.owner == "landscape" and code != "change")
# The kinds that show that something is in use, and the end it then is.
USES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "system": {"src": ("supports", "offers"), "dst": ("entitles",)},
    "information": {"src": (), "dst": ("reads", "writes", "carries", "handles")},
}
MOST = 200
# What one system alone supports and cannot do without; through it processes, and through a sole supplier the same.
_SINGLE_POINTS = """
WITH known AS (
    SELECT id, type FROM landscape_element
    WHERE retired_at IS NULL AND (%(sees_all)s OR audience && %(keys)s::varchar[])
), live AS (
    SELECT r.src_id, r.dst_id, r.kind, r.strength, d.type AS dst_type
    FROM landscape_relation r JOIN known s ON s.id = r.src_id JOIN known d ON d.id = r.dst_id
    WHERE r.kind IN ('supports', 'has_step', 'supplies') AND r.valid @> %(day)s::date
), alone AS (
    SELECT dst_id AS used_id, dst_type AS used_type, (array_agg(src_id))[1] AS system_id FROM live
    WHERE kind = 'supports' AND dst_type IN ('activity', 'process')
    GROUP BY dst_id, dst_type HAVING count(*) = 1 AND min(strength) = 2
), hit AS (
    SELECT a.system_id, h.src_id AS process_id FROM alone a
    JOIN live h ON h.kind = 'has_step' AND h.strength = 2 AND h.dst_id = a.used_id AND a.used_type = 'activity'
    UNION SELECT system_id, used_id FROM alone WHERE used_type = 'process'
), sole AS (
    SELECT dst_id AS system_id, (array_agg(src_id))[1] AS supplier_id FROM live
    WHERE kind = 'supplies' AND dst_type = 'system'
    GROUP BY dst_id HAVING count(*) = 1 AND min(strength) = 2
), found AS (
    SELECT system_id AS element_id, process_id FROM hit
    UNION SELECT s.supplier_id, h.process_id FROM sole s JOIN hit h ON h.system_id = s.system_id
)
SELECT element_id, count(*) FROM found GROUP BY element_id HAVING count(*) >= %(at_least)s
ORDER BY count(*) DESC, element_id LIMIT %(most)s
"""


class Gap(StrEnum):
    """What is missing."""

    OWNER = "owner"
    RELATIONS = "relations"
    USE = "use"


@dataclass(frozen=True)
class SinglePoint:
    """A system or supplier that required steps of so many processes depend on, and have nothing else for."""

    element: Element
    processes: int


def elements_with(
    gap: Gap, *, element_type: str = "", seen_by: Actor, after: str = "", limit: int = 50
) -> Slice[Element]:
    """Return a page of what something is missing for, of the map's own types, by name. One statement.

    Relations with what the asker may not know of count as none: that there is one is not hinted at.
    """
    rows = _looked_at(seen_by).filter(_missing(gap, seen_by=seen_by)).select_related("owner_unit", "owner_function")
    rows = rows.filter(type=element_type) if element_type else rows
    return keyset(rows, by=("sort_key", "id"), after=after, limit=limit)


def gap_counts(*, seen_by: Actor) -> Mapping[Gap, int]:
    """Return how many things something is missing for. One statement."""
    counted = {gap.value: Count("pk", filter=_missing(gap, seen_by=seen_by)) for gap in Gap}
    found = _looked_at(seen_by).aggregate(**counted)
    return {gap: found[gap.value] for gap in Gap}


def _looked_at(seen_by: Actor) -> QuerySet[Element]:
    return visible(seen_by=seen_by).filter(type__in=LOOKED_AT, retired_at=None)


def _missing(gap: Gap, *, seen_by: Actor) -> Q:
    match gap:
        case Gap.OWNER:
            return without_owner(today())
        case Gap.RELATIONS:
            return ~Q(_related("src", seen_by)) & ~Q(_related("dst", seen_by))
        case Gap.USE:
            return _unused(seen_by)


def _unused(seen_by: Actor) -> Q:
    """Return the condition that a system supports nothing, or that nobody reads or writes the information."""
    unused = Q()
    for element_type, ends in USES.items():
        used = [Q(_related(end, seen_by, kinds=kinds)) for end, kinds in ends.items() if kinds]
        nobody = Q(type=element_type)
        for one in used:
            nobody &= ~one
        unused |= nobody
    return unused


def _related(end: str, seen_by: Actor, *, kinds: Sequence[str] | None = None) -> Exists:
    """Return whether an element is this end of a relation of today with something the asker may know of."""
    other = "dst" if end == "src" else "src"
    rows = Relation.objects.filter(seen(seen_by, column=f"{other}__audience"), valid__contains=today())
    rows = rows.filter(**{end: OuterRef("pk")})
    return Exists(rows if kinds is None else rows.filter(kind__in=kinds))


def single_points(*, at_least: int, seen_by: Actor) -> Sequence[SinglePoint]:
    """Return what required steps of at least so many processes depend on alone: those of most processes first.

    A step depends on a system alone when it is the only one that supports it; on a supplier, when nobody else supplies
    that system. Only what the asker may know of is looked at. At most 200; two statements.
    """
    counts = _processes_of_points(at_least=at_least, seen_by=seen_by)
    rows = visible(seen_by=seen_by).select_related("owner_unit", "owner_function").in_bulk(list(counts))
    found = [SinglePoint(rows[pk], count) for pk, count in counts.items() if pk in rows]
    return sorted(found, key=lambda one: (-one.processes, one.element.sort_key, one.element.pk))


def count_single_points(*, at_least: int, seen_by: Actor) -> int:
    """Return how many `single_points` returns. One statement."""
    return len(_processes_of_points(at_least=at_least, seen_by=seen_by))


def _processes_of_points(*, at_least: int, seen_by: Actor) -> Mapping[UUID, int]:
    """Return how many processes depend on each element alone; none for who may not see the map."""
    if not (isinstance(seen_by, System) or may(seen_by, SEE)):
        return {}
    sees_all = isinstance(seen_by, System)
    facts: dict[str, Any] = {  # Any: what psycopg takes
        "sees_all": sees_all,
        "keys": [] if sees_all else sorted(keys_of(seen_by)),
        "day": today(),
        "at_least": at_least,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SINGLE_POINTS, facts)
        return dict(cursor.fetchall())

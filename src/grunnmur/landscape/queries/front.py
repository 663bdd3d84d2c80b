"""What the front page of the map shows: how much there is of each type, and what one's own units own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max

from grunnmur.core.permissions import Actor, keys_of
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.elements import visible

WORKPLACES = ("unit", "leader")  # prefixes of the group keys that say where somebody works, and what she leads
PLACES = ("unit", "function")  # types that are owners themselves


@dataclass(frozen=True)
class TypeCount:
    """How many elements of a type the asker may know of, and when one of them last changed."""

    type: str
    count: int
    changed_at: datetime | None


def type_counts(*, seen_by: Actor) -> Sequence[TypeCount]:
    """Return every type of the catalogue, in its order, with the elements of today. One statement."""
    rows = visible(seen_by=seen_by).filter(retired_at=None).order_by().values("type")
    found = {row["type"]: row for row in rows.annotate(count=Count("pk"), last=Max("changed_at"))}
    return [
        TypeCount(code, found[code]["count"], found[code]["last"]) if code in found else TypeCount(code, 0, None)
        for code in TYPES
    ]


def own_units(by: Actor) -> frozenset[UUID]:
    """Return the units somebody works in or leads."""
    parts = (key.partition(":") for key in keys_of(by))
    return frozenset(UUID(value) for prefix, _colon, value in parts if prefix in WORKPLACES and value)


def elements_of_own_units(*, seen_by: Actor, limit: int = 10) -> Sequence[Element]:
    """Return what the asker's own units own: the most critical first, then by name. One statement at most."""
    units = own_units(seen_by)
    if not units:
        return []
    rows = visible(seen_by=seen_by).filter(retired_at=None, owner_unit_id__in=units).exclude(type__in=PLACES)
    order = (F("criticality").desc(nulls_last=True), "sort_key", "id")
    return list(rows.select_related("owner_unit").order_by(*order)[:limit])

"""What a change of units meets: who and what remains in one, and what is planned for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from grunnmur.core.periods import Period, day_after
from grunnmur.core.permissions import Actor, Scope
from grunnmur.organisation.models import LINE, Employment, Leadership, Unit, UnitParent
from grunnmur.organisation.queries.units import known_ids


@dataclass(frozen=True)
class Remaining:
    """What is in a unit after a day: persons employed in it, and the units right below."""

    people: int
    units: int

    def __bool__(self) -> bool:
        return bool(self.people or self.units)


class PlanKind(StrEnum):
    """What is to happen at a unit."""

    OPENS = "opens"
    CLOSES = "closes"
    MOVES = "moves"
    GETS_UNIT = "gets_unit"
    LEADER_BEGINS = "leader_begins"
    ACTING_BEGINS = "acting_begins"
    LEADER_ENDS = "leader_ends"


@dataclass(frozen=True)
class Planned:
    """Something that is to happen at a unit: the first day it counts, or the last of who leads or of the unit.

    name: of the unit or person that it is about besides; blank for a top, and for who the asker may not know of.
    """

    day: date
    kind: PlanKind
    name: str = ""


def remaining_in(unit_id: UUID, *, after: date) -> Remaining:
    """Return who works in a unit and what hangs right below it on any day after this one. Two statements."""
    late = Q(valid__overlap=Period(day_after(after)).to_range())
    people = Employment.objects.filter(late, unit_id=unit_id).values("person").distinct().count()
    units = UnitParent.objects.filter(late, parent_id=unit_id).values("unit").distinct().count()
    return Remaining(people, units)


def planned_at(unit: Unit, *, after: date, seen_by: Actor) -> list[Planned]:
    """Return what is to happen at a unit after a day, the earliest first. Three statements."""
    found = [*_own_days(unit, after), *_places(unit, after), *_leaders(unit, after, seen_by)]
    return sorted(found, key=lambda one: (one.day, one.kind, one.name))


def _own_days(unit: Unit, after: date) -> Iterator[Planned]:
    days = Period.from_range(unit.valid)
    if days.lower and days.lower > after:
        yield Planned(days.lower, PlanKind.OPENS)
    if days.last_day and days.last_day >= after:
        yield Planned(days.last_day, PlanKind.CLOSES)


def _places(unit: Unit, after: date) -> Iterator[Planned]:
    rows = UnitParent.objects.filter(Q(unit=unit) | Q(parent=unit), structure=LINE, valid__startswith__gt=after)
    for row in rows.select_related("unit", "parent"):
        if row.parent_id == unit.pk:
            yield Planned(row.valid.lower, PlanKind.GETS_UNIT, row.unit.name)
        elif row.valid.lower != unit.valid.lower:
            yield Planned(row.valid.lower, PlanKind.MOVES, row.parent.name if row.parent else "")


def _leaders(unit: Unit, after: date, seen_by: Actor) -> Iterator[Planned]:
    rows = list(Leadership.objects.filter(unit=unit).select_related("person"))
    known = set(known_ids([row.person_id for row in rows], seen_by=seen_by))
    for row in rows:
        days = Period.from_range(row.valid)
        name = row.person.display_name if row.person_id in known else ""
        if days.lower and days.lower > after:
            kind = PlanKind.ACTING_BEGINS if row.kind == Leadership.Kind.ACTING else PlanKind.LEADER_BEGINS
            yield Planned(days.lower, kind, name)
        if days.last_day and days.last_day >= after and days.upper != unit.valid.upper:
            yield Planned(days.last_day, PlanKind.LEADER_ENDS, name)


def lasting_units(*, on: date, within: Scope) -> QuerySet[Unit]:
    """Return the units that exist on a day or will, and lie within a scope, by name."""
    lasting = Q(valid__contains=on) | Q(valid__startswith__gt=on)
    return Unit.objects.filter(lasting, within.as_filter("pk")).order_by("sort_key", "id")

"""Where people work, for the domains above that ask about many people at once."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, Scope
from grunnmur.organisation.models import Employment, Person
from grunnmur.organisation.queries.people import visible

HANDING_OVER = timedelta(days=60)  # of working in both units that still are a move
VISIT = timedelta(days=2)  # who is here no longer than this comes and goes in one line


class MoveKind(StrEnum):
    """Whether somebody begins here, goes on in another unit, or leaves."""

    STARTS = "starts"
    MOVES = "moves"
    LEAVES = "leaves"


@dataclass(frozen=True)
class Move:
    """Somebody's work changes: `day` is the first day of what begins, or the last day of who leaves."""

    person: Person
    kind: MoveKind
    day: date
    unit: str
    unit_before: str = ""


@dataclass(frozen=True)
class WorkDays:
    """When somebody begins and ends: the first day of all employments, and the last (None: no end)."""

    first: date
    last: date | None


def working_at(within: Scope, *, on: date, seen_by: Actor) -> QuerySet[Person]:
    """Return who works at these units on a day, or will: by name, nobody the asker may not know of."""
    days = Q(valid__contains=on) | Q(valid__startswith__gt=on)
    employed = Employment.objects.filter(days, within.as_filter("unit_id"), person=OuterRef("pk"))
    return visible(Person.objects.filter(Exists(employed)), seen_by=seen_by).order_by("sort_key", "id")


def units_of(person_ids: Collection[UUID], *, on: date) -> dict[UUID, frozenset[UUID]]:
    """Return the units each works in on a day or will; of who has left, the last one. One statement."""
    rows = Employment.objects.filter(person_id__in=person_ids).order_by("valid__startswith", "id")
    live: defaultdict[UUID, set[UUID]] = defaultdict(set)
    last: dict[UUID, UUID] = {}
    for person, unit, valid in rows.values_list("person_id", "unit_id", "valid"):
        last[person] = unit
        if not Period.from_range(valid).is_over(on):
            live[person].add(unit)
    return {person: frozenset(live[person] or {last[person]}) for person in last}


def unit_names_of(person_ids: Collection[UUID], *, on: date) -> dict[UUID, str]:
    """Return the name of the unit each works in first on the day, or will when that is still to come. One statement."""
    rows = Employment.objects.filter(Q(valid__contains=on) | Q(valid__startswith__gt=on), person_id__in=person_ids)
    found: dict[UUID, str] = {}
    for row in rows.select_related("unit").order_by("valid__startswith", "-is_primary", "-percent", "id"):
        found.setdefault(row.person_id, row.unit.name)
    return found


def kind_names() -> dict[str, str]:
    """Return the kinds of employment with their names in the reader's language."""
    return {kind.value: str(kind.label) for kind in Employment.Kind}


def work_days(person_ids: Collection[UUID], *, on: date) -> dict[UUID, WorkDays]:
    """Return when each who works here on a day, or will, begins and ends. One statement."""
    rows = Employment.objects.filter(person_id__in=person_ids).order_by("valid__startswith", "id")
    found: dict[UUID, WorkDays] = {}
    for person, valid in rows.values_list("person_id", "valid"):
        period = Period.from_range(valid)
        if period.is_over(on):
            continue
        before = found.get(person)
        first = before.first if before else (period.lower or date.min)
        ends = [period.last_day, before.last if before else period.last_day]
        found[person] = WorkDays(first, None if None in ends else max(day for day in ends if day))
    return found


def first_days(person_ids: Collection[UUID], *, after: date) -> dict[UUID, date]:
    """Return the first day of each who begins after a day and does not work here on it. One statement."""
    days = work_days(person_ids, on=after)
    return {person: one.first for person, one in days.items() if one.first > after}


def moves(within: Scope, *, during: Period, seen_by: Actor) -> list[Move]:
    """Return who begins, changes unit or leaves at these units within the days, the earliest first. Two statements.

    Who leaves one unit for another is one line, that she moves, also when she works in both for a while to hand over;
    it is told at both. Whom the desk lets in for some hours is one line too.
    """
    touched = Q(valid__startswith__gte=during.lower, valid__startswith__lt=during.upper) | Q(
        valid__endswith__gte=during.lower, valid__endswith__lt=during.upper
    )
    here = Employment.objects.filter(touched, within.as_filter("unit_id"), person=OuterRef("pk"))
    people = visible(Person.objects.filter(Exists(here)), seen_by=seen_by)
    rows = Employment.objects.filter(person__in=people).select_related("person", "unit").order_by("id")
    by_person: defaultdict[UUID, list[Employment]] = defaultdict(list)
    for row in rows:
        by_person[row.person_id].append(row)
    found = [move for own in by_person.values() for move in _moves_of(own, within, during)]
    return sorted(found, key=lambda move: (move.day, move.person.sort_key, move.person.pk))


def _moves_of(rows: list[Employment], within: Scope, during: Period) -> list[Move]:
    """Read one person's employments: what begins as another ends, or while one hands it over, is a move."""
    periods = [(row, Period.from_range(row.valid)) for row in rows]
    found: list[Move] = []
    for row, period in periods:
        first = period.lower
        others = ((one, other) for one, other in periods if one.unit_id != row.unit_id)
        ended = next((one for one, other in others if _gives_way(other, to=period)), None)
        is_ours = row.unit_id in within or (ended is not None and ended.unit_id in within)
        if first is None or first not in during or not is_ours:
            continue
        if ended:
            found.append(Move(row.person, MoveKind.MOVES, first, row.unit.name, ended.unit.name))
        elif not any(other.upper == first or (first in other and one is not row) for one, other in periods):
            found.append(Move(row.person, MoveKind.STARTS, first, row.unit.name))
    return found + _leaving(periods, within, during)


def _gives_way(before: Period, *, to: Period) -> bool:
    """Whether work that was there already ends as other work begins, or within the days that one hands over."""
    if before.upper is None or to.lower is None or (before.lower and before.lower >= to.lower):
        return False
    outlasts = to.upper is None or to.upper > before.upper
    return outlasts and to.lower <= before.upper <= to.lower + HANDING_OVER


def _leaving(periods: list[tuple[Employment, Period]], within: Scope, during: Period) -> list[Move]:
    """Who has no work at all the day after a last day leaves; of a short visit it is told that it begins."""
    return [
        Move(row.person, MoveKind.LEAVES, period.last_day, row.unit.name)
        for row, period in periods
        if period.last_day and period.upper and period.last_day in during and row.unit_id in within
        if not any(period.upper in other for _one, other in periods)
        if not (period.lower and period.lower in during and period.upper - period.lower <= VISIT)
    ]

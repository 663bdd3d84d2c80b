"""The facts as a change of units or leaders would make them; pure, nothing is read or written."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID, uuid4

from grunnmur.access.derivation.facts import Employment, Id, Leadership, Leave, People, UnitParent
from grunnmur.access.queries.facts import Loaded
from grunnmur.core.periods import Period
from grunnmur.organisation.rules import LeaderChange, UnitClosing, UnitMove

LINE = "line"
LEADER = "leader"


def with_moved_unit(loaded: Loaded, change: UnitMove) -> Loaded:
    """Return the facts with a unit below another from a day on, until a move that is planned."""
    at, parent = change.from_day.toordinal(), _text(change.parent_id)
    parents: list[UnitParent] = []
    for row in loaded.definitions.parents:
        if row.unit == str(change.unit_id) and row.structure == LINE and row.lower <= at < row.upper:
            parents += _rehung(row, parent, at)
        else:
            parents.append(row)
    return replace(loaded, definitions=replace(loaded.definitions, parents=tuple(parents)))


def with_closed_unit(loaded: Loaded, change: UnitClosing) -> Loaded:
    """Return the facts with a unit gone after its last day, and what was in it in the unit that takes over."""
    unit, at = str(change.unit_id), Period.through(None, change.last_day).span[1]
    target = unit if change.move_to is None else str(change.move_to)
    known = loaded.people
    employments, leaves = _moved_people(known, unit, target, at)
    people = replace(
        known,
        employments=employments,
        leaves=leaves,
        leaderships=tuple(
            row for row in (_cut_at(one, unit, at) for one in known.leaderships) if row.lower < row.upper
        ),
        appointments=tuple(
            row
            for one in known.appointments
            if (row := one._replace(upper=min(one.upper, at)) if one.unit == unit else one).lower < row.upper
        ),
    )
    parents = tuple(_moved_units(loaded.definitions.parents, unit, target, at))
    return Loaded(replace(loaded.definitions, parents=parents), people)


def with_leader(loaded: Loaded, change: LeaderChange, *, until: int) -> Loaded:
    """Return the facts with somebody, or nobody, leading a unit from a day on.

    until: the day number on which the new leader's days end at the latest: those of an acting leader, or of the unit.
    """
    unit, at = str(change.unit_id), change.from_day.toordinal()
    stands_aside = change.person_id is not None and change.kind != LEADER
    others = [row for row in loaded.people.leaderships if row.unit != unit or row.kind != change.kind or stands_aside]
    same = [row for row in loaded.people.leaderships if row not in others]
    rows = [*others, *(row._replace(upper=at) if row.lower <= at < row.upper else row for row in same)]
    if change.person_id:
        end = min((*(row.lower for row in same if row.lower > at), until))
        rows.append(Leadership(str(uuid4()), str(change.person_id), unit, change.kind, at, end))
    people = replace(loaded.people, leaderships=tuple(row for row in rows if row.lower < row.upper))
    return replace(loaded, people=people)


def _rehung(row: UnitParent, parent: Id | None, at: int) -> Iterable[UnitParent]:
    if row.lower < at:
        yield row._replace(upper=at)
    yield row._replace(parent=parent, lower=max(row.lower, at))


def _moved_people(known: People, unit: Id, target: Id, at: int) -> tuple[tuple[Employment, ...], tuple[Leave, ...]]:
    """Let who works in a unit work in another from a day on; leaves follow."""
    employments: list[Employment] = []
    leaves = list(known.leaves)
    for row in known.employments:
        if row.unit != unit or row.upper <= at:
            employments.append(row)
        elif row.lower >= at:
            employments.append(row._replace(unit=target))
        else:
            later = row._replace(id=str(uuid4()), unit=target, lower=at)
            employments += (row._replace(upper=at), later)
            leaves += (
                leave._replace(id=str(uuid4()), employment=later.id, lower=max(leave.lower, at))
                for leave in known.leaves
                if leave.employment == row.id and leave.upper > at
            )
    return tuple(employments), tuple(leaves)


def _moved_units(parents: Iterable[UnitParent], unit: Id, target: Id, at: int) -> Iterable[UnitParent]:
    """Let what hangs below a unit hang below the one that takes over; that one, if it is there, takes its place."""
    own = [row for row in parents if row.unit == unit]
    for row in parents:
        if row.unit == unit:
            yield from (row._replace(upper=min(row.upper, at)),) if row.lower < at else ()
        elif row.parent != unit or row.upper <= at:
            yield row
        else:
            first = max(row.lower, at)
            yield from _rehung(row, _above(own, row.structure, first) if row.unit == target else target, first)


def _above(own: Iterable[UnitParent], structure: str, day: int) -> Id | None:
    found = (row.parent for row in own if row.structure == structure and row.lower <= day < row.upper)
    return next(found, None)


def _cut_at(row: Leadership, unit: Id, at: int) -> Leadership:
    return row._replace(upper=min(row.upper, at)) if row.unit == unit else row


def _text(value: UUID | None) -> Id | None:
    return None if value is None else str(value)

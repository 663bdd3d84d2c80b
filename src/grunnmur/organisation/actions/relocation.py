"""Whatever is in a unit goes to another one from a day on, when the unit closes."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation.actions.changes import change_row, facts_of
from grunnmur.organisation.actions.reach import require_open
from grunnmur.organisation.events import PersonFactsChanged, UnitsMoved
from grunnmur.organisation.models import Employment, Unit, UnitParent
from grunnmur.organisation.rules import EDIT_PEOPLE, EDIT_UNITS, UnitInUseError


def move_all(unit: Unit, *, to: UUID, after: Period, by: Actor) -> None:
    """Move the people of a unit, and the units right below it, to another one for these days.

    If that one lies right below the unit itself, it takes the unit's place. The caller rebuilds the closure.
    Raises PermissionDenied (needs organisation.edit_people and organisation.edit_units at both, as far as there are
    people and units; edit_units also at the units that move), UnitNotOpenError, UnitInUseError for the unit itself.
    """
    if to == unit.pk:
        raise UnitInUseError(_("The unit that closes cannot take over from itself."))
    if after.lower is None:
        raise ValueError("A unit closes on a day.")
    require_open(to, during=after)
    people = _move_people(unit, to=to, after=after, by=by)
    units = _move_units(unit, to=to, after=after, from_day=after.lower, by=by)
    if units:
        publish(UnitsMoved(units, after.lower))
    if people:
        publish(PersonFactsChanged(people))


def _move_people(unit: Unit, *, to: UUID, after: Period, by: Actor) -> frozenset[UUID]:
    rows = list(Employment.objects.select_for_update().filter(unit=unit, valid__overlap=after.to_range()))
    if rows:
        require(by, EDIT_PEOPLE, at=unit.pk)
        require(by, EDIT_PEOPLE, at=to)
    for row in rows:
        change_row(row, replace(facts_of(row), unit_id=to), from_day=_later(row.valid.lower, after.lower))
    return frozenset(row.person_id for row in rows)


def _move_units(unit: Unit, *, to: UUID, after: Period, from_day: date, by: Actor) -> frozenset[UUID]:
    rows = list(UnitParent.objects.select_for_update().filter(parent=unit, valid__overlap=after.to_range()))
    if rows:
        require(by, EDIT_UNITS, at=to)
    for row in rows:
        require(by, EDIT_UNITS, at=row.unit_id)
        first = _later(row.valid.lower, from_day)
        rehang(row, parent_id=_parent_of(unit, row, on=first) if row.unit_id == to else to, from_day=first)
    return frozenset(row.unit_id for row in rows)


def _parent_of(unit: Unit, row: UnitParent, *, on: date) -> UUID | None:
    own = UnitParent.objects.filter(unit=unit, structure=row.structure, valid__contains=on).first()
    return own.parent_id if own else None


def _later(first: date, other: date | None) -> date:
    return max(first, other or first)


def rehang(row: UnitParent, *, parent_id: UUID | None, from_day: date) -> UnitParent:
    """Let a unit hang below another for the rest of a row's days; return the row of `from_day`."""
    days = Period.from_range(row.valid)
    if days.lower == from_day:
        row.delete()
    else:
        row.valid = Period(days.lower, from_day).to_range()
        row.save(update_fields=["valid"])
    rest = Period(from_day, days.upper).to_range()
    return UnitParent.objects.create(unit_id=row.unit_id, parent_id=parent_id, structure=row.structure, valid=rest)

"""Units: opened, renamed, moved, closed."""

from dataclasses import asdict
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from grunnmur.core.events import publish
from grunnmur.core.periods import Period, day_after
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation.actions.closure import rebuild_closure
from grunnmur.organisation.actions.reach import require_everywhere, require_open
from grunnmur.organisation.actions.refusals import explained
from grunnmur.organisation.actions.relocation import move_all, rehang
from grunnmur.organisation.events import (
    LeadershipChanged,
    PersonFactsChanged,
    UnitClosed,
    UnitOpened,
    UnitRenamed,
    UnitsMoved,
)
from grunnmur.organisation.models import LINE, Appointment, Employment, Leadership, Unit, UnitParent
from grunnmur.organisation.rules import EDIT_UNITS, DayOutsideError, UnitFacts, UnitInUseError, UnitNames

Dated = TypeVar("Dated", Leadership, Appointment, UnitParent)


@transaction.atomic
def open_unit(facts: UnitFacts, *, valid: Period, by: Actor) -> Unit:
    """Open a unit below another, or at the top.

    Raises PermissionDenied (needs organisation.edit_units at the parent, everywhere for a top), UnitNotOpenError
    (the parent does not exist all the time), TakenError (its code).
    """
    _require_over(facts.parent_id, by=by)
    if facts.parent_id:
        require_open(facts.parent_id, during=valid)
    columns = {name: value for name, value in asdict(facts).items() if name != "parent_id"}
    with explained():
        unit = Unit.objects.create(valid=valid.to_range(), **columns)
    UnitParent.objects.create(unit=unit, parent_id=facts.parent_id, valid=valid.to_range())
    rebuild_closure()
    publish(UnitOpened(unit.pk))
    return unit


def _require_over(parent_id: UUID | None, *, by: Actor) -> None:
    if parent_id is None:
        require_everywhere(by, EDIT_UNITS)
    else:
        require(by, EDIT_UNITS, at=parent_id)


@transaction.atomic
def rename_unit(unit_id: UUID, *, names: UnitNames, by: Actor) -> Unit:
    """Give a unit another name or code, also for the days behind: it is the same unit.

    Raises Unit.DoesNotExist, PermissionDenied (needs organisation.edit_units at the unit), TakenError (its code).
    """
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    require(by, EDIT_UNITS, at=unit_id)
    columns = asdict(names)
    for name, value in columns.items():
        setattr(unit, name, value)
    with explained():
        unit.save(update_fields=list(columns))
    publish(UnitRenamed(unit_id))
    return unit


@transaction.atomic
def move_unit(unit_id: UUID, *, parent_id: UUID | None, from_day: date, by: Actor) -> UnitParent:
    """Hang a unit, with all below it, elsewhere from a day on; a move planned for later stays as planned.

    Raises Unit.DoesNotExist, PermissionDenied (needs organisation.edit_units at the unit and the new parent),
    DayOutsideError, UnitNotOpenError, UnitCycleError.
    """
    require(by, EDIT_UNITS, at=unit_id)
    _require_over(parent_id, by=by)
    rows = UnitParent.objects.select_for_update().filter(unit_id=unit_id, structure=LINE)
    row = rows.filter(valid__contains=from_day).first()
    if row is None:
        raise DayOutsideError(_("The unit does not exist on that day."))
    if parent_id:
        require_open(parent_id, during=Period(from_day, Period.from_range(row.valid).upper))
    moved = rehang(row, parent_id=parent_id, from_day=from_day)
    rebuild_closure()
    publish(UnitsMoved(frozenset({unit_id}), from_day))
    return moved


@transaction.atomic
def close_unit(unit_id: UUID, *, last_day: date, move_to: UUID | None = None, by: Actor) -> Unit:
    """Give a unit its last day; its leaders' and functions' days end with it.

    move_to: the unit that its people and the units right below it go to the day after.
    Raises Unit.DoesNotExist, PermissionDenied (needs organisation.edit_units at the unit; with move_to also what
    moving takes), DayOutsideError, UnitNotOpenError, UnitInUseError while people work in it, or units hang below it,
    after that day and move_to is not said.
    """
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    require(by, EDIT_UNITS, at=unit_id)
    days = Period.from_range(unit.valid)
    if last_day not in days:
        raise DayOutsideError(_("The unit does not exist on that day."))
    after = Period(day_after(last_day), days.upper) if last_day != days.last_day else None
    if after:
        if move_to:
            move_all(unit, to=move_to, after=after, by=by)
        _refuse_if_used(unit, after=after)
        _cut_all(unit, after=after)
    unit.valid = Period.through(days.lower, last_day).to_range()
    unit.save(update_fields=["valid"])
    rebuild_closure()
    publish(UnitClosed(unit_id, last_day))
    return unit


def _refuse_if_used(unit: Unit, *, after: Period) -> None:
    late = Q(valid__overlap=after.to_range())
    people = Employment.objects.filter(late, unit=unit).values("person").distinct().count()
    units = UnitParent.objects.filter(late, parent=unit).values("unit").distinct().count()
    if people or units:
        raise UnitInUseError(
            _("Still in %(name)s after that day: %(people)s employed, %(units)s units below. Move them first.")
            % {"people": people, "units": units, "name": unit.name}
        )


def _cut_all(unit: Unit, *, after: Period) -> None:
    """End everything else that is dated at the unit."""
    led = [_cut(row, after=after) for row in Leadership.objects.select_for_update().filter(unit=unit)]
    late = Appointment.objects.select_for_update().filter(unit=unit, valid__overlap=after.to_range())
    held = [_cut(row, after=after) for row in late]
    for parent in UnitParent.objects.select_for_update().filter(unit=unit):
        _cut(parent, after=after)
    if led:
        publish(LeadershipChanged(unit.pk, frozenset(row.person_id for row in led)))
    if held:
        publish(PersonFactsChanged(frozenset(row.person_id for row in held)))


def _cut(row: Dated, *, after: Period) -> Dated:
    """Keep of a row what comes before these days."""
    days = Period.from_range(row.valid)
    if days.lower is not None and days.lower in after:
        row.delete()
    elif days.overlaps(after):
        row.valid = Period(days.lower, after.lower).to_range()
        row.save(update_fields=["valid"])
    return row

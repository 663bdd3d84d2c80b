"""Functions: their register, and who is appointed to them for which unit."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation.actions.own import require_about
from grunnmur.organisation.actions.reach import require_employed, require_everywhere, require_open
from grunnmur.organisation.actions.refusals import explained
from grunnmur.organisation.events import FunctionEnded, FunctionOpened, PersonFactsChanged
from grunnmur.organisation.models import Appointment, Function, Position
from grunnmur.organisation.rules import (
    APPOINT,
    EDIT_UNITS,
    SEEDED_FUNCTIONS,
    DayOutsideError,
    FunctionClosedError,
    FunctionFacts,
)


@transaction.atomic
def appoint(person_id: UUID, *, function_id: UUID, unit_id: UUID, valid: Period, by: Actor) -> Appointment:
    """Give a person a function for a unit.

    Raises PermissionDenied (needs organisation.appoint at the unit), OwnBenefitError, NotEmployedError,
    UnitNotOpenError, OverlapError, FunctionClosedError.
    """
    require_about(person_id, APPOINT, at=unit_id, by=by)
    require_open(unit_id, during=valid)
    require_employed(person_id, during=valid)
    if Function.objects.filter(pk=function_id, is_closed=True).exists():
        raise FunctionClosedError(_("Nobody new is appointed to this function any more."))
    with explained():
        row = Appointment.objects.create(
            person_id=person_id, function_id=function_id, unit_id=unit_id, valid=valid.to_range()
        )
    publish(PersonFactsChanged(frozenset({person_id})))
    publish(FunctionOpened(person_id, row.pk))
    return row


@transaction.atomic
def end_appointment(appointment_id: UUID, *, last_day: date, by: Actor) -> Appointment:
    """Give an appointment its last day.

    Raises Appointment.DoesNotExist, PermissionDenied (needs organisation.appoint at the unit), DayOutsideError.
    """
    row = Appointment.objects.select_for_update().get(pk=appointment_id)
    require(by, APPOINT, at=row.unit_id)
    days = Period.from_range(row.valid)
    if last_day not in days:
        raise DayOutsideError(_("The last day must be a day on which the person has the function."))
    row.valid = Period.through(days.lower, last_day).to_range()
    row.save(update_fields=["valid"])
    publish(PersonFactsChanged(frozenset({row.person_id})))
    publish(FunctionEnded(row.person_id, row.pk, last_day))
    return row


@transaction.atomic
def cancel_appointment(appointment_id: UUID, *, by: Actor) -> None:
    """Call off an appointment before its first day; history tells that it was planned.

    Raises Appointment.DoesNotExist, PermissionDenied (needs organisation.appoint at the unit), DayOutsideError.
    """
    row = Appointment.objects.select_for_update().get(pk=appointment_id)
    require(by, APPOINT, at=row.unit_id)
    if not Period.from_range(row.valid).is_future(today()):
        raise DayOutsideError(_("The appointment has begun. Give it a last day instead."))
    row.delete()
    publish(PersonFactsChanged(frozenset({row.person_id})))


@transaction.atomic
def add_function(facts: FunctionFacts, *, by: Actor) -> Function:
    """Add a function to the register.

    Raises PermissionDenied (needs organisation.edit_units everywhere), TakenError (its code).
    """
    require_everywhere(by, EDIT_UNITS)
    with explained():
        return Function.objects.create(**asdict(facts))


@transaction.atomic
def change_function(function_id: UUID, facts: FunctionFacts, *, by: Actor) -> Function:
    """Write what a function is called, where it is needed, and whether it is closed to new appointments.

    Raises Function.DoesNotExist, PermissionDenied (needs organisation.edit_units everywhere), TakenError (its code).
    """
    row = Function.objects.select_for_update().get(pk=function_id)
    require_everywhere(by, EDIT_UNITS)
    columns = asdict(facts)
    for name, value in columns.items():
        setattr(row, name, value)
    with explained():
        row.save(update_fields=list(columns))
    return row


@transaction.atomic
def seed_functions(*, by: Actor) -> None:
    """Add the functions every municipality begins with; those that are there stay as they are.

    Raises PermissionDenied (needs organisation.edit_units everywhere).
    """
    require_everywhere(by, EDIT_UNITS)
    rows = [Function(code=code, name=name, needed=needed) for code, name, needed in SEEDED_FUNCTIONS]
    Function.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def add_position(code: str, *, name: str, source: str, by: Actor) -> Position:
    """Add a position to one of the lists, or return the one of this code.

    Raises PermissionDenied (needs organisation.edit_units everywhere).
    """
    require_everywhere(by, EDIT_UNITS)
    return Position.objects.get_or_create(source=source, code=code, defaults={"name": name})[0]

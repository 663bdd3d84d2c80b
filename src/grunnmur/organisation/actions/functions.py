"""Functions: people are appointed to them for a unit."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation.actions.reach import require_employed, require_everywhere, require_open
from grunnmur.organisation.actions.refusals import explained
from grunnmur.organisation.events import FunctionEnded, FunctionOpened, PersonFactsChanged
from grunnmur.organisation.models import Appointment, Function, Position
from grunnmur.organisation.rules import APPOINT, EDIT_UNITS, SEEDED_FUNCTIONS, DayOutsideError


@transaction.atomic
def appoint(person_id: UUID, *, function_id: UUID, unit_id: UUID, valid: Period, by: Actor) -> Appointment:
    """Give a person a function for a unit.

    Raises PermissionDenied (needs organisation.appoint at the unit), NotEmployedError, UnitNotOpenError, OverlapError.
    """
    require(by, APPOINT, at=unit_id)
    require_open(unit_id, during=valid)
    require_employed(person_id, during=valid)
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
def seed_functions(*, by: Actor) -> None:
    """Add the functions every municipality begins with; those that are there stay as they are.

    Raises PermissionDenied (needs organisation.edit_units everywhere).
    """
    require_everywhere(by, EDIT_UNITS)
    rows = [Function(code=code, name=name) for code, name in SEEDED_FUNCTIONS]
    Function.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def add_position(code: str, *, name: str, source: str, by: Actor) -> Position:
    """Add a position to one of the lists, or return the one of this code.

    Raises PermissionDenied (needs organisation.edit_units everywhere).
    """
    require_everywhere(by, EDIT_UNITS)
    return Position.objects.get_or_create(source=source, code=code, defaults={"name": name})[0]

"""Leaves: days off from an employment, wholly or partly. Each raises OwnBenefitError about the actor herself."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.organisation.actions.own import require_about
from grunnmur.organisation.events import PersonFactsChanged
from grunnmur.organisation.models import Employment, Leave
from grunnmur.organisation.rules import EDIT_PEOPLE, DayOutsideError


@transaction.atomic
def register_leave(employment_id: UUID, *, percent: Decimal, valid: Period, by: Actor) -> Leave:
    """Write down days off from an employment; 100 percent is full leave.

    Raises Employment.DoesNotExist, PermissionDenied (needs organisation.edit_people at the unit), DayOutsideError.
    """
    row = Employment.objects.select_for_update().get(pk=employment_id)
    require_about(row.person_id, EDIT_PEOPLE, at=row.unit_id, by=by)
    _require_within(row, valid)
    leave = Leave.objects.create(employment=row, percent=percent, valid=valid.to_range())
    publish(PersonFactsChanged(frozenset({row.person_id})))
    return leave


@transaction.atomic
def change_leave(leave_id: UUID, *, percent: Decimal, valid: Period, by: Actor) -> Leave:
    """Write other days or another percent for a leave: it was planned anew, or registered wrongly.

    Raises Leave.DoesNotExist, PermissionDenied (needs organisation.edit_people at the unit), DayOutsideError.
    """
    leave = _leave(leave_id, by=by)
    _require_within(leave.employment, valid)
    leave.percent, leave.valid = percent, valid.to_range()
    leave.save(update_fields=["percent", "valid"])
    publish(PersonFactsChanged(frozenset({leave.employment.person_id})))
    return leave


@transaction.atomic
def end_leave(leave_id: UUID, *, last_day: date, by: Actor) -> Leave:
    """Give a leave its last day, when somebody comes back earlier.

    Raises Leave.DoesNotExist, PermissionDenied (needs organisation.edit_people at the unit), DayOutsideError.
    """
    leave = _leave(leave_id, by=by)
    days = Period.from_range(leave.valid)
    if last_day not in days:
        raise DayOutsideError(_("The last day must be a day of the leave."))
    leave.valid = Period.through(days.lower, last_day).to_range()
    leave.save(update_fields=["valid"])
    publish(PersonFactsChanged(frozenset({leave.employment.person_id})))
    return leave


@transaction.atomic
def cancel_leave(leave_id: UUID, *, by: Actor) -> None:
    """Call off a leave before its first day; history tells that it was planned.

    Raises Leave.DoesNotExist, PermissionDenied (needs organisation.edit_people at the unit), DayOutsideError.
    """
    leave = _leave(leave_id, by=by)
    if not Period.from_range(leave.valid).is_future(today()):
        raise DayOutsideError(_("The leave has begun. Give it a last day instead."))
    leave.delete()
    publish(PersonFactsChanged(frozenset({leave.employment.person_id})))


def _leave(leave_id: UUID, *, by: Actor) -> Leave:
    leave = Leave.objects.select_for_update().get(pk=leave_id)
    require_about(leave.employment.person_id, EDIT_PEOPLE, at=leave.employment.unit_id, by=by)
    return leave


def _require_within(row: Employment, valid: Period) -> None:
    if not Period.from_range(row.valid).covers(valid):
        raise DayOutsideError(_("The leave must lie within the employment."))

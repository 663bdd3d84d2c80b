"""Employments: hired, changed from a day, ended; and leaves from them."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period, day_after
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation.actions.changes import change_row, cut_leaves
from grunnmur.organisation.actions.people import write_person
from grunnmur.organisation.actions.reach import require_open
from grunnmur.organisation.actions.refusals import explained
from grunnmur.organisation.events import EmploymentEnded, EmploymentEndedNow, PersonFactsChanged
from grunnmur.organisation.models import Employment, Leave, Person
from grunnmur.organisation.rules import EDIT_PEOPLE, DayOutsideError, EmploymentFacts, PersonFacts


@transaction.atomic
def hire(person: PersonFacts, employment: EmploymentFacts, *, valid: Period, by: Actor) -> Employment:
    """Register somebody new with her first employment: one step for the leader.

    Raises PermissionDenied (needs organisation.edit_people at the unit), UnitNotOpenError, TakenError.
    """
    require(by, EDIT_PEOPLE, at=employment.unit_id)
    row = _open(write_person(person).pk, employment, valid=valid)
    publish(PersonFactsChanged(frozenset({row.person_id})))
    return row


@transaction.atomic
def start_employment(person_id: UUID, employment: EmploymentFacts, *, valid: Period, by: Actor) -> Employment:
    """Employ a person who is known here already; beside other employments, or again.

    Raises Person.DoesNotExist, PermissionDenied (needs organisation.edit_people at the unit), UnitNotOpenError.
    """
    require(by, EDIT_PEOPLE, at=employment.unit_id)
    row = _open(Person.objects.select_for_update(no_key=True).get(pk=person_id).pk, employment, valid=valid)
    publish(PersonFactsChanged(frozenset({person_id})))
    return row


def _open(person_id: UUID, facts: EmploymentFacts, *, valid: Period) -> Employment:
    require_open(facts.unit_id, during=valid)
    with explained():
        return Employment.objects.create(person_id=person_id, valid=valid.to_range(), **asdict(facts))


@transaction.atomic
def change_employment(employment_id: UUID, facts: EmploymentFacts, *, from_day: date, by: Actor) -> Employment:
    """Let an employment be something else from a day on: the old row ends, one with the same key begins.

    From its first day on, the row itself is corrected. Leaves follow their days. Returns the row of `from_day`.
    Raises Employment.DoesNotExist, PermissionDenied (needs organisation.edit_people at the old and the new unit),
    DayOutsideError, UnitNotOpenError.
    """
    row = Employment.objects.select_for_update().get(pk=employment_id)
    for unit in {row.unit_id, facts.unit_id}:
        require(by, EDIT_PEOPLE, at=unit)
    whole = Period.from_range(row.valid)
    if from_day not in whole:
        raise DayOutsideError(_("The employment does not run on that day."))
    rest = Period(from_day, whole.upper)
    require_open(facts.unit_id, during=rest)
    changed = change_row(row, facts, from_day=from_day)
    publish(PersonFactsChanged(frozenset({row.person_id})))
    return changed


@transaction.atomic
def end_employment(employment_id: UUID, *, last_day: date, by: Actor, is_immediate: bool = False) -> Employment:
    """Give an employment its last day; what hangs on it ends with it.

    is_immediate: she leaves at once, and access is taken away before anything else.
    Raises Employment.DoesNotExist, PermissionDenied (needs organisation.edit_people at the unit), DayOutsideError
    (before its first day, or after the last day it has: that would be an extension).
    """
    row = Employment.objects.select_for_update().get(pk=employment_id)
    require(by, EDIT_PEOPLE, at=row.unit_id)
    days = Period.from_range(row.valid)
    if last_day not in days:
        raise DayOutsideError(_("The last day must be a day on which the employment runs."))
    row.valid = Period.through(days.lower, last_day).to_range()
    row.save(update_fields=["valid"])
    cut_leaves([row], at=day_after(last_day))
    publish(PersonFactsChanged(frozenset({row.person_id})))
    publish(EmploymentEnded(row.person_id, row.pk, row.unit_id, last_day))
    if is_immediate:
        publish(EmploymentEndedNow(row.person_id, row.pk))
    return row


@transaction.atomic
def extend_employment(employment_id: UUID, *, last_day: date | None, by: Actor) -> Employment:
    """Let an employment run longer; None: with no end. One that is over starts anew instead.

    Raises Employment.DoesNotExist, PermissionDenied (needs organisation.edit_people at the unit), DayOutsideError,
    UnitNotOpenError, OverlapError.
    """
    row = Employment.objects.select_for_update().get(pk=employment_id)
    require(by, EDIT_PEOPLE, at=row.unit_id)
    days = Period.from_range(row.valid)
    if days.is_over(today()):
        raise DayOutsideError(_("The employment is over. Register a new one instead."))
    longer = Period.through(days.lower, last_day)
    if not longer.covers(days):
        raise DayOutsideError(_("The employment runs longer than that already."))
    require_open(row.unit_id, during=longer)
    row.valid = longer.to_range()
    with explained():
        row.save(update_fields=["valid"])
    publish(PersonFactsChanged(frozenset({row.person_id})))
    return row


@transaction.atomic
def register_leave(employment_id: UUID, *, percent: Decimal, valid: Period, by: Actor) -> Leave:
    """Write down days off from an employment; 100 percent is full leave.

    Raises Employment.DoesNotExist, PermissionDenied (needs organisation.edit_people at the unit), DayOutsideError.
    """
    row = Employment.objects.select_for_update().get(pk=employment_id)
    require(by, EDIT_PEOPLE, at=row.unit_id)
    if not Period.from_range(row.valid).covers(valid):
        raise DayOutsideError(_("The leave must lie within the employment."))
    leave = Leave.objects.create(employment=row, percent=percent, valid=valid.to_range())
    publish(PersonFactsChanged(frozenset({row.person_id})))
    return leave

"""Employments: hired, changed from a day, ended, called off. Leaves from them are in `actions.leaves`.

What changes an employment raises OwnBenefitError about the actor herself, as `actions.own` says.
"""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period, day_after
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation.actions.changes import change_row, cut_leaves, leaves_on
from grunnmur.organisation.actions.own import require_about
from grunnmur.organisation.actions.people import write_person
from grunnmur.organisation.actions.reach import require_open
from grunnmur.organisation.actions.refusals import explained
from grunnmur.organisation.events import EmploymentEnded, EmploymentEndedNow, HireCancelled, PersonFactsChanged
from grunnmur.organisation.models import Employment, Leave, Person
from grunnmur.organisation.rules import (
    EDIT_PEOPLE,
    DayOutsideError,
    EmploymentBegunError,
    EmploymentFacts,
    EmploymentInUseError,
    PersonFacts,
)


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
    require_about(person_id, EDIT_PEOPLE, at=employment.unit_id, by=by)
    row = _open(Person.objects.select_for_update(no_key=True).get(pk=person_id).pk, employment, valid=valid)
    publish(PersonFactsChanged(frozenset({person_id})))
    return row


def _open(person_id: UUID, facts: EmploymentFacts, *, valid: Period) -> Employment:
    require_open(facts.unit_id, during=valid)
    with explained():
        return Employment.objects.create(person_id=person_id, valid=valid.to_range(), **asdict(facts))


@transaction.atomic
def change_employment(
    employment_id: UUID, facts: EmploymentFacts, *, from_day: date, overlap_last_day: date | None = None, by: Actor
) -> Employment:
    """Let an employment be something else from a day on: the old row ends, one with the same key begins.

    From its first day on, the row itself is corrected. Leaves follow their days. Returns the row of `from_day`.
    overlap_last_day: until then she works in the old place too; what begins is then an employment of its own.
    Raises Employment.DoesNotExist, PermissionDenied (needs organisation.edit_people at the old and the new unit),
    DayOutsideError, UnitNotOpenError.
    """
    row = Employment.objects.select_for_update().get(pk=employment_id)
    for unit in {row.unit_id, facts.unit_id}:
        require_about(row.person_id, EDIT_PEOPLE, at=unit, by=by)
    whole = Period.from_range(row.valid)
    if from_day not in whole:
        raise DayOutsideError(_("The employment does not run on that day."))
    require_open(facts.unit_id, during=Period(from_day, whole.upper))
    if overlap_last_day is None:
        changed = change_row(row, facts, from_day=from_day)
    else:
        changed = _overlap(row, facts, from_day=from_day, last_day=overlap_last_day)
    publish(PersonFactsChanged(frozenset({row.person_id})))
    return changed


def _overlap(row: Employment, facts: EmploymentFacts, *, from_day: date, last_day: date) -> Employment:
    whole = Period.from_range(row.valid)
    if last_day < from_day or last_day not in whole:
        raise DayOutsideError(_("She can work in both places only on days on which both run."))
    later = Employment.objects.create(
        person_id=row.person_id, valid=Period(from_day, whole.upper).to_range(), **asdict(facts)
    )
    for leave in leaves_on([row], during=Period(from_day, whole.upper)):
        Leave.objects.create(employment=later, percent=leave.percent, source=leave.source, valid=leave.valid)
    cut_leaves([row], at=day_after(last_day))
    row.valid = Period.through(whole.lower, last_day).to_range()
    row.save(update_fields=["valid"])
    return later


@transaction.atomic
def cancel_hire(employment_id: UUID, *, by: Actor) -> None:
    """Call off an employment before its first day; it is as if it had never been planned, but history tells.

    Raises Employment.DoesNotExist, PermissionDenied (needs organisation.edit_people at the unit),
    EmploymentBegunError, EmploymentInUseError while something above hangs on it after `HireCancelled` was told.
    """
    row = Employment.objects.select_for_update().get(pk=employment_id)
    require_about(row.person_id, EDIT_PEOPLE, at=row.unit_id, by=by)
    if not Period.from_range(row.valid).is_future(today()):
        raise EmploymentBegunError(_("The employment has begun. Give it a last day instead."))
    publish(HireCancelled(row.person_id, row.pk, row.unit_id))
    Leave.objects.filter(employment=row).delete()
    try:
        row.delete()
    except ProtectedError as error:
        raise EmploymentInUseError(
            _("Accesses were given for this employment. Take them back first, then call it off.")
        ) from error
    publish(PersonFactsChanged(frozenset({row.person_id})))


@transaction.atomic
def end_employment(employment_id: UUID, *, last_day: date, by: Actor, is_immediate: bool = False) -> Employment:
    """Give an employment its last day; what hangs on it ends with it.

    is_immediate: she leaves at once, and access is taken away before anything else.
    Raises Employment.DoesNotExist, PermissionDenied (needs organisation.edit_people at the unit), DayOutsideError
    (before its first day, or after the last day it has: that would be an extension).
    """
    row = Employment.objects.select_for_update().get(pk=employment_id)
    require_about(row.person_id, EDIT_PEOPLE, at=row.unit_id, by=by)
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
    require_about(row.person_id, EDIT_PEOPLE, at=row.unit_id, by=by)
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

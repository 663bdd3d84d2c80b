"""Who leads a unit, and who stands in for whom."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, may, person_of, require
from grunnmur.organisation.actions.own import require_about
from grunnmur.organisation.actions.reach import may_at_person, require_at_person, require_employed, require_open
from grunnmur.organisation.actions.refusals import explained
from grunnmur.organisation.events import DeputyEnded, DeputyNamed, LeadershipChanged
from grunnmur.organisation.models import Deputy, Leadership, Person
from grunnmur.organisation.queries.leaders import leader_of
from grunnmur.organisation.rules import (
    EDIT_PEOPLE,
    EDIT_UNITS,
    LONGEST_DEPUTY_DAYS,
    DayOutsideError,
    NotAllowedDeputyError,
    OwnBenefitError,
)


@transaction.atomic
def set_leader(unit_id: UUID, *, person_id: UUID, from_day: date, by: Actor) -> Leadership:
    """Let a person lead a unit from a day on, until the next leader that is planned; who leads now, ends.

    Raises Unit.DoesNotExist, PermissionDenied (needs organisation.edit_units at the unit), OwnBenefitError,
    UnitNotOpenError, NotEmployedError.
    """
    require_about(person_id, EDIT_UNITS, at=unit_id, by=by)
    unit = require_open(unit_id, during=Period.on(from_day))
    require_employed(person_id, during=Period.on(from_day))
    touched = _end_kind(unit_id, kind=Leadership.Kind.LEADER, from_day=from_day)
    valid = Period(from_day, _next_start(unit_id, after=from_day) or unit.valid.upper)
    row = Leadership.objects.create(unit=unit, person_id=person_id, valid=valid.to_range())
    publish(LeadershipChanged(unit_id, frozenset({person_id, *touched})))
    return row


def _end_kind(unit_id: UUID, *, kind: str, from_day: date) -> set[UUID]:
    """End who leads in this way on a day; return them."""
    rows = Leadership.objects.select_for_update().filter(unit_id=unit_id, kind=kind, valid__contains=from_day)
    touched = set()
    for row in rows:
        touched.add(row.person_id)
        days = Period.from_range(row.valid)
        if days.lower == from_day:
            row.delete()
        else:
            row.valid = Period(days.lower, from_day).to_range()
            row.save(update_fields=["valid"])
    return touched


def _next_start(unit_id: UUID, *, after: date) -> date | None:
    later = Leadership.objects.filter(unit_id=unit_id, kind=Leadership.Kind.LEADER, valid__startswith__gt=after)
    return min((row.valid.lower for row in later), default=None)


@transaction.atomic
def set_acting_leader(unit_id: UUID, *, person_id: UUID, valid: Period, by: Actor) -> Leadership:
    """Let a person lead a unit in the leader's place for some days.

    Raises Unit.DoesNotExist, PermissionDenied (needs organisation.edit_units at the unit), OwnBenefitError,
    UnitNotOpenError, NotEmployedError, OverlapError.
    """
    require_about(person_id, EDIT_UNITS, at=unit_id, by=by)
    require_open(unit_id, during=valid)
    require_employed(person_id, during=valid)
    with explained():
        row = Leadership.objects.create(
            unit_id=unit_id, person_id=person_id, kind=Leadership.Kind.ACTING, valid=valid.to_range()
        )
    led = Leadership.objects.filter(unit_id=unit_id, valid__overlap=valid.to_range())
    publish(LeadershipChanged(unit_id, frozenset(led.values_list("person_id", flat=True))))
    return row


@transaction.atomic
def vacate_leader(unit_id: UUID, *, from_day: date, kind: str = Leadership.Kind.LEADER, by: Actor) -> None:
    """Let nobody lead a unit in this way from a day on, until the next that is planned.

    Raises PermissionDenied (needs organisation.edit_units at the unit), DayOutsideError when nobody did.
    """
    require(by, EDIT_UNITS, at=unit_id)
    touched = _end_kind(unit_id, kind=kind, from_day=from_day)
    if not touched:
        raise DayOutsideError(_("Nobody leads the unit on that day."))
    publish(LeadershipChanged(unit_id, frozenset(touched)))


@transaction.atomic
def name_deputy(
    for_person_id: UUID,
    *,
    deputy_id: UUID,
    may_do: Sequence[str],
    valid: Period,
    unit_id: UUID | None = None,
    by: Actor,
) -> Deputy:
    """Let a person stand in for another for some days, in one unit or in all.

    may_do: of `Deputy.May`. Done by oneself, one's leader, or who may edit people there.
    Raises PermissionDenied, OwnBenefitError (nobody names herself), NotAllowedDeputyError (a person for herself,
    without end, or longer than a year), NotEmployedError.
    """
    _require_own(for_person_id, by=by)
    if for_person_id == deputy_id:
        raise NotAllowedDeputyError(_("Nobody can be their own deputy."))
    if person_of(by) == deputy_id:
        raise OwnBenefitError(_("Nobody makes themselves a deputy. The person or the leader names you."))
    if valid.days is None or valid.days > LONGEST_DEPUTY_DAYS:
        raise NotAllowedDeputyError(_("A deputy is named for a year at most."))
    if not may_do:
        raise NotAllowedDeputyError(_("Say what the deputy may do."))
    require_employed(deputy_id, during=valid)
    row = Deputy.objects.create(
        for_person=Person.objects.get(pk=for_person_id),
        deputy_id=deputy_id,
        unit_id=unit_id,
        may=sorted(set(may_do)),
        valid=valid.to_range(),
    )
    publish(LeadershipChanged(unit_id, frozenset({for_person_id, deputy_id})))
    publish(DeputyNamed(for_person_id, deputy_id, valid, by_person=person_of(by)))
    return row


@transaction.atomic
def end_deputy(row_id: UUID, *, last_day: date, by: Actor) -> Deputy:
    """Give a deputy her last day; the deputy herself may do it too.

    Raises Deputy.DoesNotExist, PermissionDenied, DayOutsideError.
    """
    row = Deputy.objects.select_for_update().get(pk=row_id)
    if person_of(by) != row.deputy_id:
        _require_own(row.for_person_id, by=by)
    days = Period.from_range(row.valid)
    if last_day not in days:
        raise DayOutsideError(_("The last day must be a day on which the deputy stands in."))
    row.valid = Period.through(days.lower, last_day).to_range()
    row.save(update_fields=["valid"])
    publish(LeadershipChanged(row.unit_id, frozenset({row.for_person_id, row.deputy_id})))
    if last_day != days.last_day:
        publish(DeputyEnded(row.for_person_id, row.deputy_id, last_day, by_person=person_of(by)))
    return row


def may_name_deputies(person_id: UUID, *, by: Actor) -> bool:
    """Tell whether she may name deputies for a person: herself, whom she leads, or where she may edit people."""
    return _is_own(person_id, by=by) or may_at_person(by, EDIT_PEOPLE, person_id=person_id)


def _is_own(person_id: UUID, *, by: Actor) -> bool:
    asker = person_of(by)
    return asker is not None and (asker == person_id or leader_of(person_id, on=today()) == asker)


def _require_own(person_id: UUID, *, by: Actor) -> None:
    """Do nothing if she asks for herself, or leads the person, or may edit people there."""
    if _is_own(person_id, by=by):
        return
    if not may(by, EDIT_PEOPLE):
        raise PermissionDenied(_("Only the person or the leader names deputies."))
    require_at_person(by, EDIT_PEOPLE, person_id=person_id)

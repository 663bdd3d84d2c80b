"""Keeping a role or a permission away from one person, and the whole of a person's access at once."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.decisions import derive_decision
from grunnmur.access.actions.derive import derive_people, hold_people
from grunnmur.access.actions.grants import give, require_hers, require_other, take_away
from grunnmur.access.models import Exclusion, Permission, RoleContent
from grunnmur.access.queries.picture import Operation, Step
from grunnmur.access.rules import OFFICER, AlreadyHasError, NoDaysError, NotRemovableError, Target
from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, may
from grunnmur.organisation.queries import workplaces


@transaction.atomic
def exclude(person_id: UUID, target: Target, *, by: Actor, period: Period, reason: str) -> Exclusion:
    """Keep a role or a permission away from a person on these days, whatever gives it.

    Raises PermissionDenied (needs access.give at a unit of hers), NotRemovableError for what is not a leader's to keep
    away, AlreadyHasError when it is kept away on some of these days already.
    """
    require_hers(person_id, by=by)
    _require_removable(target, by)
    return write_exclusion(person_id, target, period=period, reason=reason)


def write_exclusion(person_id: UUID, target: Target, *, period: Period, reason: str) -> Exclusion:
    """Write the exclusion and derive the person; who calls it has made sure that it may be kept away.

    Raises AlreadyHasError.
    """
    same = Exclusion.objects.filter(person_id=person_id, **asdict(target))
    if same.filter(valid__overlap=period.to_range()).exists():
        raise AlreadyHasError(_("It is kept away on these days already."))
    made = Exclusion.objects.create(person_id=person_id, reason=reason, valid=period.to_range(), **asdict(target))
    derive_people([person_id])
    return made


def _require_removable(target: Target, by: Actor) -> None:
    if may(by, OFFICER):
        return
    inside = RoleContent.objects.filter(role_id__in=[target.role_id] if target.role_id else [])
    ids = [target.permission_id] if target.permission_id else list(inside.values_list("permission_id", flat=True))
    levels = Permission.objects.filter(pk__in=ids)
    if not levels or any(not level.leader_may_remove for level in levels):
        raise NotRemovableError(_("This is not what leaders take away. Ask the access officer."))


@transaction.atomic
def end_exclusion(exclusion_id: UUID, *, last_day: date, by: Actor) -> None:
    """Let what is kept away be given again after a day. Nobody does it for herself.

    Raises PermissionDenied (needs access.give at a unit of hers), NotRemovableError, OwnBenefitError, and NoDaysError
    for what ends before that day as it is.
    """
    row = Exclusion.objects.select_for_update().get(pk=exclusion_id)
    require_hers(row.person_id, by=by)
    require_other(row.person_id, by=by)
    _require_removable(Target(row.role_id, row.permission_id), by)
    period = Period.from_range(row.valid)
    if period.last_day and period.last_day < last_day:
        day = formats.day(period.last_day)
        raise NoDaysError(_("It is kept away until %(day)s only. Keep it away anew for more days.") % {"day": day})
    if period.lower and period.lower > last_day:
        row.delete()
    else:
        row.valid = Period.through(period.lower, last_day).to_range()
        row.save(update_fields=["valid"])
    derive_decision(row.person_id, by=by)


@transaction.atomic
def change_access(
    person_id: UUID, steps: Iterable[Step], *, by: Actor, period: Period, reason: str, case_number: str = ""
) -> None:
    """Do all that changed ticks ask for, or nothing of it. Raises as `give`, `take_away`, `exclude`, `end_exclusion`.

    period: what is given or kept away is so on these days; what ends, ends on the day before. case_number: of the
    decision, written with what is given.
    """
    last_day = (period.lower or today()) - timedelta(days=1)
    for step in steps:
        match step.operation:
            case Operation.GIVE:
                give(person_id, step.target, by=by, period=period, reason=reason, case_number=case_number)
            case Operation.TAKE_AWAY:
                take_away(person_id, step.target, by=by, last_day=last_day)
            case Operation.EXCLUDE:
                exclude(person_id, step.target, by=by, period=period, reason=reason)
            case Operation.END_EXCLUSION:
                rows = Exclusion.objects.filter(person_id=person_id, valid__contains=period.lower or today())
                for row in rows.filter(**asdict(step.target)):
                    end_exclusion(row.pk, last_day=last_day, by=by)


@transaction.atomic
def change_team(
    changes: Mapping[UUID, Iterable[Step]], *, by: Actor, period: Period, reason: str, case_number: str = ""
) -> None:
    """Do what changed ticks ask for several persons, or nothing of it. Raises as `change_access`, and NoDaysError.

    For who begins later the days are counted from her first one. Everybody is held at once, in the order of ids, so
    that two who save at the same time wait and never block.
    """
    hold_people(changes.keys())
    first = workplaces.first_days(changes.keys(), after=today())
    for person_id, steps in sorted(changes.items()):
        days = _from(first.get(person_id), period)
        change_access(person_id, steps, by=by, period=days, reason=reason, case_number=case_number)


def _from(first: date | None, period: Period) -> Period:
    """Return the days from somebody's first one. Raises NoDaysError."""
    if first is None or (period.lower and period.lower >= first):
        return period
    if period.upper and period.upper <= first:
        raise NoDaysError(_("These days end before the first day of work, %(day)s.") % {"day": formats.day(first)})
    return Period(first, period.upper)

"""Role conflicts: defining and ending them, and exceptions somebody answers for."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.derive import derive_everyone, derive_people
from grunnmur.access.actions.grants import require_other
from grunnmur.access.actions.restraint_tasks import settle
from grunnmur.access.models import Conflict, ConflictSide, Permission, Role, Waiver
from grunnmur.access.rules import (
    DEFINE,
    WAIVE,
    BadConflictError,
    BadWaiverError,
    ConflictFacts,
    NameTakenError,
    NotChangeableError,
    Target,
    WaiverFacts,
)
from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, person_of, require

LONGEST_WAIVER = 366  # days: a year, also a leap year


@transaction.atomic
def define_conflict(facts: ConflictFacts, *, by: Actor) -> Conflict:
    """Say what nobody shall have together. Who has both already is without the later side from the first day.

    Raises PermissionDenied (needs access.define), BadConflictError, NameTakenError.
    """
    require(by, DEFINE)
    _check_sides(facts)
    _require_free(facts.name)
    valid = facts.valid if facts.valid.lower else Period(today(), facts.valid.upper)
    row = Conflict.objects.create(name=facts.name, reason=facts.reason, severity=facts.severity, valid=valid.to_range())
    sides = [("a", target) for target in facts.a] + [("b", target) for target in facts.b]
    ConflictSide.objects.bulk_create(ConflictSide(conflict=row, side=side, **asdict(target)) for side, target in sides)
    derive_everyone()
    return row


def _check_sides(facts: ConflictFacts) -> None:
    if not facts.a or not facts.b:
        raise BadConflictError(_("Choose at least one role or access on each side."))
    if set(facts.a) & set(facts.b):
        raise BadConflictError(_("The same role or access is on both sides."))
    _require_known((*facts.a, *facts.b))


def _require_known(targets: Iterable[Target]) -> None:
    roles = {target.role_id for target in targets if target.role_id}
    levels = {target.permission_id for target in targets if target.permission_id}
    known = Role.objects.filter(pk__in=roles).count() + Permission.objects.filter(pk__in=levels).count()
    if known < len(roles) + len(levels):
        raise BadConflictError(_("One of the roles or accesses is not here."))


def _require_free(name: str, *, same: Conflict | None = None) -> None:
    others = Conflict.objects.filter(name__iexact=name, valid__overlap=Period(today()).to_range())
    if others.exclude(pk__in=[same.pk] if same else []).exists():
        raise NameTakenError(_("Another conflict is called %(name)s. Choose another name.") % {"name": name})


@transaction.atomic
def change_conflict(conflict_id: UUID, *, name: str, reason: str, severity: str, by: Actor) -> Conflict:
    """Put right what a conflict is called and what it does. What is on its sides stays; for others, define another.

    Raises PermissionDenied (needs access.define), NameTakenError, NotChangeableError.
    """
    require(by, DEFINE)
    row = _live(conflict_id)
    _require_free(name, same=row)
    row.name, row.reason, row.severity = name, reason, severity
    row.save(update_fields=["name", "reason", "severity"])
    derive_everyone()
    return row


@transaction.atomic
def end_conflict(conflict_id: UUID, *, last_day: date, by: Actor) -> Conflict:
    """Let a conflict hold through a day. What it holds back comes back the day after.

    Raises PermissionDenied (needs access.define), NotChangeableError.
    """
    require(by, DEFINE)
    row = _live(conflict_id)
    lower = Period.from_range(row.valid).lower
    if lower and last_day < lower:
        raise NotChangeableError(_("It does not hold yet on that day."))
    row.valid = Period.through(lower, last_day).to_range()
    row.save(update_fields=["valid"])
    derive_everyone()
    return row


def _live(conflict_id: UUID) -> Conflict:
    row = Conflict.objects.select_for_update().get(pk=conflict_id)
    if Period.from_range(row.valid).is_over(today()):
        raise NotChangeableError(_("%(name)s has ended.") % {"name": row.name})
    return row


@transaction.atomic
def waive_conflict(
    conflict_id: UUID, person_id: UUID, *, period: Period, reason: str, compensating_check: str, by: Actor
) -> Waiver:
    """Let one person have both sides of a conflict for some days, with a check that makes up for it.

    period: from today or later, a year at most. Raises PermissionDenied (needs access.waive), OwnBenefitError,
    BadWaiverError.
    """
    require(by, WAIVE)
    facts = WaiverFacts(
        conflict_id=conflict_id,
        person_id=person_id,
        period=period,
        reason=reason.strip(),
        compensating_check=compensating_check.strip(),
    )
    return write_waiver(facts, by=by)


def write_waiver(facts: WaiverFacts, *, by: Actor, request_line_id: UUID | None = None) -> Waiver:
    """Write an exception, and derive its person anew; whoever calls has made sure that it is the actor's to allow.

    request_line_id: what was asked for, where somebody asked. Raises as `waive_conflict`, save PermissionDenied.
    """
    require_other(facts.person_id, by=by)
    require_waivable(facts)
    waiver = Waiver.objects.create(
        conflict_id=facts.conflict_id,
        person_id=facts.person_id,
        reason=facts.reason,
        compensating_check=facts.compensating_check,
        decided_by_id=person_of(by),
        request_line_id=request_line_id,
        valid=facts.period.to_range(),
    )
    derive_people([facts.person_id])
    settle(facts.person_id)
    return waiver


def require_waivable(facts: WaiverFacts) -> Conflict:
    """Return the conflict, locked, if an exception from it could be written as it stands.

    Raises Conflict.DoesNotExist, NotChangeableError for one that has ended, BadWaiverError.
    """
    conflict = _live(facts.conflict_id)
    if conflict.severity == Conflict.Severity.RECORD:
        raise BadWaiverError(_("This conflict holds nothing back, so that no exception is needed."))
    if facts.period.lower is None or facts.period.days is None or facts.period.days > LONGEST_WAIVER:
        raise BadWaiverError(_("An exception lasts a year at most. Set a last day."))
    if not facts.reason or not facts.compensating_check:
        raise BadWaiverError(_("Say why, and who checks what instead."))
    same = Waiver.objects.filter(conflict=conflict, person_id=facts.person_id, valid__overlap=facts.period.to_range())
    if same.exists():
        raise BadWaiverError(_("There is an exception on some of these days already."))
    return conflict


@transaction.atomic
def end_waiver(waiver_id: UUID, *, last_day: date, by: Actor) -> None:
    """End an exception after a day; one that has not begun is withdrawn.

    Raises PermissionDenied (needs access.waive), NotChangeableError for one that has ended.
    """
    require(by, WAIVE)
    row = Waiver.objects.select_for_update().get(pk=waiver_id)
    period = Period.from_range(row.valid)
    if period.is_over(today()):
        raise NotChangeableError(_("This exception has ended."))
    if period.lower and period.lower > last_day:
        person_id = row.person_id
        row.delete()
        derive_people([person_id])
        return
    row.valid = Period.through(period.lower, last_day).to_range()
    row.save(update_fields=["valid"])
    derive_people([row.person_id])

"""The guard of plans: what would take away more than usual waits until another person has looked."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.access.models import Target, TargetAccount, TargetChange, TargetHold, TargetMember
from grunnmur.access.rules import RELEASE_PLAN
from grunnmur.access.rules.targets import (
    DISABLES_AT_LEAST,
    DISABLES_PERCENT,
    GUARDED,
    REMOVALS_AT_LEAST,
    REMOVALS_PERCENT,
    NoHoldError,
    NoReasonGivenError,
    SamePersonError,
)
from grunnmur.core.clock import today
from grunnmur.core.imports.guard import Measure
from grunnmur.core.models import User
from grunnmur.core.permissions import Actor, System, require
from grunnmur.worklist import actions as worklist
from grunnmur.worklist import queries as tasks
from grunnmur.worklist.rules import NewTask

TASK_KIND = "access.release_plan"
SYSTEM = System("Grunnmur")
S = TargetChange.State
Operation: TypeAlias = TargetChange.Operation
TAKING = (Operation.REMOVE, Operation.DISABLE, Operation.DELETE)


def hold_too_many(target: Target, new: Sequence[TargetChange], *, by: Actor, at: datetime) -> TargetHold | None:
    """Mark what takes away as held if it is too much, or something is held already; returns the hold.

    What went by itself in the last day counts too, so that many small plans are no way around. What gives goes on.
    """
    taking = [change for change in new if change.operation in TAKING]
    if not taking:
        return None
    hold = TargetHold.objects.select_for_update().filter(target=target, released_at=None).first()
    removals, disables = _measures(target, taking, at=at)
    if hold is None and not (removals.is_exceeded or disables.is_exceeded):
        return None
    if hold is None:
        hold = TargetHold.objects.create(
            target=target,
            removals=removals.count,
            removal_limit=removals.limit,
            disables=disables.count,
            disable_limit=disables.limit,
            planned_by=by if isinstance(by, User) else None,
            held_at=at,
        )
        worklist.open_task(_task(hold), by=SYSTEM)
    for change in taking:
        change.state, change.hold = S.HELD, hold
    return hold


def _measures(target: Target, taking: Sequence[TargetChange], *, at: datetime) -> tuple[Measure, Measure]:
    released = TargetHold.objects.filter(target=target).aggregate(latest=Max("released_at"))["latest"]
    since = max(at - GUARDED, released or at - GUARDED)
    recent = TargetChange.objects.filter(
        target=target, created_at__gt=since, hold=None, is_urgent=False, source=TargetChange.Source.PLAN
    ).exclude(state=S.CANCELLED)
    removed = recent.filter(operation=Operation.REMOVE).count()
    kept_out = recent.filter(operation__in=(Operation.DISABLE, Operation.DELETE)).count()
    members = TargetMember.objects.filter(account__target=target, is_ours=True).count()
    active = TargetAccount.objects.filter(target=target, state=TargetAccount.State.ACTIVE).exclude(person=None).count()
    removals = sum(change.operation == Operation.REMOVE for change in taking)
    return (
        Measure(
            message=gettext_noop("%(count)s accesses are taken away (at most %(limit)s)"),
            count=removed + removals,
            total=members,
            at_least=REMOVALS_AT_LEAST,
            percent=REMOVALS_PERCENT,
        ),
        Measure(
            message=gettext_noop("%(count)s accounts are closed (at most %(limit)s)"),
            count=kept_out + len(taking) - removals,
            total=active,
            at_least=DISABLES_AT_LEAST,
            percent=DISABLES_PERCENT,
        ),
    )


def _task(hold: TargetHold) -> NewTask:
    return NewTask(
        kind=TASK_KIND,
        message=gettext_noop("“%(name)s” would lose more than usual. Look at the plan, and release it."),
        params={"name": hold.target.name},
        dedupe_key=str(hold.target_id),
        subject_kind="target",
        subject_id=hold.target_id,
        group_key=f"may:{RELEASE_PLAN}",
        due_date=today(),
    )


@transaction.atomic
def release_plan(target_id: UUID, *, reason: str, by: User, at: datetime) -> TargetHold:
    """Let what was held back of a target go.

    Raises PermissionDenied (needs access.release_plan), NoHoldError, SamePersonError, NoReasonGivenError.
    """
    require(by, RELEASE_PLAN)
    hold = TargetHold.objects.select_for_update().filter(target_id=target_id, released_at=None).first()
    if hold is None:
        raise NoHoldError(_("Nothing is held back here."))
    if hold.planned_by_id == by.pk:
        raise SamePersonError(_("You asked for this plan. Somebody else must release it."))
    if not reason.strip():
        raise NoReasonGivenError(_("Say why this may go on."))
    hold.released_at, hold.released_by, hold.reason = at, by, reason.strip()
    hold.save(update_fields=["released_at", "released_by", "reason"])
    TargetChange.objects.filter(hold=hold, state=S.HELD).update(state=S.OPEN, next_at=at)
    close_task(target_id)
    return hold


def forget_empty_hold(target: Target, *, at: datetime) -> None:
    """Close a hold of which nothing is left: what it held is not needed any more."""
    hold = TargetHold.objects.filter(target=target, released_at=None).first()
    if hold and not TargetChange.objects.filter(hold=hold, state=S.HELD).exists():
        hold.released_at = at
        hold.save(update_fields=["released_at"])
        close_task(target.pk)


def close_task(target_id: UUID) -> None:
    """Take back the task to look at a plan."""
    worklist.cancel_tasks(tasks.open_task_ids(TASK_KIND, subject_id=target_id), by=SYSTEM)

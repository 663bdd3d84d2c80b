"""The jobs of access: visits end, what is due is sent to targets, and targets are read at night."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from grunnmur.access.actions import desk
from grunnmur.access.actions.targets import leaving, runs
from grunnmur.access.actions.targets.plan import plan_target
from grunnmur.access.actions.targets.send import next_due
from grunnmur.access.models import DeskVisit
from grunnmur.access.queries.targets.lists import all_targets, managed_targets
from grunnmur.access.rules.desk import Visit, Visitor
from grunnmur.access.rules.targets import UnreachableError
from grunnmur.core.clock import now
from grunnmur.core.jobs import job, later
from grunnmur.core.metrics import counted_job
from grunnmur.core.permissions import Actor, System
from grunnmur.core.tenancy import current_tenant, tenant

SYSTEM = System("Grunnmur")
MOST_AT_ONCE = 200  # people
CLOSE_VISITS = "grunnmur.access.tasks.close_desk_visits"
PUSH, OBSERVE = "grunnmur.access.tasks.push_target", "grunnmur.access.tasks.observe_target"


@app.task(name=CLOSE_VISITS, retry=3)
def close_desk_visits(tenant_id: str) -> None:
    """Say that visits whose hour has passed are over; a second time does nothing."""
    with counted_job(CLOSE_VISITS), tenant(UUID(tenant_id)):
        desk.close_ended_visits()


def open_desk_access(visitor: Visitor, visit: Visit, *, by: Actor) -> DeskVisit:
    """Let somebody in, and have a job at the hour it ends. Raises as `actions.desk.open_desk_access`."""
    found = desk.open_desk_access(visitor, visit, by=by)
    later(close_desk_visits, schedule_at=found.ends_at).defer(tenant_id=str(current_tenant().pk))
    return found


@app.task(name=PUSH, retry=3)
def push_target(tenant_id: str, target_id: str) -> None:
    """Send what is due to a target. Not `@job`: it opens the municipality step by step, and waits in no transaction."""
    with counted_job(PUSH):
        runs.push(UUID(tenant_id), UUID(target_id))
    with tenant(UUID(tenant_id)):
        if at := next_due(UUID(target_id)):
            push_later(UUID(target_id), at=at)


@app.task(name=OBSERVE, retry=3)
def observe_target(tenant_id: str, target_id: str) -> None:
    """Read a target whole, and send what follows. One that cannot be read says so on its page, and is planned for."""
    with counted_job(OBSERVE), suppress(UnreachableError):
        runs.observe(UUID(tenant_id), UUID(target_id))
    with tenant(UUID(tenant_id)):
        plan_target(UUID(target_id), by=SYSTEM, at=now())
    push_target(tenant_id=tenant_id, target_id=target_id)


@job
def plan_whole_target(target_id: str) -> None:
    """Plan for everybody, and send it; a second time writes nothing."""
    plan_target(UUID(target_id), by=SYSTEM, at=now())
    push_later(UUID(target_id))


def plan_changed(person_ids: Collection[UUID]) -> None:
    """Plan for those whose access changed in every managed target: at once for few, by a job for many."""
    for target in managed_targets():
        if len(person_ids) > MOST_AT_ONCE:
            plan_whole_target(target_id=str(target))
        elif plan_target(target, by=SYSTEM, at=now(), persons=person_ids).is_anything:
            push_later(target)


def leave_at_once(person_id: UUID, employment_id: UUID) -> None:
    """Take away, before anything else, what somebody has who leaves at once."""
    for target in leaving.leave_at_once(person_id, employment_id, at=now()):
        push_later(target)


def read_all() -> None:
    """Let jobs read every target."""
    for target in all_targets():
        observe_later(target)


def push_later(target_id: UUID, *, at: datetime | None = None) -> None:
    """Let a job send what is due, once this transaction is done; one job at a time for each target."""
    _defer(push_target, target_id, kind="push", at=at)


def observe_later(target_id: UUID) -> None:
    """Let a job read a target, once this transaction is done."""
    _defer(observe_target, target_id, kind="observe", at=None)


def _defer(task: Any, target_id: UUID, *, kind: str, at: datetime | None) -> None:  # Any: the library's own task
    """Jobs of one target never run side by side; one that waits already is enough."""
    lock = f"target:{target_id}"
    waiting = f"{kind}:{target_id}:{at.isoformat(timespec='minutes') if at else ''}"
    configured = later(task, lock=lock, queueing_lock=waiting, schedule_at=at)
    try:
        with transaction.atomic():
            configured.defer(tenant_id=str(current_tenant().pk), target_id=str(target_id))
    except AlreadyEnqueued:
        return

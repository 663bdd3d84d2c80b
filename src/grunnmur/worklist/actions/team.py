"""What who may give tasks at a unit does with the tasks there."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.core.clock import today
from grunnmur.core.history_facts import written_with
from grunnmur.core.permissions import Actor, System, require
from grunnmur.organisation import queries as organisation
from grunnmur.worklist.actions.notifications import notify_all
from grunnmur.worklist.actions.tasks import check_open
from grunnmur.worklist.models import Task
from grunnmur.worklist.rules import (
    ASSIGN,
    SUBJECT,
    TASK_ASSIGNED,
    TASK_MOVED,
    DueDateError,
    NotHereError,
    Notice,
    kind_named,
)


@transaction.atomic
def assign_task(task_id: UUID, *, person_id: UUID, by: Actor) -> Task:
    """Give an open task to somebody who works here, whoever had it; she is told.

    Raises Task.DoesNotExist, PermissionDenied (needs worklist.assign at the task's unit), TaskClosedError,
    NotHereError for somebody who works nowhere today.
    """
    task = live_task_at(task_id, by=by)
    if person_id not in organisation.primary_employments([person_id], on=today()):
        raise NotHereError(_("The person does not work here today, so the task cannot be given to her or him."))
    task.person_id, task.state = person_id, Task.State.CLAIMED
    task.save(update_fields=["person", "state"])
    message = gettext_noop("%(by)s gave you a task: %(task)s")
    _tell(task, kind=TASK_ASSIGNED, message=message, params={"by": str(by)})
    return task


@transaction.atomic
def move_due_date(task_id: UUID, *, due_date: date, reason: str, by: Actor) -> Task:
    """Give an open task another due date; the reason stands in its history, and who has the task is told.

    Reminders and escalation count from the new day. Raises Task.DoesNotExist, PermissionDenied (needs worklist.assign
    at the task's unit), TaskClosedError, DueDateError (a day that has been, the same day, or no reason).
    """
    task = live_task_at(task_id, by=by)
    if not reason.strip():
        raise DueDateError(_("Say why the due date is moved."))
    if due_date < today() or due_date == task.due_date:
        raise DueDateError(_("Choose another day, from today on."))
    with written_with(reason=reason.strip()):
        task.due_date = due_date
        task.save(update_fields=["due_date"])
    message = gettext_noop("%(by)s moved the due date to %(due_date)s: %(task)s. Reason: %(reason)s")
    params = {"by": str(by), "due_date": due_date.isoformat(), "reason": reason.strip()}
    _tell(task, kind=TASK_MOVED, message=message, params=params)
    return task


def live_task_at(task_id: UUID, *, by: Actor) -> Task:
    """Return an open task of a unit where the actor may give tasks, locked. Raises as `assign_task`."""
    task = Task.objects.select_for_update().get(pk=task_id)
    if not isinstance(by, System):
        if task.unit_id is None:
            raise Task.DoesNotExist
        require(by, ASSIGN, at=task.unit_id)
    check_open(task)
    return task


def _tell(task: Task, *, kind: str, message: str, params: Mapping[str, Any]) -> None:  # Any: JSON
    """Tell who has the task; nobody when it waits for a group."""
    about = {"task": {"message": task.message, "params": task.params}}
    if task.person_id is None:
        return
    notice = Notice(
        person_ids=[task.person_id],
        kind=kind,
        message=message,
        params={**params, **about},
        subject=(SUBJECT, task.pk),
        is_sensitive=kind_named(task.kind).is_sensitive,
    )
    notify_all([notice])

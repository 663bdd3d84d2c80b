"""Each night: who is reminded of what, what is overdue, and what goes on to the next leader.

What was done is written on the task, so a second run does nothing, and the night after an outage does once what the
missed nights would have done. Statements: a fixed number, and one for each group key and unit that is asked about.
"""

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from grunnmur.core.calendar import working_days_after
from grunnmur.core.clock import now
from grunnmur.core.events import publish
from grunnmur.core.permissions import members_of
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation import queries as organisation
from grunnmur.worklist.actions.notifications import notify_all
from grunnmur.worklist.events import TaskOverdue
from grunnmur.worklist.models import Task
from grunnmur.worklist.queries import LIVE
from grunnmur.worklist.rules import (
    SUBJECT,
    TASK_DUE,
    TASK_OVERDUE,
    TASK_PASSED_ON,
    Notice,
    kind_named,
)
from grunnmur.worklist.rules.reminding import HORIZON, is_reminded, reminder_point

BATCH = 1000
LARGEST_GROUP = 50  # who belongs to a larger one sees its tasks, but is not reminded of them
MARKS = ["reminded_date", "overdue_told_for", "escalated_date", "person", "group_key", "state"]


@transaction.atomic
def remind_and_pass_on(*, on: date) -> int:
    """Remind, tell what is overdue, and pass on what waited too long, as of a day. Returns how many tasks changed."""
    rows = Task.objects.select_for_update().filter(state__in=LIVE, due_date__lte=on + HORIZON).order_by("due_date")
    people = cache(lambda key: members_of(key, on))
    notices: list[Notice] = []
    overdue: list[Task] = []
    changed: list[Task] = []
    for task in rows:
        is_late = _becomes_overdue(task, on=on)
        told = [*_reminder(task, on=on, people=people), *_pass_on(task, on=on, people=people)]
        notices += told
        if is_late:
            overdue.append(task)
        if is_late or told:
            changed.append(task)
    Task.objects.bulk_update(changed, MARKS, batch_size=BATCH)
    notify_all(notices)
    for task in overdue:
        publish(_overdue(task))
    return len(changed)


def _becomes_overdue(task: Task, *, on: date) -> bool:
    """Mark a task whose due date has passed, once for each due date."""
    if task.due_date is None or task.due_date >= on or task.overdue_told_for == task.due_date:
        return False
    task.overdue_told_for = task.due_date
    return True


def _overdue(task: Task) -> TaskOverdue:
    return TaskOverdue(
        task_id=task.pk,
        kind=task.kind,
        subject_kind=task.subject_kind,
        subject_id=task.subject_id,
        due_date=task.overdue_told_for or task.opened_at.date(),
        at=now(),
    )


def _reminder(task: Task, *, on: date, people: Any) -> Iterator[Notice]:  # Any: a cached function
    """Mark a task as reminded of today, and yield what is told to whom."""
    opened = task.opened_at.astimezone(current_tenant().zone).date()
    due = task.due_date
    if due is None or not is_reminded(due, opened=opened, last=task.reminded_date, on=on):
        return
    task.reminded_date = reminder_point(due, on=on)
    late = due < on
    message = (
        gettext_noop("Overdue since %(due_date)s: %(task)s") if late else gettext_noop("Due %(due_date)s: %(task)s")
    )
    who = [task.person_id] if task.person_id else people(task.group_key) - set(task.spared)
    yield _notice(task, who, kind=TASK_OVERDUE if late else TASK_DUE, message=message)


def _pass_on(task: Task, *, on: date, people: Any) -> Iterator[Notice]:  # Any: a cached function
    """Give a task that waited too many working days to the next leader up; yield what is told to whom."""
    base = task.escalated_date or task.due_date
    if base is None or not task.escalate_days or working_days_after(base, task.escalate_days) > on:
        return
    spared = set(task.spared)
    before = {task.person_id} if task.person_id else people(task.group_key) - spared
    key = next((key for key in _leaders_above(task, on=on) if people(key) - before - spared), "")
    if not key:
        return
    task.person_id, task.group_key, task.state, task.escalated_date = None, key, Task.State.OPEN, on
    message = gettext_noop("Passed on to you, because it was not done in time: %(task)s")
    yield _notice(task, people(key) - spared, kind=TASK_PASSED_ON, message=message)
    message = gettext_noop("Passed on to your leader, because it was not done in time: %(task)s")
    yield _notice(task, before - people(key), kind=TASK_PASSED_ON, message=message)


def _leaders_above(task: Task, *, on: date) -> Iterator[str]:
    """Yield `leader:` keys from the task's unit upwards; above the one it waits for, if it waits for a leader."""
    prefix, _colon, value = task.group_key.partition(":")
    is_leaders = prefix == "leader" and task.person_id is None
    unit = UUID(value) if is_leaders else task.unit_id or _home(task, on=on)
    if unit is None:
        return
    if not is_leaders:
        yield f"leader:{unit}"
    for above in reversed(organisation.path_of(unit, on=on)):
        yield f"leader:{above.pk}"


def _home(task: Task, *, on: date) -> UUID | None:
    """Return the unit where who has the task works."""
    if task.person_id is None:
        return None
    found = organisation.primary_employments([task.person_id], on=on).get(task.person_id)
    return found.unit_id if found else None


def _notice(task: Task, who: Collection[UUID], *, kind: str, message: str) -> Notice:
    due = task.due_date.isoformat() if task.due_date else None
    params = {"task": {"message": task.message, "params": task.params}, "due_date": due}
    reached = who if len(who) <= LARGEST_GROUP else ()
    return Notice(
        person_ids=reached,
        kind=kind,
        message=message,
        params=params,
        subject=(SUBJECT, task.pk),
        is_sensitive=kind_named(task.kind).is_sensitive,
    )

"""Tasks for programs."""

from collections.abc import Sequence
from datetime import date
from typing import Literal
from uuid import UUID

from ninja import Schema

from grunnmur.core.http import Request
from grunnmur.worklist import actions, queries
from grunnmur.worklist.api.routes import MOST, router
from grunnmur.worklist.models import Task
from grunnmur.worklist.rules import DONE, kind_named, told


class TaskOut(Schema):
    """A task; `title` is in the caller's language. is_ended_there: what it is about ends it, not `finish`."""

    id: UUID
    kind: str
    title: str
    state: str
    subject_kind: str
    subject_id: UUID | None
    person_id: UUID | None
    group_key: str
    due_date: date | None
    outcome: str
    is_ended_there: bool


class TaskAssignIn(Schema):
    """Whom a task is given to."""

    person_id: UUID


class TaskDueDateIn(Schema):
    """A new due date, and why."""

    due_date: date
    reason: str


class FinishIn(Schema):
    """How a task ended; some kinds need evidence."""

    outcome: str = DONE
    note: str = ""
    evidence: str = ""


@router.get("/tasks", response=list[TaskOut])
def tasks(request: Request, show: Literal["mine", "team", "closed"] = "mine") -> list[TaskOut]:
    """Return at most 200 tasks: mine and my groups', those of whom I lead, or those I closed."""
    ask = {"mine": queries.my_tasks, "team": queries.team_tasks, "closed": queries.my_closed_tasks}[show]
    return _tasks(list(ask(seen_by=request.user)[:MOST]), request)


@router.get("/tasks/{uuid:task_id}", response=TaskOut)
def task(request: Request, task_id: UUID) -> TaskOut:
    """Return one task."""
    return _task(queries.see_task(task_id, seen_by=request.user), request)


@router.post("/tasks/{uuid:task_id}/claim", response=TaskOut)
def claim(request: Request, task_id: UUID) -> TaskOut:
    """Take a group's task."""
    return _task(actions.claim_task(task_id, by=request.user), request)


@router.post("/tasks/{uuid:task_id}/hand-back", response=TaskOut)
def hand_back(request: Request, task_id: UUID) -> TaskOut:
    """Give a task back to its group."""
    return _task(actions.hand_back_task(task_id, by=request.user), request)


@router.post("/tasks/{uuid:task_id}/finish", response=TaskOut)
def finish(request: Request, task_id: UUID, sent: FinishIn) -> TaskOut:
    """Say that a task is done; one that is ended where it belongs is refused, with where."""
    row = actions.finish_task(task_id, outcome=sent.outcome, note=sent.note, evidence=sent.evidence, by=request.user)
    return _task(row, request)


@router.post("/tasks/{uuid:task_id}/assign", response=TaskOut)
def assign(request: Request, task_id: UUID, sent: TaskAssignIn) -> TaskOut:
    """Give a task of a unit to somebody who works here."""
    return _task(actions.assign_task(task_id, person_id=sent.person_id, by=request.user), request)


@router.post("/tasks/{uuid:task_id}/due-date", response=TaskOut)
def move(request: Request, task_id: UUID, sent: TaskDueDateIn) -> TaskOut:
    """Move a due date, with a reason."""
    row = actions.move_due_date(task_id, due_date=sent.due_date, reason=sent.reason, by=request.user)
    return _task(row, request)


def _task(row: Task, request: Request) -> TaskOut:
    return _tasks([row], request)[0]


def _tasks(rows: Sequence[Task], request: Request) -> list[TaskOut]:
    names = queries.names_in(rows, seen_by=request.user)
    return [
        TaskOut(
            id=row.pk,
            kind=row.kind,
            title=told(row.message, row.params, names),
            state=row.state,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            person_id=row.person_id,
            group_key=row.group_key,
            due_date=row.due_date,
            outcome=row.outcome,
            is_ended_there=kind_named(row.kind).is_ended_there,
        )
        for row in rows
    ]

"""What people and the domains above do with tasks."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.files.store import store
from grunnmur.core.links import Ref, links_to, require_kind
from grunnmur.core.permissions import Actor, System, keys_of, may, person_of
from grunnmur.organisation import queries as organisation
from grunnmur.worklist.events import TaskFinished, TasksCancelled
from grunnmur.worklist.models import Task
from grunnmur.worklist.queries import LIVE
from grunnmur.worklist.rules import (
    ASSIGN,
    SUBJECT,
    EndedThereError,
    NewFile,
    NewTask,
    TaskClosedError,
    TaskTakenError,
    check_finish,
    ended_there,
    kind_named,
)

BATCH = 1000


def open_task(task: NewTask, *, by: Actor) -> UUID:
    """Open one task, or return the open one of the same kind and dedupe key. See `open_tasks`."""
    return open_tasks([task], by=by)[0]


@transaction.atomic
def open_tasks(tasks: Sequence[NewTask], *, by: Actor) -> list[UUID]:
    """Open many tasks at once; return their ids in the same order. Two statements for each thousand.

    A task whose kind and dedupe key are open already is that one, unchanged. The domain that asks has checked that
    it may. Raises UnknownKindError, LookupError for a subject of no known kind, IntegrityError for a task that is for
    nobody.
    """
    for kind in {task.kind for task in tasks}:
        kind_named(kind)
    for subject_kind in {task.subject_kind for task in tasks} - {""}:
        require_kind(subject_kind)
    rows = [_row(task, by=by) for task in {(task.kind, task.dedupe_key): task for task in tasks}.values()]
    Task.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    ids = _ids_of(rows)
    return [ids[task.kind, task.dedupe_key] for task in tasks]


def _row(task: NewTask, *, by: Actor) -> Task:
    days = task.escalate_days or kind_named(task.kind).escalate_days
    columns = asdict(task) | {"params": dict(task.params), "spared": list(task.spared), "escalate_days": days}
    return Task(opened_at=now(), opened_by=str(by), **columns)


def _ids_of(rows: Collection[Task]) -> dict[tuple[str, str], UUID]:
    found = Task.objects.filter(
        kind__in={row.kind for row in rows}, dedupe_key__in=[row.dedupe_key for row in rows], state__in=LIVE
    )
    return {(kind, key): pk for pk, kind, key in found.values_list("pk", "kind", "dedupe_key")}


@transaction.atomic
def claim_task(task_id: UUID, *, by: Actor) -> Task:
    """Take a group's task as one's own.

    Raises Task.DoesNotExist (also for one that is not for her), TaskClosedError, TaskTakenError, PermissionDenied
    for a login without a person.
    """
    task = _live(task_id, by=by)
    person = _person(by)
    if task.person_id not in {None, person}:
        raise TaskTakenError(_("Somebody else has taken this task."))
    task.person_id, task.state = person, Task.State.CLAIMED
    task.save(update_fields=["person", "state"])
    return task


@transaction.atomic
def hand_back_task(task_id: UUID, *, by: Actor) -> Task:
    """Give a task back to its group: the one who took it, or who may give tasks at its unit.

    Raises Task.DoesNotExist, TaskClosedError, TaskTakenError when another took it or it never was a group's.
    """
    task = Task.objects.select_for_update().get(pk=task_id)
    may_give = bool(task.unit_id) and may(by, ASSIGN, at=task.unit_id)
    if not may_give:
        task = _live(task_id, by=by)
    check_open(task)
    if (task.person_id != person_of(by) and not may_give) or not (task.person_id and task.group_key):
        raise TaskTakenError(_("Only a task that was taken from a group can be handed back."))
    task.person_id, task.state = None, Task.State.OPEN
    task.save(update_fields=["person", "state"])
    return task


@transaction.atomic
def finish_task(
    task_id: UUID, *, outcome: str, note: str = "", evidence: str = "", file: NewFile | None = None, by: Actor
) -> Task:
    """Say that a task is done, and how it ended.

    file: kept as evidence; whoever may see the task may open it. Raises Task.DoesNotExist, TaskClosedError,
    TaskTakenError, EndedThereError (the domain that asked ends it, see `finish_by_deed`), OutcomeError (not an outcome
    of its kind, or evidence is missing), UnwantedFileError.
    """
    task = _untaken(task_id, by=by)
    kind = kind_named(task.kind)
    if kind.is_ended_there:
        raise EndedThereError(ended_there(_subject_title(task, by=by)))
    check_finish(kind, outcome=outcome, evidence=evidence, has_file=file is not None)
    if file:
        stored = store(file.content, name=file.name, about=Ref(SUBJECT, task.pk), by=by)
        evidence = evidence.strip() or stored.name
    return _finish(task, outcome=outcome, note=note, evidence=evidence, by=by)


@transaction.atomic
def finish_by_deed(task_id: UUID, *, note: str = "", by: Actor) -> Task:
    """Close a task because what it asks for was done on the page it is about; called by the domain that asked.

    Raises Task.DoesNotExist, TaskClosedError, TaskTakenError.
    """
    task = _untaken(task_id, by=by)
    return _finish(task, outcome=next(iter(kind_named(task.kind).outcomes)), note=note, by=by)


def _finish(task: Task, *, outcome: str, note: str, evidence: str = "", by: Actor) -> Task:
    at = now()
    task.state, task.closed_at, task.closed_by_id = Task.State.DONE, at, person_of(by)
    task.outcome, task.note, task.evidence = outcome, note.strip(), evidence.strip()
    task.save(update_fields=["state", "closed_at", "closed_by", "outcome", "note", "evidence"])
    publish(_finished(task, at=at))
    return task


def _finished(task: Task, *, at: datetime) -> TaskFinished:
    return TaskFinished(
        task_id=task.pk,
        kind=task.kind,
        subject_kind=task.subject_kind,
        subject_id=task.subject_id,
        outcome=task.outcome,
        note=task.note,
        evidence=task.evidence,
        at=at,
    )


def cancel_task(task_id: UUID, *, by: Actor) -> None:
    """Say that a task is not needed any more. See `cancel_tasks`."""
    cancel_tasks([task_id], by=by)


@transaction.atomic
def cancel_tasks(task_ids: Collection[UUID], *, by: Actor) -> int:
    """Say that these tasks are not needed any more; those closed already stay as they are. Returns how many.

    Raises PermissionDenied unless it is Grunnmur itself, or she may assign tasks at the unit of each.
    """
    rows = Task.objects.select_for_update().filter(pk__in=task_ids, state__in=LIVE)
    found = {row.pk: row.unit_id for row in rows}
    if not isinstance(by, System) and not all(unit and may(by, ASSIGN, at=unit) for unit in found.values()):
        raise PermissionDenied(_("You may not cancel this task."))
    Task.objects.filter(pk__in=found).update(state=Task.State.CANCELLED, closed_at=now(), closed_by=person_of(by))
    if found:
        publish(TasksCancelled(frozenset(found)))
    return len(found)


def _live(task_id: UUID, *, by: Actor) -> Task:
    """Return a task that is for the actor and still open, locked."""
    task = Task.objects.select_for_update().get(pk=task_id)
    if not _is_for(task, by=by):
        raise Task.DoesNotExist
    check_open(task)
    return task


def _untaken(task_id: UUID, *, by: Actor) -> Task:
    """Return a task that is for the actor, still open, and taken by nobody else, locked."""
    task = _live(task_id, by=by)
    if task.person_id not in {None, person_of(by)} and not isinstance(by, System):
        raise TaskTakenError(_("Somebody else has taken this task."))
    return task


def _subject_title(task: Task, *, by: Actor) -> str:
    """Return what the actor knows the page by that the task is about; blank for one she may not open."""
    if task.subject_id is None:
        return ""
    ref = Ref(task.subject_kind, task.subject_id)
    link = links_to([ref], seen_by=by).get(ref)
    return link.title if link else ""


def check_open(task: Task) -> None:
    """Do nothing if the task is open or taken. Raises TaskClosedError."""
    if task.state not in LIVE:
        raise TaskClosedError(_("This task is closed already."))


def _is_for(task: Task, *, by: Actor) -> bool:
    if isinstance(by, System):
        return True
    person = person_of(by)
    is_of_group = task.group_key in keys_of(by) and person not in task.spared
    return (person is not None and task.person_id == person) or is_of_group


def _person(by: Actor) -> UUID:
    person = person_of(by)
    if person is None:
        raise PermissionDenied(_("This login belongs to no person, so it cannot take tasks."))
    return person


@transaction.atomic
def hand_over_tasks(person_ids: Iterable[UUID]) -> None:
    """Pass on the open tasks of those of these people who do not work here any more: to their group or last leader.

    Four statements, whatever the number of tasks.
    """
    last = organisation.last_units(list(person_ids), on=today())
    rows = list(Task.objects.select_for_update().filter(person_id__in=last, state__in=LIVE))
    for task in rows:
        unit = last[task.person_id] if task.person_id else None
        task.group_key = task.group_key or f"leader:{unit}"
        task.unit_id = task.unit_id or unit
        task.person_id, task.state = None, Task.State.OPEN
    Task.objects.bulk_update(rows, ["group_key", "unit", "person", "state"], batch_size=BATCH)

"""Asking owners what they think of a change, and keeping what they say."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.core.clock import now, today
from grunnmur.core.permissions import Actor, System, keys_of_person, members_of, person_of
from grunnmur.landscape.models import ChangeCase, ChangeStatement, Element
from grunnmur.landscape.queries.changes import Owner, OwnerKey, answers_for, find_case, report_of
from grunnmur.landscape.rules.changes import require_state
from grunnmur.worklist.actions import NewTask, cancel_tasks, finish_by_deed, open_tasks
from grunnmur.worklist.queries import find_task, open_task_ids

KIND = "landscape.change_statement"
SUBJECT = "change"
ASKED = gettext_noop("Say what you think of the change “%(title)s”: it concerns %(name)s.")
SYSTEM = System("The case has come further")
Status = ChangeCase.Status


def ask_owners(case: ChangeCase, *, is_anew: bool, by: Actor) -> None:
    """Ask each owner who is hit, as far as the asker knows of them; she is not asked herself.

    is_anew: ask those too who answered before the case was changed. Owners some of whom may not know of the case are
    not asked. The caller has checked that she may.
    """
    owners = report_of(case, seen_by=by).hearing.owners
    there = {OwnerKey(row.unit_id, row.function_id): row for row in ChangeStatement.objects.filter(case=case)}
    asked = [one for one in owners if (is_anew or one.key not in there) and _may_be_asked(one, case.element, by=by)]
    ids = open_tasks([_task(case, one) for one in asked], by=by) if asked else []
    for owner, task in zip(asked, ids, strict=True):
        row = there.get(owner.key) or ChangeStatement(
            case=case, unit_id=owner.key.unit_id, function_id=owner.key.function_id
        )
        row.element, row.asked_at, row.task_id = owner.reason, now(), task
        row.save()


def _task(case: ChangeCase, owner: Owner) -> NewTask:
    return NewTask(
        kind=KIND,
        message=ASKED,
        params={"title": case.element.name, "name": owner.reason.name},
        dedupe_key=f"{case.pk}:{owner.key.group_key}",
        subject_kind=SUBJECT,
        subject_id=case.pk,
        group_key=owner.key.group_key,
        unit_id=owner.key.unit_id,
        due_date=case.planned_date,
    )


def _may_be_asked(owner: Owner, *about: Element, by: Actor) -> bool:
    """Tell whether somebody else answers for it, and all who do may know of the case and of what is hit."""
    people = members_of(owner.key.group_key, today()) - {person_of(by)}
    return bool(people) and all(_may_know(one, [*about, owner.reason]) for one in people)


def _may_know(person: UUID | None, elements: Iterable[Element]) -> bool:
    keys = keys_of_person(person, today())
    return all(not keys.isdisjoint(element.audience) for element in elements)


@transaction.atomic
def state_opinion(statement_id: UUID, *, stance: str, text: str = "", by: Actor) -> ChangeStatement:
    """Say, for an owner who was asked, whether one agrees to a change or has concerns; said again, the last counts.

    Raises ChangeStatement.DoesNotExist (also for a case she may not know of), PermissionDenied (she does not answer
    for that owner), CaseClosedError.
    """
    row = ChangeStatement.objects.select_for_update().get(pk=statement_id)
    case = find_case(row.case_id, seen_by=by)
    if not isinstance(by, System) and not answers_for(row, by):
        raise PermissionDenied(_("Only those who answer for this owner can say what it thinks."))
    require_state(case, Status.IN_REVIEW)
    row.stance, row.text = ChangeStatement.Stance(stance), text.strip()
    row.stated_by, row.stated_at = None if isinstance(by, System) else by, now()
    row.save()
    _finish(row, by=by)
    return row


def _finish(row: ChangeStatement, *, by: Actor) -> None:
    """Close the task that asked; one that a colleague has taken is withdrawn: it is answered."""
    if row.task_id is None or isinstance(by, System):
        return
    task = find_task(row.task_id, seen_by=by)
    if task.closed_at is not None:
        return
    if task.person_id in {None, person_of(by)}:
        finish_by_deed(task.pk, by=by)
    else:
        cancel_tasks([task.pk], by=SYSTEM)


def cancel_questions(case: ChangeCase) -> None:
    """Withdraw the tasks of owners who have not answered: the case has come further, or was given up."""
    tasks = open_task_ids(KIND, subject_id=case.pk)
    if tasks:
        cancel_tasks(tasks, by=SYSTEM)


def forget_unanswered(case: ChangeCase) -> None:
    """Let owners who have not answered not have been asked: they are asked again when the case is sent again."""
    cancel_questions(case)
    ChangeStatement.objects.filter(case=case, stance="").delete()

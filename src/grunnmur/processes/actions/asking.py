"""Asking those who are consulted in a step, and telling those who are informed, while it is done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.core.clock import now, today
from grunnmur.core.permissions import Actor, System, keys_of, members_of, person_of
from grunnmur.processes.models import Assignment, Process, Step, StepNotice, StepQuestion
from grunnmur.processes.queries.asking import does_step, may_answer, questions, reached
from grunnmur.processes.queries.library import processes
from grunnmur.processes.rules import ANSWERED, ASKED, INFORMED, NOTICE, QUESTION, UNANSWERED, AskingError
from grunnmur.publishing.queries import Version
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.queries import tasks_about
from grunnmur.worklist.rules import NewTask, named

SYSTEM = System("Questions in steps")
ASKS = gettext_noop("%(name)s asks about %(about)s, in the step “%(step)s”: %(question)s")
HAS_ANSWER = gettext_noop("%(role)s has answered about %(about)s, in the step “%(step)s”: %(answer)s")
NO_ANSWER = gettext_noop("%(role)s did not answer about %(about)s by %(due_date)s, in the step “%(step)s”.")
IS_DONE = gettext_noop("The step “%(step)s” is done in %(about)s. %(note)s")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question: about what matter, what, and by when an answer is wanted."""

    about: str
    question: str
    due_date: date


@transaction.atomic
def ask_consulted(process_id: UUID, uid: str, asked: Asked, *, by: Actor) -> list[StepQuestion]:
    """Ask every role that is consulted in a step: one question a role, which whoever of it answers.

    Raises Process.DoesNotExist, Step.DoesNotExist, PermissionDenied (who does the step), AskingError: nobody can be
    asked, words are missing, or the day is past. Statements: the same however many people or roles are asked.
    """
    step, letters, person = _at_work(process_id, uid, by=by)
    about, question = " ".join(asked.about.split())[:200], asked.question.strip()[:2000]
    if not (about and question):
        raise AskingError(_("Say what it is about, and what you ask."))
    if asked.due_date < today():
        raise AskingError(_("That day is past. Choose a later one."))
    roles = reached(letters, "K", by=by)
    if not roles:
        raise AskingError(_("Nobody who is consulted in this step can be asked here."))
    rows = [
        StepQuestion(
            process_id=process_id,
            uid=uid,
            step=str(step),
            process_role=role,
            keys=keys,
            about=about,
            question=question,
            due_date=asked.due_date,
            asked_by_id=person,
            asked_at=now(),
        )
        for role, keys in roles
    ]
    StepQuestion.objects.bulk_create(rows)
    worklist.open_tasks([_task(row, key) for row in rows for key in row.keys], by=by)
    return rows


def _at_work(process_id: UUID, uid: str, *, by: Actor) -> tuple[Step, list[Assignment], UUID]:
    """Return a step of a valid version with its letters, and the person who does it."""
    if not processes(seen_by=by).filter(pk=process_id).exists():
        raise Process.DoesNotExist
    valid = Step.objects.filter(
        process_version__process_id=process_id, process_version__version__state=Version.State.CURRENT
    )
    step = valid.exclude(number="").get(uid=uid)
    letters = list(Assignment.objects.filter(step=step).select_related("process_role").order_by("process_role__name"))
    person = person_of(by)
    if person is None or not does_step(letters, by=by):
        raise PermissionDenied(_("Only those who do this step ask and tell in it."))
    return step, letters, person


def _task(row: StepQuestion, key: str) -> NewTask:
    params = {"name": named(row.asked_by_id), "about": row.about, "step": row.step, "question": row.question}
    return NewTask(
        kind=ASKED,
        message=ASKS,
        params=params,
        dedupe_key=f"{row.pk}:{key}",
        subject_kind=QUESTION,
        subject_id=row.pk,
        group_key=key,
        due_date=row.due_date,
    )


@transaction.atomic
def answer_question(question_id: UUID, answer: str, *, by: Actor) -> StepQuestion:
    """Answer a question for one's role; its task is done, and who asked is told.

    Raises StepQuestion.DoesNotExist (also for one that does not concern her), PermissionDenied (who is of the role),
    AskingError when it is answered already, or without words; TaskTakenError when somebody else took the task.
    """
    row = questions(seen_by=by).select_for_update(of=("self",)).get(pk=question_id)
    if row.answered_at:
        raise AskingError(_("It is answered already."))
    if not may_answer(row, by=by):
        raise PermissionDenied(_("Only those who are consulted answer this."))
    if not answer.strip():
        raise AskingError(_("Write your answer."))
    keys, me = keys_of(by), person_of(by)
    mine = next((one for one in tasks_about(QUESTION, [row.pk]) if one.person_id == me or one.group_key in keys), None)
    if mine is None:
        raise AskingError(_("It is answered already."))
    worklist.finish_by_deed(mine.pk, note=answer.strip()[:2000], by=by)
    worklist.cancel_tasks([task.pk for task in tasks_about(QUESTION, [row.pk])], by=SYSTEM)
    row.answer, row.answered_by_id, row.answered_at = answer.strip()[:2000], me, now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    _tell_asker(row, kind=ANSWERED, message=HAS_ANSWER, answer=row.answer)
    return row


@transaction.atomic
def tell_overdue(question_id: UUID) -> None:
    """Tell who asked that nobody answered by the day; once."""
    row = StepQuestion.objects.select_for_update(of=("self",)).select_related("process_role").get(pk=question_id)
    if row.answered_at or row.told_overdue_at:
        return
    row.told_overdue_at = now()
    row.save(update_fields=["told_overdue_at"])
    _tell_asker(row, kind=UNANSWERED, message=NO_ANSWER, due_date=row.due_date.isoformat())


def _tell_asker(row: StepQuestion, *, kind: str, message: str, **more: str) -> None:
    params = {"role": row.process_role.name, "about": row.about, "step": row.step} | more
    worklist.notify([row.asked_by_id], kind=kind, message=message, params=params, subject=(QUESTION, row.pk))


@transaction.atomic
def tell_informed(process_id: UUID, uid: str, *, about: str, note: str = "", by: Actor) -> StepNotice:
    """Tell those who are informed in a step that it is done in a matter; returns how many were told with it.

    Raises as `ask_consulted`. One statement a group key, and a fixed number, however many people are told.
    """
    step, letters, person = _at_work(process_id, uid, by=by)
    about, note = " ".join(about.split())[:200], note.strip()[:2000]
    if not about:
        raise AskingError(_("Say what it is about."))
    roles = reached(letters, "I", by=by)
    keys = [key for _role, found in roles for key in found]
    persons = _members(keys) - {person}
    if not persons:
        raise AskingError(_("Nobody who is informed in this step can be told here."))
    row = StepNotice.objects.create(
        process_id=process_id,
        uid=uid,
        step=str(step),
        roles=", ".join(role.name for role, _keys in roles)[:500],
        keys=keys,
        about=about,
        note=note,
        told_by_id=person,
        told_at=now(),
        count=len(persons),
    )
    params = {"step": row.step, "about": about, "note": note}
    worklist.notify(persons, kind=INFORMED, message=IS_DONE, params=params, subject=(NOTICE, row.pk))
    return row


def _members(keys: Collection[str]) -> set[UUID]:
    return set[UUID]().union(*(members_of(key, today()) for key in keys))

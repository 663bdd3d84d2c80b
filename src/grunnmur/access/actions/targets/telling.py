"""Telling whoever answers for a target that something is the matter: one task a target, until nothing is."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.access.models import DriftItem, Target
from grunnmur.access.queries.targets.lists import is_failing
from grunnmur.access.rules import OFFICER
from grunnmur.access.rules.targets import ANSWER_WITHIN
from grunnmur.core.calendar import working_days_after
from grunnmur.core.clock import today
from grunnmur.core.permissions import System
from grunnmur.worklist import actions as worklist
from grunnmur.worklist import queries as tasks
from grunnmur.worklist.rules import NewTask

FAILED_TASK, DRIFT_TASK, BY_HAND_TASK = "access.target_failed", "access.target_drift", "access.target_by_hand"
SUBJECT = "target"
MESSAGES = {
    FAILED_TASK: gettext_noop("“%(name)s” is not reached, or did not take what was sent. See why, and mend it."),
    DRIFT_TASK: gettext_noop("“%(name)s” differs from what shall be. Look at the differences, and answer them."),
    BY_HAND_TASK: gettext_noop(
        "A leader has answered that somebody shall not have what “%(name)s” shows. Put it right there."
    ),
}
GRUNNMUR = System("Grunnmur")


def ask_about(kind: str, target_id: UUID) -> None:
    """Ask the access officers to look at a target; while they are asked already, nothing happens."""
    worklist.open_task(
        NewTask(
            kind=kind,
            message=MESSAGES[kind],
            params={"name": Target.objects.get(pk=target_id).name},
            dedupe_key=str(target_id),
            subject_kind=SUBJECT,
            subject_id=target_id,
            group_key=f"may:{OFFICER}",
            due_date=today() if kind == FAILED_TASK else working_days_after(today(), ANSWER_WITHIN),
        ),
        by=GRUNNMUR,
    )


def has_unanswered(target_id: UUID) -> bool:
    """Tell whether a difference of a target waits for an answer."""
    return DriftItem.objects.filter(target_id=target_id, gone_at=None, answer="").exists()


def has_by_hand(target_id: UUID) -> bool:
    """Tell whether a difference is to be put right in a target that nothing is sent to."""
    decided = DriftItem.objects.filter(target_id=target_id, gone_at=None, answer=DriftItem.Answer.PUT_RIGHT)
    return decided.exclude(target__mode=Target.Mode.MANAGED).exists()


CAUSES: Mapping[str, Callable[[UUID], bool]] = {
    FAILED_TASK: is_failing,
    DRIFT_TASK: has_unanswered,
    BY_HAND_TASK: has_by_hand,
}


def forget_what_is_over(target_id: UUID) -> None:
    """Take back what was asked about a target, where there is no cause any more."""
    for kind, is_so in CAUSES.items():
        asked = tasks.open_task_ids(kind, subject_id=target_id)
        if asked and not is_so(target_id):
            worklist.cancel_tasks(asked, by=GRUNNMUR)

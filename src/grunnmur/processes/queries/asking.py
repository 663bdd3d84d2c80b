"""Questions and notices of steps, as far as they concern the asker."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from grunnmur.core.permissions import Actor, System, keys_of, person_of
from grunnmur.processes.models import Assignment, ProcessRole, StepNotice, StepQuestion
from grunnmur.processes.queries.mine import is_held

LEADER, UNIT = "leader:", "unit:"


@dataclass(frozen=True)
class Conversation:
    """What was asked and told in a step that concerns the asker, the latest first."""

    questions: Sequence[StepQuestion]
    notices: Sequence[StepNotice]


def questions(*, seen_by: Actor) -> QuerySet[StepQuestion]:
    """Return the questions that the actor asked, may answer or answered, the latest first."""
    rows = StepQuestion.objects.select_related("process__item", "process_role", "asked_by", "answered_by")
    if not isinstance(seen_by, System):
        me = person_of(seen_by)
        mine = Q(asked_by=me) | Q(answered_by=me) if me else Q()
        rows = rows.filter(mine | Q(keys__overlap=sorted(keys_of(seen_by))))
    return rows.order_by("-asked_at", "pk")


def notices(*, seen_by: Actor) -> QuerySet[StepNotice]:
    """Return the notices that the actor gave, or that went to a group of hers, the latest first."""
    rows = StepNotice.objects.select_related("process__item", "told_by")
    if not isinstance(seen_by, System):
        me = person_of(seen_by)
        mine = Q(told_by=me) if me else Q()
        rows = rows.filter(mine | Q(keys__overlap=sorted(keys_of(seen_by))))
    return rows.order_by("-told_at", "pk")


def conversation_at(process_id: UUID, uid: str, *, seen_by: Actor) -> Conversation:
    """Return what was asked and told in a step that concerns the asker; 20 of each. Two statements."""
    here = {"process_id": process_id, "uid": uid}
    return Conversation(
        list(questions(seen_by=seen_by).filter(**here)[:20]), list(notices(seen_by=seen_by).filter(**here)[:20])
    )


def may_answer(row: StepQuestion, *, by: Actor) -> bool:
    """Tell whether somebody may answer a question: who is of the role, and did not ask it herself. No statements."""
    return not row.answered_at and row.asked_by_id != person_of(by) and not set(row.keys).isdisjoint(keys_of(by))


def does_step(letters: Collection[Assignment], *, by: Actor) -> bool:
    """Tell whether somebody does a step. letters: all of the step, with their roles."""
    if isinstance(by, System):
        return True
    keys = keys_of(by)
    return any(row.letter == "U" and is_held(row.process_role, keys=keys) for row in letters)


def reached(letters: Collection[Assignment], letter: str, *, by: Actor) -> list[tuple[ProcessRole, list[str]]]:
    """Return the roles with a letter in a step, with the group keys of those who are meant when somebody does it.

    The leader concerned is the leader of a unit of hers. Roles that are named each time, and those outside, are nobody.
    """
    units = [key.removeprefix(UNIT) for key in sorted(keys_of(by)) if key.startswith(UNIT)]
    found = []
    for row in letters:
        if row.letter == letter:
            role = row.process_role
            is_leader = role.binding == ProcessRole.Binding.LEADER
            keys = [f"{LEADER}{unit}" for unit in units] if is_leader else list(role.keys)
            if keys:
                found.append((role, keys))
    return found

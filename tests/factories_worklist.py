"""Tasks and notifications for tests. Enter a municipality first."""

from itertools import count

from grunnmur.organisation.models import Person, Unit
from grunnmur.worklist import actions
from grunnmur.worklist.models import Task
from grunnmur.worklist.rules import NewTask, TaskKind, register_kind
from tests.factories_organisation import SYSTEM

PLAIN, PROOF, CHOICE, FILED = "tests.plain", "tests.proof", "tests.choice", "tests.filed"
THERE = "tests.there"
register_kind(TaskKind(name=PLAIN, label="Plain"))
register_kind(TaskKind(name=PROOF, label="With proof", needs_evidence=True))
register_kind(TaskKind(name=CHOICE, label="With a choice", outcomes={"yes": "Yes", "no": "No"}))
register_kind(TaskKind(name=FILED, label="With a file", needs_file=True))
register_kind(TaskKind(name=THERE, label="Ended there", needs_evidence=True, is_ended_there=True))
_numbers = count(1)


def new_task(*, person: Person | None = None, unit: Unit | None = None, **more: object) -> NewTask:
    """Return a task for a person, or without one for the leader of a unit."""
    facts = {"kind": PLAIN, "message": "Order %(thing)s", "params": {"thing": "a laptop"}}
    facts |= {"dedupe_key": str(next(_numbers)), "person_id": person.pk if person else None}
    facts |= {"group_key": "" if person or not unit else f"leader:{unit.pk}", "unit_id": unit.pk if unit else None}
    return NewTask(**facts | more)


def make_task(*, person: Person | None = None, unit: Unit | None = None, **more: object) -> Task:
    """Open a task."""
    return Task.objects.get(pk=actions.open_task(new_task(person=person, unit=unit, **more), by=SYSTEM))

"""Tasks, as the asker may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from grunnmur.core.panel_rows import PanelQuery
from grunnmur.core.permissions import Actor, System, keys_of, person_of, scope_of
from grunnmur.organisation.queries import led_by
from grunnmur.worklist.models import Task
from grunnmur.worklist.rules import SEE_TEAM

LIVE = (Task.State.OPEN, Task.State.CLAIMED)


@dataclass(frozen=True)
class Counts:
    """How many open tasks: in all, with a due date before today, and one's own or taken."""

    all: int
    overdue: int
    mine: int


def _for(by: Actor) -> Q:
    """Return the condition that a task is the actor's, or her group's and nobody has taken it."""
    return Q(person_id=person_of(by), person__isnull=False) | Q(person=None, group_key__in=keys_of(by))


def _by_due_date(tasks: QuerySet[Task]) -> QuerySet[Task]:
    return tasks.select_related("person").order_by(F("due_date").asc(nulls_last=True), "opened_at", "id")


def my_tasks(*, seen_by: Actor) -> QuerySet[Task]:
    """Return open tasks that are hers, or of a group she is in and not taken; the earliest due first, undated last."""
    return _by_due_date(Task.objects.filter(_for(seen_by), state__in=LIVE))


def my_closed_tasks(*, seen_by: Actor) -> QuerySet[Task]:
    """Return the tasks she closed, the latest first."""
    rows = Task.objects.filter(closed_by_id=person_of(seen_by), closed_by__isnull=False)
    return rows.select_related("person").order_by("-closed_at", "id")


def team_tasks(*, seen_by: Actor) -> QuerySet[Task]:
    """Return open tasks at units she leads or may see the tasks of; the earliest due first, undated last."""
    led = frozenset() if isinstance(seen_by, System) else led_by(seen_by)
    within = scope_of(seen_by, SEE_TEAM).as_filter("unit_id") | Q(unit_id__in=led)
    return _by_due_date(Task.objects.filter(within, unit__isnull=False, state__in=LIVE))


def find_task(task_id: UUID, *, seen_by: Actor) -> Task:
    """Return one task she is asked to do or closed herself. Raises Task.DoesNotExist otherwise."""
    person = person_of(seen_by)
    own = Q(person_id=person, person__isnull=False) | Q(closed_by_id=person, closed_by__isnull=False)
    keys = Q(group_key__in=keys_of(seen_by))
    return Task.objects.select_related("person", "closed_by").get(own | keys, pk=task_id)


def tasks_about(subject_kind: str, subject_ids: Collection[UUID]) -> QuerySet[Task]:
    """Return the open tasks about these things, the earliest due first; for pages whose reader may see the things."""
    return _by_due_date(Task.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids, state__in=LIVE))


def task_counts(*, seen_by: Actor, on: date) -> Counts:
    """Return how many open tasks she has. One statement."""
    rows = Task.objects.filter(_for(seen_by), state__in=LIVE).values_list("due_date", "person_id")
    found = list(rows)
    return Counts(
        all=len(found),
        overdue=len([due for due, _person in found if due and due < on]),
        mine=len([person for _due, person in found if person]),
    )


def people_with_tasks() -> set[UUID]:
    """Return everybody who has an open task of her own."""
    rows = Task.objects.filter(person__isnull=False, state__in=LIVE)
    return set(rows.values_list("person_id", flat=True).distinct())


MY_TASKS = """
    SELECT (row_number() OVER (ORDER BY t.due_date ASC NULLS LAST, t.opened_at, t.id))::int AS ordinal,
        t.message::text AS title, jsonb_build_object('params', t.params, 'kind', t.kind, 'total', count(*) OVER ()),
        t.id, t.due_date
    FROM worklist_task t
    WHERE t.state IN ('open', 'claimed')
        AND (t.person_id = %(tasks_person)s OR (t.person_id IS NULL AND t.group_key = ANY (%(tasks_keys)s)))
    ORDER BY ordinal LIMIT %(tasks_limit)s
"""


def my_tasks_panel(*, seen_by: Actor, limit: int) -> PanelQuery:
    """Return the earliest due of `my_tasks` for the start page; detail: params, kind, total."""
    parameters = {"tasks_person": person_of(seen_by), "tasks_keys": list(keys_of(seen_by)), "tasks_limit": limit}
    return PanelQuery("tasks", MY_TASKS, parameters)


def open_task_ids(kind: str, *, subject_id: UUID) -> list[UUID]:
    """Return the open tasks of a kind about one thing, whomever they are for; for the domains' own house-keeping."""
    return list(Task.objects.filter(kind=kind, subject_id=subject_id, state__in=LIVE).values_list("pk", flat=True))

"""Tasks, as the asker may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from grunnmur.core.clock import today
from grunnmur.core.panel_rows import PanelQuery
from grunnmur.core.permissions import Actor, keys_of, may, person_of
from grunnmur.organisation.rules import SEE_PROTECTED
from grunnmur.worklist.models import Task

LEADER = "leader:"  # how keys of those who lead begin
LIVE = (Task.State.OPEN, Task.State.CLAIMED)


@dataclass(frozen=True)
class Counts:
    """How many open tasks: in all, with a due date before today, and one's own or taken."""

    all: int
    overdue: int
    mine: int


def _for(by: Actor) -> Q:
    """Return the condition that a task is the actor's, or her group's and nobody has taken it."""
    return Q(person_id=person_of(by), person__isnull=False) | (of_group(by) & Q(person=None))


def of_group(by: Actor) -> Q:
    """Return the condition that a task is of a group of the actor's, and she is not spared."""
    rows, person = Q(group_key__in=keys_of(by)), person_of(by)
    return rows & ~Q(spared__contains=[person]) if person else rows


def by_due_date(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Return tasks with their people, the earliest due first, undated last."""
    return tasks.select_related("person").order_by(F("due_date").asc(nulls_last=True), "opened_at", "id")


def my_tasks(*, seen_by: Actor) -> QuerySet[Task]:
    """Return open tasks that are hers, or of a group she is in and not taken; the earliest due first, undated last."""
    return by_due_date(Task.objects.filter(_for(seen_by), state__in=LIVE))


def my_closed_tasks(*, seen_by: Actor) -> QuerySet[Task]:
    """Return the tasks she closed, the latest first."""
    rows = Task.objects.filter(closed_by_id=person_of(seen_by), closed_by__isnull=False)
    return rows.select_related("person").order_by("-closed_at", "id")


def find_task(task_id: UUID, *, seen_by: Actor) -> Task:
    """Return one task she is asked to do or closed herself. Raises Task.DoesNotExist otherwise."""
    closed = Q(closed_by_id=person_of(seen_by), closed_by__isnull=False)
    return Task.objects.select_related("person", "closed_by").get(asked_of(seen_by) | closed, pk=task_id)


def asked_of(by: Actor) -> Q:
    """Return the condition that a task is the actor's, or of a group of hers, whoever took it."""
    return Q(person_id=person_of(by), person__isnull=False) | of_group(by)


def tasks_about(subject_kind: str, subject_ids: Collection[UUID]) -> QuerySet[Task]:
    """Return the open tasks about these things, the earliest due first; for pages whose reader may see the things."""
    return by_due_date(Task.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids, state__in=LIVE))


def task_counts(*, seen_by: Actor, on: date) -> Counts:
    """Return how many open tasks she has. One statement."""
    overdue = Count("pk", filter=Q(due_date__lt=on))
    mine = Count("pk", filter=Q(person__isnull=False))
    rows = Task.objects.filter(_for(seen_by), state__in=LIVE)
    return Counts(**rows.aggregate(all=Count("pk"), overdue=overdue, mine=mine))


def people_with_tasks() -> set[UUID]:
    """Return everybody who has an open task of her own."""
    rows = Task.objects.filter(person__isnull=False, state__in=LIVE)
    return set(rows.values_list("person_id", flat=True).distinct())


# The names are those of persons the params name; who is protected is named as `organisation.queries.visible` says.
MY_TASKS = """
    SELECT one.ordinal, one.message::text, jsonb_build_object('params', one.params, 'total', one.total, 'names', (
            SELECT jsonb_object_agg(p.id, p.display_name)
            FROM jsonb_each(one.params) said JOIN organisation_person p ON p.id = (said.value ->> 'person_id')::uuid
            WHERE NOT p.is_protected OR p.id = %(tasks_person)s OR %(tasks_protected)s OR EXISTS (
                SELECT FROM organisation_employment e
                JOIN organisation_unitclosure c ON c.descendant_id = e.unit_id AND c.structure = 'line'
                WHERE e.person_id = p.id AND c.ancestor_id = ANY (%(tasks_units)s::uuid[])
                    AND c.valid @> %(tasks_day)s::date)
        )), one.id, one.due_date
    FROM (
        SELECT (row_number() OVER (ORDER BY t.due_date ASC NULLS LAST, t.opened_at, t.id))::int AS ordinal,
            t.message, t.params, count(*) OVER () AS total, t.id, t.due_date
        FROM worklist_task t
        WHERE t.state IN ('open', 'claimed')
            AND (t.person_id = %(tasks_person)s OR (t.person_id IS NULL AND t.group_key = ANY (%(tasks_keys)s)
                AND array_position(t.spared, %(tasks_person)s::uuid) IS NULL))
        ORDER BY ordinal LIMIT %(tasks_limit)s
    ) one
"""


def my_tasks_panel(*, seen_by: Actor, limit: int) -> PanelQuery:
    """Return the earliest due of `my_tasks` for the start page; detail: params, names (by id), total."""
    keys = keys_of(seen_by)
    parameters = {
        "tasks_person": person_of(seen_by),
        "tasks_keys": list(keys),
        "tasks_day": today(),
        "tasks_limit": limit,
        "tasks_protected": may(seen_by, SEE_PROTECTED),
        "tasks_units": [key.removeprefix(LEADER) for key in keys if key.startswith(LEADER)],
    }
    return PanelQuery("tasks", MY_TASKS, parameters)


def open_task_ids(kind: str, *, subject_id: UUID) -> list[UUID]:
    """Return the open tasks of a kind about one thing, whomever they are for; for the domains' own house-keeping."""
    return list(Task.objects.filter(kind=kind, subject_id=subject_id, state__in=LIVE).values_list("pk", flat=True))


def open_tasks_by_key(kind: str, *, prefix: str) -> dict[str, UUID]:
    """Return the open tasks of a kind whose dedupe keys begin so, by key; for the domains' own house-keeping."""
    rows = Task.objects.filter(kind=kind, dedupe_key__startswith=prefix, state__in=LIVE)
    return dict(rows.values_list("dedupe_key", "pk"))


def open_tasks_with_keys(kind: str, keys: Collection[str]) -> list[UUID]:
    """Return the open tasks of a kind with these dedupe keys; for the domains' own house-keeping."""
    return list(Task.objects.filter(kind=kind, dedupe_key__in=keys, state__in=LIVE).values_list("pk", flat=True))

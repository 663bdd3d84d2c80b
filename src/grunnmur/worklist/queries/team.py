"""Tasks of the units one leads or may see the tasks of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from grunnmur.core.models import StoredFile
from grunnmur.core.paging import Slice, keyset
from grunnmur.core.permissions import Actor, System, person_of, scope_of
from grunnmur.organisation.queries import led_by
from grunnmur.worklist.models import Task
from grunnmur.worklist.queries.due import is_due, with_due_or_last
from grunnmur.worklist.queries.tasks import LIVE, asked_of, by_due_date
from grunnmur.worklist.rules import SEE_TEAM, SUBJECT

LONGEST = 20_000  # rows of a file


class Order(StrEnum):
    """What the list is ordered by, always upwards; undated and untaken tasks last."""

    DUE = "due"
    OPENED = "opened"
    PERSON = "person"


ORDERS = {
    Order.DUE: ("due_or_last", "opened_at", "id"),
    Order.OPENED: ("opened_at", "id"),
    Order.PERSON: ("taker", "due_or_last", "id"),
}


@dataclass(frozen=True, kw_only=True)
class TeamFilter:
    """What is asked for; nothing chosen is everything. is_free: only those nobody has taken."""

    unit_ids: Collection[UUID] | None = None
    person_id: UUID | None = None
    is_free: bool = False
    kind: str = ""
    due: str = ""
    order: Order = Order.DUE


def in_team(seen_by: Actor) -> Q:
    """Return the condition that a task lies at a unit the actor leads or may see the tasks of."""
    led = frozenset() if isinstance(seen_by, System) else led_by(seen_by)
    return Q(scope_of(seen_by, SEE_TEAM).as_filter("unit_id") | Q(unit_id__in=led), unit__isnull=False)


def team_tasks(*, seen_by: Actor) -> QuerySet[Task]:
    """Return open tasks at units she leads or may see the tasks of; the earliest due first, undated last."""
    return by_due_date(Task.objects.filter(in_team(seen_by), state__in=LIVE))


def team_list(wanted: TeamFilter, *, on: date, seen_by: Actor, after: str = "", limit: int = 50) -> Slice[Task]:
    """Return one page of the team's open tasks as wanted. Raises BadCursorError. One statement."""
    rows = _narrowed(wanted, on=on, seen_by=seen_by).select_related("person", "unit")
    return keyset(_keyed(rows), by=ORDERS[wanted.order], after=after, limit=limit)


def whole_team_list(wanted: TeamFilter, *, on: date, seen_by: Actor) -> QuerySet[Task]:
    """Return the team's open tasks as wanted, for a file; at most 20,000."""
    rows = _keyed(_narrowed(wanted, on=on, seen_by=seen_by).select_related("person", "unit"))
    return rows.order_by(*ORDERS[wanted.order])[:LONGEST]


def count_team(wanted: TeamFilter, *, on: date, seen_by: Actor) -> int:
    """Return how many there are. One statement."""
    return _narrowed(wanted, on=on, seen_by=seen_by).count()


def team_takers(*, seen_by: Actor) -> list[tuple[UUID, str]]:
    """Return the people who have open tasks in the team, by name, for the filter. One statement."""
    rows = Task.objects.filter(in_team(seen_by), state__in=LIVE, person__isnull=False)
    people = rows.values_list("person_id", "person__display_name", "person__sort_key").distinct()
    return [(pk, name) for pk, name, _key in people.order_by("person__sort_key", "person_id")]


def _narrowed(wanted: TeamFilter, *, on: date, seen_by: Actor) -> QuerySet[Task]:
    rows = Task.objects.filter(in_team(seen_by), state__in=LIVE)
    if wanted.unit_ids is not None:
        rows = rows.filter(unit_id__in=wanted.unit_ids)
    if wanted.person_id:
        rows = rows.filter(person_id=wanted.person_id)
    if wanted.is_free:
        rows = rows.filter(person=None)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    return rows.filter(is_due(wanted.due, on=on))


def _keyed(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Add what pages are ordered by: columns that are never empty."""
    last = Value("\U0010ffff", output_field=TextField())  # after every name
    return with_due_or_last(rows).annotate(taker=Coalesce(F("person__sort_key"), last))


def see_task(task_id: UUID, *, seen_by: Actor) -> Task:
    """Return one task she may look at: asked of her, closed by her, or of her team, open or closed.

    Raises Task.DoesNotExist otherwise.
    """
    return seen_tasks([task_id], seen_by=seen_by).select_related("person", "closed_by", "unit").get()


def seen_tasks(task_ids: Collection[UUID], *, seen_by: Actor) -> QuerySet[Task]:
    """Return those of these tasks she may look at, as `see_task`; in no order."""
    rows = Task.objects.filter(pk__in=task_ids)
    if isinstance(seen_by, System):
        return rows
    closed = Q(closed_by_id=person_of(seen_by), closed_by__isnull=False)
    return rows.filter(asked_of(seen_by) | closed | in_team(seen_by))


def files_of(task: Task) -> QuerySet[StoredFile]:
    """Return the files that show that a task is done, as they were stored."""
    return StoredFile.objects.filter(owner_kind=SUBJECT, owner_id=task.pk).order_by("stored_at", "id")

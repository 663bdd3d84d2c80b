"""The yearly wheel: what comes when, what became of it, and who did it."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from grunnmur.core.calendar import is_working_day
from grunnmur.core.permissions import Actor, scope_of
from grunnmur.core.tenancy import current_tenant
from grunnmur.worklist.models import Task, WheelEntry
from grunnmur.worklist.queries.team import in_team
from grunnmur.worklist.rules import DUTIES, PLAN_WHEEL, recurrence_of

MOST_A_YEAR = 12  # a duty that comes more often stands in the wheel once, on its next day
LONGEST = 20_000  # rows of a report
DAY = timedelta(days=1)


class Stage(StrEnum):
    """What has become of one occurrence."""

    PLANNED = "planned"
    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Occurrence:
    """One time a duty comes: the day it falls on, the day it is due (a working day, maybe), what became of it."""

    entry: WheelEntry
    day: date
    due_date: date
    stage: Stage
    task_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class WheelFilter:
    """What is asked for; nothing chosen is everything."""

    year: int
    unit_ids: Collection[UUID] | None = None
    owner_key: str = ""


def wheel_entries(*, unit_ids: Collection[UUID] | None = None, owner_key: str = "") -> QuerySet[WheelEntry]:
    """Return the duties of the wheel, by name; everybody who is logged in may see what is planned."""
    rows = WheelEntry.objects.select_related("unit").order_by("title", "id")
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=unit_ids)
    return rows.filter(owner_key=owner_key) if owner_key else rows


def find_wheel_entry(entry_id: UUID) -> WheelEntry:
    """Return one duty. Raises WheelEntry.DoesNotExist."""
    return WheelEntry.objects.select_related("unit").get(pk=entry_id)


def owner_keys() -> list[str]:
    """Return whom duties are for, for the filter. One statement."""
    return list(WheelEntry.objects.order_by("owner_key").values_list("owner_key", flat=True).distinct())


def occurrences(wanted: WheelFilter, *, on: date) -> list[Occurrence]:
    """Return what comes in a year, by due date; a duty that comes more often than monthly once. Two statements."""
    first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
    entries = list(wheel_entries(unit_ids=wanted.unit_ids, owner_key=wanted.owner_key))
    tasks = _tasks_of(entries)
    found = [
        _occurrence(entry, day, tasks[entry.pk].get(day), on=on)
        for entry in entries
        for day in _days(entry, first, last, tasks[entry.pk], on=on)
    ]
    return sorted(found, key=lambda one: (one.due_date, one.entry.title, one.entry.pk))


def _days(entry: WheelEntry, first: date, last: date, tasks: dict[date, Task], *, on: date) -> list[date]:
    """Return the days a duty stands in the wheel of a year."""
    if entry.counts_from == WheelEntry.CountsFrom.DONE:
        is_over = entry.until_date is not None and entry.anchor_date > entry.until_date
        days = {*tasks, *(() if is_over else (entry.anchor_date,))}
        return sorted(day for day in days if first <= day <= last)
    days_of_year = list(recurrence_of(entry).between(first, last))
    if len(days_of_year) <= MOST_A_YEAR:
        return days_of_year
    return next(([day] for day in days_of_year if day >= on), days_of_year[-1:])


def _tasks_of(entries: Collection[WheelEntry]) -> defaultdict[UUID, dict[date, Task]]:
    """Return what became of the duties' occurrences; of one opened twice, the later task. One statement."""
    found: defaultdict[UUID, dict[date, Task]] = defaultdict(dict)
    rows = Task.objects.filter(kind__in=DUTIES, subject_id__in=[entry.pk for entry in entries])
    for row in rows.order_by("opened_at", "id"):
        if row.subject_id:
            found[row.subject_id][occurrence_of(row)] = row
    return found


def _occurrence(entry: WheelEntry, day: date, task: Task | None, *, on: date) -> Occurrence:
    if task is None:
        return Occurrence(entry, day, due_of(entry, day), Stage.PLANNED)
    due = task.due_date or day
    stages = {Task.State.DONE: Stage.DONE, Task.State.CANCELLED: Stage.CANCELLED}
    stage = stages.get(Task.State(task.state), Stage.OVERDUE if due < on else Stage.OPEN)
    return Occurrence(entry, day, due, stage, task.pk)


def duties_of_tasks(task_ids: Collection[UUID]) -> set[UUID]:
    """Return which duties these tasks are of; other tasks are left out. One statement."""
    rows = Task.objects.filter(pk__in=task_ids, kind__in=DUTIES, subject_id__isnull=False)
    return {duty for duty in rows.values_list("subject_id", flat=True) if duty}


def occurrence_of(task: Task) -> date:
    """Return the day of the wheel that a task stands for."""
    return date.fromisoformat(task.dedupe_key.rpartition(":")[2])


def due_of(entry: WheelEntry, day: date) -> date:
    """Return when an occurrence is due: the day itself, or the working day before or after it."""
    return moved(day, entry.off_days, is_working_day=is_working_day)


def moved(day: date, off_days: str, *, is_working_day: Callable[[date], bool]) -> date:
    """Return the day, or where nobody works then the nearest working day in the chosen direction."""
    if off_days == WheelEntry.OffDays.KEEP:
        return day
    step = DAY if off_days == WheelEntry.OffDays.AFTER else -DAY
    while not is_working_day(day):
        day += step
    return day


def next_occurrences(entry: WheelEntry, *, on: date, count: int = 5) -> list[date]:
    """Return the days it falls on next, from a day on, at most so many; in no statement."""
    if entry.counts_from == WheelEntry.CountsFrom.DONE:
        is_over = entry.until_date is not None and entry.anchor_date > entry.until_date
        return [] if is_over else [entry.anchor_date]
    return recurrence_of(entry).upcoming(on, count=count)


def done_duties(*, first: date, last: date, seen_by: Actor, unit_ids: Collection[UUID] | None = None) -> QuerySet[Task]:
    """Return the reported duties that were done in these days, the latest first: where she leads, sees or plans."""
    zone = current_tenant().zone
    start = datetime.combine(first, time(), tzinfo=zone)
    end = datetime.combine(last + DAY, time(), tzinfo=zone)
    reported = WheelEntry.objects.filter(pk=OuterRef("subject_id"), is_reported=True)
    within = in_team(seen_by) | scope_of(seen_by, PLAN_WHEEL).as_filter("unit_id")
    rows = Task.objects.filter(within, kind__in=DUTIES, state=Task.State.DONE, closed_at__gte=start, closed_at__lt=end)
    rows = rows.filter(Exists(reported)).select_related("unit", "closed_by")
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=unit_ids)
    return rows.order_by("-closed_at", "id")


def last_done(entry: WheelEntry, *, seen_by: Actor, limit: int = 5) -> list[Task]:
    """Return when a duty was last done, of what she may look at, the latest first. One statement."""
    rows = Task.objects.filter(in_team(seen_by), kind__in=DUTIES, subject_id=entry.pk, state=Task.State.DONE)
    return list(rows.select_related("closed_by").order_by("-closed_at", "id")[:limit])

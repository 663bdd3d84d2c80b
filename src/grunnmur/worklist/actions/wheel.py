"""Planning the yearly wheel, and making tasks of it."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, System, require
from grunnmur.worklist.actions.tasks import cancel_tasks, open_tasks
from grunnmur.worklist.models import Task, WheelEntry
from grunnmur.worklist.queries import LIVE
from grunnmur.worklist.queries.wheel import due_of, occurrence_of
from grunnmur.worklist.rules import (
    DUTIES,
    DUTY,
    DUTY_WITH_EVIDENCE,
    PLAN_WHEEL,
    WHEEL,
    NewTask,
    WheelError,
    WheelFacts,
    check_facts,
    recurrence_of,
)

BATCH = 1000
DAY = timedelta(days=1)


@transaction.atomic
def plan_wheel_entry(facts: WheelFacts, *, by: Actor) -> WheelEntry:
    """Put a duty on the wheel; if its time has come, it becomes a task at once. What has been is not opened.

    Raises PermissionDenied (needs worklist.plan_wheel at the unit), WheelError.
    """
    require(by, PLAN_WHEEL, at=facts.unit_id)
    check_facts(facts)
    entry = WheelEntry(**_columns(facts), anchor_date=facts.first_date)
    _start(entry, on=today())
    entry.save(force_insert=True)
    open_duties([entry], on=today())
    return entry


@transaction.atomic
def change_wheel_entry(entry_id: UUID, facts: WheelFacts, *, by: Actor) -> WheelEntry:
    """Change a duty from today on. If it comes on other days, its open tasks of days ahead are opened anew; those of
    days that have been stay.

    Raises WheelEntry.DoesNotExist, PermissionDenied (needs worklist.plan_wheel at the unit it had and the one it
    gets), WheelError.
    """
    entry = _entry(entry_id, by=by)
    require(by, PLAN_WHEEL, at=facts.unit_id)
    check_facts(facts)
    before = recurrence_of(entry)
    for name, value in _columns(facts).items():
        setattr(entry, name, value)
    if recurrence_of(entry) != before:
        _start(entry, on=today())
        _cancel(entry, from_day=today())
    entry.save()
    open_duties([entry], on=today())
    return entry


@transaction.atomic
def end_wheel_entry(entry_id: UUID, *, last_day: date, by: Actor) -> WheelEntry:
    """Let a duty come no more after a day; open tasks of later days are cancelled.

    Raises WheelEntry.DoesNotExist, PermissionDenied, WheelError for a day before its first.
    """
    entry = _entry(entry_id, by=by)
    if last_day < entry.first_date:
        raise WheelError(_("The last day cannot be before the first one."))
    entry.until_date = last_day
    entry.save(update_fields=["until_date"])
    _cancel(entry, from_day=last_day + DAY)
    return entry


@transaction.atomic
def open_wheel_tasks(*, on: date) -> int:
    """Make tasks of all duties whose time has come; of days that were missed only the latest. Returns how many.

    Three statements, whatever the number of duties, and two for each thousand tasks.
    """
    return open_duties(WheelEntry.objects.select_for_update().order_by("id"), on=on)


def open_duties(entries: Iterable[WheelEntry], *, on: date) -> int:
    """Make tasks of these duties. See `open_wheel_tasks`."""
    due = [(entry, day) for entry in entries if (day := _come(entry, on=on))]
    open_tasks([_task(entry, day) for entry, day in due], by=System("Grunnmur"))
    for entry, day in due:
        entry.opened_date = day
    WheelEntry.objects.bulk_update([entry for entry, _day in due], ["opened_date"], batch_size=BATCH)
    return len(due)


def _come(entry: WheelEntry, *, on: date) -> date | None:
    """Return the latest occurrence whose lead time has begun and that is no task yet."""
    horizon = on + timedelta(days=entry.lead_days)
    day = recurrence_of(entry).latest(horizon)
    if entry.counts_from == WheelEntry.CountsFrom.DONE:
        is_over = entry.until_date is not None and entry.anchor_date > entry.until_date
        day = entry.anchor_date if entry.anchor_date <= horizon and not is_over else None
    return day if day and (entry.opened_date is None or day > entry.opened_date) else None


def _task(entry: WheelEntry, day: date) -> NewTask:
    return NewTask(
        kind=DUTY_WITH_EVIDENCE if entry.needs_evidence else DUTY,
        message=gettext_noop("%(title)s"),
        params={"title": entry.title},
        dedupe_key=f"{entry.pk}:{day.isoformat()}",
        subject_kind=WHEEL,
        subject_id=entry.pk,
        group_key=entry.owner_key,
        unit_id=entry.unit_id,
        due_date=due_of(entry, day),
        escalate_days=entry.escalate_days,
    )


@transaction.atomic
def count_from_done(entry_ids: Collection[UUID], *, on: date) -> None:
    """Let duties that are counted from when they were done come one interval after a day. Two statements."""
    rows = list(WheelEntry.objects.select_for_update().filter(pk__in=entry_ids, counts_from=WheelEntry.CountsFrom.DONE))
    for entry in rows:
        entry.anchor_date = recurrence_of(entry).after(on)
    WheelEntry.objects.bulk_update(rows, ["anchor_date"], batch_size=BATCH)


def _columns(facts: WheelFacts) -> dict[str, object]:
    return asdict(facts) | {"title": facts.title.strip(), "steps": [one.strip() for one in facts.steps if one.strip()]}


def _start(entry: WheelEntry, *, on: date) -> None:
    """Let a duty begin on a day: what it would have been before counts as opened."""
    recurrence = recurrence_of(entry)
    entry.opened_date = recurrence.latest(on - DAY)
    ahead = recurrence.upcoming(on, count=1)
    entry.anchor_date = ahead[0] if ahead else entry.first_date


def _entry(entry_id: UUID, *, by: Actor) -> WheelEntry:
    entry = WheelEntry.objects.select_for_update().get(pk=entry_id)
    require(by, PLAN_WHEEL, at=entry.unit_id)
    return entry


def _cancel(entry: WheelEntry, *, from_day: date) -> None:
    """Cancel the open tasks of days from one on; those who planned it need them no more."""
    rows = Task.objects.filter(kind__in=DUTIES, subject_id=entry.pk, state__in=LIVE)
    cancel_tasks([row.pk for row in rows if occurrence_of(row) >= from_day], by=System("Grunnmur"))

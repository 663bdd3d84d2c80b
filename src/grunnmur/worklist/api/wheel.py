"""The yearly wheel for programs."""

from datetime import date
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.worklist import actions, queries
from grunnmur.worklist.api.routes import MOST, router
from grunnmur.worklist.models import WheelEntry
from grunnmur.worklist.queries import WheelFilter
from grunnmur.worklist.rules import WheelFacts, recurrence_words, told


class WheelDutyIn(Schema):
    """A duty: every so many periods from the first date; or the nth (1–4, -1 last) weekday (0 is Monday) of a month."""

    title: str = Field(max_length=200)
    unit_id: UUID
    owner_key: str = Field(max_length=120)
    first_date: date
    text: str = Field("", max_length=5000)
    every: int = Field(1, ge=1, le=999)
    period: Literal["day", "week", "month", "year"] = "year"
    nth: Literal[1, 2, 3, 4, -1] | None = None
    weekday: int | None = Field(None, ge=0, le=6)
    counts_from: Literal["fixed", "done"] = "fixed"
    off_days: Literal["keep", "before", "after"] = "before"
    until_date: date | None = None
    lead_days: int = Field(30, ge=0, le=365)
    escalate_days: int | None = Field(None, ge=1, le=250)
    steps: list[str] = []
    law_title: str = Field("", max_length=200)
    law_url: str = Field("", max_length=500, pattern="^(https?://.*)?$")
    needs_evidence: bool = False
    is_reported: bool = False


class WheelDutyOut(WheelDutyIn):
    """A duty as it stands; `when` is in the caller's language."""

    id: UUID
    when: str
    next_dates: list[date]


class WheelOccurrenceOut(Schema):
    """One time a duty comes: the day it falls on, the day it is due, what became of it."""

    duty_id: UUID
    title: str
    day: date
    due_date: date
    stage: str
    task_id: UUID | None


class WheelEndIn(Schema):
    """The last day of a duty."""

    last_day: date


class WheelDoneOut(Schema):
    """A reported duty that was done."""

    task_id: UUID
    duty_id: UUID | None
    title: str
    unit_id: UUID | None
    due_date: date | None
    done_on: date | None
    done_by: UUID | None
    evidence: str
    note: str


@router.get("/wheel", response=list[WheelOccurrenceOut])
def wheel(request: Request, year: int | None = None) -> list[WheelOccurrenceOut]:  # noqa: ARG001  # everybody may look
    """Return what comes in a year, by due date; a duty that comes more than twelve times a year once."""
    found = queries.occurrences(WheelFilter(year=_year(year)), on=today())
    return [
        WheelOccurrenceOut(
            duty_id=one.entry.pk,
            title=one.entry.title,
            day=one.day,
            due_date=one.due_date,
            stage=one.stage,
            task_id=one.task_id,
        )
        for one in found
    ]


def _year(year: int | None) -> int:
    return min(max(year or today().year, 2000), 2100)


@router.get("/wheel/duties", response=list[WheelDutyOut])
def duties(request: Request) -> list[WheelDutyOut]:  # noqa: ARG001  # everybody may look
    """Return the duties, by name."""
    return [_duty(row) for row in queries.wheel_entries()]


@router.post("/wheel/duties", response=WheelDutyOut)
def plan_duty(request: Request, sent: WheelDutyIn) -> WheelDutyOut:
    """Put a duty on the wheel."""
    return _duty(actions.plan_wheel_entry(_facts(sent), by=request.user))


@router.get("/wheel/duties/{uuid:entry_id}", response=WheelDutyOut)
def duty(request: Request, entry_id: UUID) -> WheelDutyOut:  # noqa: ARG001  # everybody may look
    """Return one duty."""
    return _duty(queries.find_wheel_entry(entry_id))


@router.put("/wheel/duties/{uuid:entry_id}", response=WheelDutyOut)
def change_duty(request: Request, entry_id: UUID, sent: WheelDutyIn) -> WheelDutyOut:
    """Change a duty; what is left out becomes as when it is new."""
    return _duty(actions.change_wheel_entry(entry_id, _facts(sent), by=request.user))


@router.post("/wheel/duties/{uuid:entry_id}/end", response=WheelDutyOut)
def end_duty(request: Request, entry_id: UUID, sent: WheelEndIn) -> WheelDutyOut:
    """Let a duty come no more after a day."""
    return _duty(actions.end_wheel_entry(entry_id, last_day=sent.last_day, by=request.user))


@router.get("/wheel/done", response=list[WheelDoneOut])
def done(request: Request, year: int | None = None) -> list[WheelDoneOut]:
    """Return at most 200 reported duties that were done in a year, the latest first, where the caller may see them."""
    chosen = _year(year)
    rows = queries.done_duties(first=date(chosen, 1, 1), last=date(chosen, 12, 31), seen_by=request.user)
    return [
        WheelDoneOut(
            task_id=row.pk,
            duty_id=row.subject_id,
            title=told(row.message, row.params),
            unit_id=row.unit_id,
            due_date=row.due_date,
            done_on=row.closed_at.date() if row.closed_at else None,
            done_by=row.closed_by_id,
            evidence=row.evidence,
            note=row.note,
        )
        for row in rows[:MOST]
    ]


def _facts(sent: WheelDutyIn) -> WheelFacts:
    return WheelFacts(**sent.dict() | {"steps": tuple(sent.steps)})


def _duty(entry: WheelEntry) -> WheelDutyOut:
    known = {name: getattr(entry, name) for name in WheelDutyIn.model_fields}
    return WheelDutyOut(
        **known, id=entry.pk, when=recurrence_words(entry), next_dates=queries.next_occurrences(entry, on=today())
    )

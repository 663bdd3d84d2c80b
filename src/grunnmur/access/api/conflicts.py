"""Role conflicts, for programs: the list, who stands in them, defining, ending, exceptions; what giving would make."""

from datetime import date
from http import HTTPStatus
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from grunnmur.access.actions import conflicts as actions
from grunnmur.access.api.routes import router
from grunnmur.access.queries import conflicts as reads
from grunnmur.access.queries.conflicts import ConflictRow
from grunnmur.access.rules import ConflictFacts, Target
from grunnmur.core.clock import today
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request
from grunnmur.core.periods import Period


class SideItemIn(Schema):
    """A role, or else a permission."""

    role_id: UUID | None = None
    permission_id: UUID | None = None


class ConflictIn(Schema):
    """What nobody shall have together."""

    name: str = Field(min_length=1, max_length=120)
    severity: Literal["block", "approve", "record"] = "block"
    reason: str = Field("", max_length=500)
    a: list[SideItemIn]
    b: list[SideItemIn]
    first_day: date | None = None
    last_day: date | None = None

    def facts(self) -> ConflictFacts:
        """Return the conflict as the actions read it."""
        a, b = (tuple(Target(one.role_id, one.permission_id) for one in side) for side in (self.a, self.b))
        valid = Period.through(self.first_day, self.last_day)
        return ConflictFacts(name=self.name, severity=self.severity, reason=self.reason, a=a, b=b, valid=valid)


class ConflictOut(Schema):
    """A conflict. a, b: what is on each side, by name; today, later: how many in sight would have both."""

    id: UUID
    name: str
    severity: str
    reason: str
    a: str
    b: str
    today: int
    later: int


class StandingOut(Schema):
    """Somebody who would have both sides on these days. outcome: without_a, without_b, waived or recorded."""

    person_id: UUID
    name: str
    conflict: str
    first_day: date | None
    last_day: date | None
    outcome: str


class WaiverIn(Schema):
    """An exception for one person, a year at most."""

    first_day: date
    last_day: date
    reason: str = Field(min_length=1, max_length=500)
    compensating_check: str = Field(min_length=1, max_length=500)


class ConflictEndIn(Schema):
    """The last day on which a conflict or an exception holds."""

    last_day: date


class NewConflictOut(Schema):
    """What was made."""

    id: UUID


@router.get("/conflicts", response=list[ConflictOut])
def conflicts(request: Request) -> list[ConflictOut]:
    """Conflicts that hold today or later, by name. 403 for those who do not work with access."""
    return [_out(row) for row in reads.conflict_list(on=today(), seen_by=request.user)]


@router.get("/conflicts/standing", response=list[StandingOut])
def conflicts_standing(request: Request, conflict_id: UUID | None = None) -> list[StandingOut]:
    """Who would have both sides of a conflict, or of any, today or later; those whose access you may see."""
    rows = reads.standing_in(conflict_id, on=today(), seen_by=request.user)
    record_reads([row.person_id for row in rows], by=request.user, what="access.conflict")
    return [
        StandingOut(
            person_id=row.person_id,
            name=row.name,
            conflict=row.conflict,
            first_day=row.valid.lower,
            last_day=row.valid.last_day,
            outcome=row.outcome,
        )
        for row in rows
    ]


@router.post("/conflicts", response={HTTPStatus.CREATED: ConflictOut})
def define_conflict(request: Request, sent: ConflictIn) -> tuple[int, ConflictOut]:
    """Define a conflict; needs access.define."""
    made = actions.define_conflict(sent.facts(), by=request.user)
    return HTTPStatus.CREATED, _out(reads.find_conflict(made.pk, on=today(), seen_by=request.user))


@router.post("/conflicts/{conflict_id}/end", response={HTTPStatus.NO_CONTENT: None})
def end_conflict(request: Request, conflict_id: UUID, sent: ConflictEndIn) -> tuple[int, None]:
    """Let a conflict hold through a day; needs access.define."""
    actions.end_conflict(conflict_id, last_day=sent.last_day, by=request.user)
    return HTTPStatus.NO_CONTENT, None


@router.post("/conflicts/{conflict_id}/people/{person_id}/waivers", response={HTTPStatus.CREATED: NewConflictOut})
def waive_conflict(request: Request, conflict_id: UUID, person_id: UUID, sent: WaiverIn) -> tuple[int, NewConflictOut]:
    """Allow one person both sides; needs access.waive, never for oneself."""
    words = {"reason": sent.reason, "compensating_check": sent.compensating_check}
    period = Period.through(sent.first_day, sent.last_day)
    made = actions.waive_conflict(conflict_id, person_id, period=period, by=request.user, **words)
    return HTTPStatus.CREATED, NewConflictOut(id=made.pk)


@router.post("/waivers/{waiver_id}/end", response={HTTPStatus.NO_CONTENT: None})
def end_waiver(request: Request, waiver_id: UUID, sent: ConflictEndIn) -> tuple[int, None]:
    """End an exception after a day; needs access.waive."""
    actions.end_waiver(waiver_id, last_day=sent.last_day, by=request.user)
    return HTTPStatus.NO_CONTENT, None


def _out(row: ConflictRow) -> ConflictOut:
    return ConflictOut(
        id=row.conflict.pk,
        name=row.conflict.name,
        severity=row.conflict.severity,
        reason=row.conflict.reason,
        a=row.a,
        b=row.b,
        today=row.today,
        later=row.later,
    )

"""Targets, for programs: what they are, what is on its way, what differs, and the answers to it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from grunnmur.access import tasks
from grunnmur.access.actions.reviews.drift import ask_leaders
from grunnmur.access.actions.targets import answers, connect
from grunnmur.access.actions.targets.send import retry_changes
from grunnmur.access.api.routes import router
from grunnmur.access.models import DriftItem, Target, TargetChange
from grunnmur.access.queries.targets import differences, lists
from grunnmur.access.queries.targets.differences import DriftFilter
from grunnmur.core.http import Request


class TargetOut(Schema):
    """A system that is kept in step. Its secret is never told; it is not here."""

    id: UUID
    name: str
    kind: str
    mode: str
    observed_at: datetime | None


class TargetChangeOut(Schema):
    """One thing that is done in a target. permission_id: none for what is done to the account itself."""

    id: UUID
    person_id: UUID | None
    username: str
    permission_id: UUID | None
    operation: str
    state: str
    tries: int
    created_at: datetime

    @staticmethod
    def resolve_person_id(row: TargetChange) -> UUID | None:
        """Whose account it is."""
        return row.account.person_id

    @staticmethod
    def resolve_username(row: TargetChange) -> str:
        """What the account is called."""
        return row.account.username


class DriftOut(Schema):
    """One thing that differs between a target and what shall be."""

    id: UUID
    kind: str
    person_id: UUID | None
    username: str
    permission_id: UUID | None
    field: str
    expected: str
    found: str
    first_seen_at: datetime
    last_seen_at: datetime
    answer: str

    @staticmethod
    def resolve_person_id(row: DriftItem) -> UUID | None:
        """Whose account it is."""
        return row.account.person_id

    @staticmethod
    def resolve_username(row: DriftItem) -> str:
        """What the account is called."""
        return row.account.username


class TargetChangesOut(Schema):
    """A page of changes; `next` is the cursor of the next page, blank on the last."""

    rows: list[TargetChangeOut]
    next: str


class DriftsOut(Schema):
    """A page of differences; `next` is the cursor of the next page, blank on the last."""

    rows: list[DriftOut]
    next: str


class ModeIn(Schema):
    """How far a target is trusted."""

    mode: Literal["observed", "dry_run", "managed"]


class DriftAnswerIn(Schema):
    """What is decided about differences. last_day: through which they are adopted or ignored; reason: why adopted.

    asked: each one's leader is asked, by a review.
    """

    items: list[UUID] = Field(min_length=1, max_length=1000)
    answer: Literal["adopted", "put_right", "ignored", "asked"]
    last_day: date | None = None
    reason: str = Field("", max_length=500)


class NumberOut(Schema):
    """How many it was done to."""

    number: int


@router.get("/targets", response=list[TargetOut])
def targets(request: Request) -> list[Target]:
    """All targets, by name."""
    return list(lists.target_list(seen_by=request.user))


@router.get("/targets/{uuid:target_id}/changes", response=TargetChangesOut)
def target_changes(request: Request, target_id: UUID, state: str = "", after: str = "") -> dict[str, object]:
    """What is on its way to a target; with a state, what was."""
    found = lists.find_target(target_id, seen_by=request.user)
    page = differences.change_list(found, state=state, seen_by=request.user, after=after)
    return {"rows": list(page.rows), "next": page.next}


@router.get("/targets/{uuid:target_id}/drift", response=DriftsOut)
def target_drift(
    request: Request, target_id: UUID, kind: str = "", answer: str = "", after: str = ""
) -> dict[str, object]:
    """What differs between a target and what shall be."""
    found = lists.find_target(target_id, seen_by=request.user)
    page = differences.drift_list(found, DriftFilter(kind=kind, answer=answer), seen_by=request.user, after=after)
    return {"rows": list(page.rows), "next": page.next}


@router.post("/targets/{uuid:target_id}/drift", response=NumberOut)
def answer_drift(request: Request, target_id: UUID, sent: DriftAnswerIn) -> NumberOut:
    """Answer differences of a target: all of them, or none when one is refused."""
    lists.find_target(target_id, seen_by=request.user)
    if sent.answer == "put_right":
        number = answers.put_right(sent.items, by=request.user)
        tasks.push_later(target_id)
    elif sent.answer == "adopted":
        last_day = sent.last_day or date.min
        number = answers.adopt_drift(sent.items, last_day=last_day, reason=sent.reason, by=request.user)
    elif sent.answer == "asked":
        ask_leaders(sent.items, by=request.user)
        number = len(sent.items)
    else:
        number = answers.ignore_drift(sent.items, until=sent.last_day or date.min, by=request.user)
    return NumberOut(number=number)


@router.post("/targets/{uuid:target_id}/mode", response=TargetOut)
def set_target_mode(request: Request, target_id: UUID, sent: ModeIn) -> Target:
    """Trust a target more or less."""
    found = connect.set_target_mode(target_id, sent.mode, by=request.user)
    if found.mode == Target.Mode.MANAGED:
        tasks.plan_whole_target(target_id=str(found.pk))
    return found


@router.post("/targets/{uuid:target_id}/retry", response=NumberOut)
def retry_target(request: Request, target_id: UUID) -> NumberOut:
    """Try again at once what failed or waits."""
    lists.find_target(target_id, seen_by=request.user)
    number = retry_changes(target_id, by=request.user)
    tasks.push_later(target_id)
    return NumberOut(number=number)

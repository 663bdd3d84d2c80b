"""Changes that are thought through before they are made, and what each means."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema

from grunnmur.core.http import Request
from grunnmur.landscape.catalogue import Policy
from grunnmur.landscape.models import ChangeCase, ChangeStep
from grunnmur.landscape.queries.changes import (
    CaseFilter,
    Ground,
    Hit,
    Owner,
    Part,
    Planned,
    case_list,
    find_case,
    ground_of,
    planned_steps,
    report_of,
    step_sentence,
)
from grunnmur.landscape.rules.changes import Outcome

router = Router(tags=["landscape"])
MOST = 200


class CaseOut(Schema):
    """A change case; its id is that of its element."""

    id: UUID
    title: str
    why: str
    status: ChangeCase.Status
    owner_unit_id: UUID | None
    planned_date: date | None
    decided_at: datetime | None
    applied_at: datetime | None


class CasesOut(Schema):
    """One page of cases; `next` is the cursor of the next one, empty when this is the last."""

    items: list[CaseOut]
    next: str


class StepOut(Schema):
    """One step. `payload` is what it needs beside its element; `sentence` says it in the caller's language.

    applied_at: when it was carried out. task_id: the task of its owner, who carries out what is left of it.
    """

    id: UUID
    position: int
    operation: ChangeStep.Operation
    element_id: UUID
    payload: dict[str, Any]
    sentence: str
    applied_at: datetime | None
    task_id: UUID | None


class CaseDetailOut(CaseOut):
    """A change case with its steps in their order."""

    steps: list[StepOut]


class HitOut(Schema):
    """An element that is reached otherwise than before; levels and paths in words, empty where it is not reached."""

    element_id: UUID
    type: str
    name: str
    outcome: Outcome
    before: str
    after: str
    before_path: str
    after_path: str


class PartOut(Schema):
    """What a change means in one respect. is_at_least: there is more than could be followed."""

    policy: Policy
    counts: dict[Outcome, int]
    hits: list[HitOut]
    is_at_least: bool


class OwnerOut(Schema):
    """An owner who must be heard, because of one element first of all; `count` of hers are changed or hit."""

    unit_id: UUID | None
    function_id: UUID | None
    name: str
    because_of: UUID
    count: int


class LineOut(Schema):
    """What the change does in another part of Grunnmur."""

    sentence: str
    count: int


class ReportOut(Schema):
    """What a change means, as far as the caller may know. on: the day whose map the steps are laid over."""

    case: CaseDetailOut
    on: date
    parts: list[PartOut]
    owners: list[OwnerOut]
    unowned: int
    elsewhere: list[LineOut]


@router.get("", response=CasesOut)
def cases(request: Request, status: ChangeCase.Status | None = None, q: str = "", after: str = "") -> CasesOut:
    """Return at most 200 cases of which the caller may know everything; the earliest planned day first."""
    wanted = CaseFilter(text=q[:100], status=status.value if status else "")
    found = case_list(wanted, seen_by=request.user, after=after, limit=MOST)
    return CasesOut(items=[CaseOut(**_columns(case)) for case in found.rows], next=found.next)


@router.get("/{uuid:case_id}", response=CaseDetailOut)
def case(request: Request, case_id: UUID) -> CaseDetailOut:
    """Return one case with its steps."""
    found = find_case(case_id, seen_by=request.user)
    planned = planned_steps(case_id)
    return _detail(found, planned, ground_of([one.step for one in planned]))


@router.get("/{uuid:case_id}/report", response=ReportOut)
def report(request: Request, case_id: UUID) -> ReportOut:
    """Return what a case means: who is hit and how, who must be heard, and what follows elsewhere."""
    found = report_of(find_case(case_id, seen_by=request.user), seen_by=request.user)
    return ReportOut(
        case=_detail(found.case, found.steps, found.ground),
        on=found.on,
        parts=[_part(part) for part in found.parts],
        owners=[_owner(owner) for owner in found.hearing.owners],
        unowned=found.hearing.unowned,
        elsewhere=[LineOut(sentence=line.sentence, count=line.count) for line in found.above],
    )


def _columns(row: ChangeCase) -> dict[str, Any]:  # Any: columns of any type
    own = ("id", "why", "status", "planned_date", "decided_at", "applied_at")
    element = {"title": row.element.name, "owner_unit_id": row.element.owner_unit_id}
    return {name: getattr(row, name) for name in own} | element


def _detail(row: ChangeCase, planned: Sequence[Planned], ground: Ground) -> CaseDetailOut:
    return CaseDetailOut(**_columns(row), steps=[_step(one, ground) for one in planned])


def _step(one: Planned, ground: Ground) -> StepOut:
    own = ("id", "position", "operation", "element_id", "payload", "applied_at", "task_id")
    columns = {name: getattr(one.row, name) for name in own}
    return StepOut(**columns, sentence=step_sentence(one.step, ground.elements))


def _part(part: Part) -> PartOut:
    hits = [_hit(hit) for hit in part.hits]
    return PartOut(policy=part.policy, counts=dict(part.counts), hits=hits, is_at_least=part.is_at_least)


def _hit(hit: Hit) -> HitOut:
    return HitOut(
        element_id=hit.thing.id,
        type=hit.thing.type,
        name=hit.thing.name,
        outcome=hit.outcome,
        before=hit.before,
        after=hit.after,
        before_path=hit.before_path,
        after_path=hit.after_path,
    )


def _owner(owner: Owner) -> OwnerOut:
    unit, function = owner.key
    return OwnerOut(unit_id=unit, function_id=function, name=owner.name, because_of=owner.reason.pk, count=owner.count)

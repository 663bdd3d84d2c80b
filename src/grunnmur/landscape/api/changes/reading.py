"""Changes as they are told: the list, one with its steps, and what it means."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from grunnmur.core.http import Request
from grunnmur.landscape.api.changes.routes import router
from grunnmur.landscape.api.changes.shapes import (
    CaseDetailOut,
    CaseOut,
    CasesOut,
    ChangeStepOut,
    HitOut,
    ImpactLineOut,
    OwnerOut,
    PartOut,
    ReportOut,
)
from grunnmur.landscape.models import ChangeCase
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

MOST = 200


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
        elsewhere=[ImpactLineOut(sentence=line.sentence, count=line.count) for line in found.above],
    )


def _columns(row: ChangeCase) -> dict[str, Any]:  # Any: columns of any type
    own = ("id", "why", "status", "planned_date", "decided_at", "applied_at")
    element = {"title": row.element.name, "owner_unit_id": row.element.owner_unit_id}
    return {name: getattr(row, name) for name in own} | element


def _detail(row: ChangeCase, planned: Sequence[Planned], ground: Ground) -> CaseDetailOut:
    return CaseDetailOut(**_columns(row), steps=[_step(one, ground) for one in planned])


def _step(one: Planned, ground: Ground) -> ChangeStepOut:
    own = ("id", "position", "operation", "element_id", "payload", "applied_at", "task_id")
    columns = {name: getattr(one.row, name) for name in own}
    return ChangeStepOut(**columns, sentence=step_sentence(one.step, ground.elements))


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

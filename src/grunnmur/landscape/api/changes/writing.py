"""Changes from a plan to the map: the same steps as on the pages."""

from http import HTTPStatus
from uuid import UUID

from ninja import Status

from grunnmur.core.http import Request
from grunnmur.landscape.actions import changes as actions
from grunnmur.landscape.api.changes.reading import case
from grunnmur.landscape.api.changes.routes import router
from grunnmur.landscape.api.changes.shapes import CaseDetailOut, CaseIn, DecisionIn, StepIn
from grunnmur.landscape.models import ChangeStep
from grunnmur.landscape.queries.changes import find_case, planned_steps

NO_CONTENT = {HTTPStatus.NO_CONTENT: None}


@router.post("", response={HTTPStatus.CREATED: CaseDetailOut})
def open_case(request: Request, sent: CaseIn) -> Status[CaseDetailOut]:
    """Begin to think a change through."""
    opened = actions.open_change_case(**sent.dict(), by=request.user)
    return Status(HTTPStatus.CREATED, case(request, opened.pk))


@router.put("/{uuid:case_id}", response=CaseDetailOut)
def describe(request: Request, case_id: UUID, sent: CaseIn) -> CaseDetailOut:
    """Say anew what a case is about, until it is decided."""
    actions.describe_change_case(case_id, **sent.dict(), by=request.user)
    return case(request, case_id)


@router.post("/{uuid:case_id}/steps", response={HTTPStatus.CREATED: CaseDetailOut})
def plan_step(request: Request, case_id: UUID, sent: StepIn) -> Status[CaseDetailOut]:
    """Add a step at the end of a draft."""
    actions.plan_step(case_id, sent.step(), by=request.user)
    return Status(HTTPStatus.CREATED, case(request, case_id))


@router.delete("/{uuid:case_id}/steps/{uuid:step_id}", response=CaseDetailOut)
def remove_step(request: Request, case_id: UUID, step_id: UUID) -> CaseDetailOut:
    """Take a step out of a draft."""
    actions.remove_step(_step_in(request, case_id, step_id), by=request.user)
    return case(request, case_id)


@router.post("/{uuid:case_id}/steps/{uuid:step_id}/confirm", response=CaseDetailOut)
def confirm_step(request: Request, case_id: UUID, step_id: UUID) -> CaseDetailOut:
    """Say that a step still holds, though what it names has changed since it was planned."""
    actions.confirm_step(_step_in(request, case_id, step_id), by=request.user)
    return case(request, case_id)


@router.post("/{uuid:case_id}/review", response=CaseDetailOut)
def review(request: Request, case_id: UUID) -> CaseDetailOut:
    """Let the owners of what a case names and hits say what they think of it."""
    actions.send_to_review(case_id, by=request.user)
    return case(request, case_id)


@router.post("/{uuid:case_id}/take-back", response=CaseDetailOut)
def take_back(request: Request, case_id: UUID) -> CaseDetailOut:
    """Make a case a draft again; a decision falls."""
    actions.take_back(case_id, by=request.user)
    return case(request, case_id)


@router.post("/{uuid:case_id}/decide", response=CaseDetailOut)
def decide(request: Request, case_id: UUID, sent: DecisionIn) -> CaseDetailOut:
    """Decide that a change in review shall be made; never the one who drafted it."""
    actions.decide_change(case_id, note=sent.note, by=request.user)
    return case(request, case_id)


@router.post("/{uuid:case_id}/apply", response=CaseDetailOut)
def apply(request: Request, case_id: UUID) -> CaseDetailOut:
    """Carry a decided change out; what others own becomes tasks of theirs."""
    actions.apply_change(case_id, by=request.user)
    return case(request, case_id)


@router.delete("/{uuid:case_id}", response=NO_CONTENT)
def drop(request: Request, case_id: UUID) -> Status[None]:
    """Give a change up: it leaves the map, and nothing of it is carried out."""
    actions.drop_change_case(case_id, by=request.user)
    return Status(HTTPStatus.NO_CONTENT, None)


def _step_in(request: Request, case_id: UUID, step_id: UUID) -> UUID:
    """Return the id of a step of this case. Raises ChangeStep.DoesNotExist, ChangeCase.DoesNotExist."""
    find_case(case_id, seen_by=request.user)
    if step_id not in {one.row.pk for one in planned_steps(case_id)}:
        raise ChangeStep.DoesNotExist
    return step_id

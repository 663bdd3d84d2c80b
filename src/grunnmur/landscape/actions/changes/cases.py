"""Change cases: opened, described, sent to their owners, taken back, dropped."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.permissions import Actor, System, require, scope_of
from grunnmur.landscape.actions.changes.hearing import ask_owners, cancel_questions, forget_unanswered
from grunnmur.landscape.actions.elements import retire
from grunnmur.landscape.actions.own import add_element, change_element
from grunnmur.landscape.actions.searching import index_elements
from grunnmur.landscape.models import ChangeCase, ChangeStep, Element
from grunnmur.landscape.queries.changes import find_case
from grunnmur.landscape.rules import EDIT, PLAN_CHANGE, ElementFacts
from grunnmur.landscape.rules.changes import BEFORE_DECISION, UNDONE, StepError, require_planner, require_state
from grunnmur.organisation import queries as organisation

CHANGE = "change"
SYSTEM = System("Change cases keep their place on the map")
Status = ChangeCase.Status


@transaction.atomic
def open_change_case(
    title: str, *, why: str = "", owner_unit_id: UUID | None = None, planned_date: date | None = None, by: Actor
) -> ChangeCase:
    """Begin to think a change through; its element is on the map at once, as something planned.

    Raises PermissionDenied (needs landscape.plan_change; a unit that owns it must be one of hers, if she has any).
    """
    require(by, PLAN_CHANGE)
    _require_own_unit(owner_unit_id, by=by)
    facts = ElementFacts(name=title, owner_unit_id=owner_unit_id, lifecycle=Element.Lifecycle.PLANNED)
    element = add_element(CHANGE, facts, by=SYSTEM)
    return ChangeCase.objects.create(
        id=element.pk,
        element=element,
        why=why.strip(),
        planned_date=planned_date,
        drafted_by=None if isinstance(by, System) else by,
    )


def _require_own_unit(unit_id: UUID | None, *, by: Actor) -> None:
    if unit_id is None:
        return
    organisation.find_unit(unit_id)
    scope = scope_of(by, EDIT)
    if scope and unit_id not in scope:
        raise PermissionDenied(_("Choose a unit that you answer for."))


@transaction.atomic
def describe_change_case(
    case_id: UUID,
    *,
    title: str,
    why: str = "",
    owner_unit_id: UUID | None = None,
    planned_date: date | None = None,
    by: Actor,
) -> ChangeCase:
    """Say anew what a case is about, until it is decided.

    Raises ChangeCase.DoesNotExist, PermissionDenied, CaseClosedError.
    """
    case = locked(case_id, by=by)
    require_planner(case, by)
    require_state(case, *BEFORE_DECISION)
    if owner_unit_id != case.element.owner_unit_id:
        _require_own_unit(owner_unit_id, by=by)
    _change_element(case, name=title, owner_unit_id=owner_unit_id, lifecycle=case.element.lifecycle)
    case.why, case.planned_date = why.strip(), planned_date
    case.save(update_fields=["why", "planned_date"])
    return case


def _change_element(case: ChangeCase, *, name: str, owner_unit_id: UUID | None, lifecycle: str) -> None:
    row = case.element
    facts = ElementFacts(
        name=name,
        summary=row.summary,
        owner_unit_id=owner_unit_id,
        owner_function_id=row.owner_function_id,
        lifecycle=lifecycle,
        audience=tuple(row.audience),
    )
    case.element = change_element(row.pk, facts, by=SYSTEM)


@transaction.atomic
def send_to_review(case_id: UUID, *, by: Actor) -> ChangeCase:
    """Let the owners of what a case names and hits say what they think of it; each gets a task.

    Sent once more, owners who are hit since then are asked too. Raises ChangeCase.DoesNotExist, PermissionDenied,
    CaseClosedError, StepError (it has no steps).
    """
    case = locked(case_id, by=by)
    require_planner(case, by)
    require_state(case, *BEFORE_DECISION)
    if not ChangeStep.objects.filter(case=case).exists():
        raise StepError(_("Plan at least one step first."))
    is_anew = case.status == Status.DRAFT
    set_status(case, Status.IN_REVIEW)
    ask_owners(case, is_anew=is_anew, by=by)
    return case


@transaction.atomic
def take_back(case_id: UUID, *, by: Actor) -> ChangeCase:
    """Make a case a draft again; a decision falls, and what owners have said stays to be read.

    Raises ChangeCase.DoesNotExist, PermissionDenied, CaseClosedError.
    """
    case = locked(case_id, by=by)
    require_planner(case, by)
    require_state(case, Status.IN_REVIEW, Status.DECIDED)
    case.decided_by, case.decided_at, case.decision_note = None, None, ""
    case.save(update_fields=["decided_by", "decided_at", "decision_note"])
    set_status(case, Status.DRAFT)
    forget_unanswered(case)
    return case


@transaction.atomic
def drop_change_case(case_id: UUID, *, by: Actor) -> ChangeCase:
    """Give a change up: it leaves the map, and nothing of it is carried out.

    Raises ChangeCase.DoesNotExist, PermissionDenied, CaseClosedError (carried out already).
    """
    case = locked(case_id, by=by)
    require_planner(case, by)
    if case.status == Status.DROPPED:
        return case
    require_state(case, *UNDONE)
    case.status = Status.DROPPED
    case.save(update_fields=["status"])
    cancel_questions(case)
    retire(CHANGE, [case.element_id])
    index_elements([case.element_id])
    return case


def locked(case_id: UUID, *, by: Actor) -> ChangeCase:
    """Return a case that the actor may know of, held until the transaction ends. Raises ChangeCase.DoesNotExist."""
    ChangeCase.objects.select_for_update().filter(pk=case_id).first()
    return find_case(case_id, seen_by=by)


LIFECYCLES = {
    Status.DRAFT: Element.Lifecycle.PLANNED,
    Status.IN_REVIEW: Element.Lifecycle.PLANNED,
    Status.DECIDED: Element.Lifecycle.ACTIVE,
    Status.APPLIED: Element.Lifecycle.ENDED,
}


def set_status(case: ChangeCase, status: ChangeCase.Status) -> None:
    """Write the state of a case, and let its element on the map follow."""
    case.status = status
    case.save(update_fields=["status"])
    element = case.element
    _change_element(case, name=element.name, owner_unit_id=element.owner_unit_id, lifecycle=LIFECYCLES[status])

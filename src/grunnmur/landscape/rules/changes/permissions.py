"""Who may do what with a change case, and in which state of it."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grunnmur.core.permissions import Actor, System, may, person_of
from grunnmur.landscape.models import ChangeCase
from grunnmur.landscape.rules.changes.errors import CaseClosedError, OwnDecisionError
from grunnmur.landscape.rules.owning import owns
from grunnmur.landscape.rules.permissions import DECIDE_CHANGE, EDIT, PLAN_CHANGE

Status = ChangeCase.Status
BEFORE_DECISION = (Status.DRAFT, Status.IN_REVIEW)
UNDONE = (*BEFORE_DECISION, Status.DECIDED)


def may_plan(case: ChangeCase, by: Actor) -> bool:
    """Tell whether the actor may plan the case: she drafted it, or may change what its unit owns."""
    if isinstance(by, System):
        return True
    return may(by, PLAN_CHANGE) and (case.drafted_by_id == by.pk or owns(by, EDIT, case.element))


def require_planner(case: ChangeCase, by: Actor) -> None:
    """Do nothing if the actor may plan the case. Raises PermissionDenied."""
    if not may_plan(case, by):
        raise PermissionDenied(_("Only those who drafted the case, or who answer for its unit, can plan it."))


def drafted(case: ChangeCase, by: Actor) -> bool:
    """Tell whether the actor drafted the case, under this or another login of hers."""
    if isinstance(by, System) or case.drafted_by is None:
        return False
    return case.drafted_by_id == by.pk or (person_of(by) is not None and person_of(by) == person_of(case.drafted_by))


def may_decide(case: ChangeCase, by: Actor) -> bool:
    """Tell whether the actor may decide on the case, whatever its state: never the one who drafted it."""
    return may(by, DECIDE_CHANGE) and not drafted(case, by)


def require_decider(case: ChangeCase, by: Actor) -> None:
    """Do nothing if the actor may decide on the case. Raises PermissionDenied, OwnDecisionError."""
    if not may(by, DECIDE_CHANGE):
        raise PermissionDenied(_("Only those who decide on changes of the map can do this."))
    if drafted(case, by):
        raise OwnDecisionError(_("Somebody else must decide on what you drafted yourself."))


def may_apply(case: ChangeCase, by: Actor) -> bool:
    """Tell whether the actor may carry the case out once it is decided."""
    return may_plan(case, by) or may(by, DECIDE_CHANGE)


def require_state(case: ChangeCase, *states: ChangeCase.Status) -> None:
    """Do nothing if the case is in one of these states. Raises CaseClosedError."""
    if case.status not in states:
        state = Status(case.status).label
        raise CaseClosedError(_("This cannot be done with a case in the state “%(state)s”.") % {"state": state})

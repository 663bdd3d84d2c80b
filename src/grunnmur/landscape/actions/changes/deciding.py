"""Deciding on a change, and carrying it out."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.formats import day
from grunnmur.core.permissions import Actor, System
from grunnmur.landscape.actions.changes.carrying import carry_out
from grunnmur.landscape.actions.changes.cases import locked, set_status
from grunnmur.landscape.actions.changes.hearing import cancel_questions
from grunnmur.landscape.events import ChangeCaseApplied, ChangeCaseDecided
from grunnmur.landscape.models import ChangeCase
from grunnmur.landscape.queries.changes import Ground, Planned, ground_of, planned_steps, stale_among, step_sentence
from grunnmur.landscape.rules.changes import (
    StaleStepsError,
    TooEarlyError,
    may_apply,
    require_decider,
    require_state,
)

Status = ChangeCase.Status


@transaction.atomic
def decide_change(case_id: UUID, *, note: str = "", by: Actor) -> ChangeCase:
    """Decide that a change shall be made. Its owners need not answer any more.

    Raises ChangeCase.DoesNotExist, PermissionDenied (needs landscape.decide_change), OwnDecisionError, CaseClosedError
    (not in review).
    """
    case = locked(case_id, by=by)
    require_decider(case, by)
    require_state(case, Status.IN_REVIEW)
    case.decided_by, case.decided_at = None if isinstance(by, System) else by, now()
    case.decision_note = note.strip()
    case.save(update_fields=["decided_by", "decided_at", "decision_note"])
    set_status(case, Status.DECIDED)
    cancel_questions(case)
    publish(ChangeCaseDecided(case.pk))
    return case


@transaction.atomic
def apply_change(case_id: UUID, *, by: Actor) -> ChangeCase:
    """Carry a decided change out: what the map owns changes now, the rest becomes tasks of its owners.

    The decision is what allows it, wherever the things are owned. Done twice, the second time changes nothing.
    Raises ChangeCase.DoesNotExist, PermissionDenied, CaseClosedError (not decided), TooEarlyError, StaleStepsError.
    """
    case = locked(case_id, by=by)
    if not may_apply(case, by):
        raise PermissionDenied(_("Only those who plan this case, or decide on changes, can do this."))
    if case.status == Status.APPLIED:
        return case
    require_state(case, Status.DECIDED)
    _require_day(case)
    planned = planned_steps(case.pk)
    ground = ground_of([one.step for one in planned])
    refuse_stale(planned, ground)
    carry_out(case, planned, ground, by=by)
    case.applied_at = now()
    case.save(update_fields=["applied_at"])
    set_status(case, Status.APPLIED)
    publish(ChangeCaseApplied(case.pk))
    return case


def _require_day(case: ChangeCase) -> None:
    if case.planned_date is not None and case.planned_date > today():
        raise TooEarlyError(
            _("The change is planned for %(day)s, and can be carried out from then on.")
            % {"day": day(case.planned_date)}
        )


def refuse_stale(planned: Sequence[Planned], ground: Ground) -> None:
    """Do nothing if everything the steps name is as it was when they were planned. Raises StaleStepsError."""
    stale = [
        _("Step %(number)s: %(sentence)s")
        % {"number": planned.index(one) + 1, "sentence": step_sentence(one.step, ground.elements)}
        for one in stale_among(planned, ground)
    ]
    if stale:
        told = _("What these steps name has changed since they were planned. Confirm them first: %(steps)s")
        raise StaleStepsError(told % {"steps": " ".join(stale)}, stale)

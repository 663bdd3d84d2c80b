"""The steps of a case: planned, put in another order, removed, confirmed anew."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.changes.cases import locked
from grunnmur.landscape.actions.changes.fitting import check_order, fitting
from grunnmur.landscape.actions.changes.following import follow_steps
from grunnmur.landscape.models import ChangeCase, ChangeStep, ChangeTarget
from grunnmur.landscape.queries.changes import ground_of, version_of
from grunnmur.landscape.rules.changes import (
    UNDONE,
    Step,
    StepError,
    kept,
    may_apply,
    named_by,
    require_planner,
    require_state,
    step_of,
)

MOST_STEPS = 20
BEYOND = 1_000  # where positions are parked while they change places
DRAFT = ChangeCase.Status.DRAFT


@transaction.atomic
def plan_step(case_id: UUID, step: Step, *, by: Actor) -> ChangeStep:
    """Add a step at the end of a case.

    Raises ChangeCase.DoesNotExist, Element.DoesNotExist (also for what she may not know of), PermissionDenied,
    CaseClosedError (not a draft), StepError, AnswerError (a fact that is none).
    """
    case = _draft(case_id, by=by)
    rows = ChangeStep.objects.filter(case=case)
    if rows.count() >= MOST_STEPS:
        raise StepError(_("A case has at most %(count)s steps. Divide it.") % {"count": MOST_STEPS})
    step = fitting(step, by=by)
    last = rows.aggregate(last=Max("position"))["last"]
    row = ChangeStep.objects.create(
        case=case,
        position=(last or 0) + 1,
        seen_version=version_of(step, ground_of([step])),
        **kept(step)._asdict(),
    )
    ChangeTarget.objects.bulk_create(ChangeTarget(step=row, element_id=one) for one in named_by(step))
    check_order(case.pk)
    follow_steps(case)
    return row


def _draft(case_id: UUID, *, by: Actor) -> ChangeCase:
    case = locked(case_id, by=by)
    require_planner(case, by)
    require_state(case, DRAFT)
    return case


@transaction.atomic
def remove_step(step_id: UUID, *, by: Actor) -> ChangeCase:
    """Take a step out of a case.

    Raises ChangeStep.DoesNotExist, ChangeCase.DoesNotExist, PermissionDenied, CaseClosedError (not a draft).
    """
    row = ChangeStep.objects.get(pk=step_id)
    case = _draft(row.case_id, by=by)
    row.delete()
    ChangeStep.objects.filter(case=case, position__gt=row.position).update(position=F("position") + BEYOND)
    ChangeStep.objects.filter(case=case, position__gt=BEYOND).update(position=F("position") - BEYOND - 1)
    check_order(case.pk)
    follow_steps(case)
    return case


@transaction.atomic
def move_step(step_id: UUID, *, places: int, by: Actor) -> ChangeCase:
    """Let a step come so many places earlier (below zero) or later; it stops at either end.

    Raises ChangeStep.DoesNotExist, ChangeCase.DoesNotExist, PermissionDenied, CaseClosedError, StepError (it would
    come before or after what it needs).
    """
    row = ChangeStep.objects.get(pk=step_id)
    case = _draft(row.case_id, by=by)
    ids = list(ChangeStep.objects.filter(case=case).order_by("position").values_list("pk", flat=True))
    old = ids.index(row.pk)
    ids.insert(min(max(old + places, 0), len(ids) - 1), ids.pop(old))
    _number(case, ids)
    check_order(case.pk)
    return case


def _number(case: ChangeCase, ids: Sequence[UUID]) -> None:
    """Write the order of steps; positions are unique at every moment, so all are parked first."""
    ChangeStep.objects.filter(case=case).update(position=F("position") + BEYOND)
    rows = {row.pk: row for row in ChangeStep.objects.filter(case=case)}
    for place, pk in enumerate(ids, start=1):
        rows[pk].position = place
        rows[pk].save(update_fields=["position"])


@transaction.atomic
def confirm_step(step_id: UUID, *, by: Actor) -> ChangeStep:
    """Say that a step still holds, though what it names has changed since it was planned.

    Raises ChangeStep.DoesNotExist, ChangeCase.DoesNotExist, PermissionDenied, CaseClosedError, StepError (it cannot
    be any more).
    """
    row = ChangeStep.objects.get(pk=step_id)
    case = locked(row.case_id, by=by)
    if not may_apply(case, by):
        raise PermissionDenied(_("Only those who plan this case, or decide on changes, can do this."))
    require_state(case, *UNDONE)
    step = fitting(step_of(row), by=by)
    row.seen_version = version_of(step, ground_of([step]))
    row.save(update_fields=["seen_version"])
    check_order(case.pk)
    return row

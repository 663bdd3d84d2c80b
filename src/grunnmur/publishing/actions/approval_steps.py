"""Saying who approves what a line makes, and in which order."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from grunnmur.core.permissions import Actor
from grunnmur.publishing.actions.lines import require_leads
from grunnmur.publishing.models import ApprovalRequest, ApprovalStep, ProductionLine
from grunnmur.publishing.rules import LEADER_OF_OWNER, ApprovalStepError

State = ApprovalRequest.State


@dataclass(frozen=True, kw_only=True)
class StepFacts:
    """A yes that is needed: of the leader of a unit (None: of the one that owns it), how many, in how many days.

    kind: of content; blank for all kinds that have no approvals of their own.
    """

    unit_id: UUID | None = None
    needed: int = 1
    days: int = 5
    kind: str = ""


@transaction.atomic
def add_approval_step(line_id: UUID, facts: StepFacts, *, by: Actor) -> ApprovalStep:
    """Let a line's versions need one more yes, after the others of its kind; a kind with its own needs only those.

    Raises PermissionDenied (the factory's owner, or the line's chief), ApprovalStepError while something waits there.
    """
    _lock(line_id, by=by)
    steps = ApprovalStep.objects.filter(line_id=line_id, kind=facts.kind, is_retired=False)
    last = steps.aggregate(last=Max("ordinal"))["last"]
    key = f"leader:{facts.unit_id}" if facts.unit_id else LEADER_OF_OWNER
    return ApprovalStep.objects.create(
        line_id=line_id, kind=facts.kind, ordinal=(last or 0) + 1, key=key, needed=facts.needed, days=facts.days
    )


@transaction.atomic
def retire_approval_step(approval_step_id: UUID, *, by: Actor) -> None:
    """Ask for a yes no more; what was decided by it stays.

    Raises PermissionDenied (the factory's owner, or the line's chief), ApprovalStepError for the last one, and while
    something waits there.
    """
    step = ApprovalStep.objects.get(pk=approval_step_id, is_retired=False)
    _lock(step.line_id, by=by)
    others = ApprovalStep.objects.filter(line_id=step.line_id, kind="", is_retired=False).exclude(pk=step.pk)
    if not step.kind and not others.exists():
        raise ApprovalStepError(_("Somebody must approve what the line makes. Add another before you take this away."))
    step.is_retired = True
    step.save(update_fields=["is_retired"])


@transaction.atomic
def ask_earlier(approval_step_id: UUID, *, by: Actor) -> None:
    """Let a yes be asked for before the one it comes after now; the first one stays where it is.

    Raises PermissionDenied (the factory's owner, or the line's chief), ApprovalStepError while something waits there.
    """
    step = ApprovalStep.objects.get(pk=approval_step_id, is_retired=False)
    _lock(step.line_id, by=by)
    steps = list(
        ApprovalStep.objects.filter(line_id=step.line_id, kind=step.kind, is_retired=False).order_by("ordinal")
    )
    place = steps.index(step)
    if place == 0:
        return
    before, now = steps[place - 1], steps[place]
    free = steps[-1].ordinal + 1
    for row, ordinal in ((now, free), (before, now.ordinal), (now, before.ordinal)):
        ApprovalStep.objects.filter(pk=row.pk).update(ordinal=ordinal)


def _lock(line_id: UUID, *, by: Actor) -> None:
    """Hold the line, so that two do not change who approves at once."""
    ProductionLine.objects.select_for_update().get(pk=line_id)
    require_leads(line_id, by=by)
    if ApprovalRequest.objects.filter(step__line_id=line_id, state=State.OPEN).exists():
        raise ApprovalStepError(_("Something waits for approval in this line. Change who approves when it is decided."))

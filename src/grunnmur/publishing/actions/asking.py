"""Asking for the next yes a version needs."""

from grunnmur.core.calendar import working_days_after
from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor
from grunnmur.publishing.actions.telling import ask_approvers
from grunnmur.publishing.models import ApprovalRequest, Version
from grunnmur.publishing.queries.gates import steps_for
from grunnmur.publishing.queries.items import owner_unit_of
from grunnmur.publishing.rules import with_owner


def ask_next(version: Version, *, by: Actor) -> bool:
    """Ask for the approvals of the first step that has not been asked about since it was passed; False if none is left.

    A step that is voided is asked again.
    """
    asked = set(
        ApprovalRequest.objects.filter(version=version, state__in=("open", "approved")).values_list(
            "step_id", flat=True
        )
    )
    step = next((step for step in steps_for(version.item) if step.pk not in asked), None)
    if step is None:
        return False
    key = with_owner(step.key, owner_unit_of(version.item))
    due = working_days_after(today(), step.days)
    rows = [ApprovalRequest(version=version, step=step, key=key, due_date=due) for _number in range(step.needed)]
    ask_approvers(version, ApprovalRequest.objects.bulk_create(rows), by=by)
    return True

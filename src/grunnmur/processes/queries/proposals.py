"""Checklists on their way to a drawing."""

from uuid import UUID

from django.db.models import QuerySet

from grunnmur.core.permissions import Actor, require
from grunnmur.processes.bpmn import checklist
from grunnmur.processes.bpmn.checklist import Proposal
from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.models import ChecklistProposal
from grunnmur.processes.rules import IMPORT


def open_proposals(*, seen_by: Actor) -> QuerySet[ChecklistProposal]:
    """Return the proposals that wait for somebody to decide, the newest first, without their content.

    Raises PermissionDenied (needs processes.import).
    """
    require(seen_by, IMPORT)
    rows = ChecklistProposal.objects.filter(state=ChecklistProposal.State.OPEN).select_related("made_by")
    return rows.defer("source", "proposal").order_by("-made_at", "id")


def find_proposal(proposal_id: UUID, *, seen_by: Actor) -> ChecklistProposal:
    """Return a proposal, open or not. Raises ChecklistProposal.DoesNotExist, PermissionDenied."""
    require(seen_by, IMPORT)
    rows = ChecklistProposal.objects.select_related("made_by", "process__item").defer("source")
    return rows.get(pk=proposal_id)


def read_proposal(row: ChecklistProposal) -> Proposal:
    """Return what was read from the checklist and decided about it. No statements."""
    return checklist.from_dict(row.proposal)


def model_of(proposal: Proposal) -> Model:
    """Return the laid-out drawing of what holds in a proposal now. No statements."""
    return checklist.build(proposal)

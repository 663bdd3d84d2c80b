"""Checklists on their way to a drawing."""

from uuid import UUID

from django.db.models import QuerySet

from grunnmur.core.office.read import markup_of
from grunnmur.core.permissions import Actor, require
from grunnmur.core.tables.sheet import UnreadableFileError
from grunnmur.processes.bpmn import checklist
from grunnmur.processes.bpmn.checklist import ChecklistError, FoundTable, Proposal
from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.models import ChecklistProposal
from grunnmur.processes.queries.labels import said
from grunnmur.processes.rules import IMPORT, UnreadableProcessError


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


def find_source(proposal_id: UUID, *, seen_by: Actor) -> ChecklistProposal:
    """Return a proposal with the file it came from. Raises ChecklistProposal.DoesNotExist, PermissionDenied."""
    require(seen_by, IMPORT)
    return ChecklistProposal.objects.get(pk=proposal_id)


def tables_in(content: bytes, *, name: str) -> tuple[FoundTable, ...]:
    """Return every table in a checklist's file, and its headings with bullets if they make a list. No statements.

    content: DOCX, ODT, XLSX, ODS, HTML, Markdown, CSV or text. Raises UnreadableProcessError with what to do.
    """
    try:
        markup = markup_of(content)
        if markup is None:
            return checklist.parse_all(content, name=name)
        return checklist.parse_all(markup, name=name, is_markup=True)
    except UnreadableFileError as error:
        raise UnreadableProcessError(str(error)) from error
    except ChecklistError as error:
        raise UnreadableProcessError(said(error.message)) from error


def read_proposal(row: ChecklistProposal) -> Proposal:
    """Return what was read from the checklist and decided about it. No statements."""
    return checklist.from_dict(row.proposal)


def model_of(proposal: Proposal) -> Model:
    """Return the laid-out drawing of what holds in a proposal now. No statements."""
    return checklist.build(proposal)

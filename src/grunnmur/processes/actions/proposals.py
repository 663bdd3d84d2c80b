"""From a checklist to a drawing: paste or upload, review every guess, accept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.models import User
from grunnmur.core.permissions import Actor, require
from grunnmur.processes.actions.importing import NewProcess, NewVersion, make_process, write_version
from grunnmur.processes.actions.roles import letters_of, make_role
from grunnmur.processes.bpmn import checklist
from grunnmur.processes.bpmn.checklist import ChecklistError, Column, Proposal, Reading, State, Table
from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.bpmn.write import write
from grunnmur.processes.models import ChecklistProposal, ProcessVersion
from grunnmur.processes.queries.labels import said
from grunnmur.processes.queries.proposals import tables_in
from grunnmur.processes.queries.roles import RoleFinder, register_of_names
from grunnmur.processes.rules import (
    IMPORT,
    NoSuchGuessError,
    ProposalClosedError,
    ProposalMovedOnError,
    UnreadableProcessError,
)

MANY = 200  # the longest title


@transaction.atomic
def propose_from_checklist(content: bytes, *, name: str, by: Actor, title: str = "") -> ChecklistProposal:
    """Read a checklist into a proposal that is kept until somebody accepts or drops it.

    content: text or an office document; of several tables the likeliest is read. name: of the file. title: what a
    person calls the process; else it is the heading's, or the file's.
    Raises PermissionDenied (needs processes.import), UnreadableProcessError with the line to mend.
    """
    require(by, IMPORT)
    found = tables_in(content, name=name)
    place = checklist.likeliest(found)
    table = checklist.guessed(found[place].table)
    is_sure = len(found) == 1 and found[place].known > 0
    proposal = _proposed(table, Reading(place, len(found), tuple(table.columns), is_sure=is_sure), title=title)
    return ChecklistProposal.objects.create(
        name=(proposal.name or name)[:MANY],
        source=content,
        source_name=name,
        proposal=checklist.to_dict(proposal),
        made_by=by if isinstance(by, User) else None,
        made_at=now(),
    )


@transaction.atomic
def read_again(proposal_id: UUID, reading: Reading, *, by: Actor, revision: int) -> ChecklistProposal:
    """Read a proposal's source once more, as a person says its table and columns are; decisions begin anew.

    Raises PermissionDenied (needs processes.import), ProposalMovedOnError, ProposalClosedError, UnreadableProcessError.
    """
    row = _open_proposal(proposal_id, by=by)
    _refuse_older(row, revision)
    found = tables_in(bytes(row.source), name=row.source_name)
    if not 0 <= reading.table < len(found):
        raise UnreadableProcessError(_("The file has no such table."))
    table = found[reading.table].table
    columns = [Column(one) for one in reading.columns]
    if len(columns) != len(table.columns):
        raise UnreadableProcessError(_("Say what each column of the table is."))
    try:
        table = checklist.reread(table, columns, is_headed=reading.is_headed)
    except ChecklistError as error:
        raise UnreadableProcessError(said(error.message)) from error
    chosen = Reading(reading.table, len(found), tuple(columns), reading.is_headed)
    return _keep(row, _proposed(table, chosen, title=row.name))


def _proposed(table: Table, reading: Reading, *, title: str) -> Proposal:
    try:
        proposal = checklist.propose(table, register=register_of_names(), name=title)
    except ChecklistError as error:
        raise UnreadableProcessError(said(error.message)) from error
    return replace(proposal, reading=reading)


@dataclass(frozen=True)
class Decision:
    """What a person says about one guess; a value goes with CHANGED, and only with it."""

    state: State
    value: str | None = None


def decide_guess(
    proposal_id: UUID, guess_id: str, state: State, *, by: Actor, revision: int, value: str | None = None
) -> ChecklistProposal:
    """Accept, change or reject one guess of a proposal. Raises as `decide_many` does."""
    return decide_many(proposal_id, {guess_id: Decision(state, value)}, by=by, revision=revision)


@transaction.atomic
def decide_many(proposal_id: UUID, decisions: Mapping[str, Decision], *, by: Actor, revision: int) -> ChecklistProposal:
    """Accept, change or reject many guesses at once, as one form sends them.

    revision: what the person was looking at. Raises PermissionDenied (needs processes.import), ProposalMovedOnError
    when somebody else decided meanwhile, ProposalClosedError, NoSuchGuessError.
    """
    row = _open_proposal(proposal_id, by=by)
    _refuse_older(row, revision)
    proposal = checklist.from_dict(row.proposal)
    for guess_id, decision in decisions.items():
        try:
            proposal = checklist.decide(proposal, guess_id, decision.state, value=decision.value)
        except (KeyError, ValueError) as error:
            raise NoSuchGuessError(_("This cannot be decided like that. Reload the page.")) from error
    return _keep(row, proposal)


@transaction.atomic
def drop_proposal(proposal_id: UUID, *, by: Actor) -> ChecklistProposal:
    """Lay a proposal aside for good."""
    row = _open_proposal(proposal_id, by=by)
    row.state = ChecklistProposal.State.DROPPED
    row.save(update_fields=["state"])
    return row


@transaction.atomic
def accept_proposal(proposal_id: UUID, *, new: NewProcess, by: Actor) -> ProcessVersion:
    """Draw what was decided, make the roles that are new, and make it a process: a draft in its line, or valid at once.

    Raises ProposalClosedError, CodeTakenError, PermissionDenied (needs processes.import, and a part in the line).
    """
    row = _open_proposal(proposal_id, by=by)
    model = checklist.build(checklist.from_dict(row.proposal))
    _make_roles(model, by=by)
    process, item = make_process(new, title=row.name)
    name = f"{item.code.lower()}.bpmn"
    version = write_version(process, item, NewVersion(content=write(model), model=model, name=name), by=by)
    row.state, row.process = ChecklistProposal.State.ACCEPTED, process
    row.save(update_fields=["state", "process"])
    return version


def _refuse_older(row: ChecklistProposal, revision: int) -> None:
    if row.revision != revision:
        raise ProposalMovedOnError(_("Somebody else changed this proposal meanwhile. Look at it again."))


def _open_proposal(proposal_id: UUID, *, by: Actor) -> ChecklistProposal:
    require(by, IMPORT)
    row = ChecklistProposal.objects.select_for_update().get(pk=proposal_id)
    if row.state != ChecklistProposal.State.OPEN:
        raise ProposalClosedError(_("This proposal was accepted or dropped already."))
    return row


def _keep(row: ChecklistProposal, proposal: Proposal) -> ChecklistProposal:
    row.proposal = checklist.to_dict(proposal)
    row.revision += 1
    row.save(update_fields=["proposal", "revision"])
    return row


def _make_roles(model: Model, *, by: Actor) -> None:
    """Make every role that the drawing names and the register lacks."""
    finder = RoleFinder()
    lanes = [lane.name for process in model.processes for lane in process.lanes]
    for name in dict.fromkeys([*lanes, *(role for _node, _letter, role in letters_of(model))]):
        if name.strip() and finder.named(name) is None:
            make_role(name, by=by)

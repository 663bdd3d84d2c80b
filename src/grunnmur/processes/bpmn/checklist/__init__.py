"""A checklist, as it lies in a table, becomes a reviewed proposal and then a swim-lane drawing.

`parse` reads the table, `propose` guesses (each guess beside its words), `decide` records what a person
says about a guess, `build` makes the laid-out model. `bpmn_from` does all with the defaults.
"""

from grunnmur.processes.bpmn.checklist.build import build
from grunnmur.processes.bpmn.checklist.messages import TEMPLATES, ChecklistError, Message, text
from grunnmur.processes.bpmn.checklist.parse import FoundTable, likeliest, parse, parse_all
from grunnmur.processes.bpmn.checklist.proposal import (
    SPLITS,
    Certainty,
    Guess,
    GuessKind,
    Item,
    Proposal,
    ProposalRow,
    Reading,
    Remark,
    Span,
    State,
    decide,
    from_dict,
    to_dict,
)
from grunnmur.processes.bpmn.checklist.propose import propose
from grunnmur.processes.bpmn.checklist.register import Register
from grunnmur.processes.bpmn.checklist.table import Cell, Column, Line, Row, Table, guessed, reread
from grunnmur.processes.bpmn.write import write

__all__ = [
    "SPLITS",
    "TEMPLATES",
    "Cell",
    "Certainty",
    "ChecklistError",
    "Column",
    "FoundTable",
    "Guess",
    "GuessKind",
    "Item",
    "Line",
    "Message",
    "Proposal",
    "ProposalRow",
    "Reading",
    "Register",
    "Remark",
    "Row",
    "Span",
    "State",
    "Table",
    "bpmn_from",
    "build",
    "decide",
    "from_dict",
    "guessed",
    "likeliest",
    "parse",
    "parse_all",
    "propose",
    "reread",
    "text",
    "to_dict",
]


def bpmn_from(data: bytes, name: str) -> tuple[bytes, tuple[str, ...]]:
    """Return BPMN 2.0 XML for a checklist, all guesses as they come, and the warnings in English.

    name: of the file or process, used where the text has no title.
    Raises ChecklistError with a sentence and, where known, the line.
    """
    proposal = propose(parse(data, name=name))
    return write(build(proposal)), tuple(text(remark.message) for remark in proposal.warnings)

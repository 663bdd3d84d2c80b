"""A checklist with everything guessed about it, as it lies before the person who decides."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from grunnmur.processes.bpmn.checklist.messages import Message

Kind = TypeVar("Kind")
LETTER = re.compile(r"[HUKI]:\s*\S")
Facts = tuple[tuple[str, str], ...]


class GuessKind(StrEnum):
    """What a guess is about; the comment says what its value holds."""

    LETTER = "letter"  # "K:Tillitsvalgt"
    NEW_ROLE = "new_role"  # role; fact binding
    ALTERNATIVE = "alternative"  # role that may stand in for the doer
    DOCUMENT = "document"  # title; fact storage = system it lies in
    SYSTEM = "system"  # name; fact access = "yes" if the text gives access
    LAW = "law"  # name
    LINK = "link"  # address; fact text
    CONDITION = "condition"  # "only when …" of one item
    REQUIRED = "required"  # the word that makes an item a must
    REMEMBER = "remember"  # the word that makes an item a warning
    DEADLINE = "deadline"  # as written
    RETENTION = "retention"  # ISO 8601 duration
    WAIT = "wait"  # message to wait for
    ORDER = "order"  # number of the row that comes first
    BACK = "back"  # number of the row to go back to; fact question
    SPLIT_ROWS = "split_rows"  # how many steps; fact part = role, one for each
    SPLIT_SENTENCE = "split_sentence"  # name of the new step; fact role
    BRANCH = "branch"  # name of the step; facts role, question, answer (yes or no), otherwise, otherwise_role
    PARALLEL = "parallel"  # name of the new step; fact role
    NAME = "name"  # better name for the step


SPLITS = frozenset({GuessKind.SPLIT_ROWS, GuessKind.SPLIT_SENTENCE, GuessKind.BRANCH, GuessKind.PARALLEL})


class Certainty(StrEnum):
    """How sure the rule is."""

    HIGH = "high"
    LOW = "low"


class State(StrEnum):
    """What a person said about a guess."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Span:
    """Where a guess was read: characters start to end of the row's cell of that column."""

    column: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Guess:
    """One guess about one row. `is_default`: it holds as long as nobody decided."""

    id: str
    row: str
    kind: GuessKind
    value: str
    span: Span
    rule: str
    certainty: Certainty = Certainty.HIGH
    state: State = State.PROPOSED
    is_default: bool = True
    item: str = ""  # the item it is about; "" = the whole row
    facts: Facts = ()
    question: Message | None = None

    @property
    def holds(self) -> bool:
        """Whether the drawing is to follow it."""
        if self.state is State.PROPOSED:
            return self.is_default
        return self.state is not State.REJECTED

    def fact(self, key: str) -> str:
        """Return a further fact, empty if there is none."""
        return dict(self.facts).get(key, "")


@dataclass(frozen=True, slots=True)
class Item:
    """A bullet or further paragraph of a row."""

    id: str
    text: str
    level: int
    start: int  # where it begins in the what cell


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One row: number and name as written, items, and the cells guesses point into."""

    id: str
    line: int
    number: str
    name: str
    items: tuple[Item, ...]
    cells: Facts  # column → text

    def cell(self, column: str) -> str:
        """Return the text of a column."""
        return dict(self.cells).get(column, "")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about the list or one row ("" = the list)."""

    message: Message
    row: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a list was read, and whether a person should look at that first.

    table: which of the file's tables, the first is 0; tables: how many there are. is_headed: the first row is headings
    though no word of it is known.
    """

    table: int = 0
    tables: int = 1
    columns: tuple[str, ...] = ()
    is_headed: bool = False
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything read from a list; frozen, so each decision gives a new one."""

    name: str
    language: str  # nb, nn, da or en
    rows: tuple[ProposalRow, ...]
    guesses: tuple[Guess, ...]
    warnings: tuple[Remark, ...] = ()
    reading: Reading = Reading()

    def about(self, row: str, *kinds: GuessKind) -> list[Guess]:
        """Return the guesses that hold for a row, of some kinds, in order."""
        return [guess for guess in self.guesses if guess.row == row and guess.kind in kinds and guess.holds]


def decide(proposal: Proposal, guess_id: str, state: State, *, value: str | None = None) -> Proposal:
    """Return the proposal with one guess decided; a value goes with CHANGED, and only with it.

    Raises KeyError for a guess that is not there, ValueError for a value that is missing, misplaced or no letter.
    """
    if (value is not None and bool(value.strip())) != (state is State.CHANGED):
        raise ValueError("A changed guess needs a value, and no other state takes one.")
    found = next((guess for guess in proposal.guesses if guess.id == guess_id), None)
    if found is None:
        raise KeyError(guess_id)
    if value is not None and found.kind is GuessKind.LETTER and not LETTER.match(value.strip()):
        raise ValueError("A letter is one of H, U, K and I with a role: “K:Arkiv”.")
    guesses = tuple(
        replace(guess, state=state, value=guess.value if value is None else value.strip())
        if guess.id == guess_id
        else guess
        for guess in proposal.guesses
    )
    return replace(proposal, guesses=guesses)


def to_dict(proposal: Proposal) -> dict[str, Any]:  # JSON: any value json.dumps takes
    """Return the proposal as plain JSON values."""
    return {
        "version": 1,
        "name": proposal.name,
        "language": proposal.language,
        "rows": [_row_to_dict(row) for row in proposal.rows],
        "guesses": [_guess_to_dict(guess) for guess in proposal.guesses],
        "warnings": [{"message": _said(remark.message), "row": remark.row} for remark in proposal.warnings],
        "reading": asdict(proposal.reading),
    }


def _row_to_dict(row: ProposalRow) -> dict[str, Any]:  # JSON
    items = [[item.id, item.text, item.level, item.start] for item in row.items]
    cells = [list(pair) for pair in row.cells]
    return {"id": row.id, "line": row.line, "number": row.number, "name": row.name, "items": items, "cells": cells}


def _guess_to_dict(guess: Guess) -> dict[str, Any]:  # JSON
    span = guess.span
    return {
        "id": guess.id,
        "row": guess.row,
        "kind": guess.kind.value,
        "value": guess.value,
        "span": [span.column, span.start, span.end, span.text],
        "rule": guess.rule,
        "certainty": guess.certainty.value,
        "state": guess.state.value,
        "is_default": guess.is_default,
        "item": guess.item,
        "facts": [list(pair) for pair in guess.facts],
        "question": _said(guess.question) if guess.question else None,
    }


def _said(message: Message) -> dict[str, Any]:  # JSON
    return {"key": message.key, "params": [list(pair) for pair in message.params]}


def from_dict(data: Mapping[str, Any]) -> Proposal:  # JSON
    """Return the proposal `to_dict` wrote. Raises ValueError, KeyError or TypeError on anything else."""
    if data["version"] != 1:
        raise ValueError("unknown version of a stored proposal")
    return Proposal(
        data["name"],
        data["language"],
        tuple(_row_from_dict(row) for row in data["rows"]),
        tuple(_guess_from_dict(guess) for guess in data["guesses"]),
        tuple(Remark(_message(remark["message"]), remark["row"]) for remark in data["warnings"]),
        _reading(data.get("reading", {})),
    )


def _reading(data: Mapping[str, Any]) -> Reading:  # JSON; proposals of the first version have none
    return Reading(**{**data, "columns": tuple(data.get("columns", ()))})


def _row_from_dict(data: Mapping[str, Any]) -> ProposalRow:  # JSON
    items = tuple(Item(*item) for item in data["items"])
    return ProposalRow(data["id"], data["line"], data["number"], data["name"], items, _pairs(data["cells"]))


def _guess_from_dict(data: Mapping[str, Any]) -> Guess:  # JSON
    return Guess(
        data["id"],
        data["row"],
        GuessKind(data["kind"]),
        data["value"],
        Span(*data["span"]),
        data["rule"],
        Certainty(data["certainty"]),
        State(data["state"]),
        data["is_default"],
        data["item"],
        _pairs(data["facts"]),
        _message(data["question"]) if data["question"] else None,
    )


def _message(data: Mapping[str, Any]) -> Message:  # JSON
    return Message(data["key"], _pairs(data["params"]))


def _pairs(data: Sequence[Sequence[str]]) -> Facts:
    return tuple((key, value) for key, value in data)

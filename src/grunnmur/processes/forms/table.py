"""What a form of the step table asks for: one change at a time."""

import secrets
from collections.abc import Callable, Mapping
from functools import partial

from grunnmur.processes.actions import PartsSaid
from grunnmur.processes.bpmn.table import Block, Branch, Event, Fork, Jump, Row, Table, edits, made_id, walk
from grunnmur.processes.bpmn.table.words import LETTERS, Words, apart, joined, words_of

LONGEST_NAME = 200
LONGEST_TEXT = 10_000
MOST_LINES = 100
NAME, OTHERWISE = "name-", "otherwise-"
Sent = Mapping[str, str]
Change = Callable[[Table], Table]


def words_in(sent: Sent) -> Words:
    """Return what a form says of a step: a line for each item, commas between roles."""
    letters = {letter: _roles(sent.get(f"letter-{letter}", "")) for letter in LETTERS}
    letters["H"] = letters["H"][:1]
    lines = (line_of(line) for line in sent.get("items", "").splitlines()[:MOST_LINES])
    return Words(
        name=line_of(sent.get("name", "")),
        role=line_of(sent.get("role", "")),
        doc="\n".join(sent.get("text", "").strip()[:LONGEST_TEXT].splitlines()),
        letters=letters,
        items=tuple(line for line in lines if line),
        deadline=line_of(sent.get("deadline", "")),
    )


def line_of(text: str) -> str:
    """Return a text as one line of at most 200 letters."""
    return " ".join(text.split())[:LONGEST_NAME]


def _roles(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (line_of(one) for one in text.split(",")))))


def new_id() -> str:
    """Return an id for a new element; no two are the same."""
    return made_id(secrets.token_hex(8))


def change_in(kind: str, target: str, sent: Sent, *, yes: str, no: str) -> Change | None:
    """Return the change a form asks for; None for one that there is not. yes, no: the answers of a new question."""
    name = line_of(sent.get("name", ""))
    role = line_of(sent.get("role", ""))
    question = line_of(sent.get("question", ""))
    step = Row(new_id(), name, role)
    through = sent.get("through", target)
    changes: dict[str, Change] = {
        "up": lambda table: edits.move(table, target, down=False),
        "down": lambda table: edits.move(table, target, down=True),
        "place": lambda table: edits.move_to(table, target, after=sent.get("place", "")),
        "remove": lambda table: edits.remove(table, target),
        "unwrap": lambda table: edits.unwrap(table, target),
        "add": lambda table: edits.add(table, _in_role(table, step, target), after=target),
        "merge": lambda table: edits.merge(table, target, make=joined),
        "split": partial(_split, target=target, new=step, items=_chosen(sent)),
        "choose": lambda table: edits.wrap(table, target, through, partial(_choice, question, yes, no)),
        "together": lambda table: edits.wrap(table, target, through, _together),
        "back": lambda table: edits.go_back(table, Jump(new_id(), sent.get("to", ""), question, yes, no), after=target),
        "answer": lambda table: edits.answer(
            table, target, line_of(sent.get("answer", "")), new=_in_role(table, step, target)
        ),
        "end": partial(_end, target=target, name=name),
    }
    return changes.get(kind)


def _chosen(sent: Sent) -> tuple[str, ...]:
    return tuple(value for key, value in sent.items() if key.startswith("item-"))


def _in_role(table: Table, step: Row, after: str) -> Row:
    """Let a new step be done by whom the form names, else by whoever does the step before."""
    if step.role:
        return step
    role = next((row.role for row in table.rows()), "")
    for block, _depth in walk(table.blocks):
        role = block.role if isinstance(block, Row) else role
        if block.id == after.partition(edits.PLACE)[0]:
            break
    return Row(step.id, step.name, role)


def _split(table: Table, *, target: str, new: Row, items: tuple[str, ...]) -> Table:
    row = next((one for one in table.rows() if one.id == target), None)
    if row is None:
        raise edits.EditRefusedError(edits.NOT_THERE)
    first, second = apart(row, new=Row(new.id, new.name, new.role or row.role), items=items)
    return edits.add(edits.reword(table, first), second, after=target)


def _choice(question: str, yes: str, no: str, blocks: tuple[Block, ...]) -> Fork:
    return Fork(new_id(), (Branch(yes, blocks), Branch(no)), question)


def _together(blocks: tuple[Block, ...]) -> Fork:
    if len(blocks) < 2:
        raise edits.EditRefusedError(edits.NOT_TOGETHER)
    return Fork(new_id(), tuple(Branch("", (block,)) for block in blocks), is_parallel=True)


def _end(table: Table, *, target: str, name: str) -> Table:
    fork, _mark, number = target.rpartition(edits.PLACE)
    place = int(number) if number.isascii() and number.isdecimal() else len(number) + 99
    return edits.end(table, fork, place, Event(new_id(), name, is_end=True))


def parts_in(sent: Sent) -> PartsSaid:
    """Return what events, questions and answers are to be called, and which answer holds in all other cases."""
    names = {key.removeprefix(NAME): line_of(value) for key, value in sent.items() if key.startswith(NAME)}
    otherwise = {key.removeprefix(OTHERWISE): value for key, value in sent.items() if key.startswith(OTHERWISE)}
    return PartsSaid(names, otherwise)


__all__ = ["change_in", "line_of", "parts_in", "words_in", "words_of"]

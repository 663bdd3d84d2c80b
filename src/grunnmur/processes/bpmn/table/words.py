"""What a step says beside its name: letters, checklist and deadline among its facts, read and written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grunnmur.processes.bpmn.table.model import Facts, Row

LETTERS = "HUKI"
LETTER, ITEM, DEADLINE = "letter", "checklist_item", "deadline"
OF_ITEM, OF_DEADLINE = "item_", "deadline_"
BETWEEN_DEADLINES = "; "
OWN = ("uid", "number")


@dataclass(frozen=True, slots=True)
class Words:
    """What a person may say of a step. letters: role names by letter; a U here is somebody beside the lane's role.

    deadline: as people say it; several are parted by semicolons.
    """

    name: str
    role: str
    doc: str
    letters: Mapping[str, Sequence[str]]
    items: tuple[str, ...]
    deadline: str


def words_of(row: Row) -> Words:
    """Return what a step says."""
    letters: dict[str, list[str]] = {letter: [] for letter in LETTERS}
    for key, value in row.facts:
        letter, _colon, role = value.partition(":")
        if key == LETTER and letter in letters and role.strip():
            letters[letter].append(role.strip())
    items = tuple(value for key, value in row.facts if key == ITEM)
    deadline = BETWEEN_DEADLINES.join(value for key, value in row.facts if key == DEADLINE)
    return Words(row.name, row.role, row.doc, {k: tuple(v) for k, v in letters.items()}, items, deadline)


def said(row: Row, words: Words) -> Row:
    """Return the step saying this; links and what else is known of it stay, and of items that are still there too."""
    if words_of(row) == words:
        return row
    own = [(key, value) for key, value in row.facts if key in OWN]
    letters = [(LETTER, f"{letter}:{role}") for letter in LETTERS for role in words.letters.get(letter, ())]
    others = [(key, value) for key, value in row.facts if not _is_said(key)]
    about = _about(row.facts, ITEM, OF_ITEM)
    items = [pair for item in words.items for pair in ((ITEM, item), *about.get(item, ()))]
    facts = (*own, *letters, *others, *_deadlines(row, words.deadline), *items)
    return replace(row, name=words.name, role=words.role, doc=words.doc, facts=facts)


def _deadlines(row: Row, line: str) -> list[tuple[str, str]]:
    """Return the facts of the deadlines a line says; those that were there, with what is known of them."""
    if line == words_of(row).deadline:
        return [(key, value) for key, value in row.facts if key == DEADLINE or key.startswith(OF_DEADLINE)]
    about = _about(row.facts, DEADLINE, OF_DEADLINE)
    said = filter(None, (" ".join(one.split()) for one in line.split(BETWEEN_DEADLINES.strip())))
    return [pair for one in said for pair in ((DEADLINE, one), *about.get(one, ()))]


def is_bare_number(deadline: str) -> bool:
    """Tell whether a deadline is a number without what it counts, such as days or weeks."""
    return any(one.strip().isdecimal() for one in deadline.split(BETWEEN_DEADLINES.strip()))


def joined(one: Row, other: Row) -> Row:
    """Return one step of two: the second one's name and items become items of the first."""
    first, second = words_of(one), words_of(other)
    letters = {letter: tuple(dict.fromkeys((*first.letters[letter], *second.letters[letter]))) for letter in LETTERS}
    letters["H"] = letters["H"][:1]
    if other.role != one.role and other.role:
        letters["U"] = tuple(dict.fromkeys((*letters["U"], other.role)))
    doc = "\n\n".join(filter(None, (first.doc, second.doc)))
    items = (*first.items, *([second.name] if second.name else ()), *second.items)
    kept = tuple((key, value) for key, value in other.facts if key not in OWN and not _is_said(key))
    about = tuple(pair for pairs in _about(other.facts, ITEM, OF_ITEM).values() for pair in pairs)
    base = replace(one, facts=(*one.facts, *kept))
    words = Words(first.name, first.role, doc, letters, items, first.deadline or second.deadline)
    made = said(base, words)
    return made if not about else _with_items_of(made, other)


def _with_items_of(row: Row, other: Row) -> Row:
    """Return a step whose items are known of what another one knows of them."""
    about = _about(other.facts, ITEM, OF_ITEM)
    own = _about(row.facts, ITEM, OF_ITEM)
    facts: list[tuple[str, str]] = []
    for key, value in row.facts:
        facts.append((key, value))
        if key == ITEM and value in about and not own.get(value):
            facts += about[value]
    return replace(row, facts=tuple(facts))


def apart(row: Row, *, new: Row, items: Sequence[str]) -> tuple[Row, Row]:
    """Return two steps of one: these of its items go to the new one."""
    words = words_of(row)
    about = _about(row.facts, ITEM, OF_ITEM)
    kept = tuple(item for item in words.items if item not in items)
    moved = tuple(item for item in words.items if item in items)
    facts = tuple(pair for item in moved for pair in ((ITEM, item), *about.get(item, ())))
    return said(row, replace(words, items=kept)), replace(new, facts=(*new.facts, *facts))


def _is_said(key: str) -> bool:
    return key in {*OWN, LETTER, ITEM, DEADLINE} or key.startswith((OF_ITEM, OF_DEADLINE))


def _about(facts: Facts, what: str, of_it: str) -> dict[str, list[tuple[str, str]]]:
    """Return what is known of each fact of a name, by its text."""
    about: dict[str, list[tuple[str, str]]] = {}
    one = ""
    for key, value in facts:
        if key == what:
            one = value
            about.setdefault(one, [])
        elif key.startswith(of_it) and one:
            about[one].append((key, value))
    return about

"""From a table to a proposal: everything guessed, each guess beside the words it was read from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from grunnmur.processes.bpmn.checklist.actors import Roles, is_verb, named_actors
from grunnmur.processes.bpmn.checklist.language import language_of
from grunnmur.processes.bpmn.checklist.messages import ChecklistError, message
from grunnmur.processes.bpmn.checklist.naming import deed, verb_form
from grunnmur.processes.bpmn.checklist.proposal import (
    Certainty,
    Guess,
    GuessKind,
    Item,
    Proposal,
    ProposalRow,
    Remark,
)
from grunnmur.processes.bpmn.checklist.propose import conditions, items, letters, links, order, splits
from grunnmur.processes.bpmn.checklist.propose.reading import Names, Reading, Text, read_row
from grunnmur.processes.bpmn.checklist.register import Register
from grunnmur.processes.bpmn.checklist.table import NUMBER, Cell, Column, Row, Table

__all__ = ["propose"]


def propose(table: Table, *, register: Register | None = None, name: str = "") -> Proposal:
    """Return the proposal for a table.

    register: known roles, systems, documents and laws; empty parts are filled with common ones.
    name: of the process; else the table's title.
    Raises ChecklistError if no column says what is to be done.
    """
    if Column.WHAT not in table.columns:
        raise ChecklistError(message("no_what"))
    filled = (register or Register()).filled()
    names = Names(_roles(table, filled), filled)
    sources, remarks = _rows(table)
    if not sources:
        raise ChecklistError(message("no_rows"))
    rows = tuple(row for row, _ in sources)
    language = language_of(table)
    found = list(_read_all(table, sources, names, language))
    remarks += order.number_remarks(rows)
    remarks += [one for one in found if isinstance(one, Remark)]
    guesses = _numbered([one for one in found if isinstance(one, Guess)], [row.id for row in rows])
    return Proposal(name or table.title, language, rows, guesses, tuple(remarks))


def _read_all(
    table: Table, sources: Sequence[tuple[ProposalRow, Row]], names: Names, language: str
) -> Iterator[Guess | Remark]:
    """Yield everything read from the rows one by one, then what they say about each other."""
    rows = [row for row, _ in sources]
    readings = [read_row(row, names=names) for row in rows]
    doer = ""
    for reading, (_, source) in zip(readings, sources, strict=True):
        yield from _read(reading, table, source, language=language, above=doer)
        yield from order.ways_back(reading, rows)
        doer = letters.read_actors(reading).doer or doer
    yield from order.order_checks(readings)


def _roles(table: Table, register: Register) -> Roles:
    """Return the known roles and those the list itself names in its who column."""
    known = Roles(register.roles)
    named = {
        mention.role: ()
        for row in table.rows
        for group in named_actors(table.cell(row, Column.WHO).text, roles=known)
        for mention in group
        if not mention.is_known
    }
    return Roles({**register.roles, **named}) if named else known


def _rows(table: Table) -> tuple[list[tuple[ProposalRow, Row]], list[Remark]]:
    """Return the rows that say what is to be done, and what is wrong with the others."""
    remarks = [Remark(warning) for warning in table.warnings]
    rows: list[tuple[ProposalRow, Row]] = []
    for row in table.rows:
        what = table.cell(row, Column.WHAT)
        if not what.lines:
            remarks.append(Remark(message("what_empty", line=row.line)))
            continue
        made = _row(table, row, what, place=len(rows) + 1)
        if Column.WHO in table.columns and not made.cell(Column.WHO):
            remarks.append(Remark(message("who_empty", number=made.number), made.id))
        rows.append((made, row))
    return rows, remarks


def _row(table: Table, row: Row, what: Cell, *, place: int) -> ProposalRow:
    written = table.cell(row, Column.NUMBER).text
    match = NUMBER.match(written)
    starts = [0]
    for line in what.lines:
        starts.append(starts[-1] + len(line.text) + 1)
    row_items = tuple(
        Item(f"r{place}.{number}", line.text, max(line.level, 1), start)
        for number, (line, start) in enumerate(zip(what.lines[1:], starts[1:], strict=False), start=1)
    )
    cells = tuple((kind.value, text) for kind in Column if (text := table.cell(row, kind).text))
    return ProposalRow(
        f"r{place}", row.line, match.group(1) if match else written or str(place), what.lines[0].text, row_items, cells
    )


def _read(reading: Reading, table: Table, source: Row, *, language: str, above: str) -> Iterator[Guess | Remark]:
    """Yield everything read from one row. above: who did the last row, for a row that names nobody."""
    actors = letters.read_actors(reading)
    doer = actors.doer or above
    cells = {kind.value: table.cell(source, kind) for kind in Column}
    matched = splits.is_matched(reading, actors)
    led = [*conditions.led(reading, doer=doer, language=language, is_split=matched)]
    places = {(guess.item, guess.span.start) for guess in led}
    branches = splits.branches(reading, doer=doer, language=language)
    found = [*led, *(guess for guess in branches if (guess.item, guess.span.start) not in places)]
    handed = [*splits.split_by_hand_over(reading, doer=doer), *splits.parallels(reading)]
    apart = frozenset(guess.span.start for guess in found)
    gets = frozenset(guess.fact("role") for guess in (*found, *handed))
    yield from letters.letters(reading, actors, is_matched=matched)
    if not actors.doer and above:
        yield _from_above(reading, above)
    yield from splits.who_column(reading)
    yield from _once(letters.text_letters(reading, doer=doer, handed=gets))
    yield from splits.split_by_group(reading, actors)
    yield from handed
    yield from found
    yield from items.item_facts(reading, without=apart)
    yield from links.documents(reading)
    yield from links.systems(reading)
    yield from links.laws(reading)
    yield from links.hyperlinks(reading, cells)
    yield from links.lost_links(reading, has_links=any(line.links for cell in cells.values() for line in cell.lines))
    yield from _better_name(reading)
    yield from _without_actor(reading, doer=actors.doer)


def _from_above(reading: Reading, above: str) -> Guess:
    text = Text(Column.WHO, "", 0, "", (), ())
    return reading.guess(GuessKind.LETTER, f"U:{above}", text, start=0, end=0, rule="row-above", is_sure=False)


def _once(guesses: Iterator[Guess]) -> Iterator[Guess]:
    """Yield each letter of a role once per row; a sure one replaces none."""
    seen: set[str] = set()
    for guess in guesses:
        if guess.value not in seen:
            seen.add(guess.value)
            yield guess


def _better_name(reading: Reading) -> Iterator[Guess]:
    better = verb_form(reading.row.name)
    if better:
        text = Text(Column.WHAT, "", 0, reading.row.name, (), ())
        yield reading.guess(
            *(GuessKind.NAME, better, text),
            start=0,
            end=text.end,
            rule="verb-form",
            is_sure=False,
            is_default=False,
            question=message("verb_form"),
        )


def _without_actor(reading: Reading, *, doer: str) -> Iterator[Guess]:
    """Yield a name without who does it, when the sentence says so first: the lane says it already."""
    text = next((one for one in reading.texts if one.column == Column.WHAT and one.start == 0), None)
    first = next((one for one in text.mentions if one.start == 0), None) if text else None
    after = next((token for token in text.words if token.start >= first.end), None) if text and first else None
    if text and first and after and first.role == doer and is_verb(after):
        name = deed(text.text[after.start :])
        yield reading.guess(GuessKind.NAME, name, text, start=0, end=text.end, rule="actor-first")


def _numbered(guesses: Sequence[Guess], rows: Sequence[str]) -> tuple[Guess, ...]:
    """Return the guesses by row, each with an id that stays while the row is read the same.

    A role asked or told twice in a row by the same letter is guessed once; the surer stays.
    """
    count: Counter[str] = Counter()
    place = {row: number for number, row in enumerate(rows)}
    kept: dict[tuple[str, str, str, str], Guess] = {}
    for guess in sorted(guesses, key=lambda guess: place[guess.row]):
        key = (guess.row, guess.kind, guess.value, "" if guess.kind is GuessKind.LETTER else f"{guess.span}")
        if key not in kept or (guess.certainty is Certainty.HIGH and kept[key].certainty is Certainty.LOW):
            kept[key] = guess
    numbered = []
    for guess in kept.values():
        count[guess.row] += 1
        numbered.append(replace(guess, id=f"{guess.row}-{count[guess.row]}"))
    return tuple(numbered)

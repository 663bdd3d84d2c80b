"""How a proposal is put for the screen: each row with its source text, and each guess beside its words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from grunnmur.processes.bpmn.checklist import SPLITS, Certainty, Column, Guess, GuessKind, Proposal, ProposalRow, State
from grunnmur.processes.forms.decisions import CHANGEABLE, ROLE_KINDS
from grunnmur.processes.queries import said
from grunnmur.processes.views.shown import kept_for, letter_words

INFORMATION = frozenset({GuessKind.NEW_ROLE, GuessKind.ORDER})  # follows from the text; there is nothing to decide


@dataclass(frozen=True)
class Piece:
    """A piece of a row's source text; marked when a guess was read from it."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class SourceLine:
    """One line of a cell; a bullet or further paragraph has a level above 0."""

    pieces: tuple[Piece, ...]
    is_item: bool


@dataclass(frozen=True)
class SourceCell:
    """A cell of the checklist under the name of its column."""

    label: str
    lines: tuple[SourceLine, ...]


@dataclass(frozen=True)
class ShownGuess:
    """One guess: what it would become, the words it came from, and what is chosen now.

    chosen: accepted, rejected or changed. letter and value: what the fields hold. error: what is wrong with them.
    """

    id: str
    sentence: str
    quote: str
    question: str
    is_uncertain: bool
    is_information: bool
    is_split: bool
    chosen: str
    can_change: bool
    is_letter: bool
    is_role: bool
    letter: str
    value: str
    error: str
    is_decided: bool


@dataclass(frozen=True)
class ShownRow:
    """A row of the checklist with its cells and guesses."""

    id: str
    number: str
    name: str
    warnings: tuple[str, ...]
    cells: tuple[SourceCell, ...]
    guesses: tuple[ShownGuess, ...]


def shown_rows(
    proposal: Proposal, *, sent: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> list[ShownRow]:
    """Return the rows of a proposal. sent: what a form held that could not be taken; errors: by guess."""
    guesses = {row.id: [guess for guess in proposal.guesses if guess.row == row.id] for row in proposal.rows}
    return [
        ShownRow(
            id=row.id,
            number=row.number,
            name=row.name,
            warnings=tuple(said(remark.message) for remark in proposal.warnings if remark.row == row.id),
            cells=tuple(_cells(row, guesses[row.id])),
            guesses=tuple(_guess(guess, sent or {}, errors or {}) for guess in guesses[row.id]),
        )
        for row in proposal.rows
    ]


def roles_named(proposal: Proposal) -> list[str]:
    """Return every role a proposal names, in alphabetical order."""
    letters = [guess.value.partition(":")[2] for guess in proposal.guesses if guess.kind is GuessKind.LETTER]
    others = [guess.value for guess in proposal.guesses if guess.kind in ROLE_KINDS - {GuessKind.LETTER}]
    return sorted({name.strip() for name in (*letters, *others)})


def _cells(row: ProposalRow, guesses: Iterable[Guess]) -> Iterable[SourceCell]:
    labels = {
        Column.WHAT: _("What"),
        Column.WHO: _("Who"),
        Column.WHEN: _("When"),
        Column.SYSTEM: _("System"),
        Column.DOCUMENT: _("Document"),
        Column.ACCOUNTABLE: _("Accountable"),
        Column.NOTE: _("Note"),
    }
    spans = [guess.span for guess in guesses]
    for column, label in labels.items():
        text = row.cell(column)
        if text:
            marked = [(span.start, span.end) for span in spans if span.column == column]
            yield SourceCell(label, tuple(_lines(text, marked)))


def _lines(text: str, marked: Sequence[tuple[int, int]]) -> Iterable[SourceLine]:
    start = 0
    for number, line in enumerate(text.split("\n")):
        inside = [(low - start, high - start) for low, high in marked]
        yield SourceLine(tuple(_pieces(line, inside)), is_item=number > 0)
        start += len(line) + 1


def _pieces(line: str, marked: Sequence[tuple[int, int]]) -> Iterable[Piece]:
    """Cut a line where marks begin and end; marks may lie over each other."""
    cuts = {place for pair in marked for place in pair if 0 < place < len(line)}
    for low, high in pairwise(sorted({0, len(line), *cuts})):
        yield Piece(line[low:high], any(begin <= low and high <= end for begin, end in marked))


def _guess(guess: Guess, sent: Mapping[str, str], errors: Mapping[str, str]) -> ShownGuess:
    letter, _colon, role = guess.value.partition(":") if guess.kind is GuessKind.LETTER else ("", "", guess.value)
    chosen = "changed" if guess.state is State.CHANGED else "accepted" if guess.holds else "rejected"
    return ShownGuess(
        id=guess.id,
        sentence=guess_sentence(guess),
        quote=guess.span.text,
        question=said(guess.question) if guess.question else "",
        is_uncertain=guess.certainty is Certainty.LOW,
        is_information=guess.kind in INFORMATION,
        is_split=guess.kind in SPLITS,
        chosen=sent.get(f"state-{guess.id}", chosen),
        can_change=guess.kind in CHANGEABLE,
        is_letter=guess.kind is GuessKind.LETTER,
        is_role=guess.kind in ROLE_KINDS,
        letter=sent.get(f"letter-{guess.id}", letter),
        value=sent.get(f"value-{guess.id}", role),
        error=errors.get(guess.id, ""),
        is_decided=guess.state is not State.PROPOSED,
    )


def guess_sentence(guess: Guess) -> str:
    """Say what a guess would become."""
    if guess.kind is GuessKind.LETTER:
        letter, _colon, role = guess.value.partition(":")
        return _("%(word)s: %(role)s") % {"word": letter_words()[letter], "role": role.strip()}
    if guess.kind is GuessKind.RETENTION:
        return kept_for(guess.value)
    parts = ", ".join(value for key, value in guess.facts if key == "part")
    facts = {"value": guess.value, "role": guess.fact("role"), "of": guess.fact("of"), "parts": parts}
    return _templates()[guess.kind] % facts


def _templates() -> dict[GuessKind, str]:
    return {
        GuessKind.NEW_ROLE: _("New role: %(value)s"),
        GuessKind.ALTERNATIVE: _("%(value)s may do it instead of %(of)s"),
        GuessKind.DOCUMENT: _("Document: %(value)s"),
        GuessKind.SYSTEM: _("System: %(value)s"),
        GuessKind.LAW: _("Law: %(value)s"),
        GuessKind.LINK: _("Link: %(value)s"),
        GuessKind.CONDITION: _("Only: %(value)s"),
        GuessKind.REQUIRED: _("Required, because it says “%(value)s”"),
        GuessKind.REMEMBER: _("Remember, because it says “%(value)s”"),
        GuessKind.DEADLINE: _("Deadline: %(value)s"),
        GuessKind.WAIT: _("Wait for: %(value)s"),
        GuessKind.ORDER: _("Comes after step %(value)s"),
        GuessKind.BACK: _("Go back to step %(value)s"),
        GuessKind.SPLIT_ROWS: _("Split into %(value)s steps: %(parts)s"),
        GuessKind.SPLIT_SENTENCE: _("A step of its own: %(value)s (%(role)s)"),
        GuessKind.BRANCH: _("A step that is done by choice: %(value)s (%(role)s)"),
        GuessKind.PARALLEL: _("At the same time: %(value)s (%(role)s)"),
        GuessKind.NAME: _("Call the step “%(value)s”"),
    }


def column_words() -> dict[Column, str]:
    """Return what a column may say, in words."""
    return {
        Column.NUMBER: _("Number"),
        Column.WHAT: _("What is done"),
        Column.WHO: _("Who does it"),
        Column.ACCOUNTABLE: _("Who answers for it"),
        Column.WHEN: _("When"),
        Column.SYSTEM: _("System"),
        Column.DOCUMENT: _("Document"),
        Column.NOTE: _("Note"),
        Column.OTHER: _("Not used"),
    }


def read_as(proposal: Proposal) -> str:
    """Return which table of the file was read, and what its columns were taken for; empty where that is not kept."""
    reading = proposal.reading
    if not reading.columns:
        return ""
    words = column_words()
    columns = ", ".join(words[Column(one)].lower() for one in reading.columns)
    if reading.tables == 1:
        return _("The columns were read as: %(columns)s.") % {"columns": columns}
    told = _("Table %(table)s of %(tables)s was read, with its columns as: %(columns)s.")
    return told % {"table": reading.table + 1, "tables": reading.tables, "columns": columns}

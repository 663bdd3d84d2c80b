"""What all the rules of one row share: its texts, the known names, and how a guess is made."""

from collections.abc import Iterator
from dataclasses import dataclass

from grunnmur.processes.bpmn.checklist.actors import Mention, Roles
from grunnmur.processes.bpmn.checklist.messages import Message
from grunnmur.processes.bpmn.checklist.proposal import Certainty, Facts, Guess, GuessKind, ProposalRow, Span
from grunnmur.processes.bpmn.checklist.register import Register
from grunnmur.processes.bpmn.checklist.table import Column
from grunnmur.processes.bpmn.checklist.words import Token, sentences, tokens


@dataclass(frozen=True, slots=True)
class Names:
    """What is known when a list is read."""

    roles: Roles
    register: Register  # filled


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of a row: where it stands, its words and the roles it names."""

    column: str
    item: str
    start: int
    text: str
    words: tuple[Token, ...]
    mentions: tuple[Mention, ...]

    def from_to(self, start: int, end: int) -> str:
        """Return the text between two places of the cell."""
        return self.text[start - self.start : end - self.start]

    @property
    def end(self) -> int:
        """Where the sentence ends in its cell."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """One row as the rules see it."""

    row: ProposalRow
    names: Names
    texts: tuple[Text, ...]  # sentences of the title, the items and the note, in order

    def guess(  # noqa: PLR0913  # one argument a field, all by name
        self,
        kind: GuessKind,
        value: str,
        at: Text,
        *,
        start: int,
        end: int,
        rule: str,
        is_sure: bool = True,
        is_default: bool = True,
        facts: Facts = (),
        question: Message | None = None,
    ) -> Guess:
        """Return a guess read from characters start to end of a cell; its id is given later."""
        span = Span(at.column, start, end, at.from_to(start, end))
        certainty = Certainty.HIGH if is_sure else Certainty.LOW
        made = Guess("", self.row.id, kind, value, span, rule, certainty)
        return Guess(
            *(made.id, made.row, made.kind, made.value, made.span, made.rule, made.certainty, made.state),
            is_default,
            at.item,
            facts,
            question,
        )

    @property
    def who(self) -> Text | None:
        """The who cell as one text."""
        cell = self.row.cell(Column.WHO)
        return make_text(Column.WHO, "", 0, cell, self.names) if cell else None


def make_text(column: str, item: str, start: int, text: str, names: Names) -> Text:
    """Return a text with its words and the roles in it."""
    words = tuple(tokens(text, offset=start))
    return Text(column, item, start, text, words, tuple(names.roles.mentions(text, offset=start)))


def read_row(row: ProposalRow, *, names: Names) -> Reading:
    """Return the row with its sentences."""
    return Reading(row, names, tuple(_texts(row, names)))


def _texts(row: ProposalRow, names: Names) -> Iterator[Text]:
    parts = [(Column.WHAT.value, "", 0, row.name)]
    parts += [(Column.WHAT.value, item.id, item.start, item.text) for item in row.items]
    parts.append((Column.NOTE.value, "", 0, row.cell(Column.NOTE)))
    for column, item, begin, whole in parts:
        for at, sentence in sentences(whole):
            yield make_text(column, item, begin + at, sentence, names)

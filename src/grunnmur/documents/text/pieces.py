"""A text as pieces in reading order: headings, paragraphs, items of lists, rows of tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal, NamedTuple

PieceKind = Literal["heading", "text", "item", "row", "picture"]


class Words(NamedTuple):
    """Words in a row, and the address they lead to as it stands in the text, if they do."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Piece:
    """One piece of a text. level: of a heading, from 2 down; 1 for a numbered item, the first row of a table, and a
    picture inside a list.

    cells: of a row. anchor: of a heading, once in its text. lines: its text, or each of its cells, with where words
    lead; none where that is not known. picture: the id of one, whose text is what it shows.
    """

    kind: PieceKind
    text: str = ""
    level: int = 0
    cells: tuple[str, ...] = ()
    anchor: str = ""
    lines: tuple[tuple[Words, ...], ...] = field(default=(), compare=False)
    picture: str = ""

    @property
    def said(self) -> Sequence[Sequence[Words]]:
        """The text, or each of the cells, as words of which some may lead somewhere."""
        return self.lines or [[Words(text)] for text in (self.cells if self.kind == "row" else [self.text])]

    @property
    def plain(self) -> str:
        """The piece as one line of plain text."""
        return " | ".join(self.cells) if self.kind == "row" else self.text

    def stored(self) -> list[Any]:  # Any: JSON
        """Return the piece as it is kept."""
        return [self.kind, self.text, self.level, list(self.cells), self.anchor]


class Heading(NamedTuple):
    """A heading of a text, and where one gets to it."""

    anchor: str
    level: int
    title: str


class Group(NamedTuple):
    """Pieces that belong together: one heading, paragraph or picture, the items of a list, the rows of a table.

    first: the number of the first item of a numbered list, which goes on after a picture inside it.
    """

    kind: str
    pieces: Sequence[Piece]
    first: int = 1


def read_pieces(rows: Iterable[Sequence[Any]]) -> list[Piece]:  # Any: JSON
    """Return pieces as they were kept; headings without an anchor get one."""
    pieces = [Piece(kind, text, level, tuple(cells), anchor) for kind, text, level, cells, anchor in rows]
    return list(anchored(pieces))


def anchored(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces; a heading without an anchor gets one made of its words, the same each time."""
    taken: set[str] = set()
    for piece in pieces:
        if piece.kind == "heading" and not piece.anchor:
            anchor = free_anchor(piece.text, taken)
            taken.add(anchor)
            yield Piece("heading", piece.text, piece.level, (), anchor)
        else:
            yield piece


def free_anchor(title: str, taken: set[str]) -> str:
    """Return an anchor made of the words of a heading, with a number if it is taken."""
    letters = "".join(letter if letter.isalnum() else "-" for letter in title.lower())
    stem = "-".join(filter(None, letters.split("-")))[:80] or "section"
    stem = f"s-{stem}"  # never an id of the page around the text
    number = 1
    anchor = stem
    while anchor in taken:
        number += 1
        anchor = f"{stem}-{number}"
    return anchor


def headings_of(pieces: Iterable[Piece]) -> list[Heading]:
    """Return the headings in reading order."""
    return [Heading(piece.anchor, piece.level, piece.text) for piece in pieces if piece.kind == "heading"]


def as_plain(pieces: Iterable[Piece]) -> str:
    """Return the text with a line for each piece."""
    return "\n".join(piece.plain for piece in pieces)


def words_in(pieces: Iterable[Piece]) -> list[str]:
    """Return the words of a text in reading order."""
    return as_plain(pieces).split()


def group(pieces: Iterable[Piece]) -> Iterator[Group]:
    """Yield lists and tables as one group each, and every other piece alone."""
    number = 0

    def belongs(piece: Piece) -> tuple[str, int]:
        nonlocal number
        if piece.kind in {"heading", "text", "picture"} or (piece.kind == "row" and piece.level == 1):
            number += 1
        kind = {"item": "numbers" if piece.level else "items", "row": "table"}.get(piece.kind, piece.kind)
        return kind, number

    counted = 0
    for (kind, _number), found in groupby(pieces, key=belongs):
        own = list(found)
        yield Group(kind, own, counted + 1 if kind == "numbers" else 1)
        if kind == "numbers":
            counted += len(own)
        elif not (kind == "picture" and own[0].level):
            counted = 0

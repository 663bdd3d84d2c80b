"""A table as read: cells of lines and bullets, and which column says what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from grunnmur.processes.bpmn.checklist.messages import ChecklistError, Message, message
from grunnmur.processes.bpmn.checklist.words import fold

MAX_ROWS = 300
MAX_CELL = 5_000  # letters of one cell
MAX_TEXT = 300_000  # letters of the whole list
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BULLET = re.compile(r"^(\s*)(?:[•·▪◦‣●○*\u2013\u2014-])\s+")
NUMBER = re.compile(r"^\s*(?:\(?)(\d{1,4}[a-zæøå]?|[IVXivx]{1,5})\s*[.):]*\s*$")
TOTALS = frozenset({"sum", "total", "totalt", "i alt", "ialt", "samlet", "til sammen"})


class Column(StrEnum):
    """What a column says."""

    NUMBER = "number"
    WHAT = "what"
    WHO = "who"
    WHEN = "when"
    SYSTEM = "system"
    DOCUMENT = "document"
    ACCOUNTABLE = "accountable"
    NOTE = "note"
    OTHER = "other"


HEADER_WORDS: dict[Column, frozenset[str]] = {
    Column.NUMBER: frozenset({"nr", "#", "no", "nummer", "number", "lopenr", "lobenr", "trinn", "steg nr", "trin"}),
    Column.WHAT: frozenset(
        {"hva", "kva", "hvad", "what", "aktivitet", "oppgave", "opgave", "gjoremal", "task", "activity"}
        | {"steg", "step", "punkt", "handling", "arbeidsoppgave", "tiltak", "hva skal gjores", "sjekkpunkt"}
    ),
    Column.WHO: frozenset(
        {"hvem", "kven", "who", "ansvarlig", "ansvarleg", "rolle", "role", "ansvar", "utforer", "utfores av"}
        | {"udforer", "udforende", "utforende", "responsible", "hvem gjor det", "aktor", "hvem/hvad"}
    ),
    Column.WHEN: frozenset({"nar", "hvornar", "when", "frist", "tidsfrist", "deadline", "due", "tid", "innen"}),
    Column.SYSTEM: frozenset({"system", "fagsystem", "verktoy", "vaerktoj", "tool", "it-system", "systemer"}),
    Column.DOCUMENT: frozenset(
        {"dokument", "document", "skjema", "skema", "rutine", "mal", "skabelon", "template", "vejledning", "form"}
        | {"dokumenter", "documents", "dokumentasjon", "veileder"}
    ),
    Column.ACCOUNTABLE: frozenset(
        {"hovedansvarlig", "hovudansvarleg", "accountable", "avgjor", "godkjenner", "beslutter", "godkender", "eier"}
    ),
    Column.NOTE: frozenset({"merknad", "kommentar", "note", "notat", "bemaerkning", "comment", "merknader", "info"}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph (level 0) or bullet (1 and up); links are (shown text, target)."""

    text: str
    level: int = 0
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of one cell, none of them empty."""

    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """All lines below each other; places in guesses count in this text."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """One row and the line of the input where it begins (1-based, 0 = unknown)."""

    line: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not any(cell.lines for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A checklist as it was pasted; `columns` are guesses the person may correct with `replace`."""

    columns: tuple[Column, ...]
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    title: str = ""
    warnings: tuple[Message, ...] = ()

    def cell(self, row: Row, column: Column) -> Cell:
        """Return the row's cell of a kind, empty if there is none; several of a kind are joined."""
        found = [c for kind, c in zip(self.columns, row.cells, strict=False) if kind is column]
        return Cell(tuple(line for cell in found for line in cell.lines))


def clean(text: str) -> str:
    """Return text without invisible marks and control characters, each white space one blank."""
    return " ".join(CONTROL.sub("", text.translate(INVISIBLE)).split())


def make_line(text: str, *, level: int = 0, links: Sequence[tuple[str, str]] = ()) -> Line | None:
    """Return a cleaned line, None if nothing is left; a typed bullet is taken off and counted as one."""
    bullet = BULLET.match(text.translate(INVISIBLE).replace("\u00a0", " ").replace("\t", "  "))
    if bullet and not level:
        level = 1 + len(bullet.group(1)) // 2
    cleaned = clean(text)
    if bullet:
        cleaned = clean(BULLET.sub("", cleaned, count=1))
    return Line(cleaned, level, tuple(links)) if cleaned else None


def make_cell(text: str) -> Cell:
    """Return a cell of plain text; line breaks part its lines."""
    lines = (make_line(part) for part in text.split("\n"))
    return Cell(tuple(line for line in lines if line))


def make_table(rows: Sequence[Row], *, title: str = "") -> Table:
    """Return the table: header rows found and taken off, empty rows and sums left out."""
    filled = [row for row in rows if not row.is_empty]
    if not filled:
        raise ChecklistError(message("empty"))
    columns, headers, body = _split_header(filled)
    if not body:
        raise ChecklistError(message("no_rows"), line=filled[0].line)
    return table_of(columns, headers, body, title=title)


def table_of(columns: tuple[Column, ...], headers: tuple[str, ...], rows: Sequence[Row], *, title: str) -> Table:
    """Return a table whose columns are known; sums are left out. Raises ChecklistError for one that is too large."""
    kept = [row for row in rows if not _is_total(row)]
    warnings = tuple(message("total_row", line=row.line) for row in rows if _is_total(row))
    if len(kept) > MAX_ROWS:
        raise ChecklistError(message("too_many_rows", limit=MAX_ROWS), line=kept[MAX_ROWS].line)
    _refuse_endless(kept)
    return Table(columns, headers, tuple(kept), title, warnings)


def reread(table: Table, columns: Sequence[Column], *, is_headed: bool) -> Table:
    """Return the table with the columns a person chose. is_headed: the first row is headings after all.

    Raises ChecklistError if no column says what is to be done, or nothing is left.
    """
    if Column.WHAT not in columns:
        raise ChecklistError(message("no_what"))
    rows = table.rows[1:] if is_headed else table.rows
    if not rows:
        raise ChecklistError(message("no_rows"))
    headers = tuple(cell.text for cell in table.rows[0].cells) if is_headed else table.headers
    return Table(tuple(columns), headers, rows, table.title, table.warnings)


def guessed(table: Table) -> Table:
    """Return the table with a column that says what is to be done: the one with most words, if no heading names one."""
    if Column.WHAT in table.columns:
        return table
    sizes = [sum(len(row.cells[place].text) for row in table.rows if place < len(row.cells)) for place in _free(table)]
    if not sizes:
        return table
    place = _free(table)[sizes.index(max(sizes))]
    columns = (*table.columns[:place], Column.WHAT, *table.columns[place + 1 :])
    return Table(columns, table.headers, table.rows, table.title, table.warnings)


def _free(table: Table) -> list[int]:
    return [place for place, column in enumerate(table.columns) if column is Column.OTHER]


def _refuse_endless(rows: Sequence[Row]) -> None:
    total = 0
    for row in rows:
        sizes = [len(cell.text) for cell in row.cells]
        total += sum(sizes)
        if max(sizes) > MAX_CELL:
            raise ChecklistError(message("cell_too_long", limit=MAX_CELL), line=row.line)
        if total > MAX_TEXT:
            raise ChecklistError(message("too_much_text", limit=MAX_TEXT), line=row.line)


def column_of(header: str) -> Column | None:
    """Return what a header word announces; “Hvem/hvad” is read by its first word."""
    folded = fold(clean(header)).strip(" .:*")
    for name in (folded, folded.split("/")[0].strip(" .:*")):
        for column, words in HEADER_WORDS.items():
            if name in words:
                return column
    return None


def _split_header(rows: Sequence[Row]) -> tuple[tuple[Column, ...], tuple[str, ...], Sequence[Row]]:
    """Return columns, their headings and the rows below; a second header row fills what the first left open."""
    width = max(len(row.cells) for row in rows)
    columns: list[Column | None] = [None] * width
    headers = [""] * width
    begin = 0
    for row in rows[:2]:
        found = [column_of(cell.text) for cell in row.cells]
        if not any(found) or any(NUMBER.match(cell.text) for cell in row.cells):
            break
        for place, column in enumerate(found):
            columns[place] = columns[place] or column
            headers[place] = headers[place] or row.cells[place].text
        begin += 1
    if not begin:
        columns = _guess_without_header(rows, width)
    return tuple(column or Column.OTHER for column in columns), tuple(headers), rows[begin:]


def _guess_without_header(rows: Sequence[Row], width: int) -> list[Column | None]:
    """Number first if the first cells are numbers, then what, then who."""
    numbered = sum(bool(row.cells and NUMBER.match(row.cells[0].text)) for row in rows)
    kinds: list[Column | None] = [Column.NUMBER] if width > 1 and 2 * numbered > len(rows) else []
    kinds += [Column.WHAT, Column.WHO]
    return [*kinds, *([None] * width)][:width]


def _is_total(row: Row) -> bool:
    """Whether the row's first words are a sum and little else is said."""
    said = [cell.text for cell in row.cells if cell.lines]
    return fold(said[0]).strip(" .:") in TOTALS

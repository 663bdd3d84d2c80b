"""One CSV file as rows of texts by column, exactly as written: blanks and line breaks in cells stay."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from grunnmur.core.tables.limits import Limits, refuse_rows
from grunnmur.core.tables.sheet import Note, UnreadableFileError
from grunnmur.core.tables.text import decode, separated_by
from grunnmur.landscape.exchange.archi_csv.columns import COLUMNS, NEEDED, unguard
from grunnmur.landscape.exchange.marked import _

NO_COLUMN = _("%(part)s lacks the column %(column)s.")
BROKEN = _("%(part)s cannot be read in line %(line)s: a quotation mark is not closed, or a cell is too long.")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, its file, and its cells by column; no cell is an empty text."""

    number: int
    part: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def rows_of(content: bytes, part: str, limits: Limits) -> list[Row]:
    """Return the rows below the header, empty ones left out. Columns of other names are left out.

    part: `elements.csv`, `relations.csv` or `properties.csv`. Raises UnreadableFileError.
    """
    text, separator = separated_by(decode(content)[0])
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        filled = [(number, cells) for number, cells in enumerate(reader, start=1) if any(cells)]
    except csv.Error as error:
        raise UnreadableFileError(str(Note(BROKEN, {"part": part, "line": reader.line_num}))) from error
    columns = _columns(filled[0][1] if filled else [], part)
    if len(filled) > limits.rows:
        raise refuse_rows(limits)
    return [Row(number, part, _cells(cells, columns)) for number, cells in filled[1:]]


def _cells(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {name: unguard(cells[place]) for name, place in columns.items() if place < len(cells)}


def _columns(header: Sequence[str], part: str) -> dict[str, int]:
    """Return where the columns are; their names are read without regard to case. Raises UnreadableFileError."""
    places = {unguard(cell).strip().casefold(): place for place, cell in enumerate(header)}
    for column in NEEDED[part]:
        if column.casefold() not in places:
            raise UnreadableFileError(str(Note(NO_COLUMN, {"part": part, "column": column})))
    return {column: places[column.casefold()] for column in COLUMNS[part] if column.casefold() in places}

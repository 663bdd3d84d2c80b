"""What a file of tables is once it is read: sheets of numbered rows, and what the reader guessed or left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from django.utils.translation import gettext

from grunnmur.core.errors import DomainError

Cell: TypeAlias = str | int | float | bool | date | datetime | None
"""One cell: text, number, truth or day; None = empty."""


class UnreadableFileError(DomainError):
    """The file as a whole cannot be read; the sentence says why and what to do."""


@dataclass(frozen=True)
class Note:
    """Something the reader of a file guessed or left out, said in the language of whoever looks.

    message: an English message marked with `gettext_noop`; params: what its placeholders stand for.
    """

    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return gettext(self.message) % self.params


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the number that a spreadsheet shows beside it (the first is 1)."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Sheet:
    """One table: `header` are its column names as written, `rows` what stands below, empty rows left out."""

    name: str
    header: tuple[str, ...]
    rows: Sequence[Row]
    header_row: int = 1


@dataclass(frozen=True)
class Workbook:
    """All tables of one file, in its order."""

    sheets: tuple[Sheet, ...]
    notes: tuple[Note, ...] = ()


def sheet_of(name: str, rows: Sequence[Row]) -> Sheet | None:
    """Return a sheet whose header is the first row that is not empty; None when all rows are."""
    filled = [row for row in rows if any(cell not in (None, "") for cell in row.cells)]
    if not filled:
        return None
    header = tuple("" if cell is None else str(cell).strip() for cell in filled[0].cells)
    while header and not header[-1]:
        header = header[:-1]
    return Sheet(name=name, header=header, rows=filled[1:], header_row=filled[0].number)

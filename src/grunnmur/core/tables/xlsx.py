"""XLSX and ODS in, by calamine, in a child process with limits. Formulas come as their stored values."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.core.confined.run import ChildFailedError, run_confined
from grunnmur.core.tables.limits import DEFAULT, Limits, open_archive, refuse_rows
from grunnmur.core.tables.sheet import Cell, Note, Row, Sheet, UnreadableFileError, Workbook, sheet_of

CHILD = Path(__file__).with_name("xlsx_child.py")  # run, never imported


def read_xlsx(content: bytes, *, limits: Limits = DEFAULT) -> Workbook:
    """Read the visible sheets of a workbook; hidden ones are skipped and named. Raises UnreadableFileError."""
    open_archive(content, limits).close()
    sheets: list[Sheet] = []
    notes: list[Note] = []
    total = 0
    for name, is_visible, rows in _parts(_unpacked(content, limits)):
        total += len(rows)
        if total > limits.rows:
            raise refuse_rows(limits)
        if not is_visible:
            notes.append(Note(gettext_noop("The sheet “%(sheet)s” is hidden and was skipped."), {"sheet": name}))
        elif sheet := sheet_of(name, rows):
            sheets.append(sheet)
    return Workbook(tuple(sheets), tuple(notes))


def _unpacked(content: bytes, limits: Limits) -> str:
    """Return the child's lines. Raises UnreadableFileError when it dies, fails or takes too long."""
    numbers = (limits.rows, limits.columns)
    try:
        lines = run_confined(CHILD, content, memory_bytes=limits.memory_bytes, seconds=limits.seconds, numbers=numbers)
    except ChildFailedError as error:
        raise UnreadableFileError(
            _("The workbook cannot be read: it is damaged, or its sheets are too large. Save it once more as XLSX.")
        ) from error
    return lines.decode("utf-8")


def _parts(lines: str) -> Iterable[tuple[str, bool, list[Row]]]:
    parts: list[tuple[str, bool, list[Row]]] = []
    for line in lines.splitlines():
        content = json.loads(line)
        if isinstance(content, dict):
            parts.append((content["sheet"], content["is_visible"], []))
        else:
            number, cells = content
            parts[-1][2].append(Row(number, [_cell(cell) for cell in cells]))
    return parts


def _cell(plain: Any) -> Cell:  # Any: JSON
    """Return a cell of the child's JSON; whatever is nested is a day or a time."""
    if isinstance(plain, dict):
        return date.fromisoformat(plain["day"]) if "day" in plain else datetime.fromisoformat(plain["time"])
    found: Cell = plain
    return found

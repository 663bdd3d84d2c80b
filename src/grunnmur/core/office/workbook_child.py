"""Reads one workbook (XLSX, ODS) from stdin in a process of its own, and writes its sheets as HTML in JSON to stdout.

Run within limits by core.confined; nothing of Grunnmur is imported.
Each visible sheet is a heading and a table; the lines of a cell are paragraphs; a merged cell says how far it reaches.
"""

import datetime as dt
import json
import sys
from html import escape
from io import BytesIO
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

Place = tuple[int, int]


def main(rows: int, columns: int, letters: int) -> None:
    """Write `{"html": …}` or `{"refused": "large"}`."""
    html = ""
    with CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read())) as workbook:
        for facts in workbook.sheets_metadata:
            if facts.typ == SheetTypeEnum.WorkSheet and facts.visible == SheetVisibleEnum.Visible:
                table = sheet(workbook.get_sheet_by_name(facts.name), rows, columns)
                html += f"<h2>{escape(facts.name)}</h2>{table}" if table else ""
    json.dump({"html": html} if len(html) <= letters else {"refused": "large"}, sys.stdout)


def sheet(found: CalamineSheet, most_rows: int, most_columns: int) -> str:
    """Return one sheet as a table; empty if nothing is in it."""
    cells = found.to_python(skip_empty_area=False, nrows=most_rows)
    spans, covered = merged(found, most_rows, most_columns)
    lines = []
    for number, row in enumerate(cells):
        shown = [
            cell(said, spans.get((number, column), ""))
            for column, said in enumerate(row[:most_columns])
            if (number, column) not in covered
        ]
        lines.append(f"<tr>{''.join(shown)}</tr>")
    return f"<table>{''.join(lines)}</table>" if any(said != "" for row in cells for said in row) else ""


def merged(found: CalamineSheet, most_rows: int, most_columns: int) -> tuple[dict[Place, str], set[Place]]:
    """Return how far merged cells reach, by their first place, and the places they cover."""
    spans: dict[Place, str] = {}
    covered: set[Place] = set()
    for (top, left), (bottom, right) in found.merged_cell_ranges or ():
        last_row, last_column = min(bottom, most_rows), min(right, most_columns)
        spans[top, left] = f' rowspan="{last_row - top + 1}" colspan="{last_column - left + 1}"'
        covered |= {(row, column) for row in range(top, last_row + 1) for column in range(left, last_column + 1)}
        covered.discard((top, left))
    return spans, covered


def cell(said: Any, span: str) -> str:  # Any: what calamine gives
    """Return one cell; whole numbers without a point, days as ISO 8601."""
    if isinstance(said, float) and said.is_integer():
        said = int(said)
    if isinstance(said, dt.datetime) and said.time() == dt.time.min:
        said = said.date()
    lines = str(said).splitlines()
    return f"<td{span}>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</td>"


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))

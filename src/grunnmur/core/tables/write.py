"""Tables out: CSV for Nordic spreadsheets, and XLSX row by row in constant memory.

No cell becomes a formula in the program of whoever opens the file: XLSX cells are typed as text, and CSV
texts that a spreadsheet would take for a formula get an apostrophe in front, which `text.read_csv` takes off.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

import xlsxwriter

from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.text import FORMULA_STARTS

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 22  # characters; constant memory cannot measure a column before it is written
A4 = 9  # as the format numbers papers
LONGEST = 32_767  # characters of a cell, by the format


@dataclass(frozen=True)
class Table:
    """One table to write; `rows` is asked once, row by row.

    widths: of the columns in characters; all alike when there are none.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()


def write_csv(table: Table) -> bytes:
    """Return the table as UTF-8 with byte order mark, `;` between columns, days as ISO, decimal comma."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(name) for name in table.header])
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def write_xlsx(tables: Iterable[Table]) -> bytes:
    """Return a workbook with one sheet for each table, its header bold and frozen, lines kept inside cells.

    Printed it lies on its side, as wide as the paper, with the header on each page and pages counted.
    """
    out = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = workbook.add_format({"text_wrap": True, "valign": "top"})
        day = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        for table in tables:
            sheet = workbook.add_worksheet(_sheet_name(table.name))
            sheet.freeze_panes(1, 0)
            for column, width in enumerate(table.widths or [WIDTH] * len(table.header)):
                sheet.set_column(column, column, width)
            _set_print(sheet)
            sheet.write_row(0, 0, table.header, bold)
            for number, row in enumerate(table.rows, start=1):
                for column, cell in enumerate(row):
                    _write_cell(sheet, (number, column), cell, day, text)
    return out.getvalue()


def _set_print(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _csv_cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case float():
            return f"{cell:.15g}".replace(".", ",")
        case date():
            return cell.isoformat()
        case str():
            return guarded(cell)
        case _:
            return str(cell)


def _write_cell(
    sheet: xlsxwriter.worksheet.Worksheet, at: tuple[int, int], cell: Cell, day: object, text: object
) -> None:
    match cell:
        case None | "":
            return
        case bool():
            sheet.write_boolean(*at, cell)
        case int() | float():
            sheet.write_number(*at, cell)
        case datetime():
            sheet.write_string(*at, cell.isoformat(sep=" "))
        case date():
            sheet.write_datetime(*at, cell, day)
        case _:
            sheet.write_string(*at, cell[:LONGEST], text)


def _sheet_name(name: str) -> str:
    r"""Return a name that the format takes: no `[]:*?/\`, at most 31 characters."""
    return "".join("_" if mark in "[]:*?/\\" else mark for mark in name)[:31].strip("'") or "Sheet"

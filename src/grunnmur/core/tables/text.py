"""CSV in: which encoding, which separator. Both are guessed by rule, and the guess is told."""

import codecs
import csv
from io import StringIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.core.tables.limits import DEFAULT, Limits, refuse_rows
from grunnmur.core.tables.sheet import Cell, Note, Row, UnreadableFileError, Workbook, sheet_of

SEPARATORS = {
    ";": gettext_noop("%(sheet)s was read as %(encoding)s, with semicolons between the columns."),
    ",": gettext_noop("%(sheet)s was read as %(encoding)s, with commas between the columns."),
    "\t": gettext_noop("%(sheet)s was read as %(encoding)s, with tabs between the columns."),
}
SAMPLE_ROWS = 30
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def read_csv(content: bytes, *, name: str, limits: Limits = DEFAULT) -> Workbook:
    """Read one CSV file as one sheet of texts. Raises UnreadableFileError."""
    text, encoding = decode(content)
    text, separator = separated_by(text)
    sheet = sheet_of(name, _rows(text, separator, limits))
    note = Note(SEPARATORS[separator], {"sheet": name, "encoding": encoding})
    return Workbook((sheet,) if sheet else (), (note,))


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the encoding's name: by byte order mark, else UTF-8 if it is valid, else Windows-1252."""
    for mark, codec, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decoded(content, codec), encoding
    if b"\x00" in content:
        raise UnreadableFileError(_("The file is not text. Save it as CSV (UTF-8) or XLSX and try again."))
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _decoded(content, "cp1252"), "Windows-1252"


def _decoded(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            _("The letters of the file cannot be read. Save it as CSV (UTF-8) and try again.")
        ) from error


def separated_by(text: str) -> tuple[str, str]:
    """Return the text and its separator: Excel's own `sep=` line, else the one that gives the evenest columns."""
    first, _newline, rest = text.partition("\n")
    if first.strip().lower()[:4] == "sep=" and first.strip()[4:] in SEPARATORS:
        return "\n" + rest, first.strip()[4:]  # the empty line keeps the row numbers
    return text, max(SEPARATORS, key=lambda separator: _evenness(text, separator))


def _evenness(text: str, separator: str) -> tuple[int, int]:
    """How many of the first rows have the header's number of columns, and how many columns that is."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        widths = [len(row) for row, _number in zip(filter(None, reader), range(SAMPLE_ROWS), strict=False)]
    except csv.Error:
        return (0, 0)
    if not widths or widths[0] == 1:
        return (0, 0)
    return (widths.count(widths[0]), widths[0])


def _rows(text: str, separator: str, limits: Limits) -> list[Row]:
    rows: list[Row] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if not cells:
                continue
            if len(rows) > limits.rows:
                raise refuse_rows(limits)
            rows.append(Row(number, [_cell(cell) for cell in cells[: limits.columns]]))
    except csv.Error as error:
        raise UnreadableFileError(
            _("Row %(row)s of the CSV file cannot be read: a quotation mark is not closed, or a cell is too long.")
            % {"row": reader.line_num}
        ) from error
    return rows


def _cell(text: str) -> Cell:
    """Return the text of a cell; the apostrophe with which we (and others) guard formulas is taken off again."""
    text = text.strip()
    if text.startswith("'") and text[1:2] in FORMULA_STARTS:
        return text[1:]
    return text or None

"""A pasted or uploaded checklist becomes a table, whatever shape it came in."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from itertools import pairwise
from pathlib import PurePath

from grunnmur.processes.bpmn.checklist.bullets import bullets_of
from grunnmur.processes.bpmn.checklist.markup import Entry, read_cell, read_tables
from grunnmur.processes.bpmn.checklist.messages import ChecklistError, message
from grunnmur.processes.bpmn.checklist.outline import outline_of
from grunnmur.processes.bpmn.checklist.table import (
    Cell,
    Column,
    Line,
    Row,
    Table,
    clean,
    column_of,
    make_cell,
    make_line,
    make_table,
)

MAX_BYTES = 2_000_000
RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
NUMBERED = re.compile(r"^\s*(?:\d{1,4}[a-z]?|[IVX]{1,5})[.)]?\s*\|")
COUNTED = re.compile(r"^\s*(\d{1,4})[.)]\s+(?=\S)")
LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
HEADING = re.compile(r"^#{1,3}\s+(.+)$", re.MULTILINE)
ANY_HEADING = re.compile(r"^(#{1,6})\s+(.+)$")
MARKUP = re.compile(
    r"<(?:!doctype html|html|body|table)[\s>]|<h[1-6][\s>].*</h[1-6]>|^\s*<(?:ul|ol)[\s>]", re.IGNORECASE
)
DASH = re.compile(r"\s[\u2013\u2022\u00b7]\s")
GAP = re.compile(r"\s{2,}")
Shape = Callable[[str], Sequence[Row]]
Headed = tuple[Sequence[Row], str]  # the rows of a table, and the heading above it


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table that a file or text holds; is_outline: it was made of headings and bullets.

    is_routine: of the points below the headings of a routine with sections such as “Purpose”.
    """

    table: Table
    is_outline: bool = False
    is_routine: bool = False

    @property
    def known(self) -> int:
        """How many columns its headings name, 0 unless they name what is to be done.

        An outline counts as one, the points of a routine as two: its headings are no steps.
        """
        named = [kind for kind, said in zip(self.table.columns, self.table.headers, strict=False) if said]
        if self.is_outline or Column.WHAT not in named:
            return self.is_outline + self.is_routine
        return sum(kind is not Column.OTHER for kind in named)


def parse(data: bytes | str, *, name: str = "") -> Table:
    """Return the table in a text: HTML, Markdown, CSV, TSV, or plain text in columns; the likeliest of several.

    name: the file's name, a title where the text has none.
    Raises ChecklistError with the line where reading stopped.
    """
    found = parse_all(data, name=name)
    return found[likeliest(found)].table


def likeliest(found: Sequence[FoundTable]) -> int:
    """Return the place of the table that is the checklist, as far as its headings and its length tell."""
    return max(range(len(found)), key=lambda place: (found[place].known, len(found[place].table.rows), -place))


def parse_all(data: bytes | str, *, name: str = "", is_markup: bool = False) -> tuple[FoundTable, ...]:
    """Return every table in a text, in its order, and last its headings with bullets, and the points of a routine.

    is_markup: it is HTML, however little of it there is. Raises ChecklistError as `parse` does, if there is none.
    """
    text = decode(data) if isinstance(data, bytes) else data
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ChecklistError(message("empty"))
    if is_markup or MARKUP.search(text):
        tables, entries = read_tables(text)
        return _found(tables, outline_of(entries), bullets_of(entries), name)
    entries = _entries(text.split("\n"))
    outline, routine = outline_of(entries, is_headed=True), bullets_of(entries)
    return _found(_tables_in(text, is_outline=outline is not None), outline, routine, name)


def _found(tables: Sequence[Headed], outline: Table | None, routine: Table | None, name: str) -> tuple[FoundTable, ...]:
    """Return what can be read; a table that cannot is left out unless it is the only one."""
    found: list[FoundTable] = []
    problem = ChecklistError(message("no_table"))
    for rows, heading in tables:
        try:
            found.append(FoundTable(make_table(rows, title=_title(heading, name))))
        except ChecklistError as error:
            problem = error
    if outline:
        found.append(FoundTable(replace(outline, title=_title(outline.title, name)), is_outline=True))
    if routine:
        titled = replace(routine, title=_title(routine.title, name))
        found.append(FoundTable(titled, is_outline=True, is_routine=True))
    if not found:
        raise problem
    return tuple(found)


def _tables_in(text: str, *, is_outline: bool) -> list[Headed]:
    """Return the tables of a text without markup: those of Markdown apart, any other text as one.

    is_outline: its headings and bullets make a list already.
    """
    shape = _shape(text)
    if shape is not _read_markdown:
        heading = HEADING.search(text)
        is_table = not (is_outline and shape is _read_list)
        return [(shape(text), heading.group(1) if heading else "")] if is_table else []
    found: list[Headed] = []
    block: list[str] = []
    title, begins = "", 1
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if "|" in line:
            begins = begins if block else number
            block.append(line)
            continue
        if any(RULE.match(one) for one in block):
            found.append((_read_markdown("\n".join(block), begins=begins), title))
            title = ""
        block = []
        heading = HEADING.match(line)
        title = heading.group(1) if heading else title
    return found


def _entries(lines: Sequence[str]) -> list[Entry]:
    """Return the headings, bullets and paragraphs of a Markdown text, without its tables."""
    entries = []
    for number, raw in enumerate(lines, start=1):
        heading = ANY_HEADING.match(raw)
        count = COUNTED.match(raw)
        if heading:
            entries.append(Entry(Line(clean(heading.group(2))), len(heading.group(1)), number))
        elif "|" not in raw and (line := make_line(raw[count.end() :] if count else raw, level=int(bool(count)))):
            entries.append(Entry(line, 0, number))
    return [entry for entry in entries if entry.said.text]


def decode(data: bytes) -> str:
    """Return the text of a file: by its byte order mark, as UTF-8, else as Windows-1252."""
    if len(data) > MAX_BYTES:
        raise ChecklistError(message("too_large", limit=MAX_BYTES // 1_000_000))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")) or b"\x00" in data[:1000]:
        raise ChecklistError(message("not_text"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _title(heading: str, name: str) -> str:
    """Return the matter of a heading (“Sjekkliste: ansettelse” → “Ansettelse”), else of the file name."""
    title = clean(heading).rsplit(": ", 1)[-1] or clean(PurePath(name).stem.replace("-", " ").replace("_", " "))
    return title[:1].upper() + title[1:]


def _shape(text: str) -> Shape:
    """Return the reader for the shape of a text."""
    lines = [line for line in text.split("\n") if line.strip()]
    if any(RULE.match(line) and "|" in above for above, line in pairwise(lines)):
        return _read_markdown
    if any(NUMBERED.match(line) for line in lines) or lines[0].count("|") > 0:
        return _read_flattened
    if _header_places(lines[0]):
        return _read_aligned
    return _read_delimited if _delimiter(lines[0]) else _read_list


def _read_markdown(text: str, *, begins: int = 1) -> list[Row]:
    rows = []
    for number, line in enumerate(text.split("\n"), start=begins):
        if "|" not in line or RULE.match(line):
            continue
        inner = line.strip().removeprefix("|").removesuffix("|")
        cells = re.split(r"(?<!\\)\|", inner)
        rows.append(Row(number, tuple(_markdown_cell(cell.replace("\\|", "|")) for cell in cells)))
    return rows


def _markdown_cell(text: str) -> Cell:
    plain = LINK.sub(r'<a href="\2">\1</a>', text).replace("**", "").replace("`", "")
    return read_cell(plain)


def _read_flattened(text: str) -> list[Row]:
    """Read “1 | title – bullet – bullet | who”, each record over as many lines as it takes."""
    lines = list(enumerate(text.split("\n"), start=1))
    is_numbered = any(NUMBERED.match(line) for _, line in lines)
    records: list[tuple[int, str]] = []
    for number, line in lines:
        begins = bool(NUMBERED.match(line)) if is_numbered else "|" in line
        if begins or (not records and "|" in line):
            records.append((number, line.strip()))
        elif records and line.strip():
            records[-1] = (records[-1][0], f"{records[-1][1]} {line.strip()}")
    return [Row(number, tuple(_dashed_cell(cell) for cell in record.split("|"))) for number, record in records]


def _dashed_cell(text: str) -> Cell:
    """Return a cell whose bullets stand in a row behind dashes."""
    first, *rest = DASH.split(text)
    lines = [make_line(first), *(make_line(part, level=1) for part in rest)]
    return Cell(tuple(line for line in lines if line))


def _delimiter(header: str) -> str:
    outside = re.sub(r'"[^"]*"?', "", header)
    return max("\t;,", key=outside.count) if any(mark in outside for mark in "\t;,") else ""


def _read_delimited(text: str) -> list[Row]:
    """Read CSV or TSV; quoted cells may run over lines."""
    first = next(line for line in text.split("\n") if line.strip())
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    rows, begins = [], 1
    try:
        for record in reader:
            rows.append(Row(begins, tuple(make_cell(cell) for cell in record)))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise ChecklistError(message("broken_csv"), line=begins) from error
    return rows


def _header_places(line: str) -> list[int]:
    """Return where the columns of an aligned table begin; empty if the line is no header."""
    names = [part for part in GAP.split(line.strip()) if part]
    if len(names) < 2 or "\t" in line or sum(column_of(name) is not None for name in names) < 2:
        return []
    places, at = [], 0
    for name in names:
        at = line.index(name, at)
        places.append(at)
        at += len(name)
    return [0, *places[1:]]


def _read_aligned(text: str) -> list[Row]:
    """Read columns set with blanks under their headers; a row goes on while its first cell is empty."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    places = _header_places(lines[0][1])
    ends = [*places[1:], None]
    records: list[tuple[int, list[str]]] = []
    for number, line in lines:
        cells = [line[start:end] for start, end in zip(places, ends, strict=True)]
        first = make_line(cells[0])
        if not records or (first and not first.level):
            records.append((number, [cell.strip() for cell in cells]))
        else:
            records[-1] = (records[-1][0], [f"{a}\n{b.rstrip()}" for a, b in zip(records[-1][1], cells, strict=True)])
    return [Row(number, tuple(make_cell(cell) for cell in cells)) for number, cells in records]


def _read_list(text: str) -> list[Row]:
    """Read a plain list: a line is a step, bullets below belong to it."""
    rows: list[tuple[int, str, list[Line]]] = []
    for number, raw in enumerate(text.split("\n"), start=1):
        if HEADING.match(raw):
            continue
        count = COUNTED.match(raw)
        line = make_line(raw[count.end() :] if count else raw)
        if line is None or (not rows and column_of(line.text)):
            continue
        if line.level and rows:
            rows[-1][2].append(line)
        else:
            rows.append((number, count.group(1) if count else "", [Line(line.text)]))
    return [
        Row(at, (make_cell(count or str(place)), Cell(tuple(lines))))
        for place, (at, count, lines) in enumerate(rows, 1)
    ]

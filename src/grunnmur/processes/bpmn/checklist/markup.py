"""Tables from HTML: Word, Excel and web pages as they lie in the clipboard."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from grunnmur.processes.bpmn.checklist.table import Cell, Line, Row, clean, make_line

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BREAKING = frozenset({"p", "div", "br", "li", "ul", "ol", "tr", "td", "th", "table"}) | HEADINGS
SILENT = frozenset({"style", "script", "head", "xml"})
WORD_LEVEL = re.compile(r"mso-list:[^;]*level(\d)")
MOST_SPAN = 300  # a merged cell cannot reach further than the longest list


@dataclass(frozen=True, slots=True)
class Entry:
    """A line outside any table; heading: 1 to 6, 0 for a paragraph or bullet. line: where it stands, from 1."""

    said: Line
    heading: int
    line: int


class _Reader(HTMLParser):
    """Collects the tables; lists and paragraphs in a cell become its lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Row] = []
        self.title = ""
        self.tables: list[tuple[Sequence[Row], str]] = []  # rows, and the heading above
        self.loose: list[Entry] = []  # lines outside any cell
        self._cells: list[Cell] = []
        self._lines: list[Line] | None = None
        self._merged: dict[int, tuple[int, Cell]] = {}  # column → rows left, cell
        self._span = (1, 1)
        self._text = ""
        self._links: list[tuple[str, str]] = []
        self._open_link: tuple[int, str] | None = None
        self._depth = self._word_level = self._silent = self._ignored = self._tables = 0
        self._in_item = False
        self._line = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self._silent += 1
        if self._ignored or "mso-list:ignore" in values.get("style", "").lower().replace(" ", ""):
            self._ignored += tag == "span"
            return
        if tag in BREAKING:
            self._end_line()
        self._open(tag, values)

    def _open(self, tag: str, values: dict[str, str]) -> None:
        match tag:
            case "table":
                self._tables += 1
            case "tr" if self._tables == 1:
                self._cells, self._line = [], self.getpos()[0]
            case "td" | "th" if self._tables == 1:
                self._lines = []
                self._span = (_span(values.get("colspan", "")), _span(values.get("rowspan", "")))
            case "ul" | "ol":
                self._depth += 1
            case "li":
                self._in_item = True
            case "p":
                level = WORD_LEVEL.search(values.get("style", "").lower())
                self._word_level = int(level.group(1)) if level else 0
            case "a" if values.get("href", "").startswith(("http://", "https://")):
                self._open_link = (len(self._text), values["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        if self._ignored:
            self._ignored -= tag == "span"
            return
        if tag == "a" and self._open_link:
            start, target = self._open_link
            self._links.append((clean(self._text[start:]), target))
            self._open_link = None
        if tag in BREAKING:
            self._end_line(tag)
        self._close(tag)

    def _close(self, tag: str) -> None:
        match tag:
            case "ul" | "ol":
                self._depth = max(0, self._depth - 1)
            case "li":
                self._in_item = False
            case "p":
                self._word_level = 0
            case "td" | "th" if self._tables == 1 and self._lines is not None:
                self._end_cell()
            case "tr" if self._tables == 1:
                self._end_row()
            case "table":
                self._tables = max(0, self._tables - 1)
                self._end_table()

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._ignored:
            self._text += data.replace("\n", " ")

    def close(self) -> None:
        super().close()
        self._end_line()
        self._tables = 0
        self._end_table()

    def _end_table(self) -> None:
        if self._tables or not self.rows:
            return
        self.tables.append((self.rows, self.title))
        self.rows, self.title, self._merged = [], "", {}

    def _end_line(self, tag: str = "") -> None:
        level = max(self._depth, 1 if self._in_item else 0, self._word_level)
        line = make_line(self._text, level=level, links=self._links)
        self._text, self._links, self._open_link = "", [], None
        if line is None:
            return
        if self._lines is not None:
            self._lines.append(line)
            return
        heading = int(tag[1]) if tag in HEADINGS else 0
        self.loose.append(Entry(line, heading, self.getpos()[0]))
        if heading:
            self.title = line.text

    def _end_cell(self) -> None:
        self._fill_merged()
        cell = Cell(tuple(self._lines or ()))
        across, down = self._span
        for number in range(across):
            shown = cell if not number else Cell()
            if down > 1:
                self._merged[len(self._cells)] = (down - 1, shown)
            self._cells.append(shown)
        self._lines = None

    def _fill_merged(self) -> None:
        """Repeat cells that reach down from rows above, up to the next own cell."""
        while len(self._cells) in self._merged:
            place = len(self._cells)
            left, cell = self._merged.pop(place)
            if left > 1:
                self._merged[place] = (left - 1, cell)
                self._cells.append(cell)
                continue
            self._cells.append(cell)

    def _end_row(self) -> None:
        self._fill_merged()
        if self._cells:
            self.rows.append(Row(self._line, tuple(self._cells)))
        self._cells = []


def _span(value: str) -> int:
    return min(max(int(value), 1), MOST_SPAN) if value.isascii() and value.isdigit() else 1


def read_tables(text: str) -> tuple[list[tuple[Sequence[Row], str]], list[Entry]]:
    """Return the rows of each table with the heading above it, and the lines outside tables."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.tables, reader.loose


def read_cell(fragment: str) -> Cell:
    """Return the lines of a cell that holds HTML, as Markdown tables do."""
    reader = _Reader()
    reader.feed(fragment)
    reader.close()
    return Cell(tuple(entry.said for entry in reader.loose))

"""A text of headings with bullets below is a checklist too: each heading, or else each bullet, is a step."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from grunnmur.processes.bpmn.checklist.markup import Entry
from grunnmur.processes.bpmn.checklist.table import Cell, Column, Line, Row, Table, column_of, make_cell, table_of

FEWEST = 2  # steps; a single heading or bullet is no list
COUNTED = re.compile(r"^\s*(\d{1,4}(?:\.\d{1,3})*[a-z]?)[.)]?\s+(?=\S)")
SAID = re.compile(r"^([^:]{2,30}):\s+(\S.*)$", re.DOTALL)
SAYABLE = (Column.WHO, Column.ACCOUNTABLE, Column.WHEN, Column.SYSTEM, Column.DOCUMENT, Column.NOTE)


@dataclass(slots=True)
class _Step:
    """One step while its lines are collected."""

    line: int
    number: str
    lines: list[Line]
    said: dict[Column, list[Line]] = field(default_factory=dict)


def outline_of(entries: Sequence[Entry], *, is_headed: bool = False) -> Table | None:
    """Return the list that headings with bullets make, or bullets alone; None if there are too few.

    A line such as “Responsible: Leader” below a heading says who does it, as a column would.
    is_headed: bullets without headings do not count.
    """
    depth = _depth(entries)
    if is_headed and not depth:
        return None
    steps = _below_headings(entries, depth) if depth else _top_bullets(entries)
    if len(steps) < FEWEST:
        return None
    above = next((one.said.text for one in entries if 0 < one.heading < (depth or 7)), "")
    columns = [kind for kind in SAYABLE if any(kind in step.said for step in steps)]
    rows = [_row(step, columns) for step in steps]
    headers = ("",) * (2 + len(columns))
    return table_of((Column.NUMBER, Column.WHAT, *columns), headers, rows, title=above)


def _depth(entries: Sequence[Entry]) -> int:
    """Return the level at which most headings have text right below; 0 if fewer than two have."""
    counts = Counter(above.heading for above, below in pairwise(entries) if above.heading and not below.heading)
    if not counts:
        return 0
    depth, count = max(counts.items(), key=lambda found: (found[1], found[0]))
    return depth if count >= FEWEST else 0


def _below_headings(entries: Sequence[Entry], depth: int) -> list[_Step]:
    steps: list[_Step] = []
    is_open = False
    for entry in entries:
        if entry.heading and entry.heading <= depth:
            is_open = entry.heading == depth
            if is_open:
                steps.append(_step(entry))
        elif is_open:
            _add(steps[-1], replace(entry.said, level=1) if entry.heading else entry.said)
    return steps


def _top_bullets(entries: Sequence[Entry]) -> list[_Step]:
    steps: list[_Step] = []
    for entry in entries:
        if entry.said.level == 1:
            steps.append(_step(entry))
        elif entry.said.level > 1 and steps:
            _add(steps[-1], replace(entry.said, level=entry.said.level - 1))
    return steps


def _step(entry: Entry) -> _Step:
    count = COUNTED.match(entry.said.text)
    text = entry.said.text[count.end() :] if count else entry.said.text
    return _Step(entry.line, count.group(1) if count else "", [replace(entry.said, text=text, level=0)])


def _add(step: _Step, line: Line) -> None:
    """Add a line to a step: to the column it names, else to what is done."""
    said = SAID.match(line.text)
    column = column_of(said.group(1)) if said else None
    if said and column in SAYABLE:
        step.said.setdefault(column, []).append(Line(said.group(2), 0, line.links))
    else:
        step.lines.append(line)


def _row(step: _Step, columns: Sequence[Column]) -> Row:
    said = (Cell(tuple(step.said.get(kind, ()))) for kind in columns)
    return Row(step.line, (make_cell(step.number), Cell(tuple(step.lines)), *said))

"""What the planners of the tables share: the file's records, the effective day, and the lines as they are found."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext_noop

from grunnmur.core.imports.drafting import ReadRun
from grunnmur.core.imports.findings import WARNING, Finding, Place
from grunnmur.core.imports.interpret import Record
from grunnmur.core.imports.plan import ADD, CHANGE, DROP, END, MOVE, Columns, Line
from grunnmur.core.models import ImportRun
from grunnmur.core.periods import Period
from grunnmur.organisation.imports.chains import Segment


@dataclass
class Draft(ReadRun):
    """A plan in the making. `derived` are tables made of flat rows: their lack of a row says nothing."""

    derived: frozenset[str] = frozenset()
    lines: list[Line] = field(default_factory=list)
    protected: set[UUID] = field(default_factory=set)
    shielded: set[tuple[str, int]] = field(default_factory=set)
    counted: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # for the guard

    def ends_missing(self, table: str, key: Sequence[str]) -> bool:
        """Tell whether what a table lacks shall end: the mode is full, the table is in the file, and every row of it
        can be recognised. One row without a key may be about anybody; then nothing ends, and a warning says so.
        """
        if self.run.mode != ImportRun.Mode.FULL or table not in self.reading.tables or table in self.derived:
            return False
        unknown = [
            record
            for record in self.records(table)
            if record.is_wrong and any(record.get(name) is None for name in key)
        ]
        if unknown:
            place = Place(sheet=unknown[0].sheet, row=unknown[0].row)
            message = gettext_noop("This row cannot be recognised, so nothing that is missing in the table was ended.")
            self.reading.findings.append(Finding(WARNING, place, message, gettext_noop("Mend the row.")))
        return not unknown

    def new_id(self, table: str, key: str) -> UUID:
        """Return the id a new row gets: the same for the same run and key, so that planning twice gives one plan."""
        return uuid5(self.run.pk, f"{table}:{key}")

    def add_line(self, line: Line, *, person_id: UUID | str | None = None) -> None:
        """Take a line in; those about protected people are marked."""
        is_shielded = line.is_shielded or (person_id is not None and UUID(str(person_id)) in self.protected)
        if is_shielded and not line.is_shielded:
            line = Line(line.table, line.action, line.title, line.subject_id, line.before, line.after, is_shielded=True)
        self.lines.append(line)

    def period(self, record: Record) -> Period | None:
        """Return the days of a record; None, with a finding, when its last day lies before its first."""
        first, last = record.values["from"], record.get("to")
        if last is not None and last < first:
            self.reading.refuse(
                record,
                gettext_noop("The last day lies before the first day."),
                at="to",
                how=gettext_noop("Correct one of the days."),
            )
            return None
        return Period.through(first, last)


def range_text(period: Period) -> str:
    """Return a period as PostgreSQL reads a daterange."""
    return f"[{period.lower or ''},{period.upper or ''})"


def upper_of(text: str) -> date:
    """Return the first day after a period that `range_text` wrote; the calendar's last for one without end."""
    upper = text.rstrip(")").rpartition(",")[2]
    return date.fromisoformat(upper) if upper else date.max


def columns_of(segment: Segment) -> Columns:
    """Return all columns of a segment as a line holds them."""
    return {**segment.values, "valid": range_text(segment.period)}


def different(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Columns, Columns]:
    """Return of both only the columns that differ."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


@dataclass(frozen=True, kw_only=True)
class Chained:
    """How a chain's rows are told: in which table, under which title, and which column makes a change a move."""

    table: str
    key: str
    title: str
    move_column: str = ""
    person_id: UUID | None = None


def add_chain_lines(draft: Draft, before: Iterable[Segment], after: Sequence[Segment], *, told: Chained) -> bool:
    """Add the lines that turn one chain into the other; tell whether there were any."""
    rows = {each.id: each for each in before}
    count = len(draft.lines)
    ends_earlier = _end(after) < _end(rows.values())
    for place, segment in enumerate(after):
        old = rows.pop(segment.id, None) if segment.id else None
        if old is None:
            _add_new(draft, segment, place=place, is_first=not place, told=told)
            continue
        change = different(columns_of(old), columns_of(segment))
        if change[1]:
            is_end = ends_earlier and segment is after[-1] and set(change[1]) == {"valid"}
            action = END if is_end else MOVE if told.move_column in change[1] else CHANGE
            _add(draft, told, action, old.id, *change)
    for gone in rows.values():
        _add(draft, told, DROP, gone.id, columns_of(gone), None)
    return len(draft.lines) > count


def _add_new(draft: Draft, segment: Segment, *, place: int, is_first: bool, told: Chained) -> None:
    is_new = is_first or not told.move_column
    subject = draft.new_id(told.table, f"{told.key}:{segment.period.lower}:{place}")
    _add(draft, told, ADD if is_new else MOVE, subject, None, columns_of(segment))


def _add(
    draft: Draft, told: Chained, action: str, subject: UUID | None, before: Columns | None, after: Columns | None
) -> None:
    if subject is None:
        raise ValueError("A line needs the row it is about.")
    line = Line(told.table, action, told.title, subject, before, after)
    draft.add_line(line, person_id=told.person_id)


def _end(chain: Iterable[Segment]) -> date:
    return max((each.period.upper or date.max for each in chain), default=date.min)

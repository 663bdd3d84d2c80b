"""From a list of old documents to a plan: reads the database, writes nothing, gives one plan for one database."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext_noop

from grunnmur.core.imports.importer import Target
from grunnmur.core.imports.interpret import Reading, Record, read_sheet, refuse_doubles
from grunnmur.core.imports.mapping import Mapping, shape_of
from grunnmur.core.imports.plan import ADD, CHANGE, Columns, Line, Plan
from grunnmur.core.models import ImportRun
from grunnmur.core.tables.sheet import Sheet
from grunnmur.publishing.imports.cells import day_in, hash_in, size_in, title_of
from grunnmur.publishing.imports.shape import MODIFIED, OWNER, PATH, SHA256, SHAPE, SIZE, TITLE
from grunnmur.publishing.models import IntakeItem

KIND = "publishing.tidy"
TABLE = "documents"
COLUMNS = ("line_id", "source_system", "path", "title", "sha256", "size", "modified_date", "owner_hint", "decision")
TARGETS = (Target(TABLE, IntakeItem, (*COLUMNS, "archiving", "reason", "decided_name", "has_twin"), ("imported_at",)),)
_FRESH: Columns = {"decision": "undecided", "archiving": "", "reason": "", "decided_name": "", "has_twin": False}


def kind_of(line_id: UUID) -> str:
    """Return how the imports of one line are known."""
    return f"{KIND}:{line_id}"


def line_of(kind: str) -> UUID | None:
    """Return the line whose import it is; None for imports of other things."""
    name, _colon, line = kind.partition(":")
    return UUID(line) if name == KIND and line else None


def make_plan(sheets: Sequence[Sheet], mapping: Mapping, run: ImportRun) -> Plan:
    """Return what these sheets would add to a line's list, or change in it. What was decided stays. One statement."""
    line_id = line_of(run.kind)
    if line_id is None:
        raise ValueError(run.kind)
    reading = Reading()
    for sheet in sheets:
        if shape_of(sheet, (SHAPE,), mapping):
            read_sheet(sheet, SHAPE, mapping=mapping, into=reading)
    records = [record for record in reading.tables[SHAPE.name] if not record.is_wrong]
    refuse_doubles(records, (PATH,), into=reading)
    known = {row.path: row for row in IntakeItem.objects.filter(line_id=line_id, source_system=run.source)}
    lines = [_line(record, known, line_id, run.source, reading) for record in records if not record.is_wrong]
    return Plan([line for line in lines if line], reading.findings)


def _line(record: Record, known: dict[str, IntakeItem], line_id: UUID, source: str, reading: Reading) -> Line | None:
    path: str = record.values[PATH]
    said = _said(record, reading)
    row = known.get(path)
    place = {"sheet": record.sheet, "row": record.row}
    if row is None:
        after = _FRESH | {"line_id": str(line_id), "source_system": source, "path": path, "title": title_of(path)}
        after |= {"sha256": "", "size": None, "modified_date": None, "owner_hint": ""} | said
        subject = uuid5(line_id, f"{source}\n{path}")
        return Line(TABLE, ADD, after["title"], subject, None, after, **place)  # type: ignore[arg-type]  # sheet and row
    before = {name: _stored(row, name) for name in said}
    changed = {name: value for name, value in said.items() if before[name] != value}
    if not changed:
        return None
    before = {name: before[name] for name in changed}
    return Line(TABLE, CHANGE, row.title, row.pk, before, changed, **place)  # type: ignore[arg-type]  # the same


def _said(record: Record, reading: Reading) -> Columns:
    """Return what a row says of a document; cells that cannot be read are told and left out."""
    day, size, checksum = (str(record.get(name) or "") for name in (MODIFIED, SIZE, SHA256))
    found: Columns = {}
    if title := record.get(TITLE):
        found["title"] = title
    if owner := record.get(OWNER):
        found["owner_hint"] = owner
    read: dict[str, tuple[str, str, Any]] = {  # Any: a day, a number, a text
        MODIFIED: (day, "modified_date", day_in(day)),
        SIZE: (size, "size", size_in(size)),
        SHA256: (checksum, "sha256", hash_in(checksum)),
    }
    for name, (text, column, value) in read.items():
        if value or value == 0:
            found[column] = value.isoformat() if column == "modified_date" else value
        elif text:
            reading.warn(record, gettext_noop("This cannot be read and was left out; the row is used."), at=name)
    return found


def _stored(row: IntakeItem, name: str) -> Any:  # Any: JSON
    value = getattr(row, name)
    return value.isoformat() if name == "modified_date" and value else value

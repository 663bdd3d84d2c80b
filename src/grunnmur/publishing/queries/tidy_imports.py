"""Imports of old documents as people look at them: the runs of a line, and what a plan would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.formats import day
from grunnmur.core.imports import asking
from grunnmur.core.imports.mapping import Mapping as Columns
from grunnmur.core.imports.mapping import fields_of
from grunnmur.core.imports.sealing import unpack
from grunnmur.core.models import ImportLine, ImportRun
from grunnmur.core.permissions import Actor, may
from grunnmur.core.tables.values import as_text
from grunnmur.publishing.imports.planning import kind_of, line_of
from grunnmur.publishing.imports.shape import SHAPE
from grunnmur.publishing.queries.standing import Part, parts_in
from grunnmur.publishing.rules import RUN_FACTORY

ACTION_NAMES: Mapping[str, Promise | str] = {"add": gettext_lazy("New"), "change": gettext_lazy("Changed")}
LABELS: Mapping[str, Promise | str] = {
    "path": gettext_lazy("Path or address"),
    "title": gettext_lazy("Title"),
    "modified_date": gettext_lazy("Last changed"),
    "size": gettext_lazy("Size"),
    "owner_hint": gettext_lazy("Owner in the source"),
    "sha256": gettext_lazy("Checksum (SHA-256)"),
}
SAMPLES = 3


@dataclass(frozen=True)
class ReadColumn:
    """A column of a file: its header, which field it is read as (blank: none), and the first things in it."""

    header: str
    field: str
    samples: Sequence[str]


def tidy_runs(line_id: UUID, *, seen_by: Actor) -> list[ImportRun]:
    """Return the last imports of a line's old documents, the newest first. Raises PermissionDenied."""
    _require_leads(line_id, seen_by)
    return asking.runs_of(kind_of(line_id))


def tidy_run(run_id: UUID, *, seen_by: Actor) -> tuple[ImportRun, UUID]:
    """Return one import, without its file, and its line. Raises ImportRun.DoesNotExist, PermissionDenied."""
    run = ImportRun.objects.defer("content").get(pk=run_id)
    line_id = line_of(run.kind)
    if line_id is None:
        raise ImportRun.DoesNotExist
    _require_leads(line_id, seen_by)
    return run, line_id


def last_tidy_source(line_id: UUID) -> str:
    """Return the source that a list of this line was last uploaded from; blank when none was."""
    return asking.last_source(kind_of(line_id))


def columns_of(run_id: UUID) -> list[ReadColumn]:
    """Return the columns of an import's file and how they are read; none when the file is kept no longer."""
    run = ImportRun.objects.get(pk=run_id)
    if run.content is None:
        return []
    mapping = Columns.from_json(run.mapping)
    found: dict[str, ReadColumn] = {}
    for sheet in unpack(bytes(run.content)):
        fields = fields_of(sheet, SHAPE, mapping)
        for place, header in enumerate(sheet.header):
            cells = (as_text(row.cells[place]) for row in sheet.rows if place < len(row.cells))
            samples = [text[:60] for text, _number in zip(filter(None, cells), range(SAMPLES), strict=False)]
            if header:
                found.setdefault(header, ReadColumn(header, fields.get(place, ""), samples))
    return list(found.values())


@dataclass(frozen=True)
class FieldShown:
    """One column of a line, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeShown:
    """One line of a plan."""

    number: int
    title: str
    action: str
    fields: Sequence[FieldShown]


def tidy_changes(run: ImportRun, *, after: int = 0, limit: int = 50) -> list[ChangeShown]:
    """Return what a plan would do, in its order, one more than `limit` if there are more. One statement."""
    rows = ImportLine.objects.filter(run=run, number__gt=after).order_by("number")[: limit + 1]
    return [ChangeShown(row.number, row.title, str(ACTION_NAMES[row.action]), _fields(row)) for row in rows]


def _fields(row: ImportLine) -> list[FieldShown]:
    before, after = row.before or {}, row.after or {}
    shown = [FieldShown(str(label), _text(name, before), _text(name, after)) for name, label in LABELS.items()]
    return [one for one in shown if one.before != one.after]


def _text(name: str, values: Mapping[str, Any]) -> str:  # Any: JSON
    value = values.get(name)
    if value in (None, ""):
        return ""
    if name == "modified_date":
        return day(date.fromisoformat(value))
    return f"{value[:12]}…" if name == "sha256" else str(value)


def _require_leads(line_id: UUID, seen_by: Actor) -> None:
    if not may(seen_by, RUN_FACTORY) and Part.CHIEF not in parts_in(line_id, by=seen_by):
        raise PermissionDenied(_("Only the flow chief of the line, or whoever runs the factory, may do this."))

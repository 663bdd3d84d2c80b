"""Imports as people look at them: the runs, what one would change, and what is wrong with a file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.imports.findings import sentence
from grunnmur.core.models import ImportFinding, ImportLine, ImportRun
from grunnmur.core.permissions import Actor, may
from grunnmur.organisation.imports.planning import KIND, TARGETS
from grunnmur.organisation.imports.shapes import SHAPES
from grunnmur.organisation.models import (
    Appointment,
    Employment,
    Function,
    Leadership,
    Leave,
    Person,
    Position,
    Unit,
)
from grunnmur.organisation.rules import IMPORT_PEOPLE, RELEASE_IMPORT, SEE_PROTECTED

TABLE_NAMES = {shape.name: shape.label for shape in SHAPES} | {
    "parents": gettext_lazy("Places in the organisation"),
    "keys": gettext_lazy("Keys in the source"),
}
ACTION_NAMES = {
    "add": gettext_lazy("New"),
    "change": gettext_lazy("Changed"),
    "move": gettext_lazy("Moved"),
    "end": gettext_lazy("Ends"),
    "drop": gettext_lazy("Withdrawn"),
}
COLUMN_NAMES = {each.name: each.label for shape in reversed(SHAPES) for each in shape.fields} | {
    "unit_id": gettext_lazy("Unit"),
    "parent_id": gettext_lazy("Parent unit"),
    "person_id": gettext_lazy("Person"),
    "position_id": gettext_lazy("Position"),
    "function_id": gettext_lazy("Function"),
    "national_id_hmac": gettext_lazy("National identity number"),
    "valid": gettext_lazy("Days"),
    "kind": gettext_lazy("Kind"),
    "key": gettext_lazy("Key"),
    "source": gettext_lazy("Source"),
    "external_id": gettext_lazy("Employment key"),
}
REFERENCES = {"unit_id", "parent_id", "person_id", "position_id", "function_id"}
UNSHOWN = {"structure", "employment_id", "org_number", "has_double_a"}
HIDDEN = "•••"


@dataclass(frozen=True)
class FieldChange:
    """One column of a line, as people read it; days are a pair of first and last day."""

    label: str
    before: str | tuple[date | None, date | None]
    after: str | tuple[date | None, date | None]


@dataclass(frozen=True)
class Change:
    """One line of a plan."""

    number: int
    subject_id: UUID
    table: str
    action: str
    title: str
    fields: tuple[FieldChange, ...]
    is_shielded: bool


@dataclass(frozen=True)
class Told:
    """One finding as a sentence."""

    number: int
    severity: str
    sheet: str
    row: int | None
    column: str
    value: str
    what: str
    how: str


def may_see_imports(by: Actor) -> bool:
    """Tell whether somebody may look at imports at all."""
    return may(by, IMPORT_PEOPLE) or may(by, RELEASE_IMPORT)


def import_runs(*, seen_by: Actor, limit: int = 30) -> list[ImportRun]:
    """Return the last runs, the newest first. Raises PermissionDenied."""
    _require(seen_by)
    rows = ImportRun.objects.filter(kind=KIND).defer("content", "shielded_rows", "measures")
    return list(rows.order_by("-uploaded_at", "-id")[:limit])


def import_run(run_id: UUID, *, seen_by: Actor) -> ImportRun:
    """Return one run, without its file. Raises ImportRun.DoesNotExist, PermissionDenied."""
    _require(seen_by)
    return ImportRun.objects.defer("content").get(pk=run_id, kind=KIND)


def names_of_imports(ids: Collection[UUID], *, seen_by: Actor) -> dict[UUID, str]:
    """Return the names of the files of these imports; none to who may not see imports."""
    if not may_see_imports(seen_by):
        return {}
    return dict(ImportRun.objects.filter(kind=KIND, pk__in=ids).values_list("id", "file_name"))


def touched_people(run_id: UUID) -> frozenset[UUID]:
    """Return the persons an applied import was about: for domains above that need not look at everybody again.

    A changed unit, or place of a unit, touches all who work below it: see whether `counts` has "units" or "parents".
    """
    lines = ImportLine.objects.filter(run_id=run_id)
    found = set(lines.filter(table="people").values_list("subject_id", flat=True))
    for table, model in (("employments", Employment), ("leaders", Leadership), ("functions", Appointment)):
        subjects = lines.filter(table=table).values("subject_id")
        found |= set(model.objects.filter(pk__in=subjects).values_list("person_id", flat=True))
    leaves = lines.filter(table="leaves")
    at_leave = Leave.objects.filter(pk__in=leaves.values("subject_id"))
    found |= set(at_leave.values_list("employment__person_id", flat=True))
    for side in ("before", "after"):
        named = lines.filter(**{f"{side}__has_key": "person_id"}).values_list(f"{side}__person_id", flat=True)
        found |= {UUID(person) for person in named}
        gone = leaves.filter(**{f"{side}__has_key": "employment_id"}).values_list(f"{side}__employment_id", flat=True)
        found |= set(Employment.objects.filter(pk__in=set(gone)).values_list("person_id", flat=True))
    return frozenset(found)


def last_source() -> str:
    """Return the source that a file was last uploaded from; blank when none was."""
    row = ImportRun.objects.filter(kind=KIND).order_by("-uploaded_at").values_list("source", flat=True).first()
    return row or ""


def _require(seen_by: Actor) -> None:
    if not may_see_imports(seen_by):
        raise PermissionDenied(_("You may not see imports."))


def tables_of(run: ImportRun) -> list[tuple[str, dict[str, int]]]:
    """Return the tables a run changes, in the order they are written, each with its number of lines by action."""
    return [(target.table, run.counts[target.table]) for target in TARGETS if target.table in run.counts]


def changes_of(run: ImportRun, *, seen_by: Actor, table: str, after: int = 0, limit: int = 50) -> list[Change]:
    """Return lines of one table in the plan's order, one more than `limit` if there are more.

    Lines about protected people say so and nothing else, unless the asker may see them. Raises PermissionDenied.
    """
    _require(seen_by)
    rows = ImportLine.objects.filter(run=run, table=table, number__gt=after).order_by("number")[: limit + 1]
    lines = list(rows)
    sees_all = may(seen_by, SEE_PROTECTED)
    names = _names(run, lines, sees_all=sees_all)
    return [_change(line, names, is_hidden=line.is_shielded and not sees_all) for line in lines]


def _change(line: ImportLine, names: Mapping[str, str], *, is_hidden: bool) -> Change:
    before, after = line.before or {}, line.after or {}
    fields = (
        FieldChange(str(COLUMN_NAMES.get(name, name)), _shown(name, before, names), _shown(name, after, names))
        for name in {**before, **after}
        if name not in UNSHOWN and (before.get(name) or after.get(name))
    )
    return Change(
        number=line.number,
        subject_id=line.subject_id,
        table=line.table,
        action=line.action,
        title=_("A protected person") if is_hidden else line.title,
        fields=() if is_hidden else tuple(fields),
        is_shielded=line.is_shielded,
    )


def _shown(name: str, values: Mapping[str, Any], names: Mapping[str, str]) -> str | tuple[date | None, date | None]:
    value = values.get(name)
    if value is None or value == "":
        return ""
    if name == "valid":
        return _days(value)
    if name == "national_id_hmac" or (name == "key" and str(value).startswith("id:")):
        return HIDDEN
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return names.get(value, HIDDEN) if name in REFERENCES else str(value)


def _days(text: str) -> tuple[date | None, date | None]:
    lower, _comma, upper = text.strip("[)").partition(",")
    last = date.fromordinal(date.fromisoformat(upper).toordinal() - 1) if upper else None
    return (date.fromisoformat(lower) if lower else None, last)


def _names(run: ImportRun, lines: Sequence[ImportLine], *, sees_all: bool) -> dict[str, str]:
    """Return the names of all that the lines refer to, by id: one statement a table, and one for what is new."""
    people = Person.objects.all() if sees_all else Person.objects.filter(is_protected=False)
    sources = (
        (("unit_id", "parent_id"), Unit.objects.values_list("pk", "name")),
        (("person_id",), people.values_list("pk", "display_name")),
        (("position_id",), Position.objects.values_list("pk", "name")),
        (("function_id",), Function.objects.values_list("pk", "name")),
    )
    found: dict[str, str] = {}
    missing: set[str] = set()
    for columns, rows in sources:
        wanted = _wanted(lines, columns)
        found |= {str(pk): name for pk, name in rows.filter(pk__in=wanted)} if wanted else {}
        missing |= wanted - found.keys()
    new = ImportLine.objects.filter(run=run, subject_id__in=missing, before__isnull=True)
    visible_new = new if sees_all else new.filter(is_shielded=False)
    return found | {str(pk): title for pk, title in visible_new.values_list("subject_id", "title")}


def _wanted(lines: Iterable[ImportLine], columns: Iterable[str]) -> set[str]:
    values = (side.get(name) for line in lines for side in (line.before, line.after) if side for name in columns)
    return {str(value) for value in values if value}


def findings_of(run: ImportRun, *, seen_by: Actor, after: int = 0, limit: int = 50) -> list[Told]:
    """Return what is wrong or strange, errors first, one more than `limit` if there are more.

    after: how many to pass over. Values from rows about protected people are hidden from who may not see them.
    Raises PermissionDenied.
    """
    _require(seen_by)
    sees_all = may(seen_by, SEE_PROTECTED)
    rows = ImportFinding.objects.filter(run=run).order_by("severity", "number")[after : after + limit + 1]
    return [
        Told(
            number=row.number,
            severity=row.severity,
            sheet=row.sheet,
            row=row.row,
            column=row.column,
            value=HIDDEN if row.is_shielded and not sees_all and row.value else row.value,
            what=sentence(row.message, row.params),
            how=sentence(row.how, row.params),
        )
        for row in rows
    ]


def notes_of(run: ImportRun) -> list[str]:
    """Return what was guessed or left out while reading, as sentences."""
    return [sentence(note["message"], note["params"]) for note in run.notes]


def measures_of(run: ImportRun) -> list[tuple[str, bool]]:
    """Return the guard's measures as sentences, each with whether it is exceeded."""
    return [(sentence(measure["message"], measure), measure["is_exceeded"]) for measure in run.measures]

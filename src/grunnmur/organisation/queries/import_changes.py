"""The lines of an import's plan, as people read them: with names for ids, and what was there before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.formats import number
from grunnmur.core.imports.asking import HIDDEN
from grunnmur.core.models import ImportLine, ImportRun
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, may
from grunnmur.organisation.imports.employments import COLUMNS
from grunnmur.organisation.imports.planning import TARGETS
from grunnmur.organisation.imports.shapes import SHAPES
from grunnmur.organisation.models import Employment, Function, Leadership, Person, Position, Unit
from grunnmur.organisation.queries.imports import require_sight
from grunnmur.organisation.rules import SEE_PROTECTED

Shown: TypeAlias = str | tuple[date | None, date | None]
"""A value as text, or a period as its first and last day."""

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
UNSHOWN = {"structure", "employment_id", "org_number"}
# Of a new row also what its title says, and where it came from.
UNSHOWN_IF_NEW = UNSHOWN | {"source", "external_id"}
TITLED = {"employments": "person_id", "functions": "person_id", "keys": "person_id", "parents": "unit_id"}
CARRIED = ("unit_id", "position_id", "kind", "percent", "is_primary")  # what a later row of an employment may change
KINDS = {"employments": dict(Employment.Kind.choices), "leaders": dict(Leadership.Kind.choices)}


@dataclass(frozen=True)
class FieldChange:
    """One column of a line, as people read it; days are a pair of first and last day."""

    label: str
    before: Shown
    after: Shown


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


def tables_of(run: ImportRun) -> list[tuple[str, dict[str, int]]]:
    """Return the tables a run changes, in the order they are written, each with its number of lines by action."""
    return [(target.table, run.counts[target.table]) for target in TARGETS if target.table in run.counts]


def changes_of(run: ImportRun, *, seen_by: Actor, table: str, after: int = 0, limit: int = 50) -> list[Change]:
    """Return lines of one table in the plan's order, one more than `limit` if there are more.

    Lines about protected people say so and nothing else, unless the asker may see them. Raises PermissionDenied.
    """
    require_sight(seen_by)
    rows = ImportLine.objects.filter(run=run, table=table, number__gt=after).order_by("number")[: limit + 1]
    lines = list(rows)
    sees_all = may(seen_by, SEE_PROTECTED)
    earlier = _earlier(lines)
    names = _names(run, [*lines, *earlier.values()], sees_all=sees_all)
    return [_change(line, earlier.get(line.pk), names, is_hidden=line.is_shielded and not sees_all) for line in lines]


def _earlier(lines: Sequence[ImportLine]) -> dict[UUID, ImportLine]:
    """Return, for new rows that go on where an employment's stored row ends, that row as a line; one statement."""
    new = {line.pk: line.after for line in lines if line.after and not line.before and "external_id" in line.after}
    keys = {after["external_id"] for after in new.values()}
    chains: dict[tuple[str, str], list[dict[str, Any]]] = {}  # Any: columns
    for row in Employment.objects.filter(external_id__in=keys).values(*COLUMNS):
        chains.setdefault((row["source"], row["external_id"]), []).append(row)
    found = {}
    for pk, after in new.items():
        first, _last = _days(after["valid"])
        for row in chains.get((after["source"], after["external_id"]), ()):
            period = Period.from_range(row["valid"])
            if first and first - timedelta(days=1) in period and first != period.lower:
                found[pk] = ImportLine(before={name: _stored(row[name]) for name in CARRIED})
    return found


def _stored(value: object) -> str | bool | None:
    """Return a column as lines hold it."""
    return value if value is None or isinstance(value, bool) else str(value)


def _change(line: ImportLine, earlier: ImportLine | None, names: Mapping[str, str], *, is_hidden: bool) -> Change:
    before, after = line.before or (earlier and earlier.before) or {}, line.after or {}
    unshown = UNSHOWN if line.before else {*UNSHOWN_IF_NEW, TITLED.get(line.table)}
    shown = (
        FieldChange(
            str(COLUMN_NAMES.get(name, name)), *(_shown(line.table, name, side, names) for side in (before, after))
        )
        for name in {**before, **after}
        if name not in unshown
    )
    has_before = bool(line.before or earlier)
    fields = (each for each in shown if (each.before != each.after if has_before else each.after))
    return Change(
        number=line.number,
        subject_id=line.subject_id,
        table=line.table,
        action=line.action,
        title=_("A protected person") if is_hidden else line.title,
        fields=() if is_hidden else tuple(fields),
        is_shielded=line.is_shielded,
    )


def _shown(table: str, name: str, values: Mapping[str, Any], names: Mapping[str, str]) -> Shown:
    value = values.get(name)
    if value is None or value == "":
        return ""
    match name:
        case "valid":
            shown: Shown = _days(value)
        case "national_id_hmac":
            shown = HIDDEN
        case "percent":
            shown = number(Decimal(value))
        case "kind":
            shown = str(KINDS.get(table, {}).get(value, value))
        case _:
            shown = names.get(value, HIDDEN) if name in REFERENCES else _plain(value)
    return shown


def _plain(value: object) -> str:
    """Return a value without a meaning of its own; a key that is a hash of a national number is hidden."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return HIDDEN if str(value).startswith("id:") else str(value)


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

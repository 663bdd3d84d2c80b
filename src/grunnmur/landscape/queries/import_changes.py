"""The lines of an import's plan, as people read them: with names for ids, and what was there before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core import formats
from grunnmur.core.imports.asking import HIDDEN
from grunnmur.core.models import ImportLine, ImportRun
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.landscape.catalogue import FACTS, KINDS
from grunnmur.landscape.imports import details, elements, products
from grunnmur.landscape.imports.elements import GRADES
from grunnmur.landscape.imports.planning import TARGETS
from grunnmur.landscape.imports.shapes import SHAPES
from grunnmur.landscape.models import Element, Strength, SystemProduct
from grunnmur.landscape.queries.imports import require_sight, sees_shielded
from grunnmur.landscape.rules import kind_label, spoken, type_name, type_names
from grunnmur.landscape.rules.answers import value_text
from grunnmur.landscape.rules.grades import grade_name
from grunnmur.organisation import queries as organisation

_NAMES: Mapping[str, Promise | str] = {
    "elements": gettext_lazy("Elements"),
    "products": gettext_lazy("System products"),
    "contents": gettext_lazy("Contents of information"),
    "facts": gettext_lazy("Answers about systems"),
    "identities": gettext_lazy("Ids in the source"),
    "relations": gettext_lazy("Relations"),
    "claims": gettext_lazy("What the source says of relations"),
}
ACTION_NAMES: Mapping[str, Promise | str] = {
    "add": gettext_lazy("New"),
    "change": gettext_lazy("Changed"),
    "end": gettext_lazy("Ends"),
    "drop": gettext_lazy("Withdrawn"),
}
COLUMN_NAMES: Mapping[str, Promise | str] = {
    each.name: each.label for shape in reversed(SHAPES) for each in shape.fields
} | {
    "owner_unit_id": gettext_lazy("Owner"),
    "owner_function_id": gettext_lazy("Owning function"),
    "product_id": gettext_lazy("Product"),
    "supplier_id": gettext_lazy("Supplier"),
    "src_id": gettext_lazy("From"),
    "dst_id": gettext_lazy("To"),
    "valid": gettext_lazy("Days"),
    "in_force": gettext_lazy("In force"),
    "data_category": gettext_lazy("Category of personal data"),
    "subject_category": gettext_lazy("Category of data subjects"),
    "key": gettext_lazy("Question"),
    "value": gettext_lazy("Answer"),
    "ended_at": gettext_lazy("Ends"),
    "external_id": gettext_lazy("Id in the source"),
}
REFERENCES = ("owner_unit_id", "owner_function_id", "product_id", "supplier_id", "src_id", "dst_id")
UNSHOWN = frozenset(
    {"ref", "element_id", "relation_id", "source", "source_ref", "claimed_at", "claimed_by", "src_type", "dst_type"}
    | {"observed_at", "expires_at", "evidence", "answered_by", "catalogue_source", "local_overrides", "facts"}
)
_MODELS = {target.table: target.model for target in TARGETS}
_ORDER = {target.table: {name: place for place, name in enumerate(target.columns)} for target in TARGETS}
_DEFAULTS = {"elements": elements.DEFAULTS, "products": products.DEFAULTS, **details.DEFAULTS}


@dataclass(frozen=True)
class FieldChange:
    """One column of a line, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One line of a plan. row_key: names the row of the file that says so, blank when it is not one row's."""

    number: int
    action: str
    title: str
    fields: tuple[FieldChange, ...]
    row_key: str


def table_name(table: str) -> str:
    """Return what a table of lines is called: of details, by the type they are about."""
    if table in _NAMES:
        return str(_NAMES[table])
    return _("%(types)s: details") % {"types": type_names(table)}


def tables_of(run: ImportRun) -> list[tuple[str, dict[str, int]]]:
    """Return the tables a run changes, in the order they are written, each with its number of lines by action."""
    return [(target.table, run.counts[target.table]) for target in TARGETS if target.table in run.counts]


def changes_of(run: ImportRun, *, seen_by: Actor, table: str, after: int = 0, limit: int = 50) -> list[Change]:
    """Return lines of one table in the plan's order, one more than `limit` if there are more.

    Lines about what not everybody may know of say nothing, unless to the uploader. Raises PermissionDenied.
    """
    require_sight(seen_by)
    rows = ImportLine.objects.filter(run=run, table=table, number__gt=after).order_by("number")[: limit + 1]
    lines = list(rows)
    sees_all = sees_shielded(run, seen_by=seen_by)
    names = _names(run, lines)
    return [_change(line, names, is_hidden=line.is_shielded and not sees_all) for line in lines]


def _change(line: ImportLine, names: Mapping[str, str], *, is_hidden: bool) -> Change:
    before, after = line.before or {}, line.after or {}
    shown = (
        FieldChange(
            str(COLUMN_NAMES.get(name, name)), *(_text(line.table, name, side, names) for side in (before, after))
        )
        for name in sorted({**before, **after}, key=_ORDER[line.table].__getitem__)
        if name not in UNSHOWN and not (line.before is None and _is_plain(line, name))
    )
    fields = (each for each in shown if each.before != each.after or line.before)
    return Change(
        number=line.number,
        action=line.action,
        title=_("Something that not everybody may know of") if is_hidden else line.title,
        fields=() if is_hidden else tuple(each for each in fields if each.before or each.after),
        row_key=f"{line.row}:{line.sheet}" if line.row else "",
    )


def _is_plain(line: ImportLine, name: str) -> bool:
    """Tell whether a column of a new row says nothing that its title, or no word at all, would not say."""
    value = (line.after or {}).get(name)
    return (name == "name" and value == line.title) or value == _DEFAULTS.get(line.table, {}).get(name)


def _text(table: str, name: str, values: Mapping[str, Any], names: Mapping[str, str]) -> str:  # Any: JSON
    value = values.get(name)
    if value in (None, "", [], {}):
        return ""
    if name in REFERENCES:
        return names.get(str(value), HIDDEN)
    if name == "audience":
        return ", ".join(names.get(key, HIDDEN) for key in value)
    if name in _READERS:
        return _READERS[name](table, value, values)
    return _choice(table, name, value)


def _period(_table: str, value: Any, _values: Mapping[str, Any]) -> str:  # Any: JSON
    lower, _comma, upper = str(value).strip("[)").partition(",")
    return formats.period(Period(_day(lower), _day(upper)))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _grade(_table: str, value: Any, _values: Mapping[str, Any]) -> str:  # Any: JSON
    return grade_name(value)


def _kind(table: str, value: Any, _values: Mapping[str, Any]) -> str:  # Any: JSON
    return kind_label(value) if table == "relations" and value in KINDS else _choice(table, "kind", value)


def _strength(_table: str, value: Any, _values: Mapping[str, Any]) -> str:  # Any: JSON
    return str(Strength(value).label)


def _question(_table: str, value: Any, _values: Mapping[str, Any]) -> str:  # Any: JSON
    return spoken(FACTS[value].question)


def _answer(_table: str, value: Any, values: Mapping[str, Any]) -> str:  # Any: JSON
    key = FACTS.get(values.get("key", ""))
    return value_text(key, value) if key else _plain(value)


def _type(_table: str, value: Any, _values: Mapping[str, Any]) -> str:  # Any: JSON
    return type_name(value)


def _moment(_table: str, value: Any, _values: Mapping[str, Any]) -> str:  # Any: JSON
    return formats.day_of(datetime.fromisoformat(value))


_READERS: Mapping[str, Callable[[str, Any, Mapping[str, Any]], str]] = {  # Any: JSON
    "valid": _period,
    "in_force": _period,
    "kind": _kind,
    "strength": _strength,
    "type": _type,
    "key": _question,
    "value": _answer,
    "ended_at": _moment,
    **dict.fromkeys(GRADES, _grade),
}


def _choice(table: str, name: str, value: Any) -> str:  # Any: JSON
    try:
        field = _MODELS[table]._meta.get_field(name)
    except FieldDoesNotExist:
        return _plain(value)
    choices = dict(getattr(field, "flatchoices", ()) or ())
    is_one = not isinstance(value, list)
    return str(choices[value]) if is_one and value in choices else _plain(value)


def _plain(value: Any) -> str:  # Any: JSON
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _names(run: ImportRun, lines: Sequence[ImportLine]) -> Mapping[str, str]:
    """Return the names of all that the lines refer to, by id, and of group keys. Seven statements at most.

    Elements and products that the run itself makes are named by its lines.
    """
    wanted = set(_wanted(lines))
    ids = [UUID(text) for text in wanted]
    found: dict[UUID, str] = {}
    if ids:
        found |= organisation.unit_names(ids) | organisation.function_names()
        found |= dict(SystemProduct.objects.filter(pk__in=ids).values_list("pk", "name"))
        found |= dict(Element.objects.filter(pk__in=ids).values_list("pk", "name"))
    new = [pk for pk in ids if pk not in found]
    made = ImportLine.objects.filter(run=run, subject_id__in=new, table__in=("elements", "products"))
    found |= dict(made.values_list("subject_id", "title")) if new else {}
    keys = {
        key
        for line in lines
        for key in (line.after or {}).get("audience", []) + (line.before or {}).get("audience", [])
    }
    return {str(pk): name for pk, name in found.items()} | organisation.key_names(keys)


def _wanted(lines: Iterable[ImportLine]) -> Iterable[str]:
    for line in lines:
        for side in (line.before or {}, line.after or {}):
            yield from (side[name] for name in REFERENCES if side.get(name))

"""The history of an element as entries of a timeline: names instead of ids, words instead of codes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.history import Change
from grunnmur.core.permissions import Actor
from grunnmur.landscape.models import Element, RelationClaim
from grunnmur.landscape.queries.history import TieChange
from grunnmur.landscape.rules import kind_label
from grunnmur.landscape.rules.grades import grade_name
from grunnmur.landscape.views.shown import Context, element_url
from grunnmur.organisation import queries as organisation

TOLD = {
    "name": gettext_lazy("Name"),
    "code": gettext_lazy("Code"),
    "summary": gettext_lazy("Summary"),
    "owner_unit": gettext_lazy("Owner"),
    "owner_function": gettext_lazy("Owning function"),
    "contact_person": gettext_lazy("Contact person"),
    "lifecycle": gettext_lazy("Lifecycle"),
    "criticality": gettext_lazy("Criticality"),
    "need_k": gettext_lazy("Need for confidentiality"),
    "need_i": gettext_lazy("Need for integrity"),
    "need_t": gettext_lazy("Need for availability"),
    "need_s": gettext_lazy("Need for traceability"),
    "rto_hours": gettext_lazy("Longest it may be away, in hours"),
    "audience": gettext_lazy("May know of it"),
}
GRADED = frozenset({"criticality", "need_k", "need_i", "need_t", "need_s"})
_COLUMNS = {str(column.verbose_name): column.name for column in Element._meta.concrete_fields}
NOTHING = "None"  # how history writes that there is no value


@dataclass(frozen=True)
class _Names:
    """What the ids in a history are called today; nobody's name where the reader may not know of her."""

    units: Mapping[UUID, str]
    functions: Mapping[UUID, str]
    people: Mapping[UUID, str]


def entries(changes: Iterable[Change], ties: Iterable[TieChange], *, seen_by: Actor) -> list[Context]:
    """Return both sorts of changes as entries of a timeline, the newest first. Three statements at most."""
    rows = list(changes)
    names = _names_in(rows, seen_by=seen_by)
    told = [entry for entry in (_entry(one, names) for one in rows) if entry]
    told += [_tie_entry(one) for one in ties]
    return sorted(told, key=lambda entry: entry["at"], reverse=True)


def _names_in(rows: Iterable[Change], *, seen_by: Actor) -> _Names:
    ids: dict[str, set[UUID]] = {"owner_unit": set(), "owner_function": set(), "contact_person": set()}
    for change in rows:
        for label, *values in change.fields:
            column = _COLUMNS.get(label, "")
            ids.get(column, set()).update(UUID(value) for value in values if column in ids and value != NOTHING)
    return _Names(
        organisation.unit_names(ids["owner_unit"]) if ids["owner_unit"] else {},
        organisation.function_names() if ids["owner_function"] else {},
        organisation.names_of(ids["contact_person"], seen_by=seen_by) if ids["contact_person"] else {},
    )


def _entry(change: Change, names: _Names) -> Context | None:
    """Return one change; None for one that nobody needs to be told of."""
    fields = {_COLUMNS.get(label, ""): (before, after) for label, before, after in change.fields}
    changes = [
        {"label": str(TOLD[column]), "before": _value(column, before, names), "after": _value(column, after, names)}
        for column, (before, after) in fields.items()
        if column in TOLD
    ]
    titles = {"insert": _("Put on the map"), "update": _("Changed"), "delete": _("Removed")}
    title = titles[change.kind]
    if "retired_at" in fields:
        title = _("Taken off the map") if fields["retired_at"][1] != NOTHING else _("Put back on the map")
    if change.kind == "update" and not changes and "retired_at" not in fields:
        return None
    return {
        "title": title,
        "by": change.by or _("Grunnmur"),
        "at": change.at,
        "text": change.reason,
        "changes": changes,
    }


def _value(column: str, value: str, names: _Names) -> str:
    """Return a value of history in words."""
    if value == NOTHING or not value:
        return grade_name(None) if column in GRADED else ""
    if column in GRADED:
        return grade_name(int(value))
    return _WORDS[column](value, names) if column in _WORDS else value


def _lifecycle(value: str, _names: _Names) -> str:
    return str(Element.Lifecycle(value).label)


_WORDS: Mapping[str, Callable[[str, _Names], str]] = {
    "owner_unit": lambda value, names: names.units.get(UUID(value), ""),
    "owner_function": lambda value, names: names.functions.get(UUID(value), ""),
    "contact_person": lambda value, names: names.people.get(UUID(value), _("somebody")),
    "lifecycle": _lifecycle,
    "audience": lambda value, _names: _("Everyone") if "'everyone'" in value else _("Some people here"),
}


def _tie_entry(one: TieChange) -> Context:
    told = {"kind": kind_label(one.kind, is_inverse=one.is_inverse), "name": one.other.name}
    title = _("No longer: %(kind)s %(name)s") % told if one.is_end else _("New: %(kind)s %(name)s") % told
    is_by_hand = one.source == RelationClaim.Source.MANUAL
    return {
        "title": title,
        "url": element_url(one.other.pk),
        "by": one.by if is_by_hand else "",
        "at": one.at,
        "text": "" if is_by_hand else _("It follows from: %(source)s.") % {"source": _source(one.source)},
        "changes": [],
    }


def _source(source: str) -> str:
    return str(RelationClaim.Source(source).label).lower()

"""A row's changes as components/timeline.html shows them: in words, in the reader's language."""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from grunnmur.core import formats
from grunnmur.core.history import Change
from grunnmur.core.periods import Period

Entry = dict[str, Any]  # what components/timeline.html shows
Column: TypeAlias = "models.Field[Any, Any]"
Words = Mapping[tuple[str, str], str]  # what an id or a group key is called, by column and value

KEYS = ("_key", "_keys")  # how columns end that hold group keys
NOTHING = "None"  # how history writes that there is no value
RANGE = re.compile(r"\[(?P<first>\d{4}-\d\d-\d\d|None), (?P<end>\d{4}-\d\d-\d\d|None)\)")  # as psycopg writes it


def title_of(change: Change) -> str:
    """Say what was done to the row, in a word."""
    titles = {"insert": _("Registered"), "update": _("Changed"), "delete": _("Removed")}
    return titles[change.kind]


def entries_of(
    changes: Iterable[tuple[str, Change]],
    *,
    told: Mapping[str, str | Promise],
    key_names: Callable[[Collection[str]], Mapping[str, str]] | None = None,
) -> list[Entry]:
    """Return changes as entries of a timeline, each with its title; without one, what was done in a word.

    told: the label of each column that a reader is told of. The rest is how Grunnmur keeps its rows: it is left out,
    and with it a change of nothing else. key_names: what group keys are called, for columns that hold them.
    One statement for each model that a changed column names a row of, and those of `key_names`.
    """
    rows = list(changes)
    words = _words_of([change for _title, change in rows], told, key_names)
    entries = [_entry(title or title_of(change), change, told, words) for title, change in rows]
    return [entry for entry, (_title, change) in zip(entries, rows, strict=True) if _is_worth(entry, change)]


def _is_worth(entry: Entry, change: Change) -> bool:
    return bool(entry["changes"] or change.reason) or change.kind != "update"


def _entry(title: str, change: Change, told: Mapping[str, str | Promise], words: Words) -> Entry:
    return {
        "title": title,
        "by": change.by or _("Grunnmur"),
        "at": change.at,
        "text": change.reason,
        "changes": [
            {"label": str(told[column.name]), "before": _said(column, old, words), "after": _said(column, new, words)}
            for column, old, new in _fields(change)
            if column.name in told
        ],
    }


def _fields(change: Change) -> list[tuple[Column, str, str]]:
    columns = {str(column.verbose_name): column for column in change.model._meta.concrete_fields}
    return [(columns[name], before, after) for name, before, after in change.fields]


def _words_of(
    changes: Sequence[Change],
    told: Mapping[str, str | Promise],
    key_names: Callable[[Collection[str]], Mapping[str, str]] | None,
) -> Words:
    """Return what the ids and keys among the values are called today."""
    ids: defaultdict[Column, set[str]] = defaultdict(set)
    for column, *values in (field for change in changes for field in _fields(change)):
        if column.name in told:
            ids[column] |= {value for value in values if value not in {"", NOTHING}}
    words: dict[tuple[str, str], str] = {}
    for column, found in ids.items():
        if isinstance(column, models.ForeignKey):
            words |= {(column.name, value): name for value, name in _names(column.related_model, found).items()}
        elif key_names and column.name.endswith(KEYS):
            keys = {key for value in found for key in _keys(column, value)}
            words |= {(column.name, key): name for key, name in key_names(keys).items()}
    return words


def _keys(column: Column, value: str) -> list[str]:
    """Return the group keys of a column that holds one of them, or a list."""
    return list(ast.literal_eval(value)) if column.name.endswith("_keys") else [value]


def _names(model: Any, ids: Collection[str]) -> dict[str, str]:  # Any: the model that a column names rows of
    return {str(pk): name for pk, name in model.objects.filter(pk__in=map(UUID, ids)).values_list("pk", "name")}


def _said(column: Column, value: str, words: Words) -> str:
    """Return one value in words; blank for none."""
    if value in {"", NOTHING}:
        return ""
    if isinstance(column, models.ForeignKey):
        return words.get((column.name, value), _("something that is gone"))
    if column.name.endswith(KEYS):
        keys = _keys(column, value)
        return ", ".join(words.get((column.name, key), _("something that is gone")) for key in keys)
    for kind, worded in WORDED:
        if isinstance(column, kind):
            return worded(value)
    return str(dict(column.flatchoices).get(value, value))


def _days(value: str) -> str:
    found = RANGE.fullmatch(value)
    if not found:
        return value
    first, end = (None if day == NOTHING else date.fromisoformat(day) for day in found.groups())
    return formats.period(Period(first, end))


# How the value of a column of some kind is written; the first that fits counts.
WORDED: tuple[tuple[type[Column], Callable[[str], str]], ...] = (
    (models.BooleanField, lambda value: _("Yes") if value == "True" else _("No")),
    (models.DateTimeField, lambda value: formats.time_of(datetime.fromisoformat(value))),
    (models.DateField, lambda value: formats.day(date.fromisoformat(value))),
    (models.DecimalField, lambda value: formats.number(Decimal(value))),
    (DateRangeField, _days),
)

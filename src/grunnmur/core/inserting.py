"""New rows of several tables in one statement, for paths where each statement counts.

Django's `save` asks the database once for each row. A data-modifying query takes them all at once: keys between them
are checked at the end of the transaction, and triggers write the same history.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any, TypeAlias
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import AutoField, Field, JSONField, Model
from django.db.models.expressions import DatabaseDefault

from grunnmur.core.history_facts import TELL, tell_again, tell_along
from grunnmur.core.prepared import ask

Column: TypeAlias = "Field[Any, Any]"  # Any: what a column holds
AS_THEY_ARE = {str, UUID, bool, type(None)}  # what needs no adapting, except as JSON
MODIFIER = re.compile(r"\(.*?\)")


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with the values of its places, which are all %s."""

    text: str = ""
    values: Sequence[object] = ()


NOTHING = Sql()


@dataclass(frozen=True)
class Bare:
    """A new row of which nobody wants to keep an object: making one takes as long as half of the insertion.

    values: by column; what is left out gets the field's default.
    """

    model: type[Model]
    values: Mapping[str, object]


NewRow: TypeAlias = Model | Bare


def insert_together(*rows: NewRow, also: Sql = NOTHING, unless: Sql = NOTHING) -> bool:
    """Insert new rows, and set on them what the database filled in. One statement; no signals are sent.

    Fields hold values, not expressions. also: one more value to select, in which row0, row1 … are what the database
    filled in. unless: a query; if it finds anything, nothing is inserted and False returned. Raises IntegrityError.
    """
    database = connections[DEFAULT_DB_ALIAS]
    left_out: list[int] = []
    values: list[object] = []
    for number, (column, value) in enumerate(_columns(rows)):
        if isinstance(value, DatabaseDefault) or (value is None and column.is_numbered):
            left_out.append(number)
        else:
            is_ready = column.is_plain and type(value) in AS_THEY_ARE
            values.append(value if is_ready else column.field.get_db_prep_save(value, database))
    told = tell_along()
    more = ", ".join(filter(None, (also.text, TELL if told else "")))
    statement = _statement(tuple(map(_model, rows)), tuple(left_out), more, unless.text)
    returned = ask(statement, [*unless.values, *values, *also.values, *told])
    if not returned:
        tell_again()
        return False
    _fill_in(rows, returned[0])
    return True


def _fill_in(rows: Iterable[NewRow], returned: Iterable[object]) -> None:
    """Set on the objects what the database filled in, as `save` does."""
    filled = iter(returned)
    for row in rows:
        for column in _model(row)._meta.db_returning_fields:
            value = next(filled)
            if isinstance(row, Model):
                setattr(row, column.attname, value)
        if isinstance(row, Model):
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001  # as `save` does


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that is written. is_plain: no field of its kind has a say in what is written of text, ids and truths."""

    field: Column
    name: str
    is_plain: bool
    is_numbered: bool
    has_own_say: bool  # sets its value when it is saved


def _columns(rows: Iterable[NewRow]) -> Iterator[tuple[_Column, Any]]:  # Any: what a column holds
    """Yield the columns of the rows, one after another, with what is written into them."""
    for row in rows:
        if isinstance(row, Bare):
            for column in _written(row.model):
                given = column.name in row.values
                yield column, row.values[column.name] if given else column.field.get_default()
        else:
            for column in _written(type(row)):
                yield column, column.field.pre_save(row, add=True) if column.has_own_say else getattr(row, column.name)


@cache
def _written(model: type[Model]) -> tuple[_Column, ...]:
    return tuple(
        _Column(
            field,
            field.attname,
            is_plain=not isinstance(field, JSONField),
            is_numbered=isinstance(field, AutoField),
            has_own_say=type(field).pre_save is not Field.pre_save,
        )
        for field in model._meta.local_concrete_fields
        if not field.generated
    )


def _model(row: NewRow) -> type[Model]:
    return row.model if isinstance(row, Bare) else type(row)


@cache
def _statement(models: tuple[type[Model], ...], left_out: tuple[int, ...], more: str, unless: str) -> str:
    """Return the statement that inserts one row of each model; its one row is all that was filled in, and more."""
    sources = [" WHERE NOT EXISTS (SELECT FROM known)" if unless else "", *[" FROM row0"] * (len(models) - 1)]
    numbers = count()
    given = [[column.field for column in _written(model) if next(numbers) not in left_out] for model in models]
    parts = [
        f"row{number} AS ({_insertion(*one)})" for number, one in enumerate(zip(models, given, sources, strict=True))
    ]
    if unless:
        parts.insert(0, f"known AS ({unless})")
    names = ", ".join(f"row{number}" for number in range(len(models)))
    selected = f"*, {more}" if more else "*"
    return f"WITH {', '.join(parts)} SELECT {selected} FROM {names}"  # noqa: S608  # names of our own models


def _insertion(model: type[Model], given: Collection[Column], source: str) -> str:
    columns = ", ".join(map(_name, given))
    values = ", ".join(f"%s::{_type(column)}" for column in given)
    returned = ", ".join(_name(column) for column in model._meta.db_returning_fields)
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) SELECT {values}{source} RETURNING {returned}"  # the same


def _type(column: Column) -> str:
    """Return the type of a value without its length: a cast to a length cuts what is too long, instead of refusing."""
    return MODIFIER.sub("", str(column.db_type(connection)))


def _name(column: Column) -> str:
    return connection.ops.quote_name(str(column.column))

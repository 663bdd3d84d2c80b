"""New rows of several tables in one statement, for paths where each statement counts.

Django's `save` asks the database once for each row. A data-modifying query takes them all at once: keys between them
are checked at the end of the transaction, and triggers write the same history.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
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


def insert_together(*rows: Model, also: Sql = NOTHING, unless: Sql = NOTHING) -> bool:
    """Insert new rows, and set on them what the database filled in. One statement; no signals are sent.

    Fields hold values, not expressions. also: one more value to select, in which row0, row1 … are what the database
    filled in. unless: a query; if it finds anything, nothing is inserted and False returned. Raises IntegrityError.
    """
    database = connections[DEFAULT_DB_ALIAS]
    columns = [_written(type(row)) for row in rows]
    written = [[_value(row, column, database) for column in of] for row, of in zip(rows, columns, strict=True)]
    given = tuple(tuple(value is None for value in some) for some in written)
    told = tell_along()
    more = ", ".join(filter(None, (also.text, TELL if told else "")))
    statement = _statement(tuple(type(row) for row in rows), given, more, unless.text)
    values = [value[0] for some in written for value in some if value is not None]
    returned = ask(statement, [*unless.values, *values, *also.values, *told])
    if not returned:
        tell_again()
        return False
    filled = iter(returned[0])
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001  # as `save` does
        for column in row._meta.db_returning_fields:
            setattr(row, column.attname, next(filled))
    return True


@cache
def _written(model: type[Model]) -> tuple[Column, ...]:
    return tuple(column for column in model._meta.local_concrete_fields if not column.generated)


def _value(row: Model, column: Column, database: BaseDatabaseWrapper) -> tuple[Any] | None:  # Any: what a column holds
    """Return the value alone in a tuple; None where the database fills it in."""
    value = column.pre_save(row, add=True)
    if isinstance(value, DatabaseDefault) or (value is None and isinstance(column, AutoField)):
        return None
    is_ready = type(value) in AS_THEY_ARE and not isinstance(column, JSONField)
    return (value if is_ready else column.get_db_prep_save(value, database),)


@cache
def _statement(
    models: tuple[type[Model], ...], are_left_out: tuple[tuple[bool, ...], ...], more: str, unless: str
) -> str:
    """Return the statement that inserts one row of each model; its one row is all that was filled in, and more."""
    sources = [" WHERE NOT EXISTS (SELECT FROM known)" if unless else "", *[" FROM row0"] * (len(models) - 1)]
    parts = [
        f"row{number} AS ({_insertion(*one)})"
        for number, one in enumerate(zip(models, are_left_out, sources, strict=True))
    ]
    if unless:
        parts.insert(0, f"known AS ({unless})")
    names = ", ".join(f"row{number}" for number in range(len(models)))
    selected = f"*, {more}" if more else "*"
    return f"WITH {', '.join(parts)} SELECT {selected} FROM {names}"  # noqa: S608  # names of our own models


def _insertion(model: type[Model], left_out: tuple[bool, ...], source: str) -> str:
    given = [column for column, is_left_out in zip(_written(model), left_out, strict=True) if not is_left_out]
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

"""New rows of several tables in one statement, for paths where each statement counts.

Django's `save` asks the database once for each row. A data-modifying query takes them all at once: keys between them
are checked at the end of the transaction, and triggers write the same history.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Field, Model
from django.db.models.expressions import DatabaseDefault

from grunnmur.core.history_facts import TELL, tell_along
from grunnmur.core.prepared import ask

Column: TypeAlias = "Field[Any, Any]"  # Any: what a column holds


def insert_together(*rows: Model, also: str = "", values_of_also: Sequence[object] = ()) -> None:
    """Insert new rows, and set on them what the database filled in. One statement; no signals are sent.

    Their fields must be such that a plain value says it all, without a cast. also: SQL of one more value to select, in
    which row0, row1 … are what the database filled in. Raises IntegrityError.
    """
    database = connections[DEFAULT_DB_ALIAS]
    columns = [_written(type(row)) for row in rows]
    written = [[_value(row, column, database) for column in of] for row, of in zip(rows, columns, strict=True)]
    given = tuple(tuple(value is None for value in some) for some in written)
    told = tell_along()
    more = ", ".join(filter(None, (also, TELL if told else "")))
    statement = _statement(tuple(type(row) for row in rows), given, more)
    values = [value[0] for some in written for value in some if value is not None]
    (returned,) = ask(statement, [*values, *values_of_also, *told])
    filled = iter(returned)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001  # as `save` does
        for column in row._meta.db_returning_fields:
            setattr(row, column.attname, next(filled))


@cache
def _written(model: type[Model]) -> tuple[Column, ...]:
    return tuple(column for column in model._meta.local_concrete_fields if not column.generated)


def _value(row: Model, column: Column, database: BaseDatabaseWrapper) -> tuple[Any] | None:  # Any: what a column holds
    """Return the value alone in a tuple; None where the database fills it in."""
    value = column.pre_save(row, add=True)
    is_filled = isinstance(value, DatabaseDefault) or (value is None and isinstance(column, AutoField))
    return None if is_filled else (column.get_db_prep_save(value, database),)


@cache
def _statement(models: tuple[type[Model], ...], are_left_out: tuple[tuple[bool, ...], ...], more: str) -> str:
    """Return the statement that inserts one row of each model; its one row is all that was filled in, and more."""
    parts = [
        f"row{number} AS ({_insertion(model, left_out)})"
        for number, (model, left_out) in enumerate(zip(models, are_left_out, strict=True))
    ]
    names = ", ".join(f"row{number}" for number in range(len(models)))
    selected = f"*, {more}" if more else "*"
    return f"WITH {', '.join(parts)} SELECT {selected} FROM {names}"  # noqa: S608  # names of our own models


def _insertion(model: type[Model], left_out: tuple[bool, ...]) -> str:
    columns = ", ".join(_name(column) for column in _written(model))
    values = ", ".join("DEFAULT" if is_left_out else "%s" for is_left_out in left_out)
    returned = ", ".join(_name(column) for column in model._meta.db_returning_fields)
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({values}) RETURNING {returned}"  # noqa: S608  # the same


def _name(column: Column) -> str:
    return connection.ops.quote_name(str(column.column))

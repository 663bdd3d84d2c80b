"""Statements that PostgreSQL plans once a connection, for paths where each statement counts.

Django writes the values into the text of a statement, and PostgreSQL reads and plans every text anew; for a small
statement that takes longer than answering it. Here the values travel beside the text, which stays prepared. So its type
is told by the value alone: a statement says `%s::date` where that leaves a doubt, and names its columns instead of `*`,
since a prepared statement may not change what it returns when a migration adds a column.

Each statement has one cursor a connection, which is used again: psycopg looks up how each type is written and read only
once a cursor.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model

Row = TypeVar("Row", bound=Model)
Values = Sequence[object] | Mapping[str, object]
PLACE = re.compile(r"%(?:\((\w+)\)s|s|%)")


class _Cursor(psycopg.RawCursor[Any]):  # Any: a row's columns
    def execute(self, query: Any, params: Any = (), **options: Any) -> "_Cursor":  # Any: psycopg's own signature
        """Run a statement prepared. Only here: else psycopg would remember the texts of all others, values and all."""
        text, names = _numbered(query)
        values = [params[name] for name in names] if names else params
        self.connection.prepare_threshold = 0
        try:
            super().execute(text, values, **options)
        finally:
            self.connection.prepare_threshold = None
        return self

    def _send_query_prepared(self, name: bytes, pgq: Any, **options: Any) -> None:  # Any: psycopg's own signature
        self._query = pgq  # as for any statement: Django's list of statements shows it
        super()._send_query_prepared(name, pgq, **options)

    def close(self) -> None:
        """Let go of what was answered; the cursor stays for the next time."""
        self._reset(reset_query=False)


def ask(statement: str, values: Values = ()) -> list[tuple[Any, ...]]:  # Any: columns
    """Run a statement that returns rows, and return them. It meets what every statement of Django's meets."""
    database: Any = connections[DEFAULT_DB_ALIAS]  # Any: what a cursor is made of is not public
    database.close_if_health_check_failed()
    database.ensure_connection()
    with database._prepare_cursor(_cursor_for(statement, database.connection)) as cursor:  # noqa: SLF001  # as `cursor()` does
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _cursor_for(statement: str, on: Any) -> _Cursor:  # Any: psycopg's connection
    """Return the statement's cursor on a connection, which keeps it as long as it lives itself."""
    cursors: dict[str, _Cursor] = vars(on).setdefault("cursors_of_statements", {})
    found = cursors.get(statement)
    if found is None:
        found = cursors[statement] = _Cursor(on)
    return found


def columns_of(model: type[Model], *, of: str) -> str:
    """Return the columns of a model's table, which has the name `of` in a statement, as `rows_of` wants them."""
    names = (connection.ops.quote_name(str(field.column)) for field in model._meta.concrete_fields)
    return ", ".join(f"{of}.{name}" for name in names)


def rows_of(model: type[Row], found: Iterable[Sequence[Any]]) -> list[Row]:  # Any: columns
    """Return rows of a model whose columns PostgreSQL returns as Python has them; what is after those is left out."""
    names = _names(model)
    return [model.from_db(DEFAULT_DB_ALIAS, names, row[: len(names)]) for row in found]


@cache
def _numbered(statement: str) -> tuple[bytes, tuple[str, ...]]:
    """Return a statement with $1, $2 … for %s or %(name)s, and the names in this order; read once, not at each run."""
    names: dict[str, int] = {}
    places = count(1)

    def numbered(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%"
        number = names.setdefault(place[1], len(names) + 1) if place[1] else next(places)
        return f"${number}"

    return PLACE.sub(numbered, statement).encode(), tuple(names)


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]

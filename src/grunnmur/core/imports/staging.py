"""Many rows at once. COPY into a table under a policy is an error, so: COPY into a temporary one, then INSERT."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.db import connection
from psycopg import sql

from grunnmur.core.imports.findings import Finding
from grunnmur.core.imports.plan import Line
from grunnmur.core.models import ImportFinding, ImportLine, ImportRun

LINE_COLUMNS = {
    "number": "int",
    "table": "text",
    "action": "text",
    "title": "text",
    "subject_id": "uuid",
    "before": "jsonb",
    "after": "jsonb",
    "is_shielded": "boolean",
    "sheet": "text",
    "row": "int",
}
FINDING_COLUMNS = {
    "number": "int",
    "severity": "text",
    "sheet": "text",
    "row": "int",
    "column": "text",
    "value": "text",
    "message": "text",
    "how": "text",
    "params": "jsonb",
    "is_shielded": "boolean",
}


@contextmanager
def staged(
    columns: dict[str, str],
    rows: Iterable[Sequence[Any]],
    *,
    joined: Iterable[str] = (),  # Any: cells
) -> Iterator[sql.Identifier]:
    """Hold rows in a temporary table as long as the block lasts; yields its name.

    columns: name → type, both written in our code. Statistics are taken, so that joins are planned for its size.
    joined: only of these columns; those of arrays and ranges cost the most. Of all if there are none.
    """
    name = sql.Identifier(f"stage_{uuid4().hex}")
    declared = sql.SQL(", ").join(
        sql.SQL("{} " + kind).format(sql.Identifier(column)) for column, kind in columns.items()
    )
    _run(sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(name, declared))
    with connection.cursor() as cursor, cursor.copy(_text(sql.SQL("COPY {} FROM STDIN").format(name))) as copy:
        for row in rows:
            copy.write_row(row)
    of = sql.SQL("({})").format(sql.SQL(", ").join(map(sql.Identifier, joined))) if joined else sql.SQL("")
    _run(sql.SQL("ANALYZE {} {}").format(name, of))
    yield name
    _run(sql.SQL("DROP TABLE {}").format(name))


def store_lines(run: ImportRun, lines: Sequence[Line]) -> None:
    """Write the plan's lines; three statements however many there are."""
    rows = (
        (
            number,
            line.table,
            line.action,
            line.title[:300],
            line.subject_id,
            _json(line.before),
            _json(line.after),
            line.is_shielded,
            line.sheet[:200],
            line.row,
        )
        for number, line in enumerate(lines, start=1)
    )
    with staged(LINE_COLUMNS, rows) as stage:
        _move(stage, ImportLine._meta.db_table, LINE_COLUMNS, run)


def store_findings(run: ImportRun, findings: Sequence[Finding], *, shielded: Iterable[tuple[str, int]]) -> None:
    """Write the findings; those about protected people are marked."""
    hidden = set(shielded)
    rows = (
        (
            number,
            each.severity,
            each.place.sheet[:200],
            each.place.row,
            each.place.column[:200],
            each.place.value[:200],
            each.message,
            each.how,
            _json(dict(each.params)),
            (each.place.sheet, each.place.row) in hidden,
        )
        for number, each in enumerate(findings, start=1)
    )
    with staged(FINDING_COLUMNS, rows) as stage:
        _move(stage, ImportFinding._meta.db_table, FINDING_COLUMNS, run)


def _move(stage: sql.Identifier, table: str, columns: Iterable[str], run: ImportRun) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("INSERT INTO {} (id, run_id, {}) SELECT gen_random_uuid(), {}, {} FROM {}")
    _run(statement.format(sql.Identifier(table), names, sql.Literal(run.pk), names, stage))


def _json(value: dict[str, Any] | None) -> str | None:  # Any: JSON
    return None if value is None else json.dumps(value)


def _run(statement: sql.Composed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_text(statement))


def _text(statement: sql.Composed) -> str:
    """Return the statement as text: Django's cursor takes no Composed."""
    return statement.as_string(connection.connection)

"""From the lines of a plan to the database: a few set statements for each table, under its own constraints."""

from django.db import connection
from psycopg import sql

from grunnmur.core.clock import now
from grunnmur.core.imports.importer import Target
from grunnmur.core.models import ImportRun

LOCK = (
    "SELECT 1 FROM {table} t WHERE t.id IN ("
    "SELECT l.subject_id FROM core_importline l WHERE l.run_id = {run} AND l.table = {name}"
    ") ORDER BY t.id FOR UPDATE"
)
DROP = (
    "DELETE FROM {table} t USING core_importline l"
    " WHERE l.run_id = {run} AND l.table = {name} AND t.id = l.subject_id AND l.after IS NULL"
)
CHANGE = (
    "UPDATE {table} t SET ({columns}{stamps}) = (SELECT {values}{moments} FROM jsonb_populate_record(t, l.after) r)"
    " FROM core_importline l WHERE l.run_id = {run} AND l.table = {name} AND t.id = l.subject_id"
    " AND l.before IS NOT NULL AND l.after IS NOT NULL AND {size}"
)
ADD = (
    "INSERT INTO {table} (id, {columns}{stamps}) SELECT l.subject_id, {values}{moments}"
    " FROM core_importline l, jsonb_populate_record(NULL::{table}, l.after) r"
    " WHERE l.run_id = {run} AND l.table = {name} AND l.before IS NULL"
)
# Periods that grow shorter go first, so that rows which hand over days to each other never overlap on the way.
IS_SHORTER = "(l.before ->> 'valid')::daterange @> (l.after ->> 'valid')::daterange"
SIZES = (IS_SHORTER, f"({IS_SHORTER}) IS NOT TRUE")


def lock_rows(run: ImportRun, target: Target) -> None:
    """Keep the rows that the plan is about from being changed by anybody else until the end of the transaction."""
    _write(LOCK, run, target)


def write_lines(run: ImportRun, target: Target) -> int:
    """Carry out the lines of one table; return how many rows were written."""
    dropped = _write(DROP, run, target)
    changed = sum(_write(CHANGE, run, target, size=sql.SQL(size)) for size in _sizes(target))
    return dropped + changed + _write(ADD, run, target)


def _sizes(target: Target) -> tuple[str, ...]:
    return SIZES if "valid" in target.columns else ("true",)


def _write(template: str, run: ImportRun, target: Target, **parts: sql.Composable) -> int:
    columns = [sql.Identifier(column) for column in target.columns]
    statement = sql.SQL(template).format(
        **{name: part for name, part in _parts(run, target, columns).items() if f"{{{name}}}" in template}, **parts
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(connection.connection))
        return int(cursor.rowcount)


def _parts(run: ImportRun, target: Target, columns: list[sql.Identifier]) -> dict[str, sql.Composable]:
    return {
        "table": sql.Identifier(target.model._meta.db_table),
        "columns": sql.SQL(", ").join(columns),
        "values": sql.SQL(", ").join(sql.SQL("r.{}").format(column) for column in columns),
        "stamps": sql.SQL("").join(sql.SQL(", {}").format(sql.Identifier(stamp)) for stamp in target.stamps),
        "moments": sql.SQL("").join(sql.SQL(", {}").format(sql.Literal(now())) for _stamp in target.stamps),
        "run": sql.Literal(run.pk),
        "name": sql.Literal(target.table),
    }

"""One row, or one page of rows, of what a client sees: filtered, sorted and counted in SQL."""

import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from grunnmur.access.queries.scim.columns import Column
from grunnmur.access.queries.scim.filters import Condition
from grunnmur.access.queries.scim.rowsets import RowSet

EVERYTHING = Condition("true", [])
# A time as SCIM writes it, in UTC. PostgreSQL writes a page of them in a tenth of what reading and writing takes here.
TIME = """replace(to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')"""
COLUMNS = f"r.id, r.external_id, r.is_active, r.version, {TIME.format('r.created_at')}, {TIME.format('r.modified_at')}"


class Reference(NamedTuple):
    """A group a user is in, or a member of a group; `display` is blank for members."""

    id: UUID
    display: str


@dataclass(frozen=True)
class Row:
    """A user or a group as a client sees it. created_at, modified_at: as SCIM writes them; None where unknown."""

    id: UUID
    external_id: str
    is_active: bool | None
    version: int
    created_at: str | None
    modified_at: str | None
    document: dict[str, Any]  # Any: JSON
    references: tuple[Reference, ...] = ()
    sort_value: Any = None  # Any: text, bool, number or time, as the column sorted by


@dataclass(frozen=True)
class Order:
    """By which column (None: by id alone) and which way; who has no value comes last, or first when descending."""

    column: Column | None = None
    is_descending: bool = False


@dataclass(frozen=True)
class Place:
    """Where a page begins: right after, or ends right before, the row of this sort value and id."""

    value: Any  # Any: as Row.sort_value
    id: UUID
    is_before: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is asked for. offset: rows to leave out. place: instead of it. is_counted: whether the total is wanted.

    has_references: whether groups and members are wanted.
    """

    where: Condition = EVERYTHING
    order: Order = field(default_factory=Order)
    limit: int
    offset: int = 0
    place: Place | None = None
    is_counted: bool = True
    has_references: bool = True


@dataclass(frozen=True)
class Found:
    """A page. total: of all rows that fit, when it was wanted. has_more: in the direction that was asked."""

    rows: list[Row]
    total: int | None
    has_more: bool


def find_row(rows: RowSet, row_id: UUID, *, has_references: bool = True) -> Row | None:
    """Return one row, or None. Two statements, or one without references."""
    found = _fetch(rows, "WHERE r.id = %s", [row_id])
    return (_with_references(rows, found)[0] if has_references else found[0]) if found else None


def find_page(rows: RowSet, page: Page) -> Found:
    """Return one page in the order asked for; three statements at most."""
    found = _page(rows, page)
    has_more = len(found) > page.limit
    found = found[: page.limit]
    if page.place and page.place.is_before:
        found.reverse()
    total = None
    if page.is_counted:
        is_all = page.limit and not has_more and page.place is None and (found or not page.offset)
        total = page.offset + len(found) if is_all else _count(rows, page.where)
    return Found(_with_references(rows, found) if page.has_references else found, total, has_more)


def _page(rows: RowSet, page: Page) -> list[Row]:
    if not page.limit:
        return []
    column, values = page.order.column, list(page.where.values)
    is_descending = page.order.is_descending != bool(page.place and page.place.is_before)
    conditions = [page.where.sql]
    if page.place:
        beyond = _beyond(column, page.place, is_descending=is_descending)
        conditions.append(beyond.sql)
        values += beyond.values
    way = "DESC" if is_descending else "ASC"
    by = f"{column.sql} {way} NULLS {'FIRST' if is_descending else 'LAST'}, " if column else ""
    tail = f"WHERE {' AND '.join(f'({one})' for one in conditions)} ORDER BY {by}r.id {way} LIMIT %s OFFSET %s"
    return _fetch(rows, tail, [*values, page.limit + 1, page.offset], column.sql if column else "NULL")


def _beyond(column: Column | None, place: Place, *, is_descending: bool) -> Condition:
    """Return the condition that a row comes after the place, in the order the rows are walked."""
    sign = "<" if is_descending else ">"
    after_id = Condition(f"r.id {sign} %s", [place.id])
    if column is None:
        return after_id
    if place.value is None:
        same = f"({column.sql} IS NULL AND {after_id.sql})"
        return Condition(f"{same} OR {column.sql} IS NOT NULL" if is_descending else same, after_id.values)
    value = f"%s::{column.kind}"
    rest = "" if is_descending else f" OR {column.sql} IS NULL"
    sql = f"{column.sql} {sign} {value} OR ({column.sql} = {value} AND {after_id.sql}){rest}"
    return Condition(sql, [place.value, place.value, place.id])


def _count(rows: RowSet, where: Condition) -> int:
    if where == EVERYTHING and rows.total is not None:
        return rows.total
    ((total,),) = _run(rows, f"SELECT count(*) FROM ({rows.sql}) r WHERE {where.sql}", where.values)  # noqa: S608
    return int(total)


def _fetch(rows: RowSet, tail: str, values: list[object], sort_value: str = "NULL") -> list[Row]:
    """Return rows. Only of those of the page more is made than their columns, not of those that are passed over."""
    page = f"SELECT r.*, {sort_value} AS sort_value FROM ({rows.sql}) r {tail}"  # noqa: S608  # constants
    whole = f"SELECT {COLUMNS}, {rows.document}, r.sort_value FROM ({page}) r"  # noqa: S608  # the same
    return [_row(*columns) for columns in _run(rows, whole, values)]


def _row(*columns: Any) -> Row:  # Any: those of COLUMNS, and what is sorted by
    row_id, external_id, is_active, version, created_at, modified_at, document, value = columns
    read = json.loads(document)
    return Row(row_id, external_id, is_active, version, created_at, modified_at, read, sort_value=value)


def _with_references(rows: RowSet, found: list[Row]) -> list[Row]:
    """Add to each row the groups it is in, or the members it has. One statement."""
    if not found:
        return []
    linked: defaultdict[UUID, list[Reference]] = defaultdict(list)
    for row, other, display in _run(rows, rows.linked, [[row.id for row in found]]):
        linked[row].append(Reference(other, display))
    return [replace(row, references=tuple(linked[row.id])) if row.id in linked else row for row in found]


def _run(rows: RowSet, sql: str, values: list[object]) -> list[tuple[Any, ...]]:  # Any: columns
    """Run a statement about a row set; each `%s` is one of the values, in order."""
    first, *rest = sql.split("%s")
    named = first + "".join(f"%(v{number})s{part}" for number, part in enumerate(rest))
    with connection.cursor() as cursor:
        cursor.execute(named, rows.parameters | {f"v{number}": value for number, value in enumerate(values)})
        return list(cursor.fetchall())

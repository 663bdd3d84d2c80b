"""Who had what on a day, and what began, ended or was withheld between two days. A fixed number of statements."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from grunnmur.access.queries.audit.causes import Cause, causes_of
from grunnmur.access.queries.audit.days import Pair, Tables, derived_tables
from grunnmur.access.queries.audit.sql import runs_sql
from grunnmur.access.rules.audit import Asked
from grunnmur.access.rules.permissions import AUDIT
from grunnmur.core.paging import BadCursorError
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation.queries import workplaces

BEGAN, ENDED, WITHHELD = "began", "ended", "withheld"
COLUMNS = """p.id, p.display_name, t.id, t.resource, t.level, t.risk, f.valid, f.what, f.day, f.cause, f.source,
    (f.day - '0001-01-01'::date)::text, f.what, p.sort_key, p.id::text, t.sort_key, t.id::text"""
ON_A_DAY = """SELECT person_id, permission_id, valid, '' AS what, %(first)s::date AS day, '' AS cause,
        NULL::uuid AS source
    FROM run WHERE valid @> %(first)s::date"""
BETWEEN = """SELECT person_id, permission_id, valid, 'began' AS what, lower(valid) AS day, '' AS cause,
        NULL::uuid AS source
    FROM run WHERE lower(valid) BETWEEN %(first)s::date AND %(last)s::date
    UNION ALL
    SELECT person_id, permission_id, valid, 'ended', upper(valid) - 1, '', NULL
    FROM run WHERE upper(valid) - 1 BETWEEN %(first)s::date AND %(last)s::date
    UNION ALL
    SELECT w.person_id, w.permission_id, w.valid, 'withheld', greatest(lower(w.valid), %(first)s::date), w.cause,
        w.source
    FROM {withheld} w WHERE w.valid && daterange(%(first)s::date, %(last)s::date, '[]')
        AND EXISTS (SELECT FROM route r WHERE r.person_id = w.person_id AND r.permission_id = w.permission_id
            AND r.valid && w.valid AND r.is_meant)"""
PAGE = """{runs}, found AS MATERIALIZED ({found}),
    counted AS (SELECT count(*) AS n, count(DISTINCT person_id) AS people FROM found)
    SELECT c.n, c.people, {columns}
    FROM found f CROSS JOIN counted c JOIN wanted p ON p.id = f.person_id JOIN target t ON t.id = f.permission_id
    {after}
    ORDER BY f.day, f.what, p.sort_key, p.id, t.sort_key, t.id {limit}"""
AFTER = """WHERE ((f.day - '0001-01-01'::date), f.what, p.sort_key, p.id, t.sort_key, t.id)
    > (%(a0)s::int, %(a1)s, %(a2)s, %(a3)s::uuid, %(a4)s, %(a5)s::uuid)"""
KEY_LENGTH = 6


@dataclass(frozen=True)
class AuditRow:
    """Somebody had something on these days. what, day: of a change, what happened and when; blank for a day's list.

    causes: what gave it; withheld_by: why it was held back.
    """

    person_id: UUID
    person: str
    unit: str
    permission_id: UUID
    resource: str
    level: str
    risk: int
    valid: Period
    what: str
    day: date
    causes: tuple[Cause, ...]
    withheld_by: str = ""

    @property
    def name(self) -> str:
        """The permission as people call it."""
        return f"{self.resource} ({self.level})" if self.level else self.resource

    @property
    def role_names(self) -> str:
        """The roles it came with."""
        return ", ".join(sorted({cause.role for cause in self.causes if cause.role}))


@dataclass(frozen=True)
class AuditPage:
    """One page of the answer, and how many rows and persons there are in all."""

    rows: Sequence[AuditRow]
    next: str
    row_count: int
    person_count: int


def audit(asked: Asked, *, seen_by: Actor, after: str = "", limit: int | None = 50) -> AuditPage:
    """Return accesses by person and resource, or changes by day. A fixed number of statements.

    limit: None = all. For days before derived rows begin, everyone is derived from the facts first. Persons the
    asker may not know of are left out. Raises PermissionDenied (needs access.audit), BadCursorError.
    """
    require(seen_by, AUDIT)
    with derived_tables(asked.earliest) as tables, connection.cursor() as cursor:
        runs, params = runs_sql(asked, tables, seen_by=seen_by)
        params |= {f"a{place}": value for place, value in enumerate(_read(after) if after else ())}
        statement = PAGE.format(
            runs=runs,
            found=_found(asked, tables),
            columns=COLUMNS,
            after=AFTER if after else "",
            limit="LIMIT %(limit)s" if limit else "",
        )
        cursor.execute(statement, params | {"limit": (limit or 0) + 1})
        fetched = cursor.fetchall()
        rows = [row[2:] for row in fetched]
        counts = fetched[0][:2] if fetched else (0, 0)
        shown = rows[:limit]
        causes = causes_of({Pair(row[0], row[2]) for row in shown}, tables)
    following = _written(shown[-1]) if limit and len(rows) > limit else ""
    return AuditPage(_told(shown, causes, asked), following, *counts)


def _found(asked: Asked, tables: Tables) -> str:
    if not asked.first:
        return ON_A_DAY
    return BETWEEN.format(withheld=tables.withheld)


def _told(
    rows: Sequence[tuple[Any, ...]], causes: dict[Pair, tuple[Cause, ...]], asked: Asked
) -> list[AuditRow]:  # Any: columns
    units = workplaces.unit_names_of({row[0] for row in rows}, on=asked.earliest)
    return [_row(row, units.get(row[0], ""), causes.get(Pair(row[0], row[2]), ())) for row in rows]


def _row(row: tuple[Any, ...], unit: str, causes: tuple[Cause, ...]) -> AuditRow:  # Any: columns
    person, name, permission, resource, level, risk, valid, what, day, cause, _source, *_key = row
    period = Period.from_range(valid)
    on = [one for one in causes if one.valid.overlaps(period)]
    told = tuple(one for one in on if day in one.valid) or tuple(on)
    return AuditRow(person, name, unit, permission, resource, level, risk, period, what, day, told, cause)


def _written(row: tuple[Any, ...]) -> str:  # Any: columns
    return base64.urlsafe_b64encode(json.dumps(row[-KEY_LENGTH:]).encode()).decode().rstrip("=")


def _read(cursor: str) -> list[str]:
    """Return the sort key a page begins after. Raises BadCursorError for one that was not made here."""
    try:
        day, what, person, person_id, target, target_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * 3))
        return [str(int(day)), str(what), str(person), str(UUID(person_id)), str(target), str(UUID(target_id))]
    except (ValueError, TypeError, AttributeError) as error:
        raise BadCursorError(_("This page address is not valid. Start from the first page.")) from error

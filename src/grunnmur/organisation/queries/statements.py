"""SQL that several queries share: who is at work, and who may act as leader of what, on `%(day)s`."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

# Each question is a scalar `(SELECT … LIMIT 1)`: that is asked by index, for the few rows that are left. As EXISTS the
# planner would answer it for everybody at once, because it cannot know how many periods hold a day.
_EMPLOYED = """(
    SELECT 1 FROM organisation_employment w WHERE w.person_id = {who} AND w.valid @> %(day)s::date LIMIT 1
) IS NOT NULL"""
# Somebody is away when each employment that runs is on full leave.
_AT_WORK = """(
    SELECT 1 FROM organisation_employment w
    WHERE w.person_id = {who} AND w.valid @> %(day)s::date AND (
        SELECT 1 FROM organisation_leave v
        WHERE v.employment_id = w.id AND v.percent = 100 AND v.valid @> %(day)s::date LIMIT 1
    ) IS NULL LIMIT 1
) IS NOT NULL"""

# Leaders who are at work, and deputies: those who may do tasks always, the others while the leader is away.
SEATS = f"""
seats AS NOT MATERIALIZED (
    SELECT l.unit_id, l.person_id AS leader_id, l.person_id, l.kind = 'acting' AS is_acting, false AS is_deputy
    FROM organisation_leadership l
    WHERE l.valid @> %(day)s::date AND {_AT_WORK.format(who="l.person_id")}
    UNION ALL
    SELECT l.unit_id, l.person_id, d.deputy_id, l.kind = 'acting', true
    FROM organisation_leadership l
    JOIN organisation_deputy d ON d.for_person_id = l.person_id AND (d.unit_id IS NULL OR d.unit_id = l.unit_id)
    WHERE l.valid @> %(day)s::date AND d.valid @> %(day)s::date
    AND {_EMPLOYED.format(who="l.person_id")} AND {_AT_WORK.format(who="d.deputy_id")}
    AND ('tasks' = ANY (d.may) OR NOT ({_AT_WORK.format(who="l.person_id")}))
)"""  # noqa: S608  # composed of constants

# The units a person acts as leader of, and those below them that nobody leads: their leader is the next one up.
LED = f"""
{SEATS}, led (unit_id) AS (
    SELECT s.unit_id FROM seats s
    WHERE s.person_id = %(person)s AND (s.is_acting OR (
        SELECT 1 FROM seats a WHERE a.unit_id = s.unit_id AND a.is_acting LIMIT 1) IS NULL)
    UNION
    SELECT p.unit_id FROM led
    JOIN organisation_unitparent p ON p.parent_id = led.unit_id
        AND p.structure = 'line' AND p.valid @> %(day)s::date
    WHERE (SELECT 1 FROM seats s WHERE s.unit_id = p.unit_id LIMIT 1) IS NULL
)"""  # noqa: S608  # composed of constants

# Whether it is worth asking what a person leads: most people lead nothing, and stand in for nobody.
MAY_LEAD = """
EXISTS (SELECT FROM organisation_leadership WHERE person_id = %(person)s AND valid @> %(day)s::date)
OR EXISTS (SELECT FROM organisation_deputy WHERE deputy_id = %(person)s AND valid @> %(day)s::date)
"""


def fetch(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:  # Any: columns of any type
    """Run one statement and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())

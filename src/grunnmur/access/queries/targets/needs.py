"""What a target needs so that it is as derived: desired − what it has, by one anti-join."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from grunnmur.access.models import Target
from grunnmur.core.clock import now

# Whom the target shall know, with which permissions. What is handed out before a start counts from that day; who left
# at once today has nothing of the rest of the day. Each step is materialised, as in `queries.own`.
DESIRED = """
    days AS MATERIALIZED (
        SELECT person_id, left_on + 1 AS day FROM access_targetaccount
        WHERE target_id = %(target)s AND left_on >= %(day)s AND person_id IS NOT NULL
    ), routes AS MATERIALIZED (
        SELECT h.person_id, c.permission_id, h.valid * c.valid AS valid, h.early_floor, h.ends_at
        FROM access_targetmapping m
        JOIN access_rolecontent c ON c.permission_id = m.permission_id
        JOIN access_held h ON h.role_id = c.role_id
        WHERE m.target_id = %(target)s AND (%(persons)s::uuid[] IS NULL OR h.person_id = ANY (%(persons)s))
        UNION ALL
        SELECT h.person_id, h.permission_id, h.valid, h.early_floor, h.ends_at
        FROM access_targetmapping m JOIN access_held h ON h.permission_id = m.permission_id
        WHERE m.target_id = %(target)s AND (%(persons)s::uuid[] IS NULL OR h.person_id = ANY (%(persons)s))
    ), desired AS MATERIALIZED (
        SELECT DISTINCT r.person_id, r.permission_id
        FROM routes r
        JOIN access_permission p ON p.id = r.permission_id
        LEFT JOIN days ON days.person_id = r.person_id
        CROSS JOIN LATERAL (SELECT coalesce(days.day, %(day)s) AS day) d
        WHERE NOT isempty(r.valid)
            AND (upper_inf(r.valid) OR d.day < upper(r.valid))
            AND (lower_inf(r.valid) OR d.day >= CASE WHEN r.early_floor IS NULL THEN lower(r.valid)
                ELSE greatest(r.early_floor, lower(r.valid) - p.pre_start_days) END)
            AND (r.ends_at IS NULL OR r.ends_at > %(now)s)
            AND NOT EXISTS (
                SELECT FROM access_withheld w
                WHERE w.person_id = r.person_id AND w.permission_id = r.permission_id AND w.valid @> d.day
            )
    )
"""
MEMBERSHIPS = f"""
    WITH {DESIRED}, has AS MATERIALIZED (
        SELECT a.person_id, m.permission_id, a.id AS account_id, m.is_ours
        FROM access_targetaccount a JOIN access_targetmember m ON m.account_id = a.id
        WHERE a.target_id = %(target)s AND a.person_id IS NOT NULL
            AND (%(persons)s::uuid[] IS NULL OR a.person_id = ANY (%(persons)s))
    ), ignored AS MATERIALIZED (
        SELECT a.person_id, i.permission_id
        FROM access_driftitem i JOIN access_targetaccount a ON a.id = i.account_id
        WHERE i.target_id = %(target)s AND i.gone_at IS NULL AND i.answer = 'ignored' AND i.ignored_until >= %(day)s
            AND i.permission_id IS NOT NULL AND a.person_id IS NOT NULL
    )
    SELECT person_id, permission_id, has.account_id,
        CASE WHEN desired IS NULL THEN 'remove' WHEN has IS NULL THEN 'add' ELSE 'claim' END
    FROM desired FULL JOIN has USING (person_id, permission_id)
    WHERE ((desired IS NULL AND has.is_ours) OR has IS NULL OR (desired IS NOT NULL AND NOT has.is_ours))
        AND (person_id, permission_id) NOT IN (SELECT person_id, permission_id FROM ignored)
    ORDER BY person_id, permission_id
"""  # noqa: S608 (our own words; what is asked about are parameters)
ACCOUNTS = f"""
    WITH {DESIRED}, wanted AS MATERIALIZED (SELECT DISTINCT person_id FROM desired),
    known AS MATERIALIZED (
        SELECT * FROM access_targetaccount
        WHERE target_id = %(target)s AND person_id IS NOT NULL
            AND (%(persons)s::uuid[] IS NULL OR person_id = ANY (%(persons)s))
    )
    SELECT person_id, NULL::uuid, known.id, CASE
        WHEN wanted IS NOT NULL THEN 'ensure' WHEN known.state = 'active' THEN 'disable' ELSE 'delete' END
    FROM wanted FULL JOIN known USING (person_id) LEFT JOIN days USING (person_id)
    WHERE (wanted IS NOT NULL AND (known IS NULL OR known.state <> 'active'))
        OR (wanted IS NULL AND known.state = 'active' AND NOT EXISTS (
            SELECT FROM organisation_employment e
            WHERE e.person_id = known.person_id AND e.valid @> coalesce(days.day, %(day)s)))
        OR (wanted IS NULL AND known.state = 'disabled' AND known.disabled_on + %(retention)s::int <= %(day)s)
    ORDER BY person_id
"""  # noqa: S608 (the same)
EVERYTHING = f"WITH {DESIRED} SELECT person_id, permission_id FROM desired"  # noqa: S608 (the same)


class Kind(StrEnum):
    """What is needed. CLAIM: it is there and wanted, and from now on goes when it is not wanted any more."""

    ENSURE = "ensure"
    DISABLE = "disable"
    DELETE = "delete"
    ADD = "add"
    REMOVE = "remove"
    CLAIM = "claim"


@dataclass(frozen=True)
class Need:
    """One thing a target lacks, or has too much. account_id: None while there is none; permission_id: None for it."""

    person_id: UUID
    permission_id: UUID | None
    account_id: UUID | None
    kind: Kind


def needs_of(target: Target, *, on: date, persons: Collection[UUID] | None = None) -> list[Need]:
    """Return what the target needs on the day, of these persons or of all, by person. Two statements.

    An account is kept out when its person has no employment and nothing is wanted; one that lost all permissions
    while she works on stays as it is.
    """
    rows = [*_rows(ACCOUNTS, target, on, persons), *_rows(MEMBERSHIPS, target, on, persons)]
    return [Need(person, permission, account, Kind(kind)) for person, permission, account, kind in rows]


def desired_pairs(target: Target, *, on: date) -> set[tuple[UUID, UUID]]:
    """Return every (person, permission) the target shall have on the day. One statement."""
    return {(person, permission) for person, permission in _rows(EVERYTHING, target, on, None)}


def _rows(statement: str, target: Target, on: date, persons: Collection[UUID] | None) -> list[tuple[Any, ...]]:
    """Any: ids and words, as each statement says."""
    facts: dict[str, Any] = {  # Any: parameters of several types
        "target": target.pk,
        "day": on,
        "now": now(),
        "persons": None if persons is None else list(persons),
        "retention": target.retention_days,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        found: list[tuple[Any, ...]] = cursor.fetchall()  # Any: the same
    return found

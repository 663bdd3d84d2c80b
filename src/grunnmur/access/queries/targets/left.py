"""Who has left and is not removed yet: open accounts, accesses somewhere, things not handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext as _

from grunnmur.access.queries.sight import sight
from grunnmur.access.rules import OFFICER, SEE, TARGETS
from grunnmur.core.clock import today
from grunnmur.core.panel_rows import PanelQuery
from grunnmur.core.permissions import EVERYWHERE, Actor, Scope, may, scope_of
from grunnmur.organisation.rules import SEE_PROTECTED

# Begins with whose last employments lie in the units, so that a leader's page costs what her own units cost.
LEFT = """
    WITH gone AS MATERIALIZED (
        SELECT e.person_id, upper(e.valid) - 1 AS last_day, min(u.name) AS unit
        FROM organisation_employment e JOIN organisation_unit u ON u.id = e.unit_id
        WHERE (%(left_units)s::uuid[] IS NULL OR e.unit_id = ANY (%(left_units)s)) AND upper(e.valid) <= %(left_day)s
            AND NOT EXISTS (
                SELECT FROM organisation_employment later
                WHERE later.person_id = e.person_id AND (upper_inf(later.valid) OR upper(later.valid) > upper(e.valid))
            )
        GROUP BY e.person_id, upper(e.valid)
    ), has AS (
        SELECT a.person_id, t.name || CASE WHEN a.state = 'active' THEN '' ELSE ' *' END AS what
        FROM access_targetaccount a JOIN access_target t ON t.id = a.target_id
        WHERE a.person_id IN (SELECT person_id FROM gone)
            AND (a.state = 'active' OR EXISTS (SELECT FROM access_targetmember m WHERE m.account_id = a.id))
        UNION ALL
        SELECT i.person_id, r.name || CASE WHEN p.level = '' THEN '' ELSE ' (' || p.level || ')' END
        FROM access_issuedthing i
        JOIN access_permission p ON p.id = i.permission_id
        JOIN access_resource r ON r.id = p.resource_id
        WHERE i.returned_at IS NULL AND i.person_id IN (SELECT person_id FROM gone)
    ), whole AS (
        SELECT gone.person_id, gone.last_day, gone.unit, array_agg(DISTINCT what ORDER BY what) AS things
        FROM gone JOIN has USING (person_id)
        GROUP BY gone.person_id, gone.last_day, gone.unit
    )
"""
ALL = f"{LEFT} SELECT person_id, last_day, unit, things FROM whole ORDER BY last_day, person_id"  # noqa: S608 (the same)
FIRST = f"""
    {LEFT}
    SELECT (row_number() OVER (ORDER BY w.last_day, w.person_id))::int,
        CASE WHEN p.is_protected AND NOT %(left_protected)s THEN '' ELSE p.display_name END::text,
        jsonb_build_object('things', to_jsonb(w.things), 'unit', w.unit, 'total', count(*) OVER ()),
        w.person_id, w.last_day
    FROM whole w JOIN organisation_person p ON p.id = w.person_id
    ORDER BY 1 LIMIT 5
"""  # noqa: S608 (our own words; what is asked about are parameters)


@dataclass(frozen=True)
class Left:
    """Somebody who works here no more, where she worked last, and what she has yet.

    ` *` after a system: the account is closed, and something is left in it.
    """

    person_id: UUID
    last_day: date
    unit: str
    things: Sequence[str]


def may_see_left(seen_by: Actor) -> bool:
    """Tell whether she follows up who has left, somewhere at least."""
    return bool(_within(seen_by, sight(seen_by)))


def left_not_removed(*, seen_by: Actor) -> list[Left]:
    """Return who has left the units she answers for and has something yet, who left first first. One statement.

    Everywhere for access.targets and access.officer; else where she sees what people have. Raises PermissionDenied.
    """
    within = _within(seen_by, sight(seen_by))
    if not within:
        raise PermissionDenied(_("You lead no one today, and see nobody's access."))
    with connection.cursor() as cursor:
        cursor.execute(ALL, _parameters(within))
        return [Left(*row) for row in cursor.fetchall()]


def left_panel(*, seen_by: Actor) -> PanelQuery:
    """Return the five who left first, for the start page; title: blank for a protected person.

    detail: things, unit, total (how many there are in all). Nobody to answer for, no rows.
    """
    within = _within(seen_by, scope_of(seen_by, SEE))
    return PanelQuery("left", FIRST, _parameters(within) | {"left_protected": may(seen_by, SEE_PROTECTED)})


def _within(seen_by: Actor, own: Scope) -> Scope:
    return EVERYWHERE if may(seen_by, TARGETS) or may(seen_by, OFFICER) else own


def _parameters(within: Scope) -> dict[str, Any]:  # Any: what psycopg takes
    return {"left_units": None if within.is_everywhere else list(within.units), "left_day": today()}

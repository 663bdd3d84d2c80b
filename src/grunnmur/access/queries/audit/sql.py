"""The one question behind the audit, in SQL: every run of days on which somebody had something.

Routes to a permission are united over roles and grants, their early days with them, and what was withheld is cut out;
the derivation does the same in memory (`derivation.remaining`), and a test compares the two.
"""

from typing import Any
from uuid import UUID

from grunnmur.access.queries.audit.days import Tables
from grunnmur.access.rules.audit import Asked
from grunnmur.core.permissions import Actor, may
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.rules import SEE_PROTECTED

Params = dict[str, Any]  # Any: what the driver takes

RUNS = """
    WITH wanted AS MATERIALIZED (
        SELECT p.id, p.sort_key, p.display_name FROM organisation_person p
        WHERE (%(sees_protected)s OR NOT p.is_protected) {persons}
    ), target AS MATERIALIZED (
        SELECT q.id, q.valid, q.pre_start_days, q.level, q.risk, r.id AS resource_id, r.name AS resource,
            nordic_key(r.name || ' ' || q.level, %(double_a)s) COLLATE "C" AS sort_key
        FROM access_permission q JOIN access_resource r ON r.id = q.resource_id WHERE {targets}
    ), given AS (
        SELECT h.person_id, c.permission_id, h.role_id, h.via, h.valid, h.early_floor, c.valid AS inside
        FROM {held} h JOIN access_rolecontent c ON c.role_id = h.role_id WHERE h.role_id IS NOT NULL
        UNION ALL
        SELECT h.person_id, h.permission_id, NULL, h.via, h.valid, h.early_floor, NULL
        FROM {held} h WHERE h.permission_id IS NOT NULL
    ), route AS MATERIALIZED (
        SELECT r.person_id, r.permission_id, r.valid, {meant} AS is_meant
        FROM (SELECT g.person_id, g.permission_id, g.role_id, g.via,
            daterange(CASE WHEN g.early_floor IS NULL THEN lower(g.valid)
                ELSE greatest(g.early_floor, lower(g.valid) - t.pre_start_days) END, upper(g.valid))
                * coalesce(g.inside, t.valid) AS valid
        FROM given g JOIN wanted p ON p.id = g.person_id JOIN target t ON t.id = g.permission_id) r
        WHERE NOT isempty(r.valid)
    ), kept_back AS MATERIALIZED (
        SELECT w.person_id, w.permission_id, range_agg(w.valid) AS days FROM {withheld} w GROUP BY 1, 2
    ), united AS (
        SELECT person_id, permission_id, range_agg(valid) AS days FROM route
        GROUP BY person_id, permission_id HAVING bool_or(is_meant)
    ), run AS MATERIALIZED (
        SELECT u.person_id, u.permission_id,
            unnest(CASE WHEN k.days IS NULL THEN u.days ELSE u.days - k.days END) AS valid
        FROM united u LEFT JOIN kept_back k ON k.person_id = u.person_id AND k.permission_id = u.permission_id
    )
"""


def runs_sql(asked: Asked, tables: Tables, *, seen_by: Actor) -> tuple[str, Params]:
    """Return the common table expressions of the question, with their parameters.

    They end with `run`: person_id, permission_id, valid; `wanted` and `target` tell of both. Protected persons are
    left out for readers who may not see them.
    """
    params: Params = {
        "sees_protected": may(seen_by, SEE_PROTECTED),
        "double_a": current_tenant().country == "DK",
        "first": asked.earliest,
        "last": asked.last or asked.on,
    }
    statement = RUNS.format(
        persons=_persons(asked, params),
        targets=_targets(asked, params),
        meant=_meant(asked, params),
        held=tables.held,
        withheld=tables.withheld,
    )
    return statement, params


def _persons(asked: Asked, params: Params) -> str:
    found = []
    if asked.name:
        params["name"] = asked.name
        found.append("AND strpos(lower(p.display_name), lower(%(name)s)) > 0")
    if asked.person:
        params["person"] = asked.person
        found.append("AND p.id = %(person)s")
    if asked.unit:
        params["units"] = _units(asked.unit, asked)
        found.append(
            "AND p.id IN (SELECT e.person_id FROM organisation_employment e WHERE e.unit_id = ANY (%(units)s)"
            " AND e.valid && daterange(%(first)s::date, %(last)s::date, '[]'))"
        )
    return " ".join(found)


def _units(unit: UUID, asked: Asked) -> list[UUID]:
    """Return the unit with all that lay below it on the last day that is asked about."""
    below = organisation.units_below({unit}, on=asked.last or asked.on)
    return [unit, *below.get(unit, ())]


def _targets(asked: Asked, params: Params) -> str:
    found = ["q.risk >= %(risk)s"]
    params["risk"] = asked.risk
    if asked.permission:
        params["permission"] = asked.permission
        found.append("q.id = %(permission)s")
    if asked.resource:
        params["resource"] = asked.resource
        found.append("r.id = %(resource)s")
    if not (asked.resource or asked.permission or asked.role):
        found.append("NOT r.is_own")
    return " AND ".join(found)


def _meant(asked: Asked, params: Params) -> str:
    """Say which routes are asked for; one of them makes an access one that is shown."""
    params["margin"] = 1 if asked.first else 0  # a change has days on both sides
    found = ["r.valid && daterange(%(first)s::date - %(margin)s, %(last)s::date + %(margin)s, '[]')"]
    if asked.role:
        params["role"] = asked.role
        found.append("r.role_id = %(role)s")
    if asked.cause == "rule":
        found.append("r.via && ARRAY(SELECT id FROM access_rule)")
    elif asked.cause:
        params["cause"] = asked.cause
        found.append("r.via && ARRAY(SELECT id FROM access_grant WHERE source = %(cause)s)")
    return " AND ".join(found)

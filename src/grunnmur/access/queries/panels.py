"""My roles and my accesses on the start page: the same facts as on "My access", as rows of the joined statement."""

from dataclasses import dataclass
from datetime import date, timedelta

from grunnmur.access.models import Resource
from grunnmur.access.queries.accesses import reason_text
from grunnmur.access.rules import SEE
from grunnmur.core.clock import today
from grunnmur.core.panel_rows import PanelQuery, PanelRow
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, person_of, scope_of
from grunnmur.organisation.queries import workplaces

MY_ROLES = """
    SELECT (row_number() OVER (ORDER BY ro.name, ro.id))::int, ro.name::text,
        jsonb_build_object('first', min(lower(h.valid)), 'is_open', bool_or(upper_inf(h.valid))),
        ro.id, NULL::date
    FROM access_held h JOIN access_role ro ON ro.id = h.role_id
    WHERE h.person_id = %(roles_person)s AND (upper_inf(h.valid) OR upper(h.valid) > %(roles_day)s)
    GROUP BY ro.id, ro.name
"""
MY_ACCESSES = """
    WITH mine AS MATERIALIZED (
        SELECT role_id, permission_id, via, valid FROM access_held
        WHERE person_id = %(accesses_person)s AND (upper_inf(valid) OR upper(valid) > %(accesses_day)s)
    ), given AS MATERIALIZED (
        SELECT c.permission_id, mine.role_id, mine.via, mine.valid
        FROM mine JOIN access_rolecontent c ON c.role_id = mine.role_id AND c.valid && mine.valid
        UNION ALL
        SELECT permission_id, NULL, via, valid FROM mine WHERE role_id IS NULL
    ), one AS MATERIALIZED (
        SELECT DISTINCT ON (p.id) p.id, r.name, r.kind, p.level, ro.name AS role, given.via,
            lower(given.valid) AS first, upper(given.valid) - 1 AS last
        FROM given
        JOIN access_permission p ON p.id = given.permission_id
        JOIN access_resource r ON r.id = p.resource_id AND NOT r.is_own
        LEFT JOIN access_role ro ON ro.id = given.role_id
        WHERE NOT EXISTS (SELECT FROM access_withheld w WHERE w.person_id = %(accesses_person)s
            AND w.permission_id = given.permission_id AND w.valid @> %(accesses_day)s)
        ORDER BY p.id, lower(given.valid), ro.name
    )
    SELECT (row_number() OVER (ORDER BY one.name, one.level, one.id))::int, one.name::text,
        jsonb_build_object('kind', one.kind, 'level', one.level, 'role', one.role, 'first', one.first, 'last', one.last,
            'rules', ARRAY(SELECT ru.name FROM access_rule ru WHERE ru.id = ANY (one.via) ORDER BY ru.name),
            'reasons', ARRAY(SELECT g.reason || CASE g.case_number WHEN '' THEN '' ELSE ' (' || g.case_number || ')' END
                FROM access_grant g WHERE g.id = ANY (one.via) ORDER BY g.reason)),
        one.id, (SELECT f.due_date FROM access_fulfilment f WHERE f.person_id = %(accesses_person)s
            AND f.permission_id = one.id AND f.state = 'open' AND f.operation = 'give')
    FROM one
"""


def my_roles_panel(*, seen_by: Actor) -> PanelQuery:
    """Return my roles, now and to come, by name; detail: first, is_open."""
    return PanelQuery("roles", MY_ROLES, {"roles_person": person_of(seen_by), "roles_day": today()})


def my_accesses_panel(*, seen_by: Actor) -> PanelQuery:
    """Return my accesses, now and to come, each once by its first route; read rows with `access_of_row`."""
    parameters = {"accesses_person": person_of(seen_by), "accesses_day": today()}
    return PanelQuery("accesses", MY_ACCESSES, parameters)


@dataclass(frozen=True)
class PanelAccess:
    """One access as the start page shows it. `first` is set while it lies ahead; `due` while somebody readies it."""

    name: str
    kind: str
    reason: str
    first: date | None
    due: date | None


def access_of_row(row: PanelRow) -> PanelAccess:
    """Say what a row of `my_accesses_panel` means, in the reader's language."""
    detail = row.detail
    period = Period.through(_day(detail["first"]), _day(detail["last"]))
    reason = reason_text(role=detail["role"] or "", rules=detail["rules"], reasons=detail["reasons"], period=period)
    name = f"{row.title} ({detail['level']})" if detail["level"] else row.title
    kind = str(Resource.Kind(detail["kind"]).label)
    ahead = period.lower if period.lower and period.is_future(today()) else None
    return PanelAccess(name, kind, reason, ahead, row.due)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


MY_TEAM = """
    SELECT (row_number() OVER (ORDER BY one.day, one.name, one.person))::int, one.name::text,
        jsonb_build_object('what', one.what, 'unit', one.unit, 'waiting',
            (SELECT count(*) FROM access_fulfilment f WHERE f.person_id = one.person AND f.state = 'open')),
        one.person, one.day
    FROM (
        SELECT DISTINCT p.id AS person, p.display_name AS name, u.name AS unit, moves.what, moves.day
        FROM organisation_employment e
        JOIN organisation_person p ON p.id = e.person_id
        JOIN organisation_unit u ON u.id = e.unit_id
        LEFT JOIN organisation_employment before ON before.person_id = e.person_id AND before.id <> e.id
            AND before.valid @> lower(e.valid) - 1
        LEFT JOIN organisation_employment after ON after.person_id = e.person_id AND after.valid @> upper(e.valid)
        CROSS JOIN LATERAL (VALUES
            (CASE WHEN before.id IS NULL THEN 'starts'
                WHEN before.unit_id <> e.unit_id AND upper(before.valid) <= lower(e.valid) + %(team_overlap)s::int
                    AND (upper(e.valid) IS NULL OR upper(e.valid) > upper(before.valid)) THEN 'moves' END,
                lower(e.valid)),
            (CASE WHEN after.id IS NULL AND lower(e.valid) < %(team_first)s THEN 'leaves' END, upper(e.valid) - 1)
        ) AS moves (what, day)
        WHERE (e.unit_id = ANY (%(team_units)s) OR moves.what = 'moves' AND before.unit_id = ANY (%(team_units)s))
            AND moves.what IS NOT NULL AND moves.day >= %(team_first)s AND moves.day <= %(team_last)s
            AND p.id <> %(team_person)s
    ) one
    LIMIT 8
"""


def my_team_panel(*, seen_by: Actor, on: date, days: int) -> PanelQuery:
    """Return who starts, moves and leaves among those the actor leads, within so many days.

    Who starts and leaves within them is told once, as starting. detail: what (starts, moves, leaves), unit, how many
    things wait to be handed out or taken back. No unit, no rows.
    """
    units = scope_of(seen_by, SEE).units
    last = on + timedelta(days=days)
    parameters = {"team_units": list(units), "team_first": on, "team_last": last, "team_person": person_of(seen_by)}
    parameters["team_overlap"] = workplaces.HANDING_OVER.days
    return PanelQuery("team", MY_TEAM, parameters)

"""My processes: where my roles do, answer for, are asked or are told. One statement."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy

from grunnmur.core.clock import today
from grunnmur.core.panel_rows import PanelQuery
from grunnmur.core.permissions import Actor, keys_of, keys_of_person, person_of
from grunnmur.core.tenancy import current_tenant
from grunnmur.processes.models import Assignment, ProcessRole

# What a person has for some time without a break: in a unit or under it, a function, a role, leading. Adjacent rows are
# one time, since a changed percentage opens a new row.
HAD = """
    SELECT key, lower(span) AS since FROM (
        SELECT key, unnest(range_agg(valid)) AS span FROM (
            SELECT 'unit:' || unit_id AS key, valid FROM organisation_employment WHERE person_id = %(person)s
            UNION ALL
            SELECT 'below:' || c.ancestor_id, e.valid * c.valid FROM organisation_employment e
            JOIN organisation_unitclosure c ON c.tenant_id = e.tenant_id AND c.descendant_id = e.unit_id
            WHERE e.person_id = %(person)s AND c.structure = 'line'
            UNION ALL
            SELECT 'function:' || function_id, valid FROM organisation_appointment WHERE person_id = %(person)s
            UNION ALL
            SELECT 'leader', valid FROM organisation_leadership WHERE person_id = %(person)s
            UNION ALL
            SELECT 'leader', valid FROM organisation_deputy WHERE deputy_id = %(person)s
            UNION ALL
            SELECT 'role:' || role_id, valid FROM access_held WHERE person_id = %(person)s AND role_id IS NOT NULL
        ) AS rows GROUP BY key
    ) AS spans WHERE span @> %(day)s::date
"""
# Leaders are meant by the binding `leader`, whoever they lead. A process changed when a version became valid, or when
# something was linked to it.
MINE = f"""
    WITH had AS MATERIALIZED ({HAD}), role AS MATERIALIZED (
        SELECT r.id, jsonb_build_object(
            'role', r.name, 'binding', r.binding, 'name', coalesce(held.name, f.name, u.name, ''),
            'since', (SELECT min(since) FROM had WHERE key = ANY (r.keys) OR (key = 'leader' AND r.binding = 'leader'))
        ) AS reason
        FROM processes_processrole r
        LEFT JOIN access_role held ON held.tenant_id = r.tenant_id AND held.id = r.role_id
        LEFT JOIN organisation_function f ON f.tenant_id = r.tenant_id AND f.id = r.function_id
        LEFT JOIN organisation_unit u ON u.tenant_id = r.tenant_id AND u.id = r.unit_id
        WHERE r.keys && %(keys)s OR (r.binding = 'leader' AND %(leads)s)
    )
    SELECT p.id, i.code, i.title, a.letter, jsonb_agg(DISTINCT r.reason),
        array_agg(DISTINCT s.number) FILTER (WHERE s.number <> ''),
        bool_or(seen.seen_at < greatest(
            pv.frozen_at, lower(pv.valid)::timestamp AT TIME ZONE %(zone)s,
            (SELECT max(linked_at) FROM processes_steplink l WHERE l.tenant_id = p.tenant_id AND l.process_id = p.id)
        ))
    FROM role r
    JOIN processes_assignment a ON a.process_role_id = r.id
    JOIN processes_step s ON s.tenant_id = a.tenant_id AND s.id = a.step_id
    JOIN processes_processversion v ON v.tenant_id = s.tenant_id AND v.id = s.process_version_id
    JOIN publishing_version pv ON pv.tenant_id = v.tenant_id AND pv.id = v.version_id AND pv.state = 'current'
    JOIN processes_process p ON p.tenant_id = v.tenant_id AND p.id = v.process_id
    JOIN publishing_item i ON i.tenant_id = p.tenant_id AND i.id = p.item_id
    LEFT JOIN processes_processvisit seen
        ON seen.tenant_id = p.tenant_id AND seen.process_id = p.id AND seen.person_id = %(person)s
    WHERE i.audience && %(readable)s
    GROUP BY p.id, i.code, i.title, a.letter
    ORDER BY i.title, p.id
"""  # noqa: S608  # composed of constants
ORDER = "UHKI"  # a process stands once, under the letter that asks most of me
WORDS = (
    ("U", gettext_lazy("I do")),
    ("H", gettext_lazy("I answer for")),
    ("K", gettext_lazy("I am asked")),
    ("I", gettext_lazy("I am told")),
)


@dataclass(frozen=True)
class Reason:
    """Why a process is somebody's: a role in it, what that role is bound to and is called there, and since when.

    since: the first day of what she has had without a break; None where it is not about one person.
    """

    role: str
    binding: str
    name: str
    since: date | None


@dataclass(frozen=True)
class MyProcess:
    """A process that one of my roles takes part in, under its weightiest letter.

    is_changed: it is not what it was when the person last read its page; not so for who never did.
    """

    process_id: UUID
    code: str
    title: str
    letter: str
    reasons: tuple[Reason, ...]
    numbers: tuple[str, ...]
    is_changed: bool

    @property
    def roles(self) -> tuple[str, ...]:
        """The names of the roles, in order."""
        return tuple(reason.role for reason in self.reasons)


def my_processes(*, seen_by: Actor, on: date | None = None) -> list[MyProcess]:
    """Return the processes of the actor's roles, each once, by title."""
    person = person_of(seen_by)
    return processes_of_person(person, seen_by=seen_by, on=on) if person else []


def processes_of_person(person_id: UUID, *, seen_by: Actor, on: date | None = None) -> list[MyProcess]:
    """Return the processes of a person's roles that the asker may read, each once, by title."""
    is_own = person_of(seen_by) == person_id and on is None
    keys = keys_of(seen_by) if is_own else keys_of_person(person_id, on or today())
    return processes_of_keys(keys, seen_by=seen_by, person_id=person_id, on=on)


def processes_of_keys(
    keys: Collection[str], *, seen_by: Actor, person_id: UUID | None = None, on: date | None = None
) -> list[MyProcess]:
    """Return the processes with a role that one of these group keys stands for, each once, by title. One statement.

    person_id: whose keys they are, so that it is known since when, and what changed since her last visit.
    """
    parameters: dict[str, list[str] | bool | UUID | date | str | None] = {
        "keys": list(keys),
        "readable": list(keys_of(seen_by)),
        "leads": is_leader(keys),
        "person": person_id,
        "day": on or today(),
        "zone": current_tenant().time_zone,
    }
    with connection.cursor() as cursor:
        cursor.execute(MINE, parameters)
        rows = [_row(*row) for row in cursor.fetchall()]
    return _weightiest(rows)


def by_number(number: str) -> tuple[int, str]:
    """Sort the numbers of steps as people do: 2 before 10, and 7a after 7."""
    digits = "".join(takewhile(str.isdigit, number))
    return (int(digits) if digits else 0, number)


def is_leader(keys: Collection[str]) -> bool:
    """Tell whether somebody with these group keys leads a unit."""
    return any(key.startswith("leader:") for key in keys)


def letters_of_mine(letters: Mapping[UUID, Sequence[Assignment]], *, seen_by: Actor) -> dict[UUID, tuple[str, ...]]:
    """Return, for each step with a role of the actor's, its letters, the weightiest first. letters: by step."""
    keys = keys_of(seen_by)
    found = {}
    for step, rows in letters.items():
        mine = {row.letter for row in rows if is_held(row.process_role, keys=keys)}
        if mine:
            found[step] = tuple(sorted(mine, key=ORDER.index))
    return found


def is_held(role: ProcessRole, *, keys: Collection[str]) -> bool:
    """Tell whether somebody with these group keys holds the role."""
    return not set(role.keys).isdisjoint(keys) or (role.binding == ProcessRole.Binding.LEADER and is_leader(keys))


NEW_FOR = timedelta(days=90)
PANEL = """
    WITH role AS MATERIALIZED (
        SELECT id FROM processes_processrole
        WHERE keys && %(processes_keys)s OR (binding = 'leader' AND %(processes_leads)s)
            OR (binding = 'subject' AND EXISTS (
                SELECT FROM organisation_employment WHERE person_id = %(processes_person)s
                HAVING min(lower(valid)) > %(processes_new_since)s::date
            ))
    ), part AS MATERIALIZED (
        SELECT s.process_version_id, array_agg(DISTINCT a.letter) AS letters,
            array_agg(DISTINCT s.number) FILTER (WHERE a.letter = 'U' AND s.number <> '') AS numbers
        FROM role
        JOIN processes_assignment a ON a.process_role_id = role.id
        JOIN processes_step s ON s.id = a.step_id
        GROUP BY s.process_version_id
    )
    SELECT (row_number() OVER (ORDER BY i.title, v.process_id))::int, i.title::text,
        jsonb_build_object('code', i.code, 'letters', part.letters, 'numbers', part.numbers), v.process_id, NULL::date
    FROM part
    JOIN processes_processversion v ON v.id = part.process_version_id
    JOIN publishing_version pv ON pv.id = v.version_id AND pv.state = 'current'
    JOIN publishing_item i ON i.id = pv.item_id AND i.audience && %(processes_keys)s
"""


def my_processes_panel(*, seen_by: Actor) -> PanelQuery:
    """Return my processes for the start page, by title; detail: code, all my letters, the numbers of steps I do.

    Whoever is new, or about to come, also sees the processes that are about the person herself.
    """
    keys = list(keys_of(seen_by))
    parameters = {
        "processes_keys": keys,
        "processes_leads": is_leader(keys),
        "processes_person": person_of(seen_by),
        "processes_new_since": today() - NEW_FOR,
    }
    return PanelQuery("processes", PANEL, parameters)


def _row(
    process: UUID,
    code: str,
    title: str,
    letter: str,
    *rest: Any,  # Any: columns of any type
) -> MyProcess:
    reasons, numbers, is_changed = rest
    found = sorted((_reason(one) for one in json.loads(reasons)), key=lambda reason: reason.role)
    return MyProcess(process, code, title, letter, tuple(found), tuple(numbers or ()), is_changed=bool(is_changed))


def _reason(said: Mapping[str, str]) -> Reason:
    since = date.fromisoformat(said["since"]) if said["since"] else None
    return Reason(said["role"], said["binding"], said["name"], since)


def _weightiest(rows: Iterable[MyProcess]) -> list[MyProcess]:
    found: dict[UUID, MyProcess] = {}
    for row in rows:
        before = found.get(row.process_id)
        if before is None or ORDER.index(row.letter) < ORDER.index(before.letter):
            found[row.process_id] = row
    return list(found.values())

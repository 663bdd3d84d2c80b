"""My processes: where my roles do, answer for, are asked or are told. One statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from grunnmur.core.clock import today
from grunnmur.core.panel_rows import PanelQuery
from grunnmur.core.permissions import Actor, keys_of, person_of
from grunnmur.organisation import queries as organisation

# Leaders are meant by the binding `leader`, whoever they lead.
MINE = """
    SELECT p.id, i.code, i.title, a.letter, array_agg(DISTINCT r.name ORDER BY r.name),
        array_agg(DISTINCT s.number) FILTER (WHERE s.number <> '')
    FROM processes_processrole r
    JOIN processes_assignment a ON a.tenant_id = r.tenant_id AND a.process_role_id = r.id
    JOIN processes_step s ON s.tenant_id = a.tenant_id AND s.id = a.step_id
    JOIN processes_processversion v ON v.tenant_id = s.tenant_id AND v.id = s.process_version_id
    JOIN publishing_version pv ON pv.tenant_id = v.tenant_id AND pv.id = v.version_id AND pv.state = 'current'
    JOIN processes_process p ON p.tenant_id = v.tenant_id AND p.id = v.process_id
    JOIN publishing_item i ON i.tenant_id = p.tenant_id AND i.id = p.item_id
    WHERE (r.keys && %(keys)s OR (r.binding = 'leader' AND %(leads)s)) AND i.audience && %(keys)s
    GROUP BY p.id, i.code, i.title, a.letter
    ORDER BY i.title, p.id
"""
ORDER = "UHKI"  # a process stands once, under the letter that asks most of me


@dataclass(frozen=True)
class MyProcess:
    """A process that one of my roles takes part in, under its weightiest letter."""

    process_id: UUID
    code: str
    title: str
    letter: str
    roles: tuple[str, ...]
    numbers: tuple[str, ...]


def my_processes(*, seen_by: Actor, on: date | None = None) -> list[MyProcess]:
    """Return the processes of the actor's roles, each once, by title."""
    person = person_of(seen_by)
    if person is None:
        return []
    leads = bool(organisation.units_led(person, on=on or today()))
    with connection.cursor() as cursor:
        cursor.execute(MINE, {"keys": list(keys_of(seen_by)), "leads": leads})
        rows = [_row(*row) for row in cursor.fetchall()]
    return _weightiest(rows)


PANEL = """
    SELECT (row_number() OVER (ORDER BY one.title, one.id))::int, one.title::text,
        jsonb_build_object('code', one.code, 'letters', one.letters, 'numbers', one.numbers), one.id, NULL::date
    FROM (
        SELECT p.id, i.code, i.title, array_agg(DISTINCT a.letter) AS letters,
            array_agg(DISTINCT s.number) FILTER (WHERE a.letter = 'U' AND s.number <> '') AS numbers
        FROM processes_processrole r
        JOIN processes_assignment a ON a.tenant_id = r.tenant_id AND a.process_role_id = r.id
        JOIN processes_step s ON s.tenant_id = a.tenant_id AND s.id = a.step_id
        JOIN processes_processversion v ON v.tenant_id = s.tenant_id AND v.id = s.process_version_id
        JOIN publishing_version pv ON pv.tenant_id = v.tenant_id AND pv.id = v.version_id AND pv.state = 'current'
        JOIN processes_process p ON p.tenant_id = v.tenant_id AND p.id = v.process_id
        JOIN publishing_item i ON i.tenant_id = p.tenant_id AND i.id = p.item_id
        WHERE (r.keys && %(processes_keys)s OR (r.binding = 'leader' AND %(processes_leads)s))
            AND i.audience && %(processes_keys)s
        GROUP BY p.id, i.code, i.title
    ) one
"""


def my_processes_panel(*, seen_by: Actor) -> PanelQuery:
    """Return my processes for the start page, by title; detail: code, all my letters, the numbers of steps I do."""
    keys = list(keys_of(seen_by))
    leads = any(key.startswith("leader:") for key in keys)
    return PanelQuery("processes", PANEL, {"processes_keys": keys, "processes_leads": leads})


def _row(process: UUID, code: str, title: str, letter: str, *lists: list[str] | None) -> MyProcess:
    roles, numbers = (tuple(names or ()) for names in lists)
    return MyProcess(process, code, title, letter, roles, numbers)


def _weightiest(rows: Iterable[MyProcess]) -> list[MyProcess]:
    found: dict[UUID, MyProcess] = {}
    for row in rows:
        before = found.get(row.process_id)
        if before is None or ORDER.index(row.letter) < ORDER.index(before.letter):
            found[row.process_id] = row
    return list(found.values())

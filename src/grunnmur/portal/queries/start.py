"""The start page in one statement: every domain's panel, joined."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from grunnmur.access import queries as access
from grunnmur.core.clock import today
from grunnmur.core.panel_rows import PanelQuery, PanelRow
from grunnmur.core.permissions import Actor
from grunnmur.processes import queries as processes
from grunnmur.worklist import queries as worklist

log = structlog.get_logger()
TASKS_SHOWN = 6
HORIZON_DAYS = 30
Rows = dict[str, list[PanelRow]]


def start_rows(*, seen_by: Actor) -> Rows:
    """Return the rows of every panel of the start page, in one statement.

    If that fails, the panels are asked one by one, and one that fails is left out and logged.
    """
    panels = (
        worklist.my_tasks_panel(seen_by=seen_by, limit=TASKS_SHOWN),
        access.my_roles_panel(seen_by=seen_by),
        access.my_accesses_panel(seen_by=seen_by),
        processes.my_processes_panel(seen_by=seen_by),
        access.my_team_panel(seen_by=seen_by, on=today(), days=HORIZON_DAYS),
        access.left_panel(seen_by=seen_by),
        access.my_reviews_panel(seen_by=seen_by),
    )
    return rows_of(panels)


def rows_of(panels: Sequence[PanelQuery]) -> Rows:
    """Ask all panels at once; the parameters' names are the panels' own."""
    try:
        with transaction.atomic():
            return _ask(panels)
    except DatabaseError:
        log.exception("The start page's joined statement failed.")
        return _one_by_one(panels)


def _one_by_one(panels: Sequence[PanelQuery]) -> Rows:
    found: Rows = {}
    for panel in panels:
        try:
            with transaction.atomic():
                found |= _ask([panel])
        except DatabaseError:
            log.exception("A panel of the start page failed.", panel=panel.key)
    return found


def joined(panels: Sequence[PanelQuery]) -> tuple[str, dict[str, Any]]:
    """Return the one statement of several panels, and its parameters. The SQL is the domains' own."""
    parts = [  # the SQL is the domains' own, and so are the names
        f"SELECT '{panel.key}' AS panel, * FROM ({panel.sql}) AS {panel.key}_rows"  # noqa: S608
        for panel in panels
    ]
    parameters = {name: value for panel in panels for name, value in panel.parameters.items()}
    return " UNION ALL ".join(parts) + " ORDER BY 1, 2", parameters


def _ask(panels: Sequence[PanelQuery]) -> Rows:
    statement, parameters = joined(panels)
    found: Rows = {panel.key: [] for panel in panels}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for panel, *columns in cursor.fetchall():
            found[panel].append(_row(*columns))
    return found


def _row(ordinal: int, title: str, detail: str, key: UUID | None, due: date | None) -> PanelRow:
    """Django leaves the JSON of its raw cursors to be read by whoever asks."""
    return PanelRow(ordinal, title, json.loads(detail), key, due)

"""Rows for the start page: each domain gives one SQL of the same shape, and the portal asks them all at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class PanelQuery:
    """The rows of one panel.

    sql selects (ordinal int, title text, detail jsonb, id uuid, due date), its own limit and order inside.
    parameters: named, and the names begin with the key, so that the panels' never meet.
    """

    key: str
    sql: str
    parameters: Mapping[str, Any] = field(default_factory=dict)  # Any: what psycopg takes


@dataclass(frozen=True)
class PanelRow:
    """One row of a panel, as it came; the domain says what `detail` holds."""

    ordinal: int
    title: str
    detail: Mapping[str, Any]  # Any: JSON
    id: UUID | None
    due: date | None

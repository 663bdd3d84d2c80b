"""What happened to what people hold, in the order it happened: for programs that follow along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from grunnmur.access.models import Held
from grunnmur.access.rules import OFFICER
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation import queries as organisation


@dataclass(frozen=True)
class HeldChange:
    """Somebody holds a role or a permission on these days since now (`insert`), or no longer (`delete`)."""

    number: int
    at: datetime
    kind: str
    person_id: UUID
    role_id: UUID | None
    permission_id: UUID | None
    scope_unit_id: UUID | None
    valid: Period


def held_changes(*, after: int, limit: int, seen_by: Actor) -> tuple[Sequence[HeldChange], int]:
    """Return the changes after a number, in order, and the number to go on from. Two statements.

    Changes of persons the asker may not know of are left out. Raises PermissionDenied (needs access.officer).
    """
    require(seen_by, OFFICER)
    events: Any = Held.pgh_event_model  # type: ignore[attr-defined]  # Any: made by pghistory at start-up
    rows = list(events.objects.filter(pgh_id__gt=after).order_by("pgh_id")[:limit])
    known = organisation.names_of({row.person_id for row in rows}, seen_by=seen_by)
    shown = [_change(row) for row in rows if row.person_id in known]
    return shown, rows[-1].pgh_id if rows else after


def _change(row: Any) -> HeldChange:  # Any: a row of a model made at start-up
    return HeldChange(
        number=row.pgh_id,
        at=row.pgh_created_at,
        kind=row.pgh_label,
        person_id=row.person_id,
        role_id=row.role_id,
        permission_id=row.permission_id,
        scope_unit_id=row.scope_unit_id,
        valid=Period.from_range(row.valid),
    )

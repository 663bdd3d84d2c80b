"""Who has a level of a resource: for programs that read."""

from datetime import date
from uuid import UUID

from ninja import Schema

from grunnmur.access.api.reads import Limit, days_of
from grunnmur.access.api.routes import router
from grunnmur.access.queries.resources import Holder, holders_on, levels_of, see_permission
from grunnmur.core.clock import today
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request


class HolderOut(Schema):
    """Somebody who has a level on the day, or waits for a seat; no last day means no end."""

    person_id: UUID
    name: str
    unit: str
    is_waiting: bool
    first_day: date | None
    last_day: date | None


class HoldersOut(Schema):
    """A page of holders; `next` goes into `after`, empty on the last page."""

    items: list[HolderOut]
    next: str


@router.get("/permissions/{uuid:permission_id}/holders", response=HoldersOut)
def holders(
    request: Request, permission_id: UUID, on: date | None = None, after: str = "", limit: Limit = 50
) -> HoldersOut:
    """Return who has a level on a day, by name: to its owner all, to others those whose access they may see."""
    found, day = see_permission(permission_id, seen_by=request.user), on or today()
    levels = levels_of(found.resource, on=day, seen_by=request.user)
    asked = [one for one in levels if one.permission.pk == permission_id]
    people, following = holders_on(found.resource, asked, on=day, seen_by=request.user, after=after, limit=limit)
    record_reads([one.person_id for one in people], by=request.user, what="access.resource_holders")
    return HoldersOut(items=[_holder(one) for one in people], next=following)


def _holder(one: Holder) -> HolderOut:
    days = [days_of(access.valid) for access in one.accesses]
    return HolderOut(
        person_id=one.person_id,
        name=one.name,
        unit=one.unit,
        is_waiting=bool(one.waits_for),
        **(days[0] if days else {"first_day": None, "last_day": None}),
    )

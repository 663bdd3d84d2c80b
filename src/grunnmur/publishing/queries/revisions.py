"""What should be looked through, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from grunnmur.core.calendar import months_after
from grunnmur.core.permissions import Actor, System, keys_of
from grunnmur.publishing.models import Item, Version
from grunnmur.publishing.rules import unit_in

EVERY = 14  # days between reminders of the owner's leader once it is late
DUE = """
    SELECT i.id, i.title, i.owner_key, i.owner_unit_id, i.next_revision_date
    FROM publishing_item i JOIN publishing_version v ON v.item_id = i.id AND v.state = 'current'
    WHERE i.next_revision_date IS NOT NULL AND (
        (i.next_revision_date - make_interval(months => i.revision_lead_months))::date = %(day)s::date
        OR (%(day)s::date > i.next_revision_date
            AND (%(day)s::date - i.next_revision_date - 1) %% %(every)s = 0)
    )
    ORDER BY i.next_revision_date, i.id
"""


@dataclass(frozen=True)
class DueRevision:
    """A revision somebody is reminded of on a day. `is_red`: it is late; `is_first_red`: since today.

    is_owners: whoever owns it is reminded, who can revise it or say that it holds; else the leader of the owner's unit.
    """

    item_id: UUID
    title: str
    group_key: str
    due_date: date
    is_red: bool
    is_first_red: bool
    is_owners: bool


def revisions_to_remind(day: date) -> list[DueRevision]:
    """Return the items that became yellow or red on this day, and those that are late by a multiple of 14 days.

    One statement. From the second red reminder on it goes to whoever leads the owner's unit, and to her at once when
    nobody is named as owner.
    """
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"day": day, "every": EVERY})
        return [found for row in cursor.fetchall() if (found := _due(day, *row))]


def _due(day: date, item: UUID, title: str, owner: str, unit: UUID | None, due: date) -> DueRevision | None:
    late = (day - due).days
    leader = unit or unit_in(owner)
    keys = (owner, f"leader:{leader}" if leader else "")
    key = next(filter(None, reversed(keys) if late > 1 else keys), "")
    if not key:
        return None
    return DueRevision(item, title, key, due, is_red=late > 0, is_first_red=late == 1, is_owners=key == owner)


GREEN, YELLOW, RED = "green", "yellow", "red"


def light(item: Item, *, on: date) -> str:
    """Return whether an item's revision is far (green), near (yellow) or late (red). No statements."""
    if item.next_revision_date is None:
        return GREEN
    if on > item.next_revision_date:
        return RED
    return YELLOW if months_after(on, item.revision_lead_months) >= item.next_revision_date else GREEN


def coming_revisions(*, on: date, seen_by: Actor, within: timedelta = timedelta(days=366)) -> Sequence[Item]:
    """Return the valid items the actor may read whose revision is late or comes within a year, the earliest first."""
    current = Version.objects.filter(item_id=OuterRef("pk"), state=Version.State.CURRENT)
    rows = Item.objects.filter(Exists(current), next_revision_date__lte=on + within).select_related("line")
    if not isinstance(seen_by, System):
        rows = rows.filter(audience__overlap=list(keys_of(seen_by)))
    return list(rows.order_by("next_revision_date", "code")[:MOST])


MOST = 200

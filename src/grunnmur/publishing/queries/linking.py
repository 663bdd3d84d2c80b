"""What of publishing an asker may be led to."""

from collections.abc import Collection
from uuid import UUID

from grunnmur.core.permissions import Actor, System, keys_of, may, person_of
from grunnmur.publishing.models import Feedback, Item, Version
from grunnmur.publishing.queries.approvals import waiting_for
from grunnmur.publishing.queries.items import READABLE
from grunnmur.publishing.queries.standing import parts_by_line
from grunnmur.publishing.rules import RUN_FACTORY, SEE


def items_to_link(ids: Collection[UUID], *, seen_by: Actor) -> list[Item]:
    """Return which of these items the actor may read or works on."""
    sees = _Sight(seen_by)
    return [item for item in Item.objects.filter(pk__in=ids) if sees.reads(item) or sees.works_on(item)]


def readable_items(ids: Collection[UUID], *, seen_by: Actor) -> list[Item]:
    """Return which of these items the actor may read; those never valid left out. One statement."""
    shown = Version.objects.filter(item_id__in=ids, state__in=READABLE).values("item_id")
    rows = Item.objects.filter(pk__in=shown)
    return list(rows if isinstance(seen_by, System) else rows.filter(audience__overlap=list(keys_of(seen_by))))


def versions_to_link(ids: Collection[UUID], *, seen_by: Actor) -> list[tuple[Version, bool]]:
    """Return which of these versions the actor may see, each with whether she works on it or decides about it."""
    sees = _Sight(seen_by)
    rows = list(Version.objects.filter(pk__in=ids).select_related("item"))
    decides = {one.version.pk for one in waiting_for(seen_by=seen_by)}
    found = [(row, sees.works_on(row.item) or row.pk in decides) for row in rows]
    return [(row, is_seen) for row, is_seen in found if is_seen or (row.frozen_at and sees.reads(row.item))]


def feedback_to_link(ids: Collection[UUID], *, seen_by: Actor) -> list[Feedback]:
    """Return which of these the actor gave, or answers."""
    sees = _Sight(seen_by)
    person = person_of(seen_by)
    rows = Feedback.objects.filter(pk__in=ids).select_related("item")
    return [row for row in rows if (person and row.person_id == person) or sees.works_on(row.item)]


class _Sight:
    """What one asker sees, asked once for many rows."""

    def __init__(self, by: Actor) -> None:
        self._is_system = isinstance(by, System)
        self._keys = keys_of(by)
        self._parts = parts_by_line(by=by)
        self._sees_all = may(by, SEE) or may(by, RUN_FACTORY)

    def reads(self, item: Item) -> bool:
        return self._is_system or bool(set(item.audience) & self._keys)

    def works_on(self, item: Item) -> bool:
        return self._sees_all or item.line_id in self._parts or bool(item.owner_key and item.owner_key in self._keys)

"""Items and their versions: what is valid, and for whom."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from grunnmur.core.permissions import Actor, System, keys_of
from grunnmur.publishing.models import Item, Version
from grunnmur.publishing.rules import unit_in

PUBLISHED = (Version.State.CURRENT, Version.State.REPLACED, Version.State.WITHDRAWN)
READABLE = (Version.State.CURRENT, Version.State.WITHDRAWN)


def items(kind: str, *, seen_by: Actor) -> QuerySet[Item]:
    """Return the items of a kind that the actor may read, in the order of their codes; those never valid left out."""
    shown = Version.objects.filter(item_id=OuterRef("pk"), state__in=READABLE)
    found = Item.objects.filter(Exists(shown), kind=kind).order_by("code")
    return found if isinstance(seen_by, System) else found.filter(audience__overlap=list(keys_of(seen_by)))


def current_versions(item_ids: Collection[UUID]) -> dict[UUID, Version]:
    """Return the valid version of each item that has one."""
    rows = Version.objects.filter(item_id__in=item_ids, state=Version.State.CURRENT)
    return {row.item_id: row for row in rows}


def read_version(item_id: UUID) -> Version:
    """Return the version of an item that is read: the valid one, else the last that was. Raises Version.DoesNotExist.

    One statement.
    """
    rows = Version.objects.filter(item_id=item_id, state__in=READABLE)
    row = rows.order_by("state", "-major", "-minor").first()  # "current" comes before "withdrawn"
    if row is None:
        raise Version.DoesNotExist
    return row


def versions_of(item_id: UUID) -> list[Version]:
    """Return the versions of an item that are or were valid, newest first."""
    return list(Version.objects.filter(item_id=item_id, state__in=PUBLISHED).order_by("-major", "-minor"))


def open_version(item_id: UUID) -> Version | None:
    """Return the version of an item that is on its way, if there is one."""
    return Version.objects.filter(item_id=item_id, state__in=("draft", "quality", "approval", "planned")).first()


def owner_unit_of(item: Item) -> UUID | None:
    """Return the unit that owns an item: the one it names, else the one its owner's key names. No statements."""
    return item.owner_unit_id or unit_in(item.owner_key)

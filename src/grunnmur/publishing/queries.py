"""Reads of publishing: what is valid, and for whom."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from grunnmur.core.permissions import Actor, System, keys_of
from grunnmur.publishing.models import Item, Version

__all__ = ["Item", "Version", "current_versions", "items", "versions_of"]


def items(kind: str, *, seen_by: Actor) -> QuerySet[Item]:
    """Return the items of a kind that the actor may read, in the order of their codes."""
    found = Item.objects.filter(kind=kind).order_by("code")
    return found if isinstance(seen_by, System) else found.filter(audience__overlap=list(keys_of(seen_by)))


def current_versions(item_ids: Collection[UUID]) -> dict[UUID, Version]:
    """Return the valid version of each item that has one."""
    rows = Version.objects.filter(item_id__in=item_ids, state=Version.State.CURRENT)
    return {row.item_id: row for row in rows}


def versions_of(item_id: UUID) -> list[Version]:
    """Return all versions of an item, newest first."""
    return list(Version.objects.filter(item_id=item_id).order_by("-major", "-minor"))

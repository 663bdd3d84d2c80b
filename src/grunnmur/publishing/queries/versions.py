"""Versions on their way: what changed, what was said, who looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from grunnmur.core.permissions import Actor, System, keys_of, person_of
from grunnmur.publishing.models import ApprovalRequest, Item, Version, VersionMove
from grunnmur.publishing.queries.approvals import can_decide, said_yes
from grunnmur.publishing.queries.items import PUBLISHED
from grunnmur.publishing.queries.standing import Standing, standing
from grunnmur.publishing.rules import Change, kind_named


@dataclass(frozen=True)
class SeenVersion:
    """A version with what the asker is to it, and whether it is hers to decide about it.

    has_said_yes: the next yes must come from another; until then she may still send it back.
    """

    version: Version
    standing: Standing
    may_decide: bool
    has_said_yes: bool = False


def find_version(version_id: UUID, *, seen_by: Actor) -> SeenVersion:
    """Return a version to somebody who works on it, owns it or decides about it; one that was valid to its readers.

    Raises Version.DoesNotExist, also for one that is not for the asker. Six statements at most.
    """
    version = Version.objects.select_related("item", "item__line").get(pk=version_id)
    found = standing(version.item, by=seen_by)
    may_decide = version.state == Version.State.APPROVAL and can_decide(version, by=seen_by)
    if not (found.may_see_drafts or may_decide):
        raise Version.DoesNotExist
    return SeenVersion(version, found, may_decide, may_decide and person_of(seen_by) in said_yes(version.pk))


def find_item(code: str, *, seen_by: Actor) -> Item:
    """Return an item by its code to whoever may read it, or works on it. Raises Item.DoesNotExist."""
    item = Item.objects.select_related("line").get(code=code)
    if not may_read(item, seen_by=seen_by):
        raise Item.DoesNotExist
    return item


def may_read(item: Item, *, seen_by: Actor) -> bool:
    """Tell whether somebody is of an item's audience and it is or was valid, or works on it."""
    if isinstance(seen_by, System):
        return True
    is_meant = bool(set(item.audience) & keys_of(seen_by))
    was_valid = is_meant and Version.objects.filter(item=item, state__in=PUBLISHED).exists()
    return was_valid or standing(item, by=seen_by).may_see_drafts


def base_of(version: Version) -> Version | None:
    """Return the version another is compared with: the last that is or was valid before it. One statement."""
    rows = Version.objects.filter(item_id=version.item_id, state__in=PUBLISHED).exclude(pk=version.pk)
    numbers = (version.major, version.minor)
    older = [row for row in rows if version.is_open or (row.major, row.minor) < numbers]
    return max(older, key=lambda row: (row.major, row.minor), default=None)


def changes_of(version: Version) -> Sequence[Change]:
    """Return what a version changes, as sentences; for the first one what it consists of."""
    base = base_of(version)
    return kind_named(version.item.kind).changes(base.pk if base else None, version.pk)


def suggests_significant(version: Version) -> bool:
    """Tell whether those whom a version concerns should read again; the first one always."""
    return base_of(version) is None or any(change.is_significant for change in changes_of(version))


def all_versions(item: Item, *, seen_by: Actor) -> list[Version]:
    """Return an item's versions, newest first; those not valid yet and discarded ones only to who works on it."""
    rows = Version.objects.filter(item=item).order_by("-major", "-minor", "-started_at")
    return list(rows if standing(item, by=seen_by).may_see_drafts else rows.filter(state__in=PUBLISHED))


def moves_of(version_ids: Sequence[UUID]) -> list[VersionMove]:
    """Return how these versions moved, the latest first. One statement."""
    return list(VersionMove.objects.filter(version_id__in=version_ids).order_by("-at", "pk"))


def requests_of(version: Version) -> list[ApprovalRequest]:
    """Return what was asked and decided about a version, the latest first. One statement."""
    return list(ApprovalRequest.objects.filter(version=version).order_by("-due_date", "-decided_at", "pk"))

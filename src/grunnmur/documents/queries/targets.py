"""What codes lead to: things that are published, and things on the map."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from grunnmur.core.permissions import Actor, System, keys_of
from grunnmur.documents.text import LinkTarget
from grunnmur.landscape import queries as landscape
from grunnmur.publishing.queries import Item, Version
from grunnmur.publishing.rules import PUBLISHED_ITEM, kind_named

ELEMENT = "element"  # what the map calls its elements, of whatever type
CHOOSABLE = ("process", "document", "system", "law")
MOST = 300  # codes to choose among


@dataclass(frozen=True)
class Target:
    """Something that has a code: as what it is referred to, its title of today and its address."""

    kind: str
    id: UUID
    title: str
    url: str


def targets_of(codes: Collection[str], *, seen_by: Actor) -> dict[str, Target]:
    """Return what these codes lead to for the asker: what is valid and hers to read, else what is on the map.

    Two statements, none without codes.
    """
    if not codes:
        return {}
    on_map = landscape.visible(seen_by=seen_by).filter(code__in=codes, retired_at=None).order_by("code", "pk")
    found = {
        row.code: Target(ELEMENT, row.pk, row.name, reverse("landscape:element", args=[row.pk]))
        for row in on_map.only("code", "name")
    }
    valid = Version.objects.filter(state=Version.State.CURRENT).values("item_id")
    for item in Item.objects.filter(code__in=codes, pk__in=valid):
        if isinstance(seen_by, System) or set(item.audience) & keys_of(seen_by):
            found[item.code] = Target(PUBLISHED_ITEM, item.pk, item.title, kind_named(item.kind).url(item.code))
    return found


def shown(targets: Mapping[str, Target]) -> dict[str, LinkTarget]:
    """Return targets as a text shows them."""
    return {code: LinkTarget(target.title, target.url) for code, target in targets.items()}


def codes_to_choose(*, seen_by: Actor) -> list[tuple[str, str]]:
    """Return codes a text may name, with what they lead to today, by title; at most 300. One statement.

    Processes, documents, systems and laws of the map that have a code.
    """
    rows = landscape.visible(seen_by=seen_by).filter(type__in=CHOOSABLE, retired_at=None).exclude(code="")
    return list(rows.order_by("sort_key", "pk").values_list("code", "name")[:MOST])

"""What versions lead to, and what leads to them: links that are broken, and whom that concerns."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.core.links import Ref, links_to
from grunnmur.core.permissions import System
from grunnmur.publishing.models import Item, Version
from grunnmur.publishing.queries.items import PUBLISHED
from grunnmur.publishing.rules import PUBLISHED_ITEM, GateResult, Level, Reference, all_kinds, item_ref, kind_named

LINKS = "links"
_CHECKING = System("Grunnmur")  # whether a thing is there does not depend on who looks
_GONE = gettext_noop("The link “%(label)s” leads to something that is gone. Replace or remove it.")
_WITHDRAWN = gettext_noop("The link “%(label)s” leads to %(title)s, which is withdrawn. Replace or remove it.")
_NOT_YET = gettext_noop("The link “%(label)s” leads to %(title)s, which is not valid yet.")


def references_of(version: Version) -> Sequence[Reference]:
    """Return what a version leads to; nothing for kinds without links."""
    links = kind_named(version.item.kind).links
    return links(version.pk) if links else ()


def link_results(version: Version) -> list[GateResult]:
    """Say of each link that leads nowhere where it is mended; one line when all hold. Nothing for kinds without links.

    Three statements and one for each kind of thing that is led to, however many links there are.
    """
    if kind_named(version.item.kind).links is None:
        return []
    found = references_of(version)
    states = _states({one.ref.id for one in found if one.ref.kind == PUBLISHED_ITEM})
    there = links_to({one.ref for one in found if one.ref.kind != PUBLISHED_ITEM}, seen_by=_CHECKING)
    wrong = [result for one in found if (result := _result(one, states, there))]
    return wrong or [GateResult(key=LINKS, level=Level.OK, message=gettext_noop("Every link leads somewhere."))]


def _result(one: Reference, states: dict[UUID, tuple[str, str]], there: Collection[Ref]) -> GateResult | None:
    title, state = states.get(one.ref.id, ("", ""))
    if one.ref.kind != PUBLISHED_ITEM:
        message = "" if one.ref in there else _GONE
    else:
        message = {"": _GONE, "withdrawn": _WITHDRAWN, "draft": _NOT_YET}.get(state, "")
    if not message:
        return None
    return GateResult(
        key=LINKS,
        level=Level.WARNING if message == _NOT_YET else Level.ERROR,
        message=message,
        params={"label": one.label or title or str(one.ref.kind), "title": title},
        anchor=f"{one.anchor}:{one.ref}",
        mend_url=one.mend_url,
    )


def _states(item_ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return the title of each item and whether it is current, withdrawn or only a draft. Two statements."""
    if not item_ids:
        return {}
    known: dict[UUID, set[str]] = {}
    rows = Version.objects.filter(item_id__in=item_ids, state__in=PUBLISHED)
    for item, state in rows.values_list("item_id", "state"):
        known.setdefault(item, set()).add(state)
    titles = Item.objects.filter(pk__in=item_ids).values_list("pk", "title")
    return {item: (title, _state(known.get(item, set()))) for item, title in titles}


def _state(states: Collection[str]) -> str:
    if Version.State.CURRENT in states:
        return "current"
    return "withdrawn" if states else "draft"


def items_leading_to(ref: Ref) -> list[Item]:
    """Return the items whose valid version leads to a thing, by code. One statement a kind, and one."""
    found = {item for kind in all_kinds() if kind.linked_from for item in kind.linked_from(ref)}
    return list(Item.objects.filter(pk__in=found).order_by("code")) if found else []


def items_leading_to_item(item_id: UUID) -> list[Item]:
    """Return the items whose valid version leads to another item, by code."""
    return [item for item in items_leading_to(item_ref(item_id)) if item.pk != item_id]

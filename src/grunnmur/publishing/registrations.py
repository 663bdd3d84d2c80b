"""What publishing answers for: how items, versions and feedback are linked to."""

from collections.abc import Collection, Iterable
from pathlib import Path
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grunnmur.core import search
from grunnmur.core.links import Link, Ref, register_kind
from grunnmur.core.permissions import Actor
from grunnmur.publishing import reactions
from grunnmur.publishing.actions.guides import guide_entries
from grunnmur.publishing.actions.searching import draft_entries
from grunnmur.publishing.actions.telling import FEEDBACK, ITEM, VERSION
from grunnmur.publishing.queries.guides import plain_sections
from grunnmur.publishing.queries.linking import feedback_to_link, items_to_link, readable_items, versions_to_link
from grunnmur.publishing.queries.standing import line_keys
from grunnmur.publishing.rules import GUIDE_SECTION, PUBLISHED_ITEM, Guide, kind_named, register_guide

HANDBOOK = Guide(
    key="handbook",
    title=_("Running the flow factory"),
    lead=_("Who does what, the rhythm of the meetings, the way to what is valid, and templates to begin with."),
    folder=Path(__file__).parent / "handbook",
)


def register() -> None:
    """Let items, versions and feedback be linked to, and let the handbook be read."""
    register_guide(HANDBOOK)
    register_kind(ITEM, item_links)
    register_kind(PUBLISHED_ITEM, reading_links)
    register_kind(VERSION, version_links)
    register_kind(FEEDBACK, feedback_links)
    register_kind(GUIDE_SECTION, guide_links)
    search.register_kind(VERSION, label=_("Drafts"), one=_("Draft"), entries=draft_entries)
    search.answer_search_keys(VERSION, line_keys)
    search.register_kind(GUIDE_SECTION, label=_("The method"), weight=0.8, entries=guide_entries)


def item_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Give the links of items to those who may read them."""
    for item in items_to_link(ids, seen_by=seen_by):
        yield Link(Ref(ITEM, item.pk), item.title, reverse("publishing:versions", args=[item.code]), item.code)


def reading_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Give the links to where items are read to those who may read them; those never valid left out."""
    for item in readable_items(ids, seen_by=seen_by):
        yield Link(Ref(PUBLISHED_ITEM, item.pk), item.title, kind_named(item.kind).url(item.code), item.code)


def version_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Give the links of versions: on their way to where they are worked on, valid ones to where they are read."""
    for version, is_seen in versions_to_link(ids, seen_by=seen_by):
        address = (
            reverse("publishing:version", args=[version.pk])
            if is_seen
            else reverse("publishing:reading_of", args=[version.item.code])
        )
        yield Link(Ref(VERSION, version.pk), f"{version.item.title} {version}", address, version.item.code)


def feedback_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Give the links of feedback to who gave it, and who answers it."""
    for row in feedback_to_link(ids, seen_by=seen_by):
        address = f"{reverse('publishing:feedback', args=[row.item.code])}#feedback-{row.pk}"
        yield Link(Ref(FEEDBACK, row.pk), row.item.title, address, str(row.get_kind_display()))


def guide_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:  # noqa: ARG001  # open to all who log in
    """Give the links of sections of guides, with their headings in the reader's language."""
    for one in plain_sections(language=get_language() or "en"):
        if one.id in ids:
            address = f"{reverse('publishing:guide', args=[one.guide.key])}#{one.anchor}"
            yield Link(Ref(GUIDE_SECTION, one.id), one.heading, address, str(one.guide.title))


__all__ = ["reactions", "register"]

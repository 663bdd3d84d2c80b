"""Letting those who work on a line find what is on its way there, by title and text, and nobody else."""

from collections.abc import Iterable
from uuid import UUID

from grunnmur.core import search
from grunnmur.publishing.actions.telling import VERSION
from grunnmur.publishing.models import Version
from grunnmur.publishing.models.version import OPEN
from grunnmur.publishing.queries.standing import line_key
from grunnmur.publishing.rules import kind_named


def index_draft(version: Version) -> None:
    """Let a version be found as it is now while it is on its way in a line; else forget it."""
    if version.is_open and version.item.line_id:
        search.index([_entry(version, version.item.line_id)])
    else:
        search.forget(VERSION, [version.pk])


def index_draft_of(version_id: UUID) -> None:
    """Let a version be found as it is now; for what changed beside its content: its code, what its file says."""
    index_draft(Version.objects.select_related("item").get(pk=version_id))


def draft_entries(after: UUID | None) -> Iterable[search.Entry]:
    """Yield the entry of every version on its way in a line, in the order of ids, for rebuilding the index."""
    rows = Version.objects.filter(state__in=OPEN, item__line__isnull=False).select_related("item").order_by("pk")
    for version in rows.filter(pk__gt=after) if after else rows:
        if version.item.line_id:
            yield _entry(version, version.item.line_id)


def _entry(version: Version, line_id: UUID) -> search.Entry:
    item = version.item
    words = kind_named(item.kind).words
    return search.Entry(
        kind=VERSION,
        ref=version.pk,
        title=item.title,
        subtitle=version.change_note[:300],
        body=words(version.pk) if words else "",
        codes=(item.code,),
        audience_keys=(line_key(line_id),),
        happened_at=version.started_at,
    )

"""What happened to an item, and the versions it had, as components/timeline.html shows them."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.history import history_of
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.core.templatetags.dates import local_date
from grunnmur.core.timeline import Entry, entries_of, title_of
from grunnmur.organisation.queries import key_names
from grunnmur.publishing.models import Item, Version, VersionMove
from grunnmur.publishing.queries.items import versions_of
from grunnmur.publishing.queries.standing import standing
from grunnmur.publishing.queries.versions import all_versions, moves_of
from grunnmur.publishing.rules import kind_named

Move = VersionMove.Kind
OPEN_MOVES = frozenset({Move.PUBLISH, Move.CORRECT, Move.WITHDRAW, Move.CONFIRM})  # told to all who read an item
TOLD = {
    "code": gettext_lazy("Code"),
    "title": gettext_lazy("Title"),
    "owner_key": gettext_lazy("Owner"),
    "line": gettext_lazy("Production line"),
    "document_type": gettext_lazy("Kind of document"),
    "revision_interval_months": gettext_lazy("Months between revisions"),
    "next_revision_date": gettext_lazy("Look at it again by"),
}  # the columns of an item that its history tells of


def item_entries(item: Item) -> list[Entry]:
    """Return who changed the title, code and owner of an item, and when. Five statements at most."""
    about = _("title, code and owner")
    titled = [(f"{title_of(change)}: {about}", change) for change in history_of(item)]
    return entries_of(titled, told=TOLD, key_names=key_names)


def history_entries(item: Item, *, seen_by: Actor) -> list[Entry]:
    """Return all that happened to an item and its versions, the latest first: who did what, when, and what was said.

    Who only reads it is told of what became or was valid; drafts, quality control and approvals are for those who work
    on it. A fixed number of statements, however many versions there are.
    """
    versions = {row.pk: row for row in all_versions(item, seen_by=seen_by)}
    sees_all = standing(item, by=seen_by).may_see_drafts
    moves = [move for move in moves_of(list(versions)) if sees_all or move.move in OPEN_MOVES]
    told = [_moved(move, versions[move.version_id], sees_draft=sees_all) for move in moves]
    return sorted([*told, *item_entries(item)], key=lambda entry: entry["at"], reverse=True)


def _moved(move: VersionMove, version: Version, *, sees_draft: bool) -> Entry:
    return {
        "title": _("Version %(number)s: %(state)s") % {"number": version, "state": move.get_move_display().lower()},
        "url": reverse("publishing:version", args=[version.pk]) if sees_draft else "",
        "by": move.by,
        "at": move.at,
        "text": move.comment,
    }


def version_entries(item: Item) -> list[Entry]:
    """Return the versions that are or were valid, newest first, each leading to what changed since the one before."""
    rows = versions_of(item.pk)
    return [_entry(item, row, before) for row, before in zip(rows, [*rows[1:], None], strict=True)]


def _entry(item: Item, row: Version, before: Version | None) -> Entry:
    first = Period.from_range(row.valid).lower if row.valid else None
    days = _("Valid from %(first)s.") % {"first": local_date(first, "medium")} if first else ""
    return {
        "title": _("Version %(number)s: %(state)s") % {"number": row, "state": row.get_state_display().lower()},
        "url": kind_named(item.kind).compare_url(item.code, str(before), str(row)) if before else "",
        "by": row.author,
        "at": row.frozen_at,
        "text": " ".join(filter(None, (days, row.change_note))),
    }

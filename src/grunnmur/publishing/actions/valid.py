"""The step of a version to being the valid one, and out of it."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.calendar import months_after
from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.publishing.actions.board import follow
from grunnmur.publishing.actions.checks import (
    GRUNNMUR,
    Move,
    locked,
    note_move,
    require_standing,
    require_state,
    require_words,
)
from grunnmur.publishing.actions.direct import replace
from grunnmur.publishing.actions.reading import demand_reading, lapse_all
from grunnmur.publishing.actions.revisions import forget_revision
from grunnmur.publishing.actions.searching import index_draft
from grunnmur.publishing.actions.telling import tell_of_broken_links, tell_of_valid
from grunnmur.publishing.events import VersionPublished, VersionWithdrawn
from grunnmur.publishing.models import Item, Station, Version
from grunnmur.publishing.queries.items import open_version
from grunnmur.publishing.queries.standing import standing
from grunnmur.publishing.queries.versions import base_of
from grunnmur.publishing.rules import OpenVersionError, kind_named

State = Version.State


def become_valid(version: Version, *, by: Actor) -> None:
    """Freeze an approved version; make it valid now, or on the day it is planned for."""
    kind_named(version.item.kind).freeze(version.pk)
    version.frozen_at = now()
    if version.planned_date and version.planned_date > today():
        version.state = State.PLANNED
        version.save(update_fields=["frozen_at", "state"])
        follow(version.item, Station.Key.DONE)
        return
    _make_current(version, by=by)


def publish_correction(version: Version, *, by: Actor) -> None:
    """Make a correction valid now; nobody has to read it again."""
    kind_named(version.item.kind).freeze(version.pk)
    version.frozen_at = now()
    _make_current(version, move=Move.CORRECT, by=by)


@transaction.atomic
def publish_planned(version_id: UUID, *, by: Actor = GRUNNMUR) -> Version:
    """Make a planned version valid on its day; a second time does nothing."""
    version = locked(version_id)
    if version.state == State.PLANNED:
        _make_current(version, by=by)
    return version


def _make_current(version: Version, *, move: str = Move.PUBLISH, by: Actor) -> None:
    item = version.item
    base = base_of(version)
    before = Version.objects.filter(item=item, state=State.CURRENT).first()
    if before:
        replace(before)
    version.state, version.valid = State.CURRENT, Period(today()).to_range()
    version.save(update_fields=["state", "valid", "frozen_at"])
    note_move(version, move, by=by)
    _plan_revision(item)
    kind_named(item.kind).published(version.pk)
    index_draft(version)
    publish(VersionPublished(item.pk, version.pk, version.frozen_at or now()))
    if version.is_significant is not False:
        demand_reading(version, since=base)
    follow(item, Station.Key.DONE)
    tell_of_valid(version, is_correction=move == Move.CORRECT, by=by)


def _plan_revision(item: Item) -> date:
    item.next_revision_date = months_after(today(), item.revision_interval_months)
    item.save(update_fields=["next_revision_date"])
    forget_revision(item.pk)
    return item.next_revision_date


@transaction.atomic
def withdraw_version(version_id: UUID, *, reason: str, by: Actor) -> Version:
    """Say that the valid version does not count any more. Its page stays, with the reason; no older one revives.

    A planned version still becomes valid on its day. Raises PermissionDenied (the owner, or the chief of the line),
    WrongStateError, MissingWordsError.
    """
    version = locked(version_id)
    require_state(version, State.CURRENT)
    if not standing(version.item, by=by).is_owner:
        require_standing(version, "is_chief", by=by)
    reason = require_words(reason, _("Say why it is withdrawn."))
    first = Period.from_range(version.valid).lower or today()
    version.valid = Period(first, max(today(), Period.on(first).upper or first)).to_range()
    version.state = State.WITHDRAWN
    version.save(update_fields=["state", "valid"])
    note_move(version, Move.WITHDRAW, by=by, comment=reason)
    lapse_all(version.item_id)
    forget_revision(version.item_id)
    kind_named(version.item.kind).withdrawn(version.pk)
    publish(VersionWithdrawn(version.item_id, version.pk, now()))
    tell_of_broken_links(version.item, by=by)
    return version


@transaction.atomic
def confirm_unchanged(item_id: UUID, *, comment: str = "", by: Actor) -> Item:
    """Say that the valid version was looked through and holds; its next revision is counted from today.

    Raises PermissionDenied (its owner), OpenVersionError, Version.DoesNotExist when nothing of it is valid.
    """
    version = locked(Version.objects.get(item_id=item_id, state=State.CURRENT).pk)
    require_standing(version, "is_owner", by=by)
    if open_version(item_id):
        raise OpenVersionError(_("A new version is on its way. That is the revision."))
    _plan_revision(version.item)
    note_move(version, Move.CONFIRM, by=by, comment=comment.strip())
    return version.item

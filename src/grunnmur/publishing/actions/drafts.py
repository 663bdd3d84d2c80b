"""Drafts: beginning one, changing what is in it, laying it aside."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.formats import day
from grunnmur.core.permissions import Actor, person_of
from grunnmur.core.tenancy import current_tenant
from grunnmur.publishing.actions.board import follow
from grunnmur.publishing.actions.checks import (
    Move,
    locked,
    note_move,
    require_standing,
    require_state,
)
from grunnmur.publishing.actions.searching import index_draft
from grunnmur.publishing.actions.telling import forget_asking
from grunnmur.publishing.models import ApprovalRequest, Item, Station, Version, VersionEditor, VersionMove
from grunnmur.publishing.queries.items import PUBLISHED, open_version
from grunnmur.publishing.queries.standing import standing
from grunnmur.publishing.rules import NotOnALineError, OpenVersionError, WrongStateError, kind_named

State = Version.State
RESTORABLE = timedelta(days=90)


@transaction.atomic
def start_version(item_id: UUID, *, change_note: str = "", by: Actor) -> Version:
    """Begin a draft of an item: a copy of the valid version, or of the last one that was; empty if there is none.

    Raises Item.DoesNotExist, NotOnALineError, PermissionDenied (a modeller or the chief of the line, or the owner),
    OpenVersionError when somebody is at work on one already.
    """
    item = Item.objects.select_for_update().get(pk=item_id)
    if item.line_id is None:
        raise NotOnALineError(_("This is published without a line, so there are no drafts of it."))
    version = _new_draft(item, change_note, by=by)
    require_standing(version, "may_draft", by=by)
    _require_none_open(item)
    version.save()
    base = Version.objects.filter(item=item, state__in=PUBLISHED).order_by("-major", "-minor").first()
    if base:
        version.content_hash = kind_named(item.kind).fill(base.pk, version.pk, by)
        version.save(update_fields=["content_hash"])
    note_editor(version, by=by)
    note_move(version, Move.START, by=by, comment=change_note)
    follow(item, Station.Key.MODELLING, is_first=base is None)
    index_draft(version)
    return version


def _new_draft(item: Item, change_note: str, *, by: Actor) -> Version:
    numbers = Version.objects.filter(item=item).exclude(state=State.DISCARDED).aggregate(last=Max("major"))
    return Version(
        item=item,
        major=(numbers["last"] or 0) + 1,
        state=State.DRAFT,
        change_note=change_note.strip()[:500],
        author=str(by),
        author_person_id=person_of(by),
        started_at=now(),
    )


def _require_none_open(item: Item) -> None:
    found = open_version(item.pk)
    if found:
        since = found.started_at.astimezone(current_tenant().zone).date() if found.started_at else None
        told = {"name": found.author, "day": day(since) if since else "–", "version": found}
        raise OpenVersionError(_("%(name)s has been revising this since %(day)s, as version %(version)s.") % told)


@transaction.atomic
def content_changed(version_id: UUID, *, content_hash: str, by: Actor) -> Version:
    """Take notice that the domain of the content wrote another content into a version that is not valid yet.

    A version that was sent in goes back to draft, and what was decided about it does not count. content_hash: SHA-256,
    64 hexadecimal digits. Raises PermissionDenied (who may draft, or assure), WrongStateError.
    """
    version = locked(version_id)
    require_state(version, State.DRAFT, State.QUALITY, State.APPROVAL)
    if not (version.state == State.QUALITY and standing(version.item, by=by).is_assurer):
        require_standing(version, "may_draft", by=by)
    note_editor(version, by=by)
    index_draft(version)
    if version.content_hash == content_hash:
        return version
    version.content_hash = content_hash
    if version.state != State.DRAFT:
        back_to_draft(version, Move.CHANGE, by=by)
    version.save(update_fields=["content_hash", "state"])
    return version


def back_to_draft(version: Version, move: str, *, by: Actor, comment: str = "") -> None:
    """Put a version that was sent in back where it is worked on; what was asked about it is not asked any more."""
    asked = ApprovalRequest.objects.filter(version=version, state__in=("open", "approved"))
    asked.update(state=ApprovalRequest.State.VOID)
    version.state = State.DRAFT
    version.save(update_fields=["state"])
    note_move(version, move, by=by, comment=comment)
    forget_asking(version.pk)
    follow(version.item, Station.Key.MODELLING)


def note_editor(version: Version, *, by: Actor) -> None:
    """Write down that somebody works on the content; she never approves it."""
    person = person_of(by)
    if person:
        VersionEditor.objects.update_or_create(version=version, person_id=person, defaults={"last_at": now()})


@transaction.atomic
def discard_version(version_id: UUID, *, by: Actor) -> Version:
    """Lay a draft aside; it can be taken up again for 90 days.

    Raises PermissionDenied (its author, or the chief of the line), WrongStateError.
    """
    version = locked(version_id)
    require_state(version, State.DRAFT)
    if version.author_person_id is None or version.author_person_id != person_of(by):
        require_standing(version, "is_chief", by=by)
    version.state = State.DISCARDED
    version.save(update_fields=["state"])
    note_move(version, Move.DISCARD, by=by)
    index_draft(version)
    follow(version.item, Station.Key.DONE)
    return version


@transaction.atomic
def restore_version(version_id: UUID, *, by: Actor) -> Version:
    """Take up a discarded draft again, as the next version.

    Raises PermissionDenied, WrongStateError (not discarded, or more than 90 days ago), OpenVersionError.
    """
    version = locked(version_id)
    require_state(version, State.DISCARDED)
    require_standing(version, "may_draft", by=by)
    discarded = VersionMove.objects.filter(version=version, move=Move.DISCARD).order_by("-at").first()
    if discarded and discarded.at + RESTORABLE < now():
        raise WrongStateError(_("It was discarded more than 90 days ago. Begin a new version."))
    _require_none_open(version.item)
    numbers = Version.objects.filter(item=version.item).exclude(state=State.DISCARDED).aggregate(last=Max("major"))
    version.major, version.state = (numbers["last"] or 0) + 1, State.DRAFT
    version.save(update_fields=["major", "state"])
    note_move(version, Move.RESTORE, by=by)
    index_draft(version)
    follow(version.item, Station.Key.MODELLING, is_first=version.major == 1)
    return version

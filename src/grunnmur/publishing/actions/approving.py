"""Approval: the yes and the no of those who answer for what is published."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor, person_of
from grunnmur.organisation.queries import key_names
from grunnmur.publishing.actions.asking import ask_next
from grunnmur.publishing.actions.checks import (
    Move,
    locked,
    note_move,
    require_other_eyes,
    require_state,
    require_words,
)
from grunnmur.publishing.actions.drafts import back_to_draft
from grunnmur.publishing.actions.telling import ask_approvers, ask_author, forget_asking
from grunnmur.publishing.actions.valid import become_valid
from grunnmur.publishing.events import VersionApproved
from grunnmur.publishing.models import ApprovalRequest, Version
from grunnmur.publishing.queries.approvals import request_for, said_yes
from grunnmur.publishing.queries.settings import two_persons_are_enough
from grunnmur.publishing.queries.standing import Deciding
from grunnmur.publishing.rules import AlreadyDecidedError, ChangedMeanwhileError, FourEyesError

State = Version.State


@transaction.atomic
def approve_version(version_id: UUID, *, seen_hash: str, comment: str = "", by: Actor) -> Version:
    """Say yes to a version, for oneself or for the one one stands in for. The last yes publishes.

    seen_hash: the hash of the content she looked at. Raises PermissionDenied (not hers to decide, or a stand-in who
    may not there), FourEyesError (she or the one she decides for worked on it, or passed it where two persons are not
    enough), ChangedMeanwhileError, AlreadyDecidedError, WrongStateError.
    """
    version = locked(version_id)
    _require_undecided(version)
    require_state(version, State.APPROVAL)
    request, place = _mine(version, by=by)
    if seen_hash != version.content_hash:
        raise ChangedMeanwhileError(_("It changed meanwhile. Look at it again."))
    require_other_eyes(version, person_of(by), place.principal, may_have_assured=two_persons_are_enough())
    _require_first_yes(version, by=by)
    _decide(request, place, ApprovalRequest.State.APPROVED, comment=comment, by=by)
    note_move(version, Move.APPROVE, by=by, comment=_told(request))
    forget_asking(version.pk)
    if left := list(ApprovalRequest.objects.filter(version=version, state=ApprovalRequest.State.OPEN)):
        ask_approvers(version, left, by=by)
    elif not ask_next(version, by=by):
        publish(VersionApproved(version.item_id, version.pk, now()))
        become_valid(version, by=by)
    return version


@transaction.atomic
def reject_version(version_id: UUID, *, comment: str, by: Actor) -> Version:
    """Say no to a version: it goes back to its author, and no yes counts any more.

    Raises PermissionDenied, WrongStateError, MissingWordsError, AlreadyDecidedError.
    """
    version = locked(version_id)
    _require_undecided(version)
    require_state(version, State.APPROVAL)
    request, place = _mine(version, by=by)
    comment = require_words(comment, _("Say why it cannot be approved."))
    _decide(request, place, ApprovalRequest.State.REJECTED, comment=comment, by=by)
    back_to_draft(version, Move.REJECT, by=by, comment=_told(request))
    ask_author(version, by=by)
    return version


def _require_undecided(version: Version) -> None:
    """Tell the second of two who decide in the same second who was first; the row lock made her wait."""
    if version.state in {State.PLANNED, State.CURRENT}:
        last = ApprovalRequest.objects.filter(version=version, state="approved").order_by("-decided_at").first()
        if last:
            raise AlreadyDecidedError(_("It was approved already, by %(name)s.") % {"name": last.decided_name})


def _mine(version: Version, *, by: Actor) -> tuple[ApprovalRequest, Deciding]:
    found = request_for(version, by=by)
    keys = set(ApprovalRequest.objects.filter(version=version, state="open").values_list("key", flat=True))
    who = {"who": ", ".join(sorted(key_names(keys).values())) or "–"}
    if found is None:
        raise PermissionDenied(_("This is decided by: %(who)s.") % who)
    if not found[1].may_stand_in:
        raise PermissionDenied(
            _("You may not approve in the place of another here. This is decided by: %(who)s.") % who
        )
    return found


def _require_first_yes(version: Version, *, by: Actor) -> None:
    if person_of(by) in said_yes(version.pk):
        raise FourEyesError(_("You have said yes already. The next one must come from another."))


def _decide(request: ApprovalRequest, place: Deciding, state: str, *, comment: str, by: Actor) -> None:
    request.state, request.decided_at = state, now()
    request.decided_by_id, request.decided_for_id = person_of(by), place.principal
    names = {"name": str(by), "principal": place.principal_name}
    request.decided_name = _("%(name)s for %(principal)s") % names if place.principal else str(by)
    request.seen_hash, request.comment = request.version.content_hash, comment.strip()[:2000]
    request.save()


def _told(request: ApprovalRequest) -> str:
    """Return what the log says: both names when a stand-in decided, and what was said."""
    who = f"{request.decided_name}. " if request.decided_for_id else ""
    return f"{who}{request.comment}"

"""Quality control: sending a draft in, sending it back, passing it on, correcting what is valid."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor, person_of
from grunnmur.publishing.actions.asking import ask_next
from grunnmur.publishing.actions.board import follow
from grunnmur.publishing.actions.checks import (
    Move,
    locked,
    note_move,
    require_other_eyes,
    require_standing,
    require_state,
    require_words,
)
from grunnmur.publishing.actions.drafts import back_to_draft
from grunnmur.publishing.actions.telling import ask_assurers, ask_author, forget_asking
from grunnmur.publishing.actions.valid import publish_correction
from grunnmur.publishing.events import VersionSubmitted
from grunnmur.publishing.models import GateRun, Station, Version
from grunnmur.publishing.queries.gates import APPROVERS, gates
from grunnmur.publishing.queries.items import current_versions
from grunnmur.publishing.queries.standing import editors_of
from grunnmur.publishing.queries.versions import changes_of, suggests_significant
from grunnmur.publishing.rules import GateError, GateResult, Level, MissingWordsError, TooLargeError, stored

State = Version.State


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What the author says of a version: what is new, whether those concerned read again (and why not), from when."""

    change_note: str
    is_significant: bool
    significance_reason: str = ""
    planned_date: date | None = None


@transaction.atomic
def submit_version(version_id: UUID, said: Submission, *, by: Actor) -> Version:
    """Send a draft to quality control. The gates are run and shown; only an approval nobody can give stops here.

    Raises PermissionDenied, WrongStateError, MissingWordsError (no note, no content, or a "no" against the suggestion
    that it is significant without a reason), GateError, StationFullError.
    """
    version = locked(version_id)
    require_standing(version, "may_draft", by=by)
    require_state(version, State.DRAFT)
    version.change_note = require_words(said.change_note, _("Say what is new in this version."))[:500]
    if not version.content_hash:
        raise MissingWordsError(_("There is nothing in this version yet."))
    _take_significance(version, said)
    version.planned_date = said.planned_date
    version.state = State.QUALITY
    results = gates(version)
    dead_ends = [result for result in results if result.key == APPROVERS and result.level is Level.ERROR]
    if dead_ends:
        raise GateError(dead_ends[0].sentence)
    follow(version.item, Station.Key.QUALITY)
    version.save()
    _keep(version, GateRun.Phase.SUBMIT, results)
    note_move(version, Move.SUBMIT, by=by, comment=version.change_note)
    forget_asking(version.pk)
    ask_assurers(version, but=editors_of(version.pk), by=by)
    publish(VersionSubmitted(version.item_id, version.pk, now()))
    return version


def _take_significance(version: Version, said: Submission) -> None:
    version.is_significant = said.is_significant
    version.significance_reason = said.significance_reason.strip()[:500]
    if not said.is_significant and not version.significance_reason and suggests_significant(version):
        raise MissingWordsError(_("The changes look significant. Say why nobody has to read them again."))


@transaction.atomic
def return_version(version_id: UUID, *, comment: str, by: Actor) -> Version:
    """Send a version back from quality control. Raises PermissionDenied (an assurer), WrongStateError,
    MissingWordsError.
    """
    version = locked(version_id)
    require_standing(version, "is_assurer", by=by)
    require_state(version, State.QUALITY)
    comment = require_words(comment, _("Say what has to be mended."))
    back_to_draft(version, Move.RETURN, by=by, comment=comment)
    ask_author(version, by=by)
    return version


@transaction.atomic
def assure_version(
    version_id: UUID, *, comments: Mapping[str, str], is_significant: bool | None = None, by: Actor
) -> Version:
    """Pass a version through quality control, and ask those who approve it.

    comments: what is said of each warning, by `GateResult.name`. is_significant: another decision than the author's.
    Raises PermissionDenied (an assurer), FourEyesError (she worked on it), WrongStateError, GateError.
    """
    version = locked(version_id)
    require_standing(version, "is_assurer", by=by)
    require_state(version, State.QUALITY)
    require_other_eyes(version, person_of(by))
    results = [replace(result, comment=comments.get(result.name, "").strip()) for result in gates(version)]
    _require_passed(results)
    if is_significant is not None:
        version.is_significant = is_significant
    version.state = State.APPROVAL
    version.save(update_fields=["state", "is_significant"])
    follow(version.item, Station.Key.APPROVAL)
    _keep(version, GateRun.Phase.ASSURE, results)
    note_move(version, Move.ASSURE, by=by)
    forget_asking(version.pk)
    ask_next(version, by=by)
    return version


def _require_passed(results: list[GateResult]) -> None:
    errors = [result.sentence for result in results if result.level is Level.ERROR]
    if errors:
        raise GateError(_("It cannot pass yet. %(errors)s") % {"errors": " ".join(errors)})
    silent = [result.sentence for result in results if result.level is Level.WARNING and not result.comment]
    if silent:
        raise GateError(_("Say something about each warning. %(warnings)s") % {"warnings": " ".join(silent)})


def _keep(version: Version, phase: str, results: list[GateResult]) -> None:
    GateRun.objects.create(
        version=version,
        at=now(),
        phase=phase,
        results=[stored(result) for result in results],
        is_passed=all(result.level is not Level.ERROR for result in results),
    )


@transaction.atomic
def correct_version(version_id: UUID, *, change_note: str, by: Actor) -> Version:
    """Make a draft valid at once as a correction of the valid version, numbered after it; nobody reads it again.

    Only for small changes: links that were replaced, wording. Raises PermissionDenied (an assurer), FourEyesError,
    WrongStateError, MissingWordsError, TooLargeError with what is too large.
    """
    version = locked(version_id)
    require_standing(version, "is_assurer", by=by)
    require_state(version, State.DRAFT)
    require_other_eyes(version, person_of(by))
    version.change_note = require_words(change_note, _("Say what is corrected."))[:500]
    before = current_versions([version.item_id]).get(version.item_id)
    if before is None:
        raise TooLargeError(_("There is no valid version to correct. Send it to quality control instead."))
    large = [change.sentence for change in changes_of(version) if not change.is_small]
    if large:
        told = {"changes": " ".join(large)}
        raise TooLargeError(_("This is more than a correction. Send it to quality control. %(changes)s") % told)
    version.major, version.minor, version.is_significant = before.major, before.minor + 1, False
    version.save()
    publish_correction(version, by=by)
    return version

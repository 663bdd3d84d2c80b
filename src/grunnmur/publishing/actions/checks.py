"""What several actions ask before they do something, and what they write down afterwards."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor, System, person_of
from grunnmur.publishing.models import Version, VersionMove
from grunnmur.publishing.queries.standing import Standing, assurers_of, editors_of, standing
from grunnmur.publishing.rules import FourEyesError, MissingWordsError, WrongStateError

Move = VersionMove.Kind
GRUNNMUR = System("Grunnmur")


def locked(version_id: UUID) -> Version:
    """Return a version with its item, both locked until the end of the transaction. Raises Version.DoesNotExist."""
    return Version.objects.select_for_update(of=("self", "item")).select_related("item").get(pk=version_id)


def require_state(version: Version, *states: str) -> None:
    """Do nothing if the version is in one of these states. Raises WrongStateError, which says where it is."""
    if version.state not in states:
        told = {"version": version, "state": version.get_state_display().lower()}
        raise WrongStateError(_("Version %(version)s is: %(state)s. This cannot be done with it now.") % told)


def require_standing(version: Version, right: str, *, by: Actor) -> Standing:
    """Do nothing if the actor is this to the version's item. right: a property of Standing. Raises PermissionDenied."""
    found = standing(version.item, by=by)
    if not getattr(found, right):
        sentences = {
            "may_draft": _("Only modellers and the flow chief of the line, and the owner, may do this."),
            "is_assurer": _("Only quality assurers of the line may do this."),
            "is_chief": _("Only the flow chief of the line may do this."),
            "is_owner": _("Only whoever answers for it may do this."),
            "may_see_drafts": _("What is on its way is for those who work on it."),
        }
        raise PermissionDenied(sentences[right])
    return found


def require_words(text: str, sentence: str) -> str:
    """Return the text without spaces around it. Raises MissingWordsError with the sentence if nothing is left."""
    if not text.strip():
        raise MissingWordsError(sentence)
    return text.strip()


def require_other_eyes(version: Version, *persons: UUID | None, may_have_assured: bool = True) -> None:
    """Do nothing if none of these persons worked on the version. Raises FourEyesError."""
    known = {person for person in persons if person}
    if known & editors_of(version.pk):
        raise FourEyesError(_("Somebody who worked on this version cannot let it pass. Another must."))
    if not may_have_assured and known & assurers_of(version.pk):
        raise FourEyesError(_("Whoever passed it through quality control cannot approve it too. Another must."))


def note_move(version: Version, move: str, *, by: Actor, comment: str = "") -> VersionMove:
    """Write down that a version took a step, who let it, and what was said."""
    return VersionMove.objects.create(
        version=version, move=move, at=now(), by=str(by), person_id=person_of(by), comment=comment[:2000]
    )

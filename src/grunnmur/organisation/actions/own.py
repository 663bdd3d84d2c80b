"""Nobody decides about herself: who may change other people's work changes not her own."""

from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, members_of, person_of, require
from grunnmur.organisation.rules import OwnBenefitError


def require_about(person_id: UUID, permission: str, *, at: UUID, by: Actor) -> None:
    """Do nothing if she may decide this about a person at a unit.

    Raises PermissionDenied without the permission there, OwnBenefitError about herself while somebody else may.
    """
    require(by, permission, at=at)
    if is_left_to_others(person_id, permission, at=at, by=by):
        raise OwnBenefitError(
            _("Nobody changes their own employment, leave, functions or leadership. Ask your leader or personnel.")
        )


def is_left_to_others(person_id: UUID, permission: str, *, at: UUID, by: Actor) -> bool:
    """Tell whether it is about the actor herself, and somebody else holds the permission at the unit.

    Where nobody else does, as where one alone is personnel, she does it herself, and history tells.
    """
    return person_of(by) == person_id and bool(members_of(f"may:{permission}@{at}", today()) - {person_id})

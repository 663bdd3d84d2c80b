"""What was given to one person, and what is kept away from her: the decisions themselves, not what follows."""

from uuid import UUID

from grunnmur.access.models import Exclusion, Grant
from grunnmur.access.queries.sight import live_on, require_sight
from grunnmur.core.clock import today
from grunnmur.core.paging import Slice, keyset
from grunnmur.core.permissions import Actor


def grants_of(person_id: UUID, *, seen_by: Actor, after: str = "", limit: int = 50) -> Slice[Grant]:
    """Return what was given to a person for today or later. Raises PermissionDenied as `require_sight`."""
    require_sight(person_id, seen_by=seen_by)
    return keyset(Grant.objects.filter(live_on(today()), person_id=person_id), by=("id",), after=after, limit=limit)


def exclusions_of(person_id: UUID, *, seen_by: Actor, after: str = "", limit: int = 50) -> Slice[Exclusion]:
    """Return what is kept away from a person today or later. Raises as `grants_of`."""
    require_sight(person_id, seen_by=seen_by)
    return keyset(Exclusion.objects.filter(live_on(today()), person_id=person_id), by=("id",), after=after, limit=limit)


def find_grant(person_id: UUID, grant_id: UUID) -> Grant:
    """Return one thing that was given to this person. Raises Grant.DoesNotExist."""
    return Grant.objects.get(pk=grant_id, person_id=person_id)


def find_exclusion(person_id: UUID, exclusion_id: UUID) -> Exclusion:
    """Return one thing that is kept away from this person. Raises Exclusion.DoesNotExist."""
    return Exclusion.objects.get(pk=exclusion_id, person_id=person_id)

"""Who may see what somebody has access to, and who may change it."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from grunnmur.access.models import Held
from grunnmur.access.rules import DEFINE, GIVE, OFFICER, ROLES, RULES, SEE
from grunnmur.access.rules.permissions import AUDIT
from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, Scope, System, keys_of, may, person_of, scope_of
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries import workplaces
from grunnmur.organisation.rules import SEE_PROTECTED

CATALOGUE_READERS = (DEFINE, ROLES, RULES, GIVE, SEE, OFFICER)


def units_of(person_id: UUID) -> frozenset[UUID]:
    """Return the units a person works in today or will; of who has left, the last one."""
    return workplaces.units_of([person_id], on=today()).get(person_id, frozenset())


def sees_access(person_id: UUID, *, seen_by: Actor) -> bool:
    """Tell whether she may see what the person has: herself, her leaders, who holds access.see at her unit,
    and auditors.
    """
    if isinstance(seen_by, System) or person_of(seen_by) == person_id or may(seen_by, AUDIT):
        return True
    within = sight(seen_by)
    return within.is_everywhere or any(unit in within for unit in units_of(person_id))


def require_sight(person_id: UUID, *, seen_by: Actor) -> None:
    """Do nothing if she may see what the person has. Raises PermissionDenied."""
    if not sees_access(person_id, seen_by=seen_by):
        raise PermissionDenied(_("Only the person, the leaders and those who see access there may see this."))


def sight(seen_by: Actor) -> Scope:
    """Return the units whose people's access she may see: by access.see, or because she leads them."""
    scope = scope_of(seen_by, SEE)
    if scope.is_everywhere or isinstance(seen_by, System):
        return Scope(is_everywhere=True)
    return Scope(units=scope.units | organisation.led_by(seen_by))


def may_read_catalogue(seen_by: Actor) -> bool:
    """Tell whether roles, rules and resources are her business."""
    return any(may(seen_by, permission) for permission in CATALOGUE_READERS)


def require_catalogue(seen_by: Actor) -> None:
    """Do nothing if she may read roles, rules and resources. Raises PermissionDenied."""
    if not may_read_catalogue(seen_by):
        raise PermissionDenied(_("Roles and rules are for those who work with access. Ask your leader."))


def owned_keys(by: Actor) -> frozenset[str]:
    """Return the group keys by which the actor owns something; what is said to be everyone's is owned by nobody."""
    return frozenset(keys_of(by) - {"everyone"})


def countable(rows: QuerySet[Held], *, seen_by: Actor) -> QuerySet[Held]:
    """Leave the protected out of counts, save for those who may see them."""
    return rows if may(seen_by, SEE_PROTECTED) else rows.filter(person__is_protected=False)


def live_on(day: date) -> Q:
    """Return the condition that something runs on the day or later."""
    return Q(valid__upper_inf=True) | Q(valid__endswith__gt=day)


def names_in_sight(person_ids: Collection[UUID], *, seen_by: Actor) -> dict[UUID, str]:
    """Return the names of those whose access she may see: by access.see, as leader, or her own. Three statements."""
    names = organisation.names_of(person_ids, seen_by=seen_by)
    within = sight(seen_by)
    if within.is_everywhere or not names:
        return names
    units = workplaces.units_of(names, on=today())
    me = person_of(seen_by)
    return {
        person: name
        for person, name in names.items()
        if person == me or any(unit in within for unit in units.get(person, ()))
    }

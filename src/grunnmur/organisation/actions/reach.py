"""What actions ask first: whether she may here, and whether the unit exists on those days."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require, scope_of
from grunnmur.organisation.models import Employment, Unit
from grunnmur.organisation.rules import NotEmployedError, UnitNotOpenError


def require_at_person(by: Actor, permission: str, *, person_id: UUID) -> None:
    """Do nothing if she may where the person works, worked last, or will work.

    A person who never worked anywhere is open to whoever holds the permission somewhere. Raises PermissionDenied.
    """
    units = _units_of(person_id)
    if not any(unit in scope_of(by, permission) for unit in units):
        require(by, permission, at=min(units) if units else None)


def may_at_person(by: Actor, permission: str, *, person_id: UUID) -> bool:
    """Tell whether `require_at_person` would let her."""
    scope = scope_of(by, permission)
    units = _units_of(person_id) if scope else set()
    return any(unit in scope for unit in units) if units else bool(scope)


def _units_of(person_id: UUID) -> set[UUID]:
    rows = Employment.objects.filter(person_id=person_id).values_list("unit_id", "valid")
    current = {unit for unit, valid in rows if not Period.from_range(valid).is_over(today())}
    return current or {unit for unit, _valid in rows}


def require_everywhere(by: Actor, permission: str) -> None:
    """Do nothing if she holds the permission in the whole municipality. Raises PermissionDenied."""
    require(by, permission)
    if not scope_of(by, permission).is_everywhere:
        raise PermissionDenied(_("This takes the permission for the whole municipality."))


def require_open(unit_id: UUID, *, during: Period) -> Unit:
    """Return the unit, locked against closing. Raises Unit.DoesNotExist, UnitNotOpenError."""
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    if not Period.from_range(unit.valid).covers(during):
        raise UnitNotOpenError(_("The unit %(name)s does not exist on all these days.") % {"name": unit.name})
    return unit


def require_employed(person_id: UUID, *, during: Period) -> None:
    """Do nothing if the person works here on the first of these days. Raises NotEmployedError."""
    if not Employment.objects.filter(person_id=person_id, valid__contains=during.lower).exists():
        raise NotEmployedError(_("The person does not work here on that day."))

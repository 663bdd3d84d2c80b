"""Who may change what: those who hold the permission where it is owned, and those who hold the owning function."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grunnmur.core.permissions import Actor, keys_of, scope_of
from grunnmur.landscape.models import Element


def owns(by: Actor, permission: str, element: Element) -> bool:
    """Tell whether the actor may do this to the element; what nobody owns takes the permission everywhere."""
    scope = scope_of(by, permission)
    if scope.is_everywhere or (element.owner_unit_id is not None and element.owner_unit_id in scope):
        return True
    return element.owner_function_id is not None and f"function:{element.owner_function_id}" in keys_of(by)


def require_owner(by: Actor, permission: str, *, of: Iterable[Element]) -> None:
    """Do nothing if she may do this to at least one of the elements. Raises PermissionDenied."""
    if not any(owns(by, permission, element) for element in of):
        raise PermissionDenied(_("Only those who own this on the map can change it."))

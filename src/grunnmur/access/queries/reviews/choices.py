"""What a review can be narrowed to, by name."""

from grunnmur.access.models import Resource, Role
from grunnmur.access.queries.choices import Listed
from grunnmur.access.queries.roles import name_key
from grunnmur.core.clock import today


def resource_source() -> Listed:
    """Return the resources in use, by name. One statement."""
    rows = Resource.objects.filter(valid__contains=today()).order_by(name_key(), "id")
    return Listed({str(pk): name for pk, name in rows.values_list("pk", "name")})


def role_source() -> Listed:
    """Return the active roles, by name. One statement."""
    rows = Role.objects.filter(state=Role.State.ACTIVE).order_by(name_key(), "id")
    return Listed({str(pk): name for pk, name in rows.values_list("pk", "name")})

"""What a municipality begins with: Grunnmur's own permissions, and the roles that hold them."""

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop

from grunnmur.access.actions.catalogue import FOR_EVER
from grunnmur.access.actions.derive import derive_roles
from grunnmur.access.models import Permission, Resource, Role, RoleItem, Rule
from grunnmur.core.permissions import Permission as Declared
from grunnmur.core.permissions import StartRole, declared
from grunnmur.core.tenancy import current_tenant

OWN_NAME = "Grunnmur"
NAMES = {
    StartRole.EMPLOYEE: gettext_noop("Employee"),
    StartRole.LEADER: gettext_noop("Leader"),
    StartRole.PERSONNEL: gettext_noop("Personnel adviser"),
    StartRole.ACCESS_OFFICER: gettext_noop("Access officer"),
    StartRole.MODELLER: gettext_noop("Modeller"),
    StartRole.FLOW_CHIEF: gettext_noop("Flow chief"),
    StartRole.PRIVACY_OFFICER: gettext_noop("Privacy officer"),
    StartRole.ADMINISTRATOR: gettext_noop("Administrator"),
}
FOR_EVERYONE = gettext_noop("Everyone who works here is an employee")
FOR_LEADERS = gettext_noop("Whoever leads a unit is its leader")


@transaction.atomic
def sync_own_permissions() -> None:
    """Bring Grunnmur's own permissions in line with what the domains declare. Run twice, the second writes nothing."""
    own, _made = Resource.objects.get_or_create(
        is_own=True, defaults={"name": OWN_NAME, "kind": Resource.Kind.SYSTEM, "valid": FOR_EVER}
    )
    known = {permission.key: permission for permission in Permission.objects.filter(resource=own)}
    new = [one for name, one in declared().items() if name not in known]
    with translation.override(current_tenant().language):
        Permission.objects.bulk_create(_permission(own, one) for one in new)
    if new:
        _fill_start_roles(new)


def _permission(own: Resource, one: Declared) -> Permission:
    description = str(one.label) if isinstance(one.label, Promise) else one.label
    return Permission(resource=own, key=one.name, level=one.name, description=description, valid=FOR_EVER)


def _fill_start_roles(new: list[Declared]) -> None:
    """Put permissions that are new into the roles that begin with them; what was taken out stays out."""
    roles = {start: _start_role(start) for start in StartRole}
    keys = dict(Permission.objects.filter(resource__is_own=True).values_list("key", "id"))
    RoleItem.objects.bulk_create(
        RoleItem(role=roles[start], permission_id=keys[one.name], scope=_scope(start, one), valid=FOR_EVER)
        for one in new
        for start in {*one.roles, StartRole.ADMINISTRATOR}
    )
    _start_rule(FOR_EVERYONE, roles[StartRole.EMPLOYEE], Rule.Anchor.EMPLOYMENT)
    _start_rule(FOR_LEADERS, roles[StartRole.LEADER], Rule.Anchor.LEADERSHIP)
    derive_roles()


def _scope(start: StartRole, one: Declared) -> str:
    """A leader's permissions count in what she leads and below; the others' everywhere."""
    if not one.needs_unit:
        return RoleItem.Scope.NONE
    return RoleItem.Scope.HERE_BELOW if start is StartRole.LEADER else RoleItem.Scope.EVERYWHERE


def start_role_name(start: StartRole) -> str:
    """Return what the municipality calls one of the roles it begins with."""
    with translation.override(current_tenant().language):
        return gettext(NAMES[start])


def _start_role(start: StartRole) -> Role:
    kind = Role.Kind.BIRTHRIGHT if start is StartRole.EMPLOYEE else Role.Kind.JOB
    role, _made = Role.objects.get_or_create(
        name=start_role_name(start),
        defaults={
            "kind": kind,
            "state": Role.State.ACTIVE,
            "requestable_by": Role.RequestableBy.NOBODY,
            "valid": FOR_EVER,
        },
    )
    return role


def _start_rule(name: str, role: Role, anchor: str) -> None:
    with translation.override(current_tenant().language):
        shown = gettext(name)
    Rule.objects.get_or_create(name=shown, defaults={"role": role, "anchor": anchor, "valid": FOR_EVER})

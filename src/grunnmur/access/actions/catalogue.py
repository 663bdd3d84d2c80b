"""Resources, roles and what is in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.derive import derive_everyone, derive_roles
from grunnmur.access.events import RoleChanged
from grunnmur.access.models import Permission, Resource, Role, RoleItem
from grunnmur.access.queries.own import holds_everywhere
from grunnmur.access.rules import (
    DEFINE,
    HAS,
    PHYSICAL_KINDS,
    PRE_START_DAYS,
    ROLES,
    NotGivableError,
    OwnResourceError,
)
from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require

FOR_EVER = Period().to_range()


@dataclass(frozen=True, kw_only=True)
class NewResource:
    """A resource to register. `fulfil_key`: who gives and takes it by hand; blank = nobody has to."""

    name: str
    kind: str
    owner_key: str = ""
    fulfil_key: str = ""


@transaction.atomic
def define_resource(new: NewResource, *, by: Actor) -> Resource:
    """Register a resource, or bring a known one of the same name up to date."""
    require(by, DEFINE)
    facts = {"kind": new.kind, "owner_key": new.owner_key, "fulfil_key": new.fulfil_key}
    found = Resource.objects.filter(name__iexact=new.name).first()
    if found is not None and found.is_own:
        raise OwnResourceError(_("Grunnmur's own permissions come with the program. Give the resource another name."))
    if found is None:
        return Resource.objects.create(name=new.name, valid=Period(today()).to_range(), **facts)
    changed = [name for name, value in facts.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, facts[name])
    if changed:
        found.save(update_fields=changed)
    return found


@transaction.atomic
def define_permission(resource: Resource, level: str, *, by: Actor) -> Permission:
    """Register a level of a resource, or return the known one. Things are handed out early, and returned."""
    require(by, DEFINE)
    defaults = {
        "level": level,
        "pre_start_days": PRE_START_DAYS.get(resource.kind, 0),
        "must_return": resource.kind in PHYSICAL_KINDS,
        "valid": FOR_EVER,
    }
    permission, _made = Permission.objects.get_or_create(
        resource=resource, key=level.casefold() or HAS, defaults=defaults
    )
    return permission


@transaction.atomic
def draft_role(name: str, *, by: Actor, kind: str = Role.Kind.JOB, purpose: str = "") -> Role:
    """Begin a role that gives nothing yet."""
    require(by, ROLES)
    return Role.objects.create(name=name, kind=kind, purpose=purpose, valid=FOR_EVER)


@transaction.atomic
def set_items(role_id: UUID, permission_ids: Iterable[UUID], *, by: Actor) -> Role:
    """Let the role contain exactly these permissions, besides the roles it contains."""
    require(by, ROLES)
    role = Role.objects.select_for_update().get(pk=role_id)
    items = RoleItem.objects.filter(role=role, permission__isnull=False)
    wanted = set(permission_ids)
    items.exclude(permission_id__in=wanted).delete()
    new = wanted - set(items.values_list("permission_id", flat=True))
    _require_own(new, by)
    RoleItem.objects.bulk_create(
        RoleItem(role=role, permission_id=permission, valid=FOR_EVER) for permission in sorted(new)
    )
    derive_roles()
    publish(RoleChanged(role.pk))
    return role


def _require_own(permission_ids: Iterable[UUID], by: Actor) -> None:
    """Refuse to put more of Grunnmur itself into a role than the actor may everywhere."""
    own = Permission.objects.filter(pk__in=list(permission_ids), resource__is_own=True)
    for permission in own:
        if not holds_everywhere(by, permission.key):
            raise NotGivableError(
                _("You cannot put %(what)s into a role: you may not do it yourself.")
                % {"what": permission.description or permission.key}
            )


@transaction.atomic
def activate_role(role_id: UUID, *, by: Actor) -> Role:
    """Let the role give what is in it, from now on."""
    require(by, ROLES)
    role = Role.objects.select_for_update().get(pk=role_id)
    if role.state != Role.State.ACTIVE:
        role.state = Role.State.ACTIVE
        role.save(update_fields=["state"])
        derive_roles()
        derive_everyone()
        publish(RoleChanged(role.pk))
    return role

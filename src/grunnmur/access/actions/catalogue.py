"""Resources and their permissions."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.events import ResourceChanged
from grunnmur.access.models import Permission, Resource
from grunnmur.access.rules import (
    DEFINE,
    HAS,
    PHYSICAL_KINDS,
    PRE_START_DAYS,
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
        made = Resource.objects.create(name=new.name, valid=Period(today()).to_range(), **facts)
        publish(ResourceChanged(made.pk))
        return made
    changed = [name for name, value in facts.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, facts[name])
    if changed:
        found.save(update_fields=changed)
        publish(ResourceChanged(found.pk))
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

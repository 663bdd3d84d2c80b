"""Resources and their permissions."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.access.actions.derive import derive_everyone, derive_roles
from grunnmur.access.actions.fulfil import hand_over, sync_fulfilments
from grunnmur.access.events import ResourceChanged, RiskRaised
from grunnmur.access.models import Permission, Resource
from grunnmur.access.queries.resources import holders_of_resource, permission_held_after
from grunnmur.access.rules import (
    DEFINE,
    HAS,
    HIGHEST_RISK,
    LONGEST_AT_HIGHEST,
    PHYSICAL_KINDS,
    PRE_START_DAYS,
    BadLevelError,
    LevelFacts,
    NameTakenError,
    NotChangeableError,
    OwnResourceError,
    StillHeldError,
    require_group_key,
)
from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation import queries as organisation

FOR_EVER = Period().to_range()


@dataclass(frozen=True, kw_only=True)
class NewResource:
    """A resource to register. `fulfil_key`: who gives and takes it by hand; blank = nobody. unit_id: who has it."""

    name: str
    kind: str
    owner_key: str = ""
    fulfil_key: str = ""
    unit_id: UUID | None = None


@transaction.atomic
def define_resource(new: NewResource, *, by: Actor) -> Resource:
    """Register a resource, or bring a known one of the same name up to date. Raises Unit.DoesNotExist."""
    require(by, DEFINE)
    _require_known(new)
    facts = {name: value for name, value in asdict(new).items() if name != "name"}
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
def make_resource(new: NewResource, *, by: Actor) -> Resource:
    """Register a resource that is not there yet.

    Raises PermissionDenied (needs access.define), NameTakenError, Unit.DoesNotExist.
    """
    require(by, DEFINE)
    _require_free(new.name)
    return define_resource(new, by=by)


@transaction.atomic
def change_resource(resource_id: UUID, new: NewResource, *, by: Actor) -> Resource:
    """Put right what is said of a resource; whoever hands it out now gets what is open.

    Raises PermissionDenied (needs access.define), NameTakenError, NotChangeableError, OwnResourceError,
    Unit.DoesNotExist.
    """
    require(by, DEFINE)
    resource = _changeable(resource_id)
    _require_known(new)
    _require_free(new.name, same=resource)
    is_handed_out_otherwise = resource.fulfil_key != new.fulfil_key
    for name, value in asdict(new).items():
        setattr(resource, name, value)
    resource.save(update_fields=list(asdict(new)))
    if is_handed_out_otherwise:
        hand_over(resource_id, holders_of_resource(resource_id))
    publish(ResourceChanged(resource_id))
    return resource


def _require_known(new: NewResource) -> None:
    """Do nothing if who owns it, hands it out and has it are what they are said to be."""
    require_group_key(new.owner_key)
    require_group_key(new.fulfil_key)
    if new.unit_id:
        organisation.find_unit(new.unit_id)


def _require_free(name: str, *, same: Resource | None = None) -> None:
    if Resource.objects.filter(name__iexact=name).exclude(pk__in=[same.pk] if same else []).exists():
        raise NameTakenError(_("Another resource is called %(name)s. Choose another name.") % {"name": name})


def _changeable(resource_id: UUID) -> Resource:
    resource = Resource.objects.select_for_update().get(pk=resource_id)
    if resource.is_own:
        raise OwnResourceError(_("Grunnmur's own permissions come with the program and are not changed here."))
    if Period.from_range(resource.valid).upper is not None:
        raise NotChangeableError(_("%(name)s is taken out of use.") % {"name": resource.name})
    return resource


@transaction.atomic
def retire_resource(resource_id: UUID, *, last_day: date, by: Actor) -> Resource:
    """Take a resource and all its levels out of use after a day. Refused while somebody would have it then.

    Raises PermissionDenied (needs access.define), StillHeldError, NotChangeableError, OwnResourceError.
    """
    require(by, DEFINE)
    resource = _changeable(resource_id)
    for permission in Permission.objects.filter(resource=resource, valid__upper_inf=True).order_by("id"):
        retire_permission(permission.pk, last_day=last_day, by=by)
    resource.valid = _until(resource, last_day).to_range()
    resource.save(update_fields=["valid"])
    publish(ResourceChanged(resource_id))
    return resource


def _until(row: Resource | Permission, last_day: date) -> Period:
    lower = Period.from_range(row.valid).lower
    if lower and lower > last_day:
        raise NotChangeableError(_("It is not in use yet on that day."))
    return Period.through(lower, last_day)


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
def make_permission(resource_id: UUID, facts: LevelFacts, *, by: Actor) -> Permission:
    """Register a level that the resource has not got.

    Raises PermissionDenied (needs access.define), NameTakenError, BadLevelError, and as `change_resource`.
    """
    require(by, DEFINE)
    resource = _changeable(resource_id)
    key = _checked(facts, resource)
    return Permission.objects.create(resource=resource, key=key, valid=FOR_EVER, **asdict(facts))


@transaction.atomic
def change_permission(permission_id: UUID, facts: LevelFacts, *, by: Actor) -> Permission:
    """Put right what is said of a level; what leave suspends and what may start early follows at once.

    Raises as `make_permission`.
    """
    require(by, DEFINE)
    permission = Permission.objects.select_for_update().get(pk=permission_id)
    permission.key = _checked(facts, _changeable(permission.resource_id), same=permission)
    is_raised = facts.risk > permission.risk
    for name, value in asdict(facts).items():
        setattr(permission, name, value)
    permission.save()
    derive_everyone()
    sync_fulfilments(holders_of_resource(permission.resource_id))
    if is_raised:
        publish(RiskRaised(permission_id, facts.risk))
    return permission


def _checked(facts: LevelFacts, resource: Resource, *, same: Permission | None = None) -> str:
    """Return the key of a level, when its facts fit together and no other level has it."""
    key = facts.level.casefold() or HAS
    others = Permission.objects.filter(resource=resource, key=key).exclude(pk__in=[same.pk] if same else [])
    if others.exists():
        raise NameTakenError(_("The resource has this level already."))
    if facts.risk == HIGHEST_RISK and not (facts.max_days and facts.max_days <= LONGEST_AT_HIGHEST):
        raise BadLevelError(_("What has the highest risk is given for 365 days at most. Set the number of days."))
    return key


@transaction.atomic
def retire_permission(permission_id: UUID, *, last_day: date, by: Actor) -> Permission:
    """Take a level out of use after a day. Raises as `retire_resource`."""
    require(by, DEFINE)
    permission = Permission.objects.select_for_update().select_related("resource").get(pk=permission_id)
    _changeable(permission.resource_id)
    count = permission_held_after(permission_id, last_day)
    if count:
        sentence = ngettext(
            "%(count)d person has %(what)s after that day. Take it out of the roles first.",
            "%(count)d persons have %(what)s after that day. Take it out of the roles first.",
            count,
        )
        raise StillHeldError(sentence % {"count": count, "what": permission})
    permission.valid = _until(permission, last_day).to_range()
    permission.save(update_fields=["valid"])
    derive_roles()
    derive_everyone()
    return permission

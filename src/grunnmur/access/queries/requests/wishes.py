"""What can be asked for: by whom, for whom, and found by its name."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from grunnmur.access.models import Grant, Permission, Request, RequestLine, Resource, Role, RoleContent
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.requests.policies import Way, ways
from grunnmur.access.queries.roles import name_key
from grunnmur.access.queries.sight import live_on, owned_keys, units_of
from grunnmur.access.rules import GIVE, OFFICER, Target
from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, System, may, person_of
from grunnmur.organisation import queries as organisation

MOST = 12  # of each kind, found by a name


@dataclass(frozen=True)
class Offer:
    """Something that can be asked for."""

    target: Target
    name: str
    kind: str
    text: str
    way: Way


@dataclass(frozen=True)
class Holding:
    """Something that was given to a person, and can be kept longer or shorter, or given up."""

    target: Target
    name: str
    valid: Period


def may_ask_for(receiver_id: UUID, *, by: Actor) -> bool:
    """Tell whether somebody may ask on a person's behalf: herself, her leaders, officers, and who owns a resource."""
    return may_ask_for_all(receiver_id, by=by) or bool(owned_resources(by))


def may_ask_for_all(receiver_id: UUID, *, by: Actor) -> bool:
    """Tell whether she may ask for everything on the person's behalf, and not only for what she owns."""
    if isinstance(by, System) or person_of(by) == receiver_id or may(by, OFFICER):
        return True
    units = units_of(receiver_id)
    return not units.isdisjoint(organisation.led_by(by)) or any(may(by, GIVE, at=unit) for unit in units)


def owned_resources(by: Actor) -> frozenset[UUID]:
    """Return the resources whose owner group the actor is in. One statement."""
    rows = Resource.objects.filter(owner_key__in=owned_keys(by), is_own=False)
    return frozenset(rows.values_list("pk", flat=True))


def is_requestable(target: Target, receiver_id: UUID, *, by: Actor) -> bool:
    """Tell whether the actor may ask for this on the person's behalf, and whether anybody may."""
    if target.role_id:
        return requestable_roles(receiver_id, by=by).filter(pk=target.role_id).exists()
    return requestable_levels(receiver_id, by=by).filter(pk=target.permission_id or UUID(int=0)).exists()


def is_endable(target: Target, receiver_id: UUID, *, by: Actor) -> bool:
    """Tell whether the actor may ask that what was given to the person ends: an owner only for what she owns."""
    owned = Permission.objects.filter(pk=target.permission_id or UUID(int=0), resource_id__in=owned_resources(by))
    return may_ask_for_all(receiver_id, by=by) or owned.exists()


def requestable_roles(receiver_id: UUID, *, by: Actor) -> QuerySet[Role]:
    """Return the active roles one may ask for; none that may do anything in Grunnmur itself: officers give those."""
    own = RoleContent.objects.filter(permission__resource__is_own=True).values("role_id")
    rows = Role.objects.filter(state=Role.State.ACTIVE).exclude(pk__in=own)
    if not may_ask_for_all(receiver_id, by=by):
        return rows.none()
    if may(by, OFFICER) and person_of(by) != receiver_id:
        return rows
    allowed = {Role.RequestableBy.SELF}
    if person_of(by) != receiver_id:
        allowed.add(Role.RequestableBy.LEADER)
    return rows.filter(requestable_by__in=allowed)


def requestable_levels(receiver_id: UUID, *, by: Actor) -> QuerySet[Permission]:
    """Return the levels one may ask for alone: any of a resource in use, for others only of those one answers for."""
    rows = Permission.objects.filter(
        resource__is_own=False, valid__contains=today(), resource__valid__contains=today()
    ).select_related("resource")
    return rows if may_ask_for_all(receiver_id, by=by) else rows.filter(resource_id__in=owned_resources(by))


def offers(text: str, receiver_id: UUID, *, by: Actor) -> list[Offer]:
    """Return what fits a typed text, roles first, by name; nothing typed shows the first ones."""
    roles = requestable_roles(receiver_id, by=by).filter(Q(name__icontains=text) | Q(purpose__icontains=text))
    levels = requestable_levels(receiver_id, by=by).filter(
        Q(resource__name__icontains=text) | Q(level__icontains=text) | Q(description__icontains=text)
    )
    found_roles = list(roles.order_by(name_key(), "id")[:MOST])
    found_levels = list(levels.order_by(name_key("resource__name"), "level", "id")[:MOST])
    role_targets = [Target(role_id=role.pk) for role in found_roles]
    level_targets = [Target(permission_id=level.pk) for level in found_levels]
    known = ways([*role_targets, *level_targets])
    return [
        *_role_offers(zip(found_roles, role_targets, strict=True), known),
        *(
            Offer(target, permission_name(level), level.resource.get_kind_display(), level.description, known[target])
            for level, target in zip(found_levels, level_targets, strict=True)
        ),
    ]


def _role_offers(rows: Iterable[tuple[Role, Target]], known: dict[Target, Way]) -> Iterable[Offer]:
    for role, target in rows:
        yield Offer(target, role.name, _("Role"), role.purpose, known[target])


def holdings(receiver_id: UUID, *, by: Actor) -> list[Holding]:
    """Return what was given to a person, runs or will, and is the actor's to ask about, by name."""
    rows = Grant.objects.filter(live_on(today()), person_id=receiver_id, ends_at=None)
    if not may_ask_for_all(receiver_id, by=by):
        rows = rows.filter(permission__resource_id__in=owned_resources(by))
    rows = rows.select_related("role", "permission__resource").order_by("valid", "id")
    found = [Holding(Target(row.role_id, row.permission_id), _name(row), Period.from_range(row.valid)) for row in rows]
    return sorted(found, key=lambda one: one.name.casefold())


def _name(row: Grant | RequestLine) -> str:
    if row.role:
        return row.role.name
    return permission_name(row.permission) if row.permission else ""


def find_basket(request_id: UUID, *, by: Actor, is_locked: bool = False) -> Request:
    """Return the actor's own basket. Raises Request.DoesNotExist, also for another's or one that is sent."""
    rows = Request.objects.select_for_update() if is_locked else Request.objects.all()
    return rows.get(pk=request_id, requester_id=person_of(by), requester__isnull=False, sent_at=None)

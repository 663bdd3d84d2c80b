"""Resources: the list, and one resource with its permissions."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from grunnmur.access.models import Held, Permission, Resource, Role, RoleContent, Withheld
from grunnmur.access.queries.accesses import Access, accesses_of, moment_of
from grunnmur.access.queries.roles import name_key
from grunnmur.access.queries.sight import countable, live_on, owned_keys, require_catalogue, sight
from grunnmur.core.clock import today
from grunnmur.core.paging import Slice, keyset
from grunnmur.core.periods import day_after
from grunnmur.core.permissions import EVERYWHERE, Actor
from grunnmur.organisation.queries import workplaces

LICENCE = Withheld.Cause.LICENCE
SORTS = {"name": ("sort", "id"), "kind": ("kind", "sort", "id")}


@dataclass(frozen=True, kw_only=True)
class ResourceFilter:
    """How a list of resources is narrowed and sorted; blank = all. owner: a group key; sort: a key of SORTS."""

    text: str = ""
    kind: str = ""
    owner: str = ""
    unit: UUID | None = None
    sort: str = "name"


@dataclass(frozen=True)
class Holder:
    """Somebody who has a resource on a day or waits for a seat: her unit, her accesses, the levels she waits for."""

    person_id: UUID
    name: str
    unit: str
    accesses: tuple[Access, ...]
    waits_for: tuple[Permission, ...] = ()


@dataclass(frozen=True)
class Level:
    """A permission of a resource: the active roles that hold it, how many have it on the day, how many wait for it."""

    permission: Permission
    roles: list[Role]
    holders: int
    waiting: int = 0


def resource_list(wanted: ResourceFilter, *, seen_by: Actor, after: str = "", limit: int = 50) -> Slice[Resource]:
    """Return resources, each with `permission_count` and its unit. One statement.

    Raises PermissionDenied for those who do not work with access.
    """
    rows = _narrowed(wanted, seen_by)
    return keyset(rows, by=SORTS.get(wanted.sort, SORTS["name"]), after=after, limit=limit)


def every_resource(wanted: ResourceFilter, *, seen_by: Actor) -> list[Resource]:
    """Return the whole list, for a file; as `resource_list`."""
    return list(_narrowed(wanted, seen_by).order_by(*SORTS.get(wanted.sort, SORTS["name"])))


def _narrowed(wanted: ResourceFilter, seen_by: Actor) -> QuerySet[Resource]:
    require_catalogue(seen_by)
    counted = Permission.objects.filter(resource=OuterRef("pk")).order_by().values("resource")
    count = Subquery(counted.annotate(n=Count("id")).values("n"), output_field=IntegerField())
    rows = Resource.objects.select_related("unit").annotate(sort=name_key(), permission_count=Coalesce(count, 0))
    told = {"name__icontains": wanted.text, "kind": wanted.kind, "owner_key": wanted.owner, "unit": wanted.unit}
    return rows.filter(**{name: value for name, value in told.items() if value})


def owners_and_units(*, seen_by: Actor) -> tuple[list[str], list[tuple[str, str]]]:
    """Return what the list can be narrowed by: the keys that own some resource, and (id, name) of units that have some.

    Two statements. Raises PermissionDenied as `resource_list`.
    """
    require_catalogue(seen_by)
    keys = Resource.objects.exclude(owner_key="").values_list("owner_key", flat=True)
    units = Resource.objects.exclude(unit=None).values_list("unit_id", "unit__name", "unit__sort_key")
    found = units.distinct().order_by("unit__sort_key", "unit_id")
    return list(keys.distinct().order_by()), [(str(unit), name) for unit, name, _sort in found]


def find_resource(resource_id: UUID, *, seen_by: Actor) -> Resource:
    """Return one resource. Raises Resource.DoesNotExist, and PermissionDenied as `resource_list`."""
    require_catalogue(seen_by)
    return Resource.objects.get(pk=resource_id)


def see_resource(resource_id: UUID, *, seen_by: Actor) -> Resource:
    """Return one resource for its page: for those who work with access, and for who owns it.

    Raises Resource.DoesNotExist, PermissionDenied. One statement.
    """
    row = Resource.objects.select_related("unit").filter(pk=resource_id).first()
    if row is None or not is_owner(row, by=seen_by):
        require_catalogue(seen_by)
    if row is None:
        raise Resource.DoesNotExist
    return row


def see_permission(permission_id: UUID, *, seen_by: Actor) -> Permission:
    """Return one level, for those who may see its resource. Raises Permission.DoesNotExist, PermissionDenied."""
    row = Permission.objects.select_related("resource").filter(pk=permission_id).first()
    if row is None or not is_owner(row.resource, by=seen_by):
        require_catalogue(seen_by)
    if row is None:
        raise Permission.DoesNotExist
    return row


def every_holder(resource: Resource, levels: Sequence[Level], *, on: date, seen_by: Actor) -> list[Holder]:
    """Return all who have a resource on a day, for a file; as `holders_on`, some statements for each thousand."""
    found, after = holders_on(resource, levels, on=on, seen_by=seen_by, limit=1000)
    while after:
        more, after = holders_on(resource, levels, on=on, seen_by=seen_by, after=after, limit=1000)
        found += more
    return found


def is_owner(resource: Resource, *, by: Actor) -> bool:
    """Tell whether the actor is named as the owner, or holds what owns it. Grunnmur itself is owned by nobody."""
    return not resource.is_own and resource.owner_key in owned_keys(by)


def resources_owned(by: Actor) -> list[Resource]:
    """Return the resources in use that the actor owns, by name. One statement."""
    rows = Resource.objects.filter(live_on(today()), owner_key__in=owned_keys(by), is_own=False)
    return list(rows.order_by(name_key(), "id"))


def find_level(permission_id: UUID, *, resource_id: UUID, seen_by: Actor) -> Permission:
    """Return one level of a resource. Raises Permission.DoesNotExist, and PermissionDenied as `resource_list`."""
    require_catalogue(seen_by)
    return Permission.objects.select_related("resource").get(pk=permission_id, resource_id=resource_id)


def permission_held_after(permission_id: UUID, day: date) -> int:
    """Return how many have a permission, by a role or directly, on any day after this one."""
    roles = RoleContent.objects.filter(live_on(day_after(day) or day), permission_id=permission_id)
    rows = Held.objects.filter(Q(role_id__in=roles.values("role_id")) | Q(permission_id=permission_id))
    return rows.filter(live_on(day_after(day) or day)).values("person_id").distinct().count()


def holders_of_resource(resource_id: UUID) -> set[UUID]:
    """Return everyone who has, had or will have any level of a resource."""
    roles = RoleContent.objects.filter(permission__resource_id=resource_id).values("role_id")
    rows = Held.objects.filter(Q(role_id__in=roles) | Q(permission__resource_id=resource_id))
    return set(rows.values_list("person_id", flat=True))


def levels_of(resource: Resource, *, on: date, seen_by: Actor) -> list[Level]:
    """Return the permissions of a resource by level, each with its roles and how many hold it. Three statements.

    Somebody who holds it through two roles counts once; from whom it is held back, who waits for a seat, and protected
    persons do not count.
    """
    permissions = list(Permission.objects.filter(resource=resource).select_related("resource").order_by("level", "id"))
    content = RoleContent.objects.filter(permission__in=permissions, valid__contains=on).select_related("role")
    roles: dict[UUID, dict[UUID, Role]] = {permission.pk: {} for permission in permissions}
    for row in content.order_by(name_key("role__name"), "id"):
        roles[row.permission_id].setdefault(row.role_id, row.role)
    counts = _holder_counts(roles, on=on, seen_by=seen_by)
    return [Level(one, list(roles[one.pk].values()), *counts.get(one.pk, (0, 0))) for one in permissions]


def holders_on(
    resource: Resource, levels: Sequence[Level], *, on: date, seen_by: Actor, after: str = "", limit: int = 50
) -> tuple[list[Holder], str]:
    """Return who has a resource on a day, by name, and the next page's cursor.

    Who waits for a seat is among them; from whom it is held back for another reason is not. To its owner all whom she
    may know of, to others those whose access they may see. Seven statements at most.
    """
    within = EVERYWHERE if is_owner(resource, by=seen_by) else sight(seen_by)
    by_id = {one.permission.pk: one.permission for one in levels}
    told = [_routes(one.permission.pk, [role.pk for role in one.roles]) & _has_or_waits(one, on=on) for one in levels]
    held = _held_on(on).filter(reduce(or_, told, Q(pk=None)))
    people = workplaces.working_at(within, on=on, seen_by=seen_by).filter(pk__in=held.values("person_id"))
    found = keyset(people, by=("sort_key", "id"), after=after, limit=limit)
    ids = [row.pk for row in found.rows]
    accesses, units = accesses_of(ids, on=on), workplaces.unit_names_of(ids, on=on)
    waits: defaultdict[UUID, list[Permission]] = defaultdict(list)
    rows = Withheld.objects.filter(person_id__in=ids, permission_id__in=by_id, cause=LICENCE, valid__contains=on)
    for person, permission in rows.order_by("permission__level").values_list("person_id", "permission_id"):
        waits[person].append(by_id[permission])
    shown = [
        Holder(
            row.pk, row.display_name, units.get(row.pk, ""), _on_day(accesses[row.pk], by_id, on), tuple(waits[row.pk])
        )
        for row in found.rows
    ]
    return shown, found.next


def _on_day(accesses: Iterable[Access], permissions: Container[UUID], on: date) -> tuple[Access, ...]:
    return tuple(one for one in accesses if one.permission in permissions and on in one.valid)


def _held_on(on: date) -> QuerySet[Held]:
    """Return what is held on a day; what ended earlier in it is not."""
    return Held.objects.filter(Q(ends_at=None) | Q(ends_at__gt=moment_of(on)), valid__contains=on)


def _routes(permission: UUID, roles: Collection[UUID]) -> Q:
    return Q(role_id__in=roles) | Q(permission_id=permission)


def _kept_back(permission: UUID, on: date) -> QuerySet[Withheld]:
    return Withheld.objects.filter(person_id=OuterRef("person_id"), permission_id=permission, valid__contains=on)


def _has_or_waits(level: Level, *, on: date) -> Q:
    back = _kept_back(level.permission.pk, on)
    return ~Q(Exists(back)) | Q(Exists(back.filter(cause=LICENCE)))


def _holder_counts(roles: dict[UUID, dict[UUID, Role]], *, on: date, seen_by: Actor) -> dict[UUID, tuple[int, int]]:
    """Count distinct persons for each permission, by its roles and directly: who has it, and who waits for a seat."""
    wanted = {}
    for number, (permission, found) in enumerate(roles.items()):
        routes, back = _routes(permission, list(found)), _kept_back(permission, on)
        wanted[f"has{number}"] = Count("person_id", distinct=True, filter=routes & ~Q(Exists(back)))
        waiting = routes & Q(Exists(back.filter(cause=LICENCE)))
        wanted[f"waits{number}"] = Count("person_id", distinct=True, filter=waiting)
    every = {role for found in roles.values() for role in found}
    rows = _held_on(on).filter(Q(role_id__in=every) | Q(permission_id__in=list(roles)))
    counted = countable(rows, seen_by=seen_by).aggregate(**wanted) if wanted else {}
    return {permission: (counted[f"has{number}"], counted[f"waits{number}"]) for number, permission in enumerate(roles)}

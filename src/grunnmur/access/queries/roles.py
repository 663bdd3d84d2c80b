"""Roles: the list, one role, and who holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from grunnmur.access.models import Grant, Held, IssuedThing, Permission, Role, RoleContent, RoleItem, Rule
from grunnmur.access.queries.own import roles_beyond
from grunnmur.access.queries.people import HeldRole
from grunnmur.access.queries.sight import countable, live_on, require_catalogue, sight
from grunnmur.access.rules import OFFICER, PHYSICAL_KINDS
from grunnmur.core.clock import today
from grunnmur.core.history import Change, history_of
from grunnmur.core.paging import Slice, keyset
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, may
from grunnmur.core.sql import NordicKey
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries import workplaces

SORTS = {
    "name": ("sort", "id"),
    "kind": ("kind", "sort", "id"),
    "state": ("state", "sort", "id"),
    "holders": ("fewest_holders", "sort", "id"),
    "permissions": ("fewest_permissions", "sort", "id"),
}


@dataclass(frozen=True, kw_only=True)
class RoleFilter:
    """How a list of roles is narrowed and sorted; blank = all. sort: a key of SORTS; counts run downwards."""

    text: str = ""
    kind: str = ""
    state: str = ""
    sort: str = "name"


@dataclass(frozen=True)
class ItemGroup:
    """One resource inside a role, with its levels there."""

    resource_id: UUID
    resource: str
    kind: str
    permissions: list[Permission] = field(default_factory=list)


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a role on a day: name, days, and the rules or words that give it."""

    person_id: UUID
    name: str
    valid: Period
    routes: tuple[str, ...]


def name_key(column: str = "name") -> NordicKey:
    """Return the key that sorts a name as the municipality's readers expect."""
    return NordicKey(column, has_double_a=current_tenant().country == "DK")


def role_list(wanted: RoleFilter, *, on: date, seen_by: Actor, after: str = "", limit: int = 50) -> Slice[Role]:
    """Return roles, each with `holder_count` on the day and `permission_count`. One statement.

    Protected persons are in no count. Raises PermissionDenied for those who do not work with access.
    """
    require_catalogue(seen_by)
    rows = Role.objects.annotate(
        sort=name_key(), holder_count=_holder_count(on, seen_by), permission_count=_permission_count()
    )
    rows = rows.annotate(fewest_holders=-F("holder_count"), fewest_permissions=-F("permission_count"))
    if wanted.text:
        rows = rows.filter(Q(name__icontains=wanted.text) | Q(purpose__icontains=wanted.text))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return keyset(rows, by=SORTS.get(wanted.sort, SORTS["name"]), after=after, limit=limit)


def _holder_count(on: date, seen_by: Actor) -> Coalesce:
    held = countable(Held.objects.filter(role=OuterRef("pk"), valid__contains=on), seen_by=seen_by)
    counted = held.order_by().values("role").annotate(n=Count("person_id", distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _permission_count() -> Coalesce:
    """Count what an active role gives, and what is put into one that is not active."""
    flat = RoleContent.objects.filter(role=OuterRef("pk")).order_by().values("role")
    items = RoleItem.objects.filter(role=OuterRef("pk"), permission__isnull=False).order_by().values("role")
    return Coalesce(
        Subquery(flat.annotate(n=Count("permission_id", distinct=True)).values("n"), output_field=IntegerField()),
        Subquery(items.annotate(n=Count("permission_id", distinct=True)).values("n"), output_field=IntegerField()),
        0,
    )


def find_role(role_id: UUID, *, seen_by: Actor) -> Role:
    """Return one role. Raises Role.DoesNotExist, and PermissionDenied for those who do not work with access."""
    require_catalogue(seen_by)
    return Role.objects.get(pk=role_id)


def items_of(role: Role, *, on: date) -> tuple[list[ItemGroup], list[Role]]:
    """Return what is in a role on a day: its permissions by resource, and the roles inside it. One statement."""
    rows = RoleItem.objects.filter(role=role, valid__contains=on).select_related("permission__resource", "child_role")
    groups: dict[UUID, ItemGroup] = {}
    children: list[Role] = []
    for row in rows.order_by("permission__resource__name", "permission__level", "id"):
        if row.child_role:
            children.append(row.child_role)
        elif row.permission:
            resource = row.permission.resource
            group = groups.setdefault(resource.pk, ItemGroup(resource.pk, resource.name, resource.kind))
            if row.permission not in group.permissions:
                group.permissions.append(row.permission)
    return list(groups.values()), children


def holders(role_id: UUID, *, on: date, seen_by: Actor, after: str = "", limit: int = 50) -> tuple[list[Holder], str]:
    """Return who holds a role on a day and whose access the asker may see, by name; and the next page's cursor.

    Five statements.
    """
    within = sight(seen_by)
    known = workplaces.working_at(within, on=on, seen_by=seen_by).order_by()
    rows = Held.objects.filter(role_id=role_id, valid__contains=on, person__in=known)
    rows = rows.annotate(sort=F("person__sort_key"))
    found = keyset(rows, by=("sort", "id"), after=after, limit=limit)
    names = organisation.names_of({row.person_id for row in found.rows}, seen_by=seen_by)
    via = {one for row in found.rows for one in row.via}
    rules = dict(Rule.objects.filter(pk__in=via).values_list("pk", "name"))
    reasons = {grant.pk: grant.told_reason for grant in Grant.objects.filter(pk__in=via)}
    shown = [
        Holder(row.person_id, names[row.person_id], Period.from_range(row.valid), _routes(row, rules, reasons))
        for row in found.rows
        if row.person_id in names
    ]
    return shown, found.next


def _routes(row: Held, rules: Mapping[UUID, str], reasons: Mapping[UUID, str]) -> tuple[str, ...]:
    by_rule = [_("by the rule “%(rule)s”") % {"rule": rules[one]} for one in row.via if one in rules]
    return (*by_rule, *(_("given: %(reason)s") % {"reason": reasons[one]} for one in row.via if one in reasons))


def role_history(role: Role) -> list[Change]:
    """Return the changes of the role itself, the newest first. One statement."""
    return history_of(role)


def givable_roles(by: Actor) -> list[Role]:
    """Return the roles the actor may give, by name. Two statements. Where she may give is for the action to ask."""
    rows = Role.objects.filter(state=Role.State.ACTIVE)
    if not may(by, OFFICER):
        rows = rows.exclude(requestable_by=Role.RequestableBy.NOBODY)
    beyond = roles_beyond(by)
    return [role for role in rows.order_by(name_key(), "id") if role.pk not in beyond]


def longest_days(role: Role) -> int | None:
    """Return for how many days a role is given at most: as long as all that is in it may be. None: without an end."""
    inside = RoleContent.objects.filter(live_on(today()), role=role)
    days = [role.max_days, inside.aggregate(days=Min("permission__max_days"))["days"]]
    return min((one for one in days if one), default=None)


def granted_roles(person_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return the roles that were given to a person herself, on the day or later: those can be taken away."""
    rows = Grant.objects.filter(live_on(on), person_id=person_id, role__isnull=False)
    return frozenset(rows.values_list("role_id", flat=True))


def granted_role(person_id: UUID, role_id: UUID, *, on: date) -> Role:
    """Return a role that was given to a person herself. Raises Role.DoesNotExist for one that follows from a rule."""
    if role_id not in granted_roles(person_id, on=on):
        raise Role.DoesNotExist
    return Role.objects.get(pk=role_id)


def things_held(person_id: UUID) -> QuerySet[IssuedThing]:
    """Return the things a person has been handed and has not given back, by name; accounts and lists are no things."""
    rows = IssuedThing.objects.filter(
        person_id=person_id, returned_at=None, permission__resource__kind__in=PHYSICAL_KINDS
    ).select_related("permission__resource")
    return rows.order_by("permission__resource__name", "permission__level", "id")


def once(roles: Sequence[HeldRole]) -> list[HeldRole]:
    """Return each role once, for its first days."""
    return list({role.role_id: role for role in reversed(roles)}.values())[::-1]

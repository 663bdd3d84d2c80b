"""Roles of persons, holders of roles, and what follows for group keys."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q

from grunnmur.access.models import Held, Role, RoleContent, RoleItem
from grunnmur.access.queries.own import own_holders
from grunnmur.core.periods import Period, union

ROLES = """
    SELECT DISTINCT role_id, scope_unit_id FROM access_held
    WHERE person_id = %(person)s AND role_id IS NOT NULL AND valid @> %(day)s::date
"""


@dataclass(frozen=True)
class HeldRole:
    """A role somebody holds or will hold, for a run of days."""

    role_id: UUID
    name: str
    valid: Period


def roles_of(persons: Collection[UUID], *, on: date) -> dict[UUID, list[HeldRole]]:
    """Return each person's roles on the day or later, by name; one statement.

    Days that touch or overlap are one run: who works in two units for a while has the role once.
    """
    rows = Held.objects.filter(person_id__in=persons, role__isnull=False).filter(
        Q(valid__upper_inf=True) | Q(valid__endswith__gt=on)
    )
    found: dict[UUID, list[HeldRole]] = {person: [] for person in persons}
    columns = rows.order_by("role__name", "valid").values_list("person_id", "role_id", "role__name", "valid")
    for person, role, name, valid in columns.distinct():
        found[person].append(HeldRole(role, name, Period.from_range(valid)))
    return {person: _joined(roles) for person, roles in found.items()}


def _joined(roles: Sequence[HeldRole]) -> list[HeldRole]:
    days: dict[tuple[UUID, str], list[Period]] = {}
    for role in roles:
        days.setdefault((role.role_id, role.name), []).append(role.valid)
    return [HeldRole(role, name, valid) for (role, name), periods in days.items() for valid in union(periods)]


def role_named(name: str) -> UUID:
    """Return the role of this name. Raises Role.DoesNotExist."""
    return Role.objects.values_list("pk", flat=True).get(name__iexact=name)


def holders_of(role_id: UUID, on: date) -> set[UUID]:
    """Return the persons who hold a role on a day."""
    return set(Held.objects.filter(role_id=role_id, valid__contains=on).values_list("person_id", flat=True))


def touched_by_role(role_id: UUID) -> set[UUID]:
    """Return everyone who holds, held or will hold the role, or one that contains it."""
    roles, new = set[UUID](), {role_id}
    while new:
        roles |= new
        containing = RoleItem.objects.filter(child_role_id__in=new).values_list("role_id", flat=True)
        new = set(containing) - roles
    return set(Held.objects.filter(role_id__in=roles).values_list("person_id", flat=True))


def holder_counts(on: date) -> dict[UUID, int]:
    """Return how many persons hold each role on a day; roles nobody holds are left out."""
    counted: defaultdict[UUID, set[UUID]] = defaultdict(set)
    rows = Held.objects.filter(role__isnull=False, valid__contains=on).values_list("role_id", "person_id")
    for role, person in rows:
        counted[role].add(person)
    return {role: len(persons) for role, persons in counted.items()}


def keys_of(person: UUID, on: date) -> Iterable[str]:
    """Give the group keys that follow from roles: `role:`. In SQL: every page asks."""
    with connection.cursor() as cursor:
        cursor.execute(ROLES, {"person": person, "day": on})
        found = cursor.fetchall()
    for role, unit in found:
        yield f"role:{role}"
        if unit:
            yield f"role:{role}@{unit}"


def members_of_role(value: str, on: date) -> set[UUID]:
    """Answer `role:<id>` and `role:<id>@<unit>`."""
    role, _at, unit = value.partition("@")
    rows = Held.objects.filter(role_id=UUID(role), valid__contains=on)
    rows = rows.filter(scope_unit_id=UUID(unit)) if unit else rows
    return set(rows.values_list("person_id", flat=True))


def members_of_may(value: str, on: date) -> set[UUID]:
    """Answer `may:<permission>` and `may:<permission>@<unit>`: who holds one of Grunnmur's own permissions.

    Through a role or directly; with a unit, only who holds it there.
    """
    permission, _at, unit = value.partition("@")
    if unit:
        return own_holders(permission, at=UUID(unit), on=on)
    roles = RoleContent.objects.filter(
        permission__key=permission, permission__resource__is_own=True, valid__contains=on
    )
    direct = Q(permission__key=permission, permission__resource__is_own=True)
    rows = Held.objects.filter(Q(role__in=roles.values("role_id")) | direct, valid__contains=on)
    return set(rows.values_list("person_id", flat=True))

"""Roles flattened to permissions."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from grunnmur.access.derivation.facts import Definitions, Id, Permission, Role, RoleItem, Scope
from grunnmur.access.derivation.rows import RoleContent
from grunnmur.core.periods import EVER, Span, intersect_spans, union_spans

MAX_DEPTH = 4


class Inside(NamedTuple):
    """A permission that comes with a held role, or is held itself, on these days."""

    permission: Id
    scope: Scope
    unit: Id | None
    lower: int
    upper: int
    pre_start_days: int


class RoleNestingError(ValueError):
    """Roles contain each other in a ring, or more than MAX_DEPTH lie inside each other."""


def role_content(definitions: Definitions, *, only: Collection[Id] | None = None) -> tuple[RoleContent, ...]:
    """Return the permissions inside each active role, sorted; days when any role on the way is inactive are out.

    The item that names the permission decides the scope. only: leave out other roles. Raises RoleNestingError, naming
    the roles.
    """
    roles = {role.id: role for role in definitions.roles}
    permissions = {permission.id: permission for permission in definitions.permissions}
    items: dict[Id, list[RoleItem]] = defaultdict(list)
    for item in definitions.items:
        items[item.role].append(item)
    rows: list[RoleContent] = []
    for role in sorted(roles if only is None else only):
        found: dict[tuple[Id, Scope, Id | None], list[Span]] = defaultdict(list)
        for item, days in _walk((role,), EVER, roles, items):
            permission = permissions.get(item.permission or "")
            if permission is not None:
                found[permission.id, item.scope, item.unit] += _valid_on(permission, days)
        rows += _rows(role, found)
    return tuple(rows)


def _walk(
    path: tuple[Id, ...],
    days: tuple[Span, ...],
    roles: Mapping[Id, Role],
    items: Mapping[Id, list[RoleItem]],
) -> Iterator[tuple[RoleItem, tuple[Span, ...]]]:
    """Yield each item that names a permission, with the days on which the whole path holds."""
    if len(path) > MAX_DEPTH or path[-1] in path[:-1]:
        raise RoleNestingError(" > ".join(path))
    role = roles.get(path[-1])
    active = _valid_on(role, days) if role is not None and role.is_active else ()
    for item in items.get(path[-1], ()):
        inside = _valid_on(item, active)
        if item.child_role is not None:
            yield from _walk((*path, item.child_role), inside, roles, items)
        elif inside:
            yield item, inside


def _valid_on(row: Role | RoleItem | Permission, days: tuple[Span, ...]) -> tuple[Span, ...]:
    return intersect_spans(days, ((row.lower, row.upper),))


def _rows(role: Id, found: Mapping[tuple[Id, Scope, Id | None], list[Span]]) -> list[RoleContent]:
    rows = [
        RoleContent(role, permission, scope, unit, lower, upper)
        for (permission, scope, unit), spans in found.items()
        for lower, upper in union_spans(spans)
    ]
    return sorted(rows, key=lambda row: (row.permission, row.scope, row.unit or "", row.lower))

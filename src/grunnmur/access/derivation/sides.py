"""Conflicts made ready: which held things may put somebody on a side, and what a side is on which days."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from grunnmur.access.derivation.content import MAX_DEPTH, Inside, role_content
from grunnmur.access.derivation.facts import Conflict, Definitions, Id, Role, RoleItem, SideItem
from grunnmur.access.derivation.rows import RoleContent
from grunnmur.core.periods import Span, intersect_spans, union_spans

Masks = tuple[int, int]
"""One bit for each conflict: those whose side a, and those whose side b, something may lead to."""


class Sides:
    """The conflicts of a municipality, looked up from what people hold."""

    def __init__(self, definitions: Definitions, content: Iterable[RoleContent]) -> None:
        self.conflicts: tuple[Conflict, ...] = tuple(sorted(definitions.conflicts))
        self._definitions = definitions
        self._risks = {row.id: row.risk for row in definitions.permissions}
        self._early = {row.id: row.pre_start_days for row in definitions.permissions}
        self._content: dict[Id, set[Id]] = defaultdict(set)
        self._roles_with: dict[Id, set[Id]] = defaultdict(set)
        if self.conflicts:
            for row in content:
                self._content[row.role].add(row.permission)
                self._roles_with[row.permission].add(row.role)
        named = {item.role for row in self.conflicts for item in (*row.a, *row.b) if item.role}
        self.containers = {role: containers_of(role, definitions) for role in named}
        self.masks = self._masks()
        self._pruned: dict[frozenset[Id], Mapping[Id, list[Inside]]] = {}

    @property
    def permissions(self) -> set[Id]:
        """The permissions that stand on a side themselves."""
        return {item.permission for row in self.conflicts for item in (*row.a, *row.b) if item.permission}

    def _masks(self) -> dict[Id, Masks]:
        """Return for each role or permission that can be held which sides it may lead to, on any day."""
        masks: dict[Id, list[int]] = defaultdict(lambda: [0, 0])
        for number, row in enumerate(self.conflicts):
            for side, items in enumerate((row.a, row.b)):
                for holder in {one for item in items for one in self._holders(item)}:
                    masks[holder][side] |= 1 << number
        return {holder: (a, b) for holder, (a, b) in masks.items()}

    def _holders(self, item: SideItem) -> Iterable[Id]:
        if item.role is not None:
            return self.containers[item.role]
        permission = item.permission or ""
        return {permission, *self._roles_with.get(permission, ())}

    def risk_of(self, items: Iterable[SideItem]) -> int:
        """Return the highest risk of what is on a side, a role counting as all that is ever in it."""
        permissions = {one for item in items for one in self._content.get(item.role or "", {item.permission or ""})}
        return max((self._risks.get(permission, 0) for permission in permissions), default=0)

    def without(self, roles: frozenset[Id]) -> Mapping[Id, list[Inside]]:
        """Return what the roles that contain any of these would contain without them; the others are left out."""
        known = self._pruned.get(roles)
        if known is None:
            items = tuple(row for row in self._definitions.items if row.child_role not in roles)
            holding = {one for role in roles for one in self.containers[role]} - roles
            found: dict[Id, list[Inside]] = {role: [] for role in (*roles, *holding)}
            for row in role_content(replace(self._definitions, items=items), only=holding):
                found[row.role].append(Inside(*row[1:], self._early[row.permission]))
            known = self._pruned[roles] = found
        return known


def containers_of(role: Id, definitions: Definitions) -> dict[Id, tuple[Span, ...]]:
    """Return the role itself and every role that contains it, each with the days on which it does."""
    roles = {row.id: row for row in definitions.roles}
    items: dict[Id, list[RoleItem]] = defaultdict(list)
    for item in definitions.items:
        if item.child_role is not None:
            items[item.child_role].append(item)
    found: dict[Id, list[Span]] = defaultdict(list)
    steps = [(role, _active(roles.get(role)))] if role in roles else []
    for _ in range(MAX_DEPTH):
        for inner, days in steps:
            found[inner] += days
        steps = [
            (item.role, inside)
            for inner, days in steps
            for item in items.get(inner, ())
            if (inside := intersect_spans(_during(days, item), _active(roles.get(item.role))))
        ]
    return {one: union_spans(days) for one, days in found.items()}


def _active(role: Role | None) -> tuple[Span, ...]:
    return union_spans([(role.lower, role.upper)]) if role is not None and role.is_active else ()


def _during(days: Collection[Span], item: RoleItem) -> tuple[Span, ...]:
    return intersect_spans(tuple(days), ((item.lower, item.upper),))

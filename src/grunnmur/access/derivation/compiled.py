"""Definitions made ready for deriving; keep it as long as the definitions stay the same."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from grunnmur.access.derivation.content import Inside, role_content
from grunnmur.access.derivation.facts import Definitions, Id, Scope
from grunnmur.access.derivation.pools import Pools
from grunnmur.access.derivation.selection import Selection
from grunnmur.access.derivation.sides import Sides
from grunnmur.access.derivation.units import Ancestry
from grunnmur.core.periods import Span, union_spans


class Target(NamedTuple):
    """A role or a permission that can be held, with the days on which it can be held at all."""

    role: Id | None
    permission: Id | None
    active: tuple[Span, ...]
    grace_days: int


class Compiled:
    """Definitions with everything looked up that does not depend on a person. Ids are unique over all tables.

    watched: what conflicts and pools are about, of that which comes with a held role or permission.

    It remembers what it finds, so a later derivation with the same object is faster. Safe to share between
    threads: what is remembered is the same whoever finds it.
    """

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.targets = _targets(definitions)
        self.target_numbers = {
            target.role or target.permission or "": number for number, target in enumerate(self.targets)
        }
        self.ancestry = Ancestry(definitions.parents)
        self.selection = Selection(definitions.rules, self.target_numbers, self.ancestry)
        self.roles = {role.id: role for role in definitions.roles}
        self.rules = {rule.id: rule for rule in definitions.rules}
        self.permissions = {permission.id: permission for permission in definitions.permissions}
        self.content = role_content(definitions)
        self._inside: dict[Id, list[Inside]] = defaultdict(list)
        for row in self.content:
            pre_start_days = self.permissions[row.permission].pre_start_days
            self._inside[row.role].append(Inside(*row[1:], pre_start_days))
        for permission in definitions.permissions:
            days = (permission.lower, permission.upper, permission.pre_start_days)
            self._inside[permission.id] = [Inside(permission.id, Scope.HERE, None, *days)]
        self.sides = Sides(definitions, self.content)
        self.pools = Pools(definitions, self.content)
        self.watched = self._inside_of(self.sides.permissions | self.pools.permissions)

    def contents(self, role: Id | None, permission: Id | None) -> Sequence[Inside]:
        """Return what comes with a held role or permission; a permission held itself counts `here`."""
        return self._inside.get(role or permission or "", ())

    def watched_contents(self, role: Id | None, permission: Id | None) -> Sequence[Inside]:
        """Return of `contents` what conflicts and pools are about."""
        return self.watched.get(role or permission or "", ())

    def _inside_of(self, permissions: Collection[Id]) -> dict[Id, list[Inside]]:
        found: dict[Id, list[Inside]] = {}
        for holder, rows in self._inside.items() if permissions else ():
            if watched := [row for row in rows if row.permission in permissions]:
                found[holder] = watched
        return found

    def target_number(self, role: Id | None, permission: Id | None) -> int | None:
        """Return the number of a role or permission; None when it is not defined."""
        return self.target_numbers.get(role or permission or "")


def _targets(definitions: Definitions) -> tuple[Target, ...]:
    """Return roles, then permissions, each sorted by id, so that their order never depends on the input's."""
    roles = [
        Target(
            role.id,
            None,
            union_spans([(role.lower, role.upper)]) if role.is_active else (),
            role.grace_days,
        )
        for role in sorted(definitions.roles, key=lambda role: role.id)
    ]
    permissions = [
        Target(None, permission.id, union_spans([(permission.lower, permission.upper)]), 0)
        for permission in sorted(definitions.permissions, key=lambda permission: permission.id)
    ]
    return (*roles, *permissions)

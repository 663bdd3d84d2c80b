"""What a user may do in Grunnmur itself today: the source behind `core.permissions`. Two statements a request."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from grunnmur.access.derivation.facts import Scope as Where
from grunnmur.access.models import RoleContent
from grunnmur.core.clock import now
from grunnmur.core.permissions import EVERYWHERE, Actor, Scope, declared, scope_of
from grunnmur.organisation import queries as organisation

# Each step is materialised: the planner cannot know how few rows a day leaves, and joining step by step is planned
# in a tenth of the time. The policies say the municipality; saying it again in the joins only costs planning.
OWN = """
    WITH mine AS MATERIALIZED (
        SELECT role_id, permission_id, scope_unit_id FROM access_held
        WHERE person_id = %(person)s AND valid @> %(day)s AND (ends_at IS NULL OR ends_at > %(now)s)
    ), own AS MATERIALIZED (
        SELECT p.id, p.key FROM access_resource r JOIN access_permission p ON p.resource_id = r.id
        WHERE r.is_own AND p.valid @> %(day)s AND NOT EXISTS (
            SELECT FROM access_withheld w
            WHERE w.person_id = %(person)s AND w.permission_id = p.id AND w.valid @> %(day)s
        )
    ), given AS MATERIALIZED (
        SELECT c.permission_id, c.scope, c.unit_id, mine.scope_unit_id
        FROM mine JOIN access_rolecontent c ON c.role_id = mine.role_id AND c.valid @> %(day)s
        UNION ALL
        SELECT permission_id, CASE WHEN scope_unit_id IS NULL THEN 'everywhere' ELSE 'here' END, NULL, scope_unit_id
        FROM mine WHERE role_id IS NULL
    )
    SELECT own.key, given.scope, given.unit_id, given.scope_unit_id
    FROM given JOIN own ON own.id = given.permission_id
"""

HOLDERS = """
    WITH own AS MATERIALIZED (
        SELECT p.id FROM access_resource r JOIN access_permission p ON p.resource_id = r.id
        WHERE r.is_own AND p.key = %(key)s AND p.valid @> %(day)s
    ), given AS (
        SELECT h.person_id, c.scope, c.unit_id, h.scope_unit_id, c.permission_id
        FROM access_rolecontent c JOIN access_held h ON h.role_id = c.role_id
        WHERE c.permission_id IN (SELECT id FROM own) AND c.valid @> %(day)s
            AND h.valid @> %(day)s AND (h.ends_at IS NULL OR h.ends_at > %(now)s)
        UNION ALL
        SELECT person_id, CASE WHEN scope_unit_id IS NULL THEN 'everywhere' ELSE 'here' END, NULL, scope_unit_id,
            permission_id
        FROM access_held
        WHERE role_id IS NULL AND permission_id IN (SELECT id FROM own)
            AND valid @> %(day)s AND (ends_at IS NULL OR ends_at > %(now)s)
    )
    SELECT DISTINCT person_id, scope, unit_id, scope_unit_id FROM given
    WHERE NOT EXISTS (
        SELECT FROM access_withheld w
        WHERE w.person_id = given.person_id AND w.permission_id = given.permission_id AND w.valid @> %(day)s
    )
"""


class Given(NamedTuple):
    """One way a permission of Grunnmur's own is given: by which scope, named unit, and the holder's unit."""

    permission: str
    scope: str
    named_unit: UUID | None
    held_unit: UUID | None

    @property
    def unit(self) -> UUID | None:
        """The unit the scope counts from."""
        return self.held_unit if self.scope in {Where.HERE, Where.HERE_BELOW} else self.named_unit


def own_permissions(person: UUID, on: date) -> dict[str, Scope]:
    """Return each of Grunnmur's own permissions a person holds on a day, with where."""
    with connection.cursor() as cursor:
        cursor.execute(OWN, {"person": person, "day": on, "now": now()})
        rows = [Given(*row) for row in cursor.fetchall()]
    below = _below(rows, on=on)
    found: defaultdict[str, list[Scope]] = defaultdict(list)
    for row in rows:
        found[row.permission].append(_scope(row, below))
    return {permission: _together(scopes) for permission, scopes in found.items()}


def own_holders(permission: str, *, at: UUID, on: date) -> set[UUID]:
    """Return who holds one of Grunnmur's own permissions at a unit on a day. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, {"key": permission, "day": on, "now": now()})
        rows = [(person, Given(permission, *place)) for person, *place in cursor.fetchall()]
    below = _below([row for _person, row in rows], on=on)
    return {person for person, row in rows if at in _scope(row, below)}


def _below(rows: Sequence[Given], *, on: date) -> Mapping[UUID, frozenset[UUID]]:
    trees = {row.unit for row in rows if row.scope in {Where.HERE_BELOW, Where.AT_BELOW} and row.unit}
    return organisation.units_below(trees, on=on) if trees else {}


def _scope(row: Given, below: Mapping[UUID, frozenset[UUID]]) -> Scope:
    match Where(row.scope):
        case Where.NONE | Where.EVERYWHERE:
            return EVERYWHERE
        case Where.HERE | Where.AT:
            return Scope(units=frozenset({row.unit} if row.unit else ()))
        case _:
            return Scope(units=below.get(row.unit, frozenset()) if row.unit else frozenset())


def _together(scopes: list[Scope]) -> Scope:
    units = frozenset[UUID]().union(*(scope.units for scope in scopes))
    return Scope(is_everywhere=any(scope.is_everywhere for scope in scopes), units=units)


def roles_beyond(by: Actor) -> frozenset[UUID]:
    """Return the roles that may do something in Grunnmur which the actor may not, everywhere. One statement.

    Nobody gives, or puts into a role, more of Grunnmur itself than she has.
    """
    rows = RoleContent.objects.filter(permission__resource__is_own=True).values_list("role_id", "permission__key")
    return frozenset(role for role, key in rows if not holds_everywhere(by, key))


def holds_everywhere(by: Actor, key: str) -> bool:
    """Tell whether the actor holds one of Grunnmur's own permissions at every unit; not one nobody declares."""
    return key in declared() and scope_of(by, key).is_everywhere

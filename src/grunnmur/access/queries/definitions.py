"""Loading what holds for everybody: rules, roles, permissions, conflicts and pools, in one statement."""

import json
from collections.abc import Collection
from typing import Any

from django.db import connection

from grunnmur.access.derivation import facts
from grunnmur.core.periods import BEGINNING, END

# date.toordinal() counts 0001-01-01 as 1
DAYS = f"""
    coalesce(lower(f.valid) - date '0001-01-01' + 1, {BEGINNING}),
    coalesce(upper(f.valid) - date '0001-01-01' + 1, {END})"""

_RULE_LISTS = {
    "units": ("access_ruleunit", "jsonb_build_array(unit_id, is_minus, with_below)"),
    "positions": ("access_ruleposition", "to_jsonb(position_id)"),
    "functions": ("access_rulefunction", "to_jsonb(function_id)"),
    "persons": ("access_ruleperson", "jsonb_build_array(person_id, is_minus)"),
}
_RULE_JOINS = " ".join(
    f"LEFT JOIN (SELECT rule_id, jsonb_agg({columns}) AS every FROM {table} GROUP BY rule_id) {name}"  # noqa: S608
    f" ON {name}.rule_id = f.id"
    for name, (table, columns) in _RULE_LISTS.items()
)
_LISTS = {
    "rules": (
        "f.id, f.effect, f.role_id, f.permission_id, f.anchor",
        "f.employment_kinds, f.has_deputies, f.structure, units.every, positions.every, functions.every, persons.every",
        f"access_rule f {_RULE_JOINS}",
    ),
    "roles": ("f.id, f.state <> 'draft', f.grace_days", "", "access_role f"),
    "items": (
        "f.role_id, f.permission_id, f.child_role_id, f.scope, f.unit_id",
        "",
        "access_roleitem f",
    ),
    "permissions": ("f.id, f.pre_start_days, f.is_suspended_on_leave", "f.risk, f.pool_id", "access_permission f"),
    "conflicts": (
        "f.id, f.severity",
        "sides.every",
        """access_conflict f JOIN (SELECT conflict_id,
            jsonb_agg(jsonb_build_array(side, role_id, permission_id) ORDER BY side, role_id, permission_id) AS every
            FROM access_conflictside GROUP BY conflict_id) sides ON sides.conflict_id = f.id""",
    ),
    "quantities": ("f.pool_id, NULL, f.quantity", "", "access_poolquantity f"),
    "shares": ("f.pool_id, f.unit_id, f.quantity", "", "access_poolshare f"),
}
"""What comes before and after the days of a row, and where it is from; each list is one row of one statement."""
_POOLS = "SELECT 'pools', jsonb_agg(jsonb_build_array(id, on_full <> 'warn')) FROM access_licencepool"

Rows = dict[str, list[Any]]  # Any: the columns of the lists above


def load_definitions(parents: tuple[facts.UnitParent, ...] = ()) -> facts.Definitions:
    """Return what holds for everybody; one statement. parents: the tree of units, which `organisation` knows."""
    rows = _fetch([*_LISTS, "pools"])
    return facts.Definitions(
        parents=parents,
        rules=tuple(_rule(*row) for row in rows["rules"]),
        conflicts=tuple(_conflict(*row) for row in rows["conflicts"]),
        pools=tuple(facts.Pool(*row) for row in rows["pools"]),
        quantities=tuple(facts.PoolQuantity(*row) for row in (*rows["quantities"], *rows["shares"])),
        **_of_roles(rows),
    )


def role_definitions() -> facts.Definitions:
    """Return only what the flattening of roles needs; one statement."""
    return facts.Definitions(**_of_roles(_fetch(["roles", "items", "permissions"])))


def _of_roles(rows: Rows) -> dict[str, Any]:  # Any: the fields of Definitions
    return {
        "roles": tuple(facts.Role(*row) for row in rows["roles"]),
        "items": tuple(_item(*row) for row in rows["items"]),
        "permissions": tuple(facts.Permission(*row) for row in rows["permissions"]),
    }


def _fetch(names: Collection[str]) -> Rows:
    statement = " UNION ALL ".join(_POOLS if name == "pools" else _statement(name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {name: json.loads(rows) if rows else [] for name, rows in cursor.fetchall()}


def _statement(name: str) -> str:
    before, after, source = _LISTS[name]
    columns = f"{before}, {DAYS}, {after}" if after else f"{before}, {DAYS}"
    return f"SELECT '{name}', jsonb_agg(jsonb_build_array({columns})) FROM {source}"  # noqa: S608  # constants above


def _rule(*row: Any) -> facts.Rule:  # Any: the columns of the list
    key, effect, role, permission, anchor, lower, upper, kinds, has_deputies, structure, *lists = row
    units, positions, functions, persons = (found or [] for found in lists)
    return facts.Rule(
        key,
        facts.Effect(effect),
        role,
        permission,
        facts.Anchor(anchor),
        lower,
        upper,
        units=tuple(facts.RuleUnit(*unit) for unit in units),
        positions=frozenset(positions),
        kinds=frozenset(kinds),
        functions=frozenset(functions),
        persons=frozenset(person for person, is_minus in persons if not is_minus),
        not_persons=frozenset(person for person, is_minus in persons if is_minus),
        has_deputies=has_deputies,
        structure=structure,
    )


def _item(*row: Any) -> facts.RoleItem:  # Any: the columns of the list
    role, permission, child, scope, unit, lower, upper = row
    return facts.RoleItem(role, permission, child, facts.Scope(scope), unit, lower, upper)


def _conflict(*row: Any) -> facts.Conflict:  # Any: the columns of the list
    key, severity, lower, upper, sides = row
    a, b = (tuple(facts.SideItem(role, level) for side, role, level in sides if side == wanted) for wanted in "ab")
    return facts.Conflict(key, facts.Severity(severity), a, b, lower, upper)

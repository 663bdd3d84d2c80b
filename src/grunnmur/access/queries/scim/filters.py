"""From the tree of a SCIM filter to SQL, over the closed list of attributes in `columns`.

The tree is the library's, bound to the resource's model and checked by it; the answers agree with the library's own in
memory: a missing value differs from every value, `ne` of a list means that none is equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scim2_models import InvalidFilterException
from scim2_models.path import (
    AttributeBinding,
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Path,
    Present,
    ScimFilter,
    ValuePath,
    coerce_value,
)

from grunnmur.access.queries.scim.columns import Attribute, Column, Kind, Many

LONGEST, DEEPEST, MOST_TERMS = 2000, 16, 50
ORDERS = {CompareOperator.gt: ">", CompareOperator.ge: ">=", CompareOperator.lt: "<", CompareOperator.le: "<="}
NEVER = "false"


class Condition(NamedTuple):
    """A condition in SQL that is true or false, never NULL, and its parameters in their order."""

    sql: str
    values: list[object]


def require_small(text: str) -> None:
    """Do nothing if a filter is short and shallow enough to be parsed. Raises InvalidFilterException."""
    depth = deepest = 0
    quoted = escaped = False
    for sign in text:
        if quoted:
            quoted, escaped = escaped or sign != '"', not escaped and sign == "\\"
        elif sign == '"':
            quoted = True
        elif sign in "([":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in ")]":
            depth -= 1
    if len(text) > LONGEST or deepest > DEEPEST:
        raise InvalidFilterException(detail=f"A filter has at most {LONGEST} characters and {DEEPEST} levels.")


def condition_of(
    wanted: ScimFilter[Any], attributes: Mapping[str, Attribute]
) -> Condition:  # Any: the resource's model
    """Return the filter as a condition on `r`. Raises InvalidFilterException for what cannot be filtered by."""
    require_small(str(wanted))
    compiler = _Compiler(wanted, attributes)
    condition = compiler.visit(wanted.ast)
    if compiler.terms > MOST_TERMS:
        raise InvalidFilterException(detail=f"A filter has at most {MOST_TERMS} terms.")
    return condition


@dataclass
class _Compiler(FilterVisitor[Condition]):
    """Visits one filter of one resource type."""

    wanted: ScimFilter[Any]  # Any: the resource's model
    attributes: Mapping[str, Attribute]
    terms: int = field(default=0)

    def visit_not(self, node: Not) -> Condition:
        inner = self.visit(node.expr)
        return Condition(f"NOT ({inner.sql})", inner.values)

    def visit_logical_expr(self, node: LogicalExpr) -> Condition:
        joiner = " AND " if node.op is LogicalOperator.and_ else " OR "
        parts = [self.visit(term) for term in node.terms]
        sql = joiner.join(f"({part.sql})" for part in parts)
        return Condition(sql, [value for part in parts for value in part.values])

    def visit_present(self, node: Present) -> Condition:
        self.terms += 1
        return self.present(self.attribute(node.attr_path, self.wanted.resolve(node.attr_path)), node.attr_path)

    def visit_comparison(self, node: Comparison) -> Condition:
        self.terms += 1
        binding = self.wanted.resolve_comparison(node.attr_path)
        found = self.attribute(node.attr_path, binding)
        operand = operand_of(node, binding)
        if isinstance(found, Column):
            return compare(found, node.op, operand)
        return compare_any(found, part_of(found, binding), node.op, operand)

    def visit_value_path(self, node: ValuePath) -> Condition:
        self.terms += 1
        found = self.attribute(node.attr_path, self.wanted.resolve(node.attr_path))
        if not isinstance(found, Many):
            raise _unknown(node.attr_path)
        inner = _Entry(self, found, node.attr_path).visit(node.val_filter)
        return Condition(f"EXISTS (SELECT {found.source} AND ({inner.sql}))", inner.values)

    def attribute(self, path: AttrPath, binding: AttributeBinding | None) -> Attribute:
        """Return what the list of attributes holds for a path; a list's own entry for its parts."""
        urn = binding.urn.lower() if binding else ""
        head = urn.rpartition(".")[0] if binding and binding.is_multivalued and binding.sub_field_name else urn
        found = self.attributes.get(head)
        if found is None:
            raise _unknown(path)
        return found

    def present(self, found: Attribute, path: AttrPath) -> Condition:
        if isinstance(found, Column):
            return Condition(f"{found.sql} IS NOT NULL", [])
        parts = found.parts.values() if not path.sub_attr else [_part(found, path.sub_attr, path)]
        any_part = " OR ".join(f"{part.sql} IS NOT NULL" for part in parts)
        return Condition(f"EXISTS (SELECT {found.source} AND ({any_part}))", [])


class _Entry(FilterVisitor[Condition]):
    """Visits what stands between the brackets: a filter on one entry of a list."""

    def __init__(self, outer: _Compiler, entry: Many, path: AttrPath) -> None:
        self.outer, self.entry, self.path = outer, entry, path

    def visit_not(self, node: Not) -> Condition:
        inner = self.visit(node.expr)
        return Condition(f"NOT ({inner.sql})", inner.values)

    def visit_logical_expr(self, node: LogicalExpr) -> Condition:
        joiner = " AND " if node.op is LogicalOperator.and_ else " OR "
        parts = [self.visit(term) for term in node.terms]
        sql = joiner.join(f"({part.sql})" for part in parts)
        return Condition(sql, [value for part in parts for value in part.values])

    def visit_present(self, node: Present) -> Condition:
        self.outer.terms += 1
        return Condition(f"{_part(self.entry, node.attr_path.attr, node.attr_path).sql} IS NOT NULL", [])

    def visit_comparison(self, node: Comparison) -> Condition:
        self.outer.terms += 1
        binding = self.outer.wanted.resolve(AttrPath(self.path.attr, node.attr_path.attr, self.path.uri))
        part = _part(self.entry, node.attr_path.attr, node.attr_path)
        return compare(part, node.op, operand_of(node, binding))

    def visit_value_path(self, node: ValuePath) -> Condition:
        raise _unknown(node.attr_path)


def operand_of(node: Comparison, binding: AttributeBinding | None) -> Any:  # Any: what the attribute holds
    """Return what a comparison compares with, in the form the attribute is kept in."""
    if binding is None:
        raise _unknown(node.attr_path)
    operand = binding.comparable(coerce_value(binding, node.value, node.op))
    if isinstance(operand, str) and "\0" in operand:
        raise InvalidFilterException(detail="A filter cannot hold the character U+0000.")
    return operand


def part_of(found: Many, binding: AttributeBinding | None) -> Column:
    """Return what of a list's entries is compared."""
    name = binding.urn.rpartition(".")[2] if binding else ""
    return found.parts[name.lower()]


def _part(found: Many, name: str, path: AttrPath) -> Column:
    part = found.parts.get(name.lower())
    if part is None:
        raise _unknown(path)
    return part


def _unknown(path: AttrPath) -> InvalidFilterException:
    return InvalidFilterException(detail=f"{path} cannot be filtered by.")


def compare(column: Column, op: CompareOperator, operand: Any) -> Condition:  # Any: what the attribute holds
    """Return the condition on one value. A missing one is equal to null only."""
    value = f"%s::{column.kind}"
    if operand is None:
        wanted = {CompareOperator.eq: "IS NULL", CompareOperator.ne: "IS NOT NULL"}.get(op)
        return Condition(f"{column.sql} {wanted}" if wanted else NEVER, [])
    if op is CompareOperator.eq:
        return Condition(f"({column.sql} IS NOT NULL AND {column.sql} = {value})", [operand])
    if op is CompareOperator.ne:
        return Condition(f"({column.sql} IS DISTINCT FROM {value})", [operand])
    if op in ORDERS:
        return Condition(f"coalesce({column.sql} {ORDERS[op]} {value}, false)", [operand])
    return _contains(column, op, operand)


def _contains(column: Column, op: CompareOperator, operand: Any) -> Condition:  # Any: the same
    if column.kind is not Kind.TEXT or not isinstance(operand, str):
        return Condition(NEVER, [])
    match op:
        case CompareOperator.co:
            return Condition(f"coalesce(strpos({column.sql}, %s) > 0, false)", [operand])
        case CompareOperator.sw:
            return Condition(f"coalesce(starts_with({column.sql}, %s), false)", [operand])
        case _:
            return Condition(f"coalesce(right({column.sql}, %s) = %s, false)", [len(operand), operand])


def compare_any(found: Many, part: Column, op: CompareOperator, operand: Any) -> Condition:  # Any: the same
    """Return the condition that any entry of a list matches; for `ne`, that all do. No list is one missing value."""
    nothing = f"NOT EXISTS (SELECT {found.source})"
    if op is CompareOperator.ne:
        other = compare(part, CompareOperator.eq, operand)
        none_equal = f"NOT EXISTS (SELECT {found.source} AND {other.sql})"
        sql = none_equal if operand is not None else f"({none_equal} AND NOT {nothing})"
        return Condition(sql, other.values)
    one = compare(part, op, operand)
    some = f"EXISTS (SELECT {found.source} AND {one.sql})"
    is_null = op is CompareOperator.eq and operand is None
    return Condition(f"({some} OR {nothing})" if is_null else some, one.values)


__all__ = ["Condition", "FilterNode", "Path", "compare", "compare_any", "condition_of", "require_small"]

"""Loading for the derivation: plain tuples, a fixed number of statements for one person or for all."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from psycopg.types.range import Range

from grunnmur.access.derivation import facts
from grunnmur.access.models import (
    Exclusion,
    Grant,
    Permission,
    Role,
    RoleItem,
    Rule,
    RuleFunction,
    RulePerson,
    RulePosition,
    RuleUnit,
)
from grunnmur.core.periods import Period, Span
from grunnmur.organisation import queries as organisation


@dataclass(frozen=True)
class Loaded:
    """Everything a derivation needs: what holds for everybody, and the facts about those to derive."""

    definitions: facts.Definitions
    people: facts.People


def load(person_ids: Collection[UUID] | None = None) -> Loaded:
    """Load the facts about these persons, or about everyone; 16 statements, whatever the number."""
    found = organisation.facts_for_derivation(person_ids)
    definitions = facts.Definitions(
        parents=tuple(facts.UnitParent(*row) for row in found.parents),
        rules=tuple(_rules()),
        roles=tuple(_roles()),
        items=tuple(_items()),
        permissions=tuple(_permissions()),
    )
    people = facts.People(
        employments=tuple(facts.Employment(*row) for row in found.employments),
        leaves=tuple(facts.Leave(*row) for row in found.leaves),
        appointments=tuple(facts.Appointment(*row) for row in found.appointments),
        leaderships=tuple(facts.Leadership(*row) for row in found.leaderships),
        deputies=tuple(_deputy(*row) for row in found.deputies),
        grants=tuple(_grants(person_ids)),
        exclusions=tuple(_exclusions(person_ids)),
    )
    return Loaded(definitions, people)


def concern_anything(person_ids: Collection[UUID]) -> bool:
    """Tell whether any of these works here, ever did or will, or has rows derived: without work nobody has anything."""
    statement = """SELECT EXISTS (SELECT FROM organisation_employment WHERE person_id = ANY (%(people)s))
        OR EXISTS (SELECT FROM access_digest WHERE person_id = ANY (%(people)s))"""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"people": list(person_ids)})
        return bool(cursor.fetchone()[0])


def role_definitions() -> facts.Definitions:
    """Load only what the flattening of roles needs; three statements."""
    return facts.Definitions(roles=tuple(_roles()), items=tuple(_items()), permissions=tuple(_permissions()))


def _deputy(key: str, for_person: str, deputy: str, unit: str | None, may: list[str], *days: int) -> facts.Deputy:
    lower, upper = days
    return facts.Deputy(key, for_person, deputy, unit, frozenset(may), lower, upper)


def _span(valid: Range[Any]) -> Span:  # Any: psycopg leaves the bound's type open
    return Period.from_range(valid).span


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _by_rule(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[tuple[Any, ...]]]:  # Any: rows of several tables
    found: defaultdict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for rule, *values in rows:
        found[rule].append(tuple(values))
    return found


def _rules() -> Iterable[facts.Rule]:
    units = _by_rule(RuleUnit.objects.values_list("rule_id", "unit_id", "is_minus", "with_below"))
    positions = _by_rule(RulePosition.objects.values_list("rule_id", "position_id"))
    functions = _by_rule(RuleFunction.objects.values_list("rule_id", "function_id"))
    persons = _by_rule(RulePerson.objects.values_list("rule_id", "person_id", "is_minus"))
    for rule in Rule.objects.order_by("id"):
        yield facts.Rule(
            str(rule.pk),
            facts.Effect(rule.effect),
            _text(rule.role_id),
            _text(rule.permission_id),
            facts.Anchor(rule.anchor),
            *_span(rule.valid),
            units=tuple(facts.RuleUnit(str(unit), minus, below) for unit, minus, below in units.get(rule.pk, ())),
            positions=frozenset(str(position) for (position,) in positions.get(rule.pk, ())),
            kinds=frozenset(rule.employment_kinds),
            functions=frozenset(str(function) for (function,) in functions.get(rule.pk, ())),
            persons=frozenset(str(person) for person, minus in persons.get(rule.pk, ()) if not minus),
            not_persons=frozenset(str(person) for person, minus in persons.get(rule.pk, ()) if minus),
            has_deputies=rule.has_deputies,
            structure=rule.structure,
        )


def _roles() -> Iterable[facts.Role]:
    for key, state, grace_days, valid in Role.objects.values_list("id", "state", "grace_days", "valid"):
        yield facts.Role(str(key), state != Role.State.DRAFT, grace_days, *_span(valid))


def _items() -> Iterable[facts.RoleItem]:
    columns = ("role_id", "permission_id", "child_role_id", "scope", "unit_id", "valid")
    for role, permission, child, scope, unit, valid in RoleItem.objects.values_list(*columns):
        targets = (_text(permission), _text(child))
        yield facts.RoleItem(str(role), *targets, facts.Scope(scope), _text(unit), *_span(valid))


def _permissions() -> Iterable[facts.Permission]:
    columns = ("id", "pre_start_days", "is_suspended_on_leave", "valid")
    for key, pre_start_days, is_suspended, valid in Permission.objects.values_list(*columns):
        yield facts.Permission(str(key), pre_start_days, is_suspended, *_span(valid))


def _of(rows: QuerySet[Any], person_ids: Collection[UUID] | None) -> QuerySet[Any]:  # Any: grants or exclusions
    return rows if person_ids is None else rows.filter(person_id__in=person_ids)


def _grants(person_ids: Collection[UUID] | None) -> Iterable[facts.Grant]:
    columns = ("id", "person_id", "employment_id", "role_id", "permission_id", "scope_unit_id", "ends_at", "valid")
    for key, person, *targets, ends_at, valid in _of(Grant.objects.all(), person_ids).values_list(*columns):
        employment, role, permission, unit = map(_text, targets)
        yield facts.Grant(str(key), str(person), employment, role, permission, unit, ends_at, *_span(valid))


def _exclusions(person_ids: Collection[UUID] | None) -> Iterable[facts.Exclusion]:
    columns = ("id", "person_id", "role_id", "permission_id", "valid")
    for key, person, role, permission, valid in _of(Exclusion.objects.all(), person_ids).values_list(*columns):
        yield facts.Exclusion(str(key), str(person), _text(role), _text(permission), *_span(valid))

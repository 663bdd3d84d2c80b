"""One rule as facts: read from its rows, turned into what the derivation reads, and what a change of it would do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid4

from django.db.models import Q

from grunnmur.access.derivation import Difference, difference, facts, reach
from grunnmur.access.derivation.difference import Days
from grunnmur.access.models import Permission, RoleContent, Rule, RuleFunction, RulePerson, RulePosition, RuleUnit
from grunnmur.access.queries.facts import load
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.restraints import Restraints, restraints_of
from grunnmur.access.queries.roles import name_key
from grunnmur.access.queries.sight import live_on, require_catalogue
from grunnmur.access.rules import RULES, RuleFacts, Selector
from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation import queries as organisation

NO_ROW = UUID(int=0)


@dataclass(frozen=True)
class Affected:
    """Somebody who gets or loses something, with the first run of days."""

    person_id: UUID
    name: str
    valid: Period


@dataclass(frozen=True)
class RulePreview:
    """What saving a rule would do from a day on: whom it means, who gets, who loses, each by name.

    elsewhere: how many keep it, but for other units. restraints: what it runs into. limited: what it gives without an
    end that is given for some days only, by name, with the days. Persons the asker may not know of are in no count.
    """

    reaches: int
    gains: tuple[Affected, ...]
    loses: tuple[Affected, ...]
    elsewhere: int
    restraints: Restraints = field(default_factory=Restraints)
    limited: tuple[tuple[str, int], ...] = ()


def find_rule(rule_id: UUID, *, seen_by: Actor) -> Rule:
    """Return one rule with its target. Raises Rule.DoesNotExist, and PermissionDenied as the list of rules."""
    require_catalogue(seen_by)
    return Rule.objects.select_related("role", "permission__resource", "succeeds").get(pk=rule_id)


def rule_past(rule: Rule) -> list[Rule]:
    """Return the rules this one goes on for, the latest first. One statement for each, which are few."""
    past: list[Rule] = []
    before = rule.succeeds
    while before is not None:
        past.append(before)
        before = before.succeeds
    return past


def facts_of_rule(rule: Rule) -> RuleFacts:
    """Return all that is said of a rule. Four statements."""
    units = list(
        RuleUnit.objects.filter(rule=rule).values_list("unit_id", "is_minus", "with_below").order_by("unit_id")
    )
    persons = list(RulePerson.objects.filter(rule=rule).values_list("person_id", "is_minus").order_by("person_id"))
    selector = Selector(
        anchor=rule.anchor,
        units=tuple(unit for unit, is_minus, below in units if not is_minus and below),
        units_alone=tuple(unit for unit, is_minus, below in units if not is_minus and not below),
        not_units=tuple(unit for unit, is_minus, below in units if is_minus and below),
        not_units_alone=tuple(unit for unit, is_minus, below in units if is_minus and not below),
        positions=tuple(RulePosition.objects.filter(rule=rule).values_list("position_id", flat=True)),
        functions=tuple(RuleFunction.objects.filter(rule=rule).values_list("function_id", flat=True)),
        employment_kinds=tuple(rule.employment_kinds),
        persons=tuple(person for person, is_minus in persons if not is_minus),
        not_persons=tuple(person for person, is_minus in persons if is_minus),
        has_deputies=rule.has_deputies,
    )
    return RuleFacts(
        name=rule.name,
        selector=selector,
        role_id=rule.role_id,
        permission_id=rule.permission_id,
        effect=rule.effect,
        reason=rule.reason,
        legal_basis=rule.legal_basis,
        owner_key=rule.owner_key,
        valid=Period.from_range(rule.valid),
    )


def preview_rule(
    new: RuleFacts | None, *, seen_by: Actor, instead_of: Rule | None = None, from_day: date | None = None
) -> RulePreview:
    """Tell what it would do to save a rule; nothing is written.

    instead_of, from_day: the rule that ends the day before, because it is changed or, without a new one, ended.
    Everyone's facts are loaded, in a fixed number of statements. Raises PermissionDenied (needs access.rules).
    """
    require(seen_by, RULES)
    day = from_day or today()
    loaded = load()
    known = loaded.definitions
    ended = tuple(_until(row, day) if instead_of and row.id == str(instead_of.pk) else row for row in known.rules)
    coming = _as_fact(new, day if instead_of else None) if new else None
    rules = (*(row for row in ended if row.lower < row.upper), *((coming,) if coming else ()))
    changed, since = replace(known, rules=rules), today().toordinal()
    found = difference(loaded.people, known, changed, target=_target(new, instead_of), since=since)
    reached = reach(loaded.people, known, coming, since=today().toordinal()) if coming else {}
    met = restraints_of(
        loaded.people, known, changed, target=_target(new, instead_of), persons=found.gains.keys(), seen_by=seen_by
    )
    limited = _limited(new) if new and new.effect == Rule.Effect.GRANT else ()
    return replace(told_difference(found, reached, seen_by), restraints=met, limited=limited)


def _limited(rule: RuleFacts) -> tuple[tuple[str, int], ...]:
    """Return the levels it gives that are given for some days only, with the days."""
    inside = RoleContent.objects.filter(live_on(today()), role_id=rule.role_id or NO_ROW).values("permission_id")
    rows = Permission.objects.filter(Q(pk=rule.permission_id or NO_ROW) | Q(pk__in=inside), max_days__isnull=False)
    ordered = rows.select_related("resource").order_by(name_key("resource__name"), "level", "id")
    return tuple((permission_name(row), row.max_days) for row in ordered if row.max_days)


def _target(new: RuleFacts | None, instead_of: Rule | None) -> str:
    one = new or instead_of
    return str((one.role_id or one.permission_id) if one else "")


def _until(rule: facts.Rule, day: date) -> facts.Rule:
    return rule._replace(upper=min(rule.upper, day.toordinal()))


def _as_fact(new: RuleFacts, from_day: date | None) -> facts.Rule:
    """Return the rule as the derivation reads it, under an id that nothing has yet."""
    chosen = new.selector
    lower, upper = new.valid.span
    return facts.Rule(
        str(uuid4()),
        facts.Effect(new.effect),
        str(new.role_id) if new.role_id else None,
        str(new.permission_id) if new.permission_id else None,
        facts.Anchor(chosen.anchor),
        max(lower, from_day.toordinal()) if from_day else lower,
        upper,
        units=tuple(facts.RuleUnit(str(unit), is_minus, below) for unit, is_minus, below in chosen.named_units()),
        positions=frozenset(map(str, chosen.positions)),
        kinds=frozenset(chosen.employment_kinds),
        functions=frozenset(map(str, chosen.functions)),
        persons=frozenset(map(str, chosen.persons)),
        not_persons=frozenset(map(str, chosen.not_persons)),
        has_deputies=chosen.has_deputies,
    )


def told_difference(found: Difference, reached: Iterable[str], seen_by: Actor) -> RulePreview:
    """Name who gets and who loses, by name; those the asker may not know of are left out. One statement."""
    means = {UUID(person) for person in reached}
    touched = {UUID(person) for person in (*found.gains, *found.loses, *found.elsewhere)}
    names = organisation.names_of(means | touched, seen_by=seen_by)
    return RulePreview(
        reaches=len(means & names.keys()),
        gains=_named(found.gains, names),
        loses=_named(found.loses, names),
        elsewhere=sum(UUID(person) in names for person in found.elsewhere),
    )


def _named(days: Days, names: Mapping[UUID, str]) -> tuple[Affected, ...]:
    rows = [
        Affected(UUID(person), names[UUID(person)], Period.from_span(spans[0]))
        for person, spans in days.items()
        if UUID(person) in names
    ]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.person_id)))

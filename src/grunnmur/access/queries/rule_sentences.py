"""Rules as sentences: whom a rule means, and what they get."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Func, Q, UUIDField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.access.models import Held, Permission, Role, Rule, RuleFunction, RulePerson, RulePosition, RuleUnit
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.roles import name_key
from grunnmur.access.queries.sight import countable, require_catalogue
from grunnmur.access.rules import RuleFacts, Selector
from grunnmur.core.paging import keyset
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries.workplaces import kind_names


@dataclass(frozen=True)
class ToldRule:
    """A rule as a sentence, and how many people it reaches on the day."""

    rule: Rule
    sentence: str
    valid: Period
    count: int


@dataclass(frozen=True)
class Conditions:
    """The names that one rule's conditions mention."""

    units: tuple[str, ...] = ()
    not_units: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    persons: int = 0
    not_persons: int = 0


def rule_list(text: str, *, on: date, seen_by: Actor, after: str = "", limit: int = 50) -> tuple[list[ToldRule], str]:
    """Return rules by name, each told, and the next page's cursor; `text` is in the name of rule, role or resource.

    Ten statements at most. Raises PermissionDenied for those who do not work with access.
    """
    require_catalogue(seen_by)
    rows = Rule.objects.select_related("role", "permission__resource").annotate(sort=name_key())
    if text:
        target = Q(role__name__icontains=text) | Q(permission__resource__name__icontains=text)
        rows = rows.filter(Q(name__icontains=text) | target)
    found = keyset(rows, by=("sort", "id"), after=after, limit=limit)
    return told_rules(found.rows, on=on, seen_by=seen_by), found.next


def rules_giving(role_id: UUID, *, on: date, seen_by: Actor) -> list[ToldRule]:
    """Return the rules that give a role, or keep it away, by name."""
    rows = Rule.objects.filter(role_id=role_id).select_related("role", "permission__resource")
    return told_rules(list(rows.order_by(name_key(), "id")), on=on, seen_by=seen_by)


def told_rules(rules: Sequence[Rule], *, on: date, seen_by: Actor) -> list[ToldRule]:
    """Tell these rules in their order, a fixed number of statements for any number of them."""
    conditions = _conditions(rules)
    counts = _counts(rules, on=on, seen_by=seen_by)
    return [
        ToldRule(
            rule,
            sentence_of(rule, conditions[rule.pk]),
            Period.from_range(rule.valid),
            counts.get(rule.pk, 0),
        )
        for rule in rules
    ]


def sentence_of_facts(facts: RuleFacts) -> str:
    """Say a rule that is not saved yet; blank while nothing is chosen for it to be about. Five statements at most."""
    rule = Rule(
        anchor=facts.selector.anchor,
        effect=facts.effect,
        employment_kinds=list(facts.selector.employment_kinds),
        has_deputies=facts.selector.has_deputies,
        role=Role.objects.get(pk=facts.role_id) if facts.role_id else None,
        permission=Permission.objects.select_related("resource").get(pk=facts.permission_id)
        if facts.permission_id
        else None,
    )
    return sentence_of(rule, _conditions_of(facts.selector)) if rule.role or rule.permission else ""


def _conditions_of(chosen: Selector) -> Conditions:
    units = chosen.named_units()
    names = organisation.unit_names({unit for unit, _minus, _below in units}) if units else {}
    return Conditions(
        units=_units(units, names, is_minus=False),
        not_units=_units(units, names, is_minus=True),
        positions=_named(chosen.positions, organisation.position_names() if chosen.positions else {}),
        functions=_named(chosen.functions, organisation.function_names() if chosen.functions else {}),
        persons=len(chosen.persons),
        not_persons=len(chosen.not_persons),
    )


def _counts(rules: Collection[Rule], *, on: date, seen_by: Actor) -> Mapping[UUID, int]:
    """Count who holds something by each rule on the day; the protected left out. One statement."""
    roles = [rule.role_id for rule in rules if rule.role_id]
    permissions = [rule.permission_id for rule in rules if rule.permission_id]
    rows = Held.objects.filter(Q(role_id__in=roles) | Q(permission_id__in=permissions), valid__contains=on)
    by_rule = countable(rows, seen_by=seen_by).annotate(source=_Each(F("via"))).values("source")
    return {row["source"]: row["n"] for row in by_rule.annotate(n=Count("person_id", distinct=True))}


class _Each(Func):
    """One row for each member of an array."""

    function = "unnest"
    output_field = UUIDField()
    set_returning = True


def _conditions(rules: Collection[Rule]) -> Mapping[UUID, Conditions]:
    """Load the conditions of rules with their names. Seven statements."""
    ids = [rule.pk for rule in rules]
    named = RuleUnit.objects.filter(rule__in=ids).values_list("rule_id", "unit_id", "is_minus", "with_below")
    units: defaultdict[UUID, list[tuple[UUID, bool, bool]]] = defaultdict(list)
    for rule, unit, is_minus, below in named:
        units[rule].append((unit, is_minus, below))
    positions = _by_rule(RulePosition.objects.filter(rule__in=ids).values_list("rule_id", "position_id"))
    functions = _by_rule(RuleFunction.objects.filter(rule__in=ids).values_list("rule_id", "function_id"))
    persons = list(RulePerson.objects.filter(rule__in=ids).values_list("rule_id", "is_minus"))
    unit_names = organisation.unit_names({unit for found in units.values() for unit, _minus, _below in found})
    position_names, function_names = organisation.position_names(), organisation.function_names()
    return {
        rule: Conditions(
            units=_units(units[rule], unit_names, is_minus=False),
            not_units=_units(units[rule], unit_names, is_minus=True),
            positions=_named(positions[rule], position_names),
            functions=_named(functions[rule], function_names),
            persons=persons.count((rule, False)),
            not_persons=persons.count((rule, True)),
        )
        for rule in ids
    }


def _by_rule(rows: Iterable[tuple[UUID, UUID]]) -> defaultdict[UUID, list[UUID]]:
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for rule, value in rows:
        found[rule].append(value)
    return found


def _named(ids: Iterable[UUID], names: Mapping[UUID, str]) -> tuple[str, ...]:
    return tuple(sorted(names[one] for one in ids if one in names))


def _units(rows: Iterable[tuple[UUID, bool, bool]], names: Mapping[UUID, str], *, is_minus: bool) -> tuple[str, ...]:
    found = [(names.get(unit, ""), below) for unit, minus, below in rows if minus == is_minus]
    return tuple(_("%(unit)s and below") % {"unit": name} if below else name for name, below in sorted(found))


def sentence_of(rule: Rule, conditions: Conditions) -> str:
    """Say a rule in one sentence: "Everyone employed as Kundekonsulent in Kundesenter and below gets Kundestøtte."."""
    who = _who(rule, conditions)
    for narrow in _narrowings(rule, conditions):
        who = narrow % {"who": who}
    gets = _("%(who)s gets %(what)s.") if rule.effect == Rule.Effect.GRANT else _("%(who)s does not get %(what)s.")
    return gets % {"who": who, "what": _target(rule)}


def _target(rule: Rule) -> str:
    if rule.role:
        return rule.role.name
    return permission_name(rule.permission) if rule.permission else ""


def _who(rule: Rule, conditions: Conditions) -> str:
    positions, functions = _any(conditions.positions), _any(conditions.functions)
    match rule.anchor:
        case Rule.Anchor.FUNCTION:
            return (
                _("Everyone who is %(functions)s") % {"functions": functions}
                if functions
                else _("Everyone with a function")
            )
        case Rule.Anchor.LEADERSHIP:
            return _("Everyone who leads a unit")
        case _:
            return (
                _("Everyone employed as %(positions)s") % {"positions": positions}
                if positions
                else _("Everyone employed")
            )


def _narrowings(rule: Rule, conditions: Conditions) -> Iterable[str]:
    """Yield what narrows the rule, each as a sentence around `%(who)s`."""
    if conditions.units:
        yield _around(_("%(who)s in %(units)s"), units=_any(conditions.units))
    if rule.employment_kinds:
        kinds = kind_names()
        yield _around(_("%(who)s (%(kinds)s)"), kinds=_any([kinds.get(kind, kind) for kind in rule.employment_kinds]))
    if conditions.positions and rule.anchor != Rule.Anchor.EMPLOYMENT:
        yield _around(_("%(who)s and works as %(positions)s"), positions=_any(conditions.positions))
    if conditions.functions and rule.anchor != Rule.Anchor.FUNCTION:
        yield _around(_("%(who)s and is %(functions)s"), functions=_any(conditions.functions))
    if conditions.not_units:
        yield _around(_("%(who)s, except in %(units)s,"), units=_any(conditions.not_units))
    yield from _people(conditions)
    if rule.has_deputies:
        yield _around(_("%(who)s, and their deputies,"))


def _people(conditions: Conditions) -> Iterable[str]:
    """Yield the persons named, as numbers: a rule names nobody in public."""
    if conditions.persons:
        named = ngettext(
            "%(who)s among %(count)s named person", "%(who)s among %(count)s named persons", conditions.persons
        )
        yield _around(named, count=str(conditions.persons))
    if conditions.not_persons:
        left_out = ngettext(
            "%(who)s, except %(count)s named person,",
            "%(who)s, except %(count)s named persons,",
            conditions.not_persons,
        )
        yield _around(left_out, count=str(conditions.not_persons))


def _around(sentence: str, **names: str) -> str:
    """Fill in all but `%(who)s`, which the next step fills."""
    return sentence % {"who": "%(who)s", **{key: value.replace("%", "%%") for key, value in names.items()}}


def _any(names: Sequence[str]) -> str:
    """Join names with commas and "or"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s or %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}

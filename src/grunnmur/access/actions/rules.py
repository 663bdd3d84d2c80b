"""Rules: who gets a role, or is kept from one, without anyone asking."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.derive import derive_everyone
from grunnmur.access.events import RuleChanged
from grunnmur.access.models import Permission, Role, Rule, RuleFunction, RulePerson, RulePosition, RuleUnit
from grunnmur.access.queries.own import holds_everywhere, roles_beyond
from grunnmur.access.queries.rule_facts import facts_of_rule
from grunnmur.access.rules import (
    RULES,
    BadSelectorError,
    EveryoneError,
    NameTakenError,
    NotChangeableError,
    NotGivableError,
    RuleFacts,
    Selector,
    require_group_key,
)
from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, System, require
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries.workplaces import kind_names

SYSTEM = System("A rule is checked")
WORDS = ("name", "reason", "legal_basis", "owner_key")  # what may be put right without changing whom it reaches


@transaction.atomic
def save_rule(
    name: str, role_id: UUID, selector: Selector, *, by: Actor, reason: str = "", first: date | None = None
) -> Rule:
    """Make a rule that gives a role, by a program that knows whom it means; else as `make_rule`.

    first: its first day; None = always.
    """
    facts = RuleFacts(name=name, role_id=role_id, selector=selector, reason=reason, valid=Period(first))
    return make_rule(facts, by=by, is_everyone_meant=True)


@transaction.atomic
def make_rule(facts: RuleFacts, *, by: Actor, is_everyone_meant: bool = False) -> Rule:
    """Make a rule, and let it give or keep away at once.

    is_everyone_meant: whether somebody said that a rule without conditions is meant.
    Raises PermissionDenied (needs access.rules), EveryoneError, BadSelectorError, NameTakenError, NotGivableError.
    """
    require(by, RULES)
    _check(facts, by=by, is_everyone_meant=is_everyone_meant)
    rule = _write(facts)
    derive_everyone()
    publish(RuleChanged(rule.pk))
    return rule


@transaction.atomic
def change_rule(rule_id: UUID, facts: RuleFacts, *, from_day: date, by: Actor, is_everyone_meant: bool = False) -> Rule:
    """Let a rule say something else from a day on, and return the rule that says it.

    Before that day nothing changes: the rule ends the day before, and another goes on for it. A rule that has not
    begun by then is changed as it stands, and so are its words alone. Raises as `make_rule`, and NotChangeableError.
    """
    require(by, RULES)
    rule = Rule.objects.select_for_update().get(pk=rule_id)
    known = facts_of_rule(rule)
    if known.valid.is_over(today()):
        raise NotChangeableError(_("The rule %(rule)s has ended. Make a new one.") % {"rule": rule.name})
    _require_same_target(facts, rule)
    _check(facts, by=by, is_everyone_meant=is_everyone_meant, same=rule)
    if _same_conditions(facts.selector, known.selector):
        _put(rule, facts, known)
    elif known.valid.lower is None or known.valid.lower < from_day:
        _close(rule, from_day - timedelta(days=1))
        rule = _write(replace(facts, valid=_from(from_day, facts)), succeeds=rule)
    else:
        _rewrite(rule, facts)
    derive_everyone()
    publish(RuleChanged(rule.pk))
    return rule


@transaction.atomic
def end_rule(rule_id: UUID, *, last_day: date, by: Actor) -> Rule:
    """Let the rule give its role through this day and no longer; one that has not begun by then never will.

    Raises PermissionDenied (needs access.rules), NotChangeableError.
    """
    require(by, RULES)
    rule = Rule.objects.select_for_update().get(pk=rule_id)
    if Period.from_range(rule.valid).is_over(today()):
        raise NotChangeableError(_("The rule %(rule)s has ended already.") % {"rule": rule.name})
    _close(rule, last_day)
    derive_everyone()
    publish(RuleChanged(rule_id))
    return rule


def _close(rule: Rule, last_day: date) -> None:
    """End a rule; one that would have no day left is withdrawn whole, and lives on in history."""
    lower = Period.from_range(rule.valid).lower
    if lower and lower > last_day:
        Rule.objects.filter(pk=rule.pk).delete()
        return
    rule.valid = Period.through(lower, last_day).to_range()
    rule.save(update_fields=["valid"])


def _same_conditions(one: Selector, other: Selector) -> bool:
    """Tell whether two selectors mean the same, in whatever order it is said."""
    return _sorted(one) == _sorted(other)


def _sorted(chosen: Selector) -> tuple[object, ...]:
    sets = (chosen.positions, chosen.functions, chosen.employment_kinds, chosen.named_units(), chosen.named_persons())
    return (chosen.anchor, chosen.has_deputies, *(sorted(one) for one in sets))


def _put(rule: Rule, facts: RuleFacts, known: RuleFacts) -> None:
    """Put words and last day right; whom it means stays."""
    for word in WORDS:
        setattr(rule, word, getattr(facts, word))
    rule.valid = Period(known.valid.lower, facts.valid.upper).to_range()
    rule.save(update_fields=[*WORDS, "valid"])


def _from(day: date, facts: RuleFacts) -> Period:
    if facts.valid.upper and facts.valid.upper <= day:
        raise BadSelectorError(_("The last day cannot be before the first."))
    return Period(day, facts.valid.upper)


def _require_same_target(facts: RuleFacts, rule: Rule) -> None:
    if (facts.effect, facts.role_id, facts.permission_id) != (rule.effect, rule.role_id, rule.permission_id):
        raise BadSelectorError(_("A rule stays about the same role or permission. End it, and make another."))


def _check(facts: RuleFacts, *, by: Actor, is_everyone_meant: bool, same: Rule | None = None) -> None:
    """Refuse what contradicts itself, gives more than the actor may herself, or means everyone unsaid."""
    if facts.selector.is_contradictory:
        raise BadSelectorError(_("The same unit or person is named twice in the rule. Keep one of them."))
    if (facts.role_id is None) == (facts.permission_id is None):
        raise BadSelectorError(_("A rule is about one role or one permission."))
    _require_known(facts)
    require_group_key(facts.owner_key)
    others = Rule.objects.filter(name__iexact=facts.name, valid__overlap=facts.valid.to_range())
    if others.exclude(pk__in=[same.pk] if same else []).exists():
        raise NameTakenError(_("Another rule is called %(name)s. Choose another name.") % {"name": facts.name})
    _require_givable(facts, by)
    if facts.selector.is_everyone and not is_everyone_meant:
        raise EveryoneError(_("The rule has no conditions, so it applies to everyone. Say that this is meant."))


def _require_known(facts: RuleFacts) -> None:
    """Refuse what is not of this municipality. Raises DoesNotExist, BadSelectorError."""
    if facts.role_id:
        Role.objects.get(pk=facts.role_id)
    if facts.permission_id:
        Permission.objects.get(pk=facts.permission_id)
    chosen = facts.selector
    units = {unit for unit, _minus, _below in chosen.named_units()}
    people = {person for person, _minus in chosen.named_persons()}
    is_known = (
        units <= organisation.unit_names(units).keys()
        and people <= organisation.names_of(people, seen_by=SYSTEM).keys()
        and (not chosen.positions or set(chosen.positions) <= organisation.position_names().keys())
        and (not chosen.functions or set(chosen.functions) <= organisation.function_names().keys())
        and set(chosen.employment_kinds) <= kind_names().keys()
    )
    if not is_known:
        raise BadSelectorError(_("The rule names something that is not here."))


def _require_givable(facts: RuleFacts, by: Actor) -> None:
    """Nobody gives by a rule more of Grunnmur itself than she has."""
    ids = [facts.permission_id] if facts.permission_id else []
    own = Permission.objects.filter(pk__in=ids, resource__is_own=True).first()
    if facts.role_id in roles_beyond(by) or (own and not holds_everywhere(by, own.key)):
        raise NotGivableError(_("A rule cannot give more of Grunnmur itself than you may everywhere."))


def _write(facts: RuleFacts, *, succeeds: Rule | None = None) -> Rule:
    rule = Rule.objects.create(succeeds=succeeds, **_columns(facts))
    _write_conditions(rule, facts.selector)
    return rule


def _rewrite(rule: Rule, facts: RuleFacts) -> None:
    """Change a rule that has given nothing yet."""
    columns = _columns(facts)
    for name, value in columns.items():
        setattr(rule, name, value)
    rule.save(update_fields=list(columns))
    for table in (RuleUnit, RulePosition, RuleFunction, RulePerson):
        table.objects.filter(rule=rule).delete()
    _write_conditions(rule, facts.selector)


def _columns(facts: RuleFacts) -> dict[str, object]:
    words = {word: getattr(facts, word) for word in WORDS}
    return words | {
        "effect": facts.effect,
        "role_id": facts.role_id,
        "permission_id": facts.permission_id,
        "anchor": facts.selector.anchor,
        "employment_kinds": list(facts.selector.employment_kinds),
        "has_deputies": facts.selector.has_deputies,
        "valid": facts.valid.to_range(),
    }


def _write_conditions(rule: Rule, selector: Selector) -> None:
    RuleUnit.objects.bulk_create(
        RuleUnit(rule=rule, unit_id=unit, is_minus=is_minus, with_below=below)
        for unit, is_minus, below in selector.named_units()
    )
    RulePosition.objects.bulk_create(RulePosition(rule=rule, position_id=one) for one in selector.positions)
    RuleFunction.objects.bulk_create(RuleFunction(rule=rule, function_id=one) for one in selector.functions)
    RulePerson.objects.bulk_create(
        RulePerson(rule=rule, person_id=one, is_minus=is_minus) for one, is_minus in selector.named_persons()
    )

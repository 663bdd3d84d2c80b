"""Rules: who gets a role without anyone asking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from grunnmur.access.actions.derive import derive_everyone
from grunnmur.access.events import RuleChanged
from grunnmur.access.models import Rule, RuleFunction, RulePosition, RuleUnit
from grunnmur.access.rules import RULES
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require


@dataclass(frozen=True, kw_only=True)
class Selector:
    """Whom a rule means: all conditions hold, any value of one condition will do; nothing = everyone.

    units take their subtree along, unless `is_with_below` is off.
    """

    anchor: str = Rule.Anchor.EMPLOYMENT
    units: Sequence[UUID] = ()
    is_with_below: bool = True
    positions: Sequence[UUID] = ()
    functions: Sequence[UUID] = ()
    employment_kinds: Sequence[str] = ()


@transaction.atomic
def save_rule(
    name: str, role_id: UUID, selector: Selector, *, by: Actor, reason: str = "", first: date | None = None
) -> Rule:
    """Make a rule that gives the role to whom the selector means, and give it at once.

    first: its first day; None = always.
    """
    require(by, RULES)
    rule = Rule.objects.create(
        name=name,
        role_id=role_id,
        anchor=selector.anchor,
        employment_kinds=list(selector.employment_kinds),
        reason=reason,
        valid=Period(first).to_range(),
    )
    RuleUnit.objects.bulk_create(
        RuleUnit(rule=rule, unit_id=unit, with_below=selector.is_with_below) for unit in selector.units
    )
    RulePosition.objects.bulk_create(RulePosition(rule=rule, position_id=one) for one in selector.positions)
    RuleFunction.objects.bulk_create(RuleFunction(rule=rule, function_id=one) for one in selector.functions)
    derive_everyone()
    publish(RuleChanged(rule.pk))
    return rule


@transaction.atomic
def end_rule(rule_id: UUID, *, last_day: date, by: Actor) -> Rule:
    """Let the rule give its role through this day and no longer."""
    require(by, RULES)
    rule = Rule.objects.select_for_update().get(pk=rule_id)
    rule.valid = Period.through(Period.from_range(rule.valid).lower, last_day).to_range()
    rule.save(update_fields=["valid"])
    derive_everyone()
    publish(RuleChanged(rule.pk))
    return rule

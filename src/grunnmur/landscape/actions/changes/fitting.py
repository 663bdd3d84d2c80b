"""Whether a step can be: what it names is there, and fits together."""

from collections.abc import Mapping
from functools import singledispatch
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.core.permissions import Actor
from grunnmur.landscape.actions.claims.wanted import illegal_pair
from grunnmur.landscape.catalogue import PAIRS
from grunnmur.landscape.models import Element, Strength
from grunnmur.landscape.queries.changes import ground_of, planned_steps
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.rules.answers import checked_value, fact_key
from grunnmur.landscape.rules.changes import (
    AddRelation,
    ChangeFact,
    CloseUnitInto,
    EndRelation,
    NewRequirement,
    ReplaceElement,
    RetireElement,
    Step,
    StepError,
    SwapSupplier,
    ends_with,
    kind_of_requirement,
    named_by,
)

UNIT, SYSTEM, CHANGE, SUPPLIES = "unit", "system", "change", "supplies"
MOST_APPLIED = 100
Named = Mapping[UUID, Element]


def fitting(step: Step, *, by: Actor) -> Step:
    """Return the step as it is to be kept.

    Raises Element.DoesNotExist (also for what she may not know of), StepError, AnswerError.
    """
    ids = named_by(step)
    named = {row.pk: row for row in visible(seen_by=by).filter(pk__in=ids)}
    if missing := [one for one in ids if one not in named]:
        raise Element.DoesNotExist(f"No element {missing[0]} that the planner may know of.")
    for row in named.values():
        if row.retired_at:
            raise StepError(_("%(name)s is no longer on the map.") % {"name": row.name})
        if row.type == CHANGE:
            raise StepError(_("A change case cannot change another one."))
    return _fit(step, named)


@singledispatch
def _fit(step: Step, _named: Named) -> Step:
    raise NotImplementedError(f"No rules for {type(step).__name__}.")


@_fit.register
def _retire(step: RetireElement, _named: Named) -> Step:
    return step


@_fit.register
def _end(step: EndRelation, named: Named) -> Step:
    ties = ground_of([step]).touching(step.element_id)
    if not any((tie.arc.src, tie.arc.kind, tie.arc.dst) == (step.element_id, step.kind, step.dst_id) for tie in ties):
        names = {"src": named[step.element_id].name, "dst": named[step.dst_id].name}
        raise StepError(_("%(src)s and %(dst)s do not hang together like that.") % names)
    return step


@_fit.register
def _add(step: AddRelation, named: Named) -> Step:
    _require_legal(step.kind, named[step.element_id], named[step.dst_id])
    if step.strength not in Strength.values:
        raise StepError(_("Say how much it needs it."))
    return step


def _require_legal(kind: str, src: Element, dst: Element) -> None:
    if src.pk == dst.pk:
        raise StepError(_("A thing on the map cannot hang together with itself."))
    if (kind, src.type, dst.type) not in PAIRS:
        raise StepError(illegal_pair(kind, src.type, dst.type))


@_fit.register
def _replace(step: ReplaceElement, named: Named) -> Step:
    old, new = named[step.element_id], named[step.by_id]
    _require_two_of_a_type(old, new)
    there = {tie.arc.kind for tie in ground_of([step]).touching(old.pk)}
    kinds = tuple(kind for kind in step.kinds if kind in there)
    if not kinds:
        raise StepError(_("Choose at least one way in which %(name)s hangs together with others.") % {"name": old.name})
    return ReplaceElement(old.pk, new.pk, kinds)


def _require_two_of_a_type(old: Element, new: Element) -> None:
    if old.pk == new.pk:
        raise StepError(_("Choose another than the one that is replaced."))
    if old.type != new.type:
        raise StepError(_("Only something of the same type can take over."))


@_fit.register
def _swap(step: SwapSupplier, named: Named) -> Step:
    element, new = named[step.element_id], named[step.to_id]
    _require_legal(SUPPLIES, new, element)
    if step.from_id == step.to_id:
        raise StepError(_("Choose another supplier than the one of today."))
    ties = ground_of([step]).touching(element.pk)
    suppliers = {tie.arc.src for tie in ties if tie.arc.kind == SUPPLIES and tie.arc.dst == element.pk}
    if step.from_id is not None and step.from_id not in suppliers:
        names = {"supplier": named[step.from_id].name, "name": element.name}
        raise StepError(_("%(supplier)s does not deliver %(name)s.") % names)
    return step


@_fit.register
def _merge(step: CloseUnitInto, named: Named) -> Step:
    old, new = named[step.element_id], named[step.into_id]
    _require_two_of_a_type(old, new)
    if old.type != UNIT:
        raise StepError(_("Only units can be merged."))
    return step


@_fit.register
def _apply_law(step: NewRequirement, named: Named) -> Step:
    law = named[step.element_id]
    others = [one for one in dict.fromkeys(step.applies_to) if one != law.pk]
    if not 0 < len(others) <= MOST_APPLIED:
        raise StepError(_("Choose 1 to %(count)s things that it is to apply to.") % {"count": MOST_APPLIED})
    kind = kind_of_requirement(law.type)
    for one in others:
        _require_legal(kind, law, named[one])
    return NewRequirement(law.pk, tuple(others))


@_fit.register
def _fact(step: ChangeFact, named: Named) -> Step:
    system = named[step.element_id]
    if system.type != SYSTEM:
        raise StepError(_("Only systems have such facts."))
    value = checked_value(fact_key(step.key), step.value)
    return ChangeFact(system.pk, step.key, value, step.evidence.strip()[:1000])


def check_order(case_id: UUID) -> None:
    """Do nothing if no step needs what an earlier one takes away. Raises StepError."""
    planned = planned_steps(case_id)
    elements = ground_of([one.step for one in planned]).elements
    gone: set[UUID] = set()
    for number, one in enumerate(planned, start=1):
        if lost := gone.intersection(named_by(one.step)):
            names = {"number": number, "name": elements[lost.pop()].name}
            raise StepError(_("Step %(number)s needs %(name)s, which an earlier step takes away.") % names)
        if (ended := ends_with(one.step)) is not None:
            gone.add(ended)

"""The words of a change, in the language of whoever reads: its steps, and what it means for others."""

from collections.abc import Callable, Mapping
from functools import singledispatch
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.landscape.catalogue import FACTS, Policy
from grunnmur.landscape.models import Element, Strength
from grunnmur.landscape.rules import kind_label, spoken
from grunnmur.landscape.rules.answers import value_text
from grunnmur.landscape.rules.changes import (
    AddRelation,
    ChangeFact,
    CloseUnitInto,
    EndRelation,
    NewRequirement,
    Outcome,
    ReplaceElement,
    RetireElement,
    Step,
    SwapSupplier,
)

Names = Mapping[UUID, Element]
MOST_NAMED = 5


def step_sentence(step: Step, elements: Names) -> str:
    """Return a step in words: “Retire Fagsystem X.” elements: at least those the step names."""
    return _said(step, elements)


@singledispatch
def _said(step: Step, _elements: Names) -> str:
    raise NotImplementedError(f"No words for {type(step).__name__}.")


@_said.register
def _retire(step: RetireElement, elements: Names) -> str:
    return _("Retire %(name)s.") % {"name": elements[step.element_id].name}


@_said.register
def _end(step: EndRelation, elements: Names) -> str:
    return _("End: %(relation)s.") % {"relation": _relation(step, elements)}


@_said.register
def _add(step: AddRelation, elements: Names) -> str:
    strength = str(Strength(step.strength).label).lower()
    return _("Add: %(relation)s (%(strength)s).") % {"relation": _relation(step, elements), "strength": strength}


def _relation(step: EndRelation | AddRelation, elements: Names) -> str:
    return f"{elements[step.element_id].name} {kind_label(step.kind)} {elements[step.dst_id].name}"


@_said.register
def _replace(step: ReplaceElement, elements: Names) -> str:
    kinds = ", ".join(kind_label(kind) for kind in step.kinds)
    named = {"old": elements[step.element_id].name, "new": elements[step.by_id].name, "kinds": kinds}
    return _("Let %(new)s take over from %(old)s: %(kinds)s.") % named


@_said.register
def _swap(step: SwapSupplier, elements: Names) -> str:
    named = {"name": elements[step.element_id].name, "new": elements[step.to_id].name}
    if step.from_id is None:
        return _("Let %(new)s deliver %(name)s.") % named
    named |= {"old": elements[step.from_id].name}
    return _("Let %(new)s deliver %(name)s instead of %(old)s.") % named


@_said.register
def _merge(step: CloseUnitInto, elements: Names) -> str:
    named = {"unit": elements[step.element_id].name, "into": elements[step.into_id].name}
    return _("Merge %(unit)s into %(into)s.") % named


@_said.register
def _apply_law(step: NewRequirement, elements: Names) -> str:
    names = [elements[one].name for one in step.applies_to]
    named, more = ", ".join(names[:MOST_NAMED]), len(names[MOST_NAMED:])
    if more:
        named = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more) % {
            "names": named,
            "count": more,
        }
    return _("Let %(law)s apply to %(names)s.") % {"law": elements[step.element_id].name, "names": named}


@_said.register
def _fact(step: ChangeFact, elements: Names) -> str:
    key = FACTS[step.key]
    named = {"name": elements[step.element_id].name, "question": spoken(key.question)}
    named |= {"answer": value_text(key, step.value)}
    return _("%(name)s: “%(question)s” is answered by %(answer)s.") % named


def outcome_words(outcome: Outcome, policy: Policy) -> str:
    """Return what a change means for an element: “Loses what it needs”."""
    return _OUTCOMES[policy][outcome]()


_OUTCOMES: Mapping[Policy, Mapping[Outcome, Callable[[], str]]] = {
    Policy.AVAILABILITY: {
        Outcome.GONE: lambda: _("Loses what it needs"),
        Outcome.DEGRADED: lambda: _("Is weakened"),
        Outcome.RECHECK: lambda: _("Must be checked"),
        Outcome.NEW: lambda: _("New dependency"),
    },
    Policy.CONFIDENTIALITY: {
        Outcome.GONE: lambda: _("No longer exposed from there"),
        Outcome.DEGRADED: lambda: _("Less exposed"),
        Outcome.RECHECK: lambda: _("Exposed in another way"),
        Outcome.NEW: lambda: _("Newly exposed"),
    },
    Policy.LEGAL: {
        Outcome.GONE: lambda: _("No longer concerned"),
        Outcome.DEGRADED: lambda: _("Less concerned"),
        Outcome.RECHECK: lambda: _("Must be checked"),
        Outcome.NEW: lambda: _("Newly concerned"),
    },
}


def policy_words(policy: Policy) -> str:
    """Return what a part of the report is about."""
    return _POLICIES[policy]()


_POLICIES: Mapping[Policy, Callable[[], str]] = {
    Policy.AVAILABILITY: lambda: _("Work and systems"),
    Policy.CONFIDENTIALITY: lambda: _("Confidential information"),
    Policy.LEGAL: lambda: _("Law, documents and assessments"),
}

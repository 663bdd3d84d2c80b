"""From what was chosen and typed to a step."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404

from grunnmur.core.http import Request
from grunnmur.core.permissions import Actor
from grunnmur.landscape.catalogue import FACTS, KINDS
from grunnmur.landscape.forms.changes import FactForm, KindsForm
from grunnmur.landscape.forms.relations import StrengthForm
from grunnmur.landscape.queries.relations import ties_of
from grunnmur.landscape.rules import kind_label
from grunnmur.landscape.rules.changes import (
    AddRelation,
    ChangeFact,
    CloseUnitInto,
    EndRelation,
    NewRequirement,
    Operation,
    ReplaceElement,
    RetireElement,
    Step,
    SwapSupplier,
)
from grunnmur.landscape.views.changes.slots import IN, NOBODY, Given


class NothingForm(forms.Form):
    """A step of which everything is chosen already."""


def form_for(request: Request, operation: str, given: Given) -> Any:  # Any: a form of its own for some steps
    """Return the form for what must be typed besides what is chosen. Raises Http404 for a choice that is none."""
    sent = request.POST if request.method == "POST" else None
    match operation:
        case Operation.REPLACE_ELEMENT:
            return KindsForm(sent, kinds=_kinds_at(given, request.user))
        case Operation.ADD_RELATION:
            kind = given["kind"].partition(".")[0]
            if kind not in KINDS:
                raise Http404
            return StrengthForm(sent, initial={"strength": KINDS[kind].strength})
        case Operation.CHANGE_FACT:
            if given["key"] not in FACTS:
                raise Http404
            return FactForm(sent, key=FACTS[given["key"]])
    return NothingForm(sent)


def _kinds_at(given: Given, by: Actor) -> Sequence[tuple[str, str]]:
    """Return the ways in which a thing hangs together with others, as they read from it."""
    ties = [tie for tie in ties_of(UUID(given["element"]), seen_by=by) if tie.kind != "changes"]
    found: dict[str, list[str]] = {}
    for tie in ties:
        label = kind_label(tie.kind, is_inverse=tie.is_inverse)
        if label not in found.setdefault(tie.kind, []):
            found[tie.kind].append(label)
    return [(kind, " / ".join(labels)) for kind, labels in found.items()]


def step_from(operation: str, given: Given, many: Sequence[str], form: Any) -> Step:  # Any: see form_for
    """Return the step that was chosen and typed. Raises Http404 when the address is not one we gave."""
    try:
        return _BUILDERS[operation](given, many, form)
    except ValueError:
        raise Http404 from None


def _ends(given: Given, kind: str, way: str, other: str) -> tuple[UUID, str, UUID]:
    own, end = UUID(given["element"]), UUID(other)
    return (end, kind, own) if way == IN else (own, kind, end)


def _end(given: Given, _many: Sequence[str], _form: Any) -> Step:
    kind, way, other = given["tie"].split(".")
    return EndRelation(*_ends(given, kind, way, other))


def _add(given: Given, _many: Sequence[str], form: Any) -> Step:
    kind, way = given["kind"].split(".")
    return AddRelation(*_ends(given, kind, way, given["other"]), form.cleaned_data["strength"])


def _replace(given: Given, _many: Sequence[str], form: Any) -> Step:
    return ReplaceElement(UUID(given["element"]), UUID(given["by"]), tuple(form.cleaned_data["kinds"]))


def _swap(given: Given, _many: Sequence[str], _form: Any) -> Step:
    old = None if given["from"] == NOBODY else UUID(given["from"])
    return SwapSupplier(UUID(given["element"]), old, UUID(given["to"]))


def _fact(given: Given, _many: Sequence[str], form: Any) -> Step:
    return ChangeFact(UUID(given["element"]), given["key"], form.value(), form.cleaned_data["evidence"])


_BUILDERS: Mapping[str, Callable[[Given, Sequence[str], Any], Step]] = {
    Operation.RETIRE_ELEMENT: lambda given, _many, _form: RetireElement(UUID(given["element"])),
    Operation.END_RELATION: _end,
    Operation.ADD_RELATION: _add,
    Operation.REPLACE_ELEMENT: _replace,
    Operation.SWAP_SUPPLIER: _swap,
    Operation.CLOSE_UNIT_INTO: lambda given, _many, _form: CloseUnitInto(UUID(given["element"]), UUID(given["into"])),
    Operation.NEW_REQUIREMENT: lambda given, many, _form: NewRequirement(
        UUID(given["element"]), tuple(UUID(one) for one in many)
    ),
    Operation.CHANGE_FACT: _fact,
}

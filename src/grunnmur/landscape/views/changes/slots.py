"""What must be chosen for each kind of step, one thing after another; what is chosen stands in the address."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grunnmur.core.permissions import Actor
from grunnmur.landscape.catalogue import FACTS, KINDS, PAIRS, TYPES
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.elements import find_element
from grunnmur.landscape.queries.finding import matching
from grunnmur.landscape.queries.relations import other_types, ties_of
from grunnmur.landscape.rules import kind_label, spoken, type_name, type_names
from grunnmur.landscape.rules.changes import Operation, kind_of_requirement
from grunnmur.landscape.views.shown import owner_name

CHANGE, SUPPLIER, SYSTEM, UNIT = "change", "supplier", "system", "unit"
OUT, IN = "out", "in"
NOBODY = "nobody"
SUPPLIED = frozenset(dst for kind, _src, dst in PAIRS if kind == "supplies")
Given = Mapping[str, str]


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen."""

    value: str
    title: str
    text: str = ""


Offer = Callable[[Given, str, Actor], Sequence[Option]]


@dataclass(frozen=True)
class Slot:
    """One choice: its name in the address, what is asked, and what is offered for a text that is searched for."""

    name: str
    question: Promise
    offer: Offer
    is_search: bool = True


def _elements(types: Collection[str] | None, *, but: str = "") -> Offer:
    """Offer elements of these types; all but change cases if None. but: the choice that is left out."""
    wanted = [code for code in TYPES if code != CHANGE] if types is None else types

    def offer(given: Given, text: str, by: Actor) -> Sequence[Option]:
        without = ~Q(pk=UUID(given[but])) if but else Q()
        return [_option(row) for row in matching(text, types=wanted, where=without, seen_by=by)]

    return offer


def _option(row: Element) -> Option:
    return Option(str(row.pk), row.name, ", ".join(filter(None, (type_name(row.type), owner_name(row)))))


def _of_same_type(given: Given, text: str, by: Actor) -> Sequence[Option]:
    element = _element(given, by)
    return [_option(row) for row in matching(text, types=[element.type], where=~Q(pk=element.pk), seen_by=by)]


def _element(given: Given, by: Actor) -> Element:
    return find_element(UUID(given["element"]), seen_by=by)


def _ties(given: Given, _text: str, by: Actor) -> Sequence[Option]:
    """Offer the relations of the element; the value is kind, way and other end."""
    element = _element(given, by)
    return [
        Option(
            f"{tie.kind}.{IN if tie.is_inverse else OUT}.{tie.other.pk}",
            f"{element.name} {kind_label(tie.kind, is_inverse=tie.is_inverse)} {tie.other.name}",
            type_name(tie.other.type),
        )
        for tie in ties_of(element.pk, seen_by=by)
        if tie.kind != "changes"
    ]


def _kinds(given: Given, _text: str, by: Actor) -> Sequence[Option]:
    """Offer the ways in which the element can hang together with something; the value is kind and way."""
    element = _element(given, by)
    found = []
    for kind in KINDS:
        for way in (OUT, IN):
            types = other_types(kind, element.type, is_inverse=way == IN) - {CHANGE}
            if types and kind != "changes":
                names = ", ".join(sorted(type_names(code).lower() for code in types))
                found.append(Option(f"{kind}.{way}", kind_label(kind, is_inverse=way == IN), names))
    return found


def _other_ends(given: Given, text: str, by: Actor) -> Sequence[Option]:
    element = _element(given, by)
    kind, _dot, way = given["kind"].partition(".")
    types = other_types(kind, element.type, is_inverse=way == IN) if kind in KINDS else ()
    return [_option(row) for row in matching(text, types=types, where=~Q(pk=element.pk), seen_by=by)]


def _suppliers_of(given: Given, _text: str, by: Actor) -> Sequence[Option]:
    element = _element(given, by)
    ties = [tie for tie in ties_of(element.pk, seen_by=by) if tie.kind == "supplies" and tie.is_inverse]
    nobody = Option(NOBODY, str(_("Nobody yet, or one besides those of today")))
    return [*(_option(tie.other) for tie in ties), nobody]


def _ruled(given: Given, text: str, by: Actor) -> Sequence[Option]:
    law = _element(given, by)
    types = other_types(kind_of_requirement(law.type), law.type, is_inverse=False)
    return [_option(row) for row in matching(text, types=types, where=~Q(pk=law.pk), seen_by=by)]


def _questions(_given: Given, text: str, _by: Actor) -> Sequence[Option]:
    return [
        Option(code, spoken(key.question), spoken(key.why))
        for code, key in FACTS.items()
        if text.casefold() in spoken(key.question).casefold()
    ]


SLOTS: Mapping[str, Sequence[Slot]] = {
    Operation.RETIRE_ELEMENT: [Slot("element", _("What is to be retired?"), _elements(None))],
    Operation.END_RELATION: [
        Slot("element", _("What hangs together with something it is not to hang together with?"), _elements(None)),
        Slot("tie", _("Which relation is to end?"), _ties, is_search=False),
    ],
    Operation.ADD_RELATION: [
        Slot("element", _("What is to hang together with something more?"), _elements(None)),
        Slot("kind", _("How?"), _kinds, is_search=False),
        Slot("other", _("With what?"), _other_ends),
    ],
    Operation.REPLACE_ELEMENT: [
        Slot("element", _("What is to be replaced?"), _elements(None)),
        Slot("by", _("What takes over?"), _of_same_type),
    ],
    Operation.SWAP_SUPPLIER: [
        Slot("element", _("What is to be delivered by another?"), _elements(SUPPLIED)),
        Slot("from", _("Who delivers it today?"), _suppliers_of, is_search=False),
        Slot("to", _("Who is to deliver it?"), _elements([SUPPLIER])),
    ],
    Operation.CLOSE_UNIT_INTO: [
        Slot("element", _("Which unit is to be merged into another?"), _elements([UNIT])),
        Slot("into", _("Which unit takes over?"), _elements([UNIT], but="element")),
    ],
    Operation.NEW_REQUIREMENT: [
        Slot("element", _("Which law or requirement?"), _elements(["law", "requirement"])),
        Slot("applies_to", _("What is it to apply to?"), _ruled),
    ],
    Operation.CHANGE_FACT: [
        Slot("element", _("Which system?"), _elements([SYSTEM])),
        Slot("key", _("Which question gets another answer?"), _questions),
    ],
}

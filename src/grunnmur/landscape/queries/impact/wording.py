"""The words of an answer: levels, and paths as sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grunnmur.landscape.catalogue import KINDS, Policy
from grunnmur.landscape.rules import kind_label
from grunnmur.landscape.rules.propagation import STOPS, Stop, Way, is_lessened

STEP = "activity"  # its name is what is done, so that it stands in quotes
QUOTES = {"da": "»%s«", "en": "“%s”"}
NORWEGIAN_QUOTES = "«%s»"


class Thing(NamedTuple):
    """An element as rows, figures and files show it. owner_unit: the name; blank where nobody owns it.

    criticality: 1–4, None where nobody has judged. sort_key: orders by name as Nordic readers expect.
    """

    id: UUID
    type: str
    name: str
    code: str
    sort_key: str
    lifecycle: str
    criticality: int | None
    owner_unit_id: UUID | None
    owner_unit: str


@dataclass(frozen=True, slots=True)
class Hop:
    """One element of a path, and the relation that leads to it from the one before; no kind at the beginning.

    is_inverse: whether the relation is read from its destination. strength: 2 required, 1 supporting, 0 optional.
    is_lessened: whether harm is less, or goes less far, because the relation is not a required one.
    """

    thing: Thing
    kind: str = ""
    is_inverse: bool = False
    strength: int = 2
    is_lessened: bool = False


def path_of(stop: Stop, *, things: Mapping[UUID, Thing], policy: Policy, way: Way) -> tuple[Hop, ...]:
    """Return a path from what is affected towards the cause, whichever way one looked."""
    stops = stop.path if way is Way.DEPENDENTS else tuple(reversed(stop.path))
    hops = [Hop(things[stops[0].element])]
    for before, after in pairwise(stops):
        arc = before.arc if way is Way.DEPENDENTS else after.arc
        if arc is None:
            raise ValueError("A path is broken: two stops without a relation between them.")
        lessened = is_lessened(KINDS[arc.kind].cells[policy], strength=arc.strength)
        hops.append(Hop(things[after.element], arc.kind, arc.src != before.element, arc.strength, lessened))
    return tuple(hops)


def path_sentence(path: Sequence[Hop]) -> str:
    """Return a path in the language of this thread: “A → uses B (optional) → is supplied by C”.

    The strength stands in brackets where harm is less, or goes less far, because the relation is not required.
    """
    first, *rest = path
    return " → ".join([_name(first.thing), *map(_hop, rest)])


def _hop(hop: Hop) -> str:
    words = f"{kind_label(hop.kind, is_inverse=hop.is_inverse)} {_name(hop.thing)}"
    if not hop.is_lessened:
        return words
    strength = _("(supporting)") if hop.strength else _("(optional)")
    return f"{words} {strength}"


def _name(thing: Thing) -> str:
    quotes = QUOTES.get(get_language() or "", NORWEGIAN_QUOTES)
    return quotes % thing.name if thing.type == STEP else thing.name


def level_words(level: int, *, policy: Policy, way: Way) -> str:
    """Return how hard something is hit, or hits what was asked about, in the language of this thread."""
    number = STOPS + 1 if level == STOPS and policy is Policy.CONFIDENTIALITY else level
    return _LEVELS[way][number]()


_LEVELS: Mapping[Way, Mapping[int, Callable[[], str]]] = {
    Way.DEPENDENTS: {
        4: lambda: _("is exposed"),
        3: lambda: _("stops"),
        2: lambda: _("is degraded"),
        1: lambda: _("must be checked"),
    },
    Way.DEPENDENCIES: {
        4: lambda: _("exposes it"),
        3: lambda: _("stops it"),
        2: lambda: _("degrades it"),
        1: lambda: _("calls for a check of it"),
    },
}

"""From a relation of ArchiMate to kinds of the map.

Precedence: a property `kind` that fits the relation, its access type and both ends; the relation's name or
specialization, as a kind's code or label in any language; the access type; the only kind there is. An association
without direction is also read the other way round. A process that both reads and writes becomes two relations.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from grunnmur.landscape.catalogue import KINDS, PAIRS
from grunnmur.landscape.exchange.findings import Findings, Problem
from grunnmur.landscape.exchange.marked import _
from grunnmur.landscape.exchange.raw import RawRelation

RELATIONS = frozenset(
    {
        "Composition",
        "Aggregation",
        "Assignment",
        "Realization",
        "Serving",
        "Access",
        "Influence",
        "Triggering",
        "Flow",
        "Specialization",
        "Association",
    }
)
"""The relations of ArchiMate 3.2 as the exchange format names them."""

_NEAREST_ACCESS = {"Access": "Read", "Write": "ReadWrite"}
"""An access that says no more is taken for the weaker claim; a system that writes is taken for the main source."""


class Match(NamedTuple):
    """The kinds a relation of a file stands for, and whether source and target change places."""

    kinds: tuple[str, ...]
    is_turned: bool = False


def _legal_kinds() -> Mapping[tuple[str, str, str], Sequence[str]]:
    legal = defaultdict(list)
    for code, source, target in sorted(PAIRS, key=lambda pair: KINDS[pair[0]].order):
        legal[KINDS[code].archimate, source, target].append(code)
    return dict(legal)


_LEGAL = _legal_kinds()


def match(raw: RawRelation, source: str, target: str, findings: Findings) -> Match:
    """Return the kinds of a relation between elements of two types; none when it has no counterpart here."""
    stated = _stated(raw, source, target, findings)
    if stated:
        return Match((stated,))
    there = _choose(raw, _LEGAL.get((raw.concept, source, target), ()))
    if there or raw.concept != "Association" or raw.is_directed:
        return Match(there)
    return Match(_choose(raw, _LEGAL.get((raw.concept, target, source), ())), is_turned=True)


def _stated(raw: RawRelation, source: str, target: str, findings: Findings) -> str:
    """Return the kind that the property `kind` names, and take the property off."""
    for place, (key, value) in enumerate(raw.properties):
        if key != "kind":
            continue
        if (value, source, target) in PAIRS and _fits(raw, value):
            del raw.properties[place]
            return value
        findings.kept(
            Problem.UNFIT_CODE,
            _("The property “kind” of a relation says %(value)s, which does not fit; it was read without."),
            at=raw,
            value=value,
        )
    return ""


def _fits(raw: RawRelation, code: str) -> bool:
    kind = KINDS[code]
    return kind.archimate == raw.concept and kind.access_type in {"", raw.access}


def _choose(raw: RawRelation, legal: Sequence[str]) -> tuple[str, ...]:
    named = [code for code in legal if is_name_of(code, raw.name) or is_name_of(code, raw.specialization)]
    if len(named) == 1 or len(legal) == 1:
        return (*(named or legal),)
    if raw.concept != "Access":
        return ()
    exact = [code for code in legal if KINDS[code].access_type == raw.access]
    if exact or raw.access == "ReadWrite":
        return tuple(exact or legal)
    return tuple(code for code in legal if KINDS[code].access_type == _NEAREST_ACCESS.get(raw.access))


def is_name_of(code: str, name: str) -> bool:
    """Whether a relation's name says no more than its kind does, in any language and either direction."""
    word = name.casefold()
    kind = KINDS[code]
    return word == code or any(word == label.casefold() for label in (*kind.label.values(), *kind.inverse.values()))

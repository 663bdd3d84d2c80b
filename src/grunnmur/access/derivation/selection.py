"""Compiled rules: which rules an anchor meets, found by index and remembered per shape of anchor."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from grunnmur.access.derivation.facts import Anchor, Effect, Id, Rule
from grunnmur.access.derivation.units import Ancestry
from grunnmur.core.periods import EVER, Span, intersect_spans, subtract_spans, union_spans


class Shape(NamedTuple):
    """All that rules can ask an anchor itself; two anchors of one shape meet the same rules."""

    anchor: Anchor
    unit: Id
    position: Id | None = None
    kind: str = ""
    function: Id | None = None
    is_deputy: bool = False


class Candidate(NamedTuple):
    """A rule met by everything that the anchor alone can tell, on these days.

    via: the rule's id, ready made. floor: the rule's own first day. rule: set when the person must be asked too.
    """

    lower: int
    upper: int
    target: int
    via: tuple[Id]
    floor: int
    rule: Rule | None


_TARGET = attrgetter("target")


class Candidates(NamedTuple):
    """Rules that give and rules that take away, sorted by target.

    is_plain: for a person without functions, each target comes from one candidate at most, and nothing is taken.
    """

    gives: tuple[Candidate, ...]
    takes: tuple[Candidate, ...]
    is_plain: bool


class Prepared(NamedTuple):
    """A rule with its target's number and its candidates by unit ("" = it asks for none), found when first asked."""

    rule: Rule
    target: int
    by_unit: dict[Id, tuple[Candidate, ...]]


class Selection:
    """The rules of one version of the definitions, asked by shape."""

    def __init__(self, rules: Iterable[Rule], targets: Mapping[Id, int], ancestry: Ancestry) -> None:
        self._ancestry = ancestry
        self._known: dict[Shape, Candidates] = {}
        self._inside: dict[tuple[Anchor, Id], list[Prepared]] = {}
        self._by_unit: dict[tuple[Anchor, str, Id], list[Prepared]] = defaultdict(list)
        self._anywhere: dict[tuple[Anchor, Id | None], list[Prepared]] = defaultdict(list)
        self._by_person: dict[Id, list[Prepared]] = defaultdict(list)
        self._structures: set[str] = set()
        for rule in sorted(rules, key=lambda rule: rule.id):
            target = targets.get(rule.role or rule.permission or "")
            if target is not None:
                self._file(Prepared(rule, target, {}))

    def _file(self, prepared: Prepared) -> None:
        """Put a rule where its rarest condition finds it."""
        rule = prepared.rule
        self._structures.add(rule.structure)
        plus_units = {unit.unit for unit in rule.units if not unit.is_minus}
        if rule.persons:
            for person in rule.persons:
                self._by_person[person].append(prepared)
        elif plus_units:
            for unit in plus_units:
                self._by_unit[rule.anchor, rule.structure, unit].append(prepared)
        else:
            own = {Anchor.EMPLOYMENT: rule.positions, Anchor.FUNCTION: rule.functions}
            for key in own.get(rule.anchor) or (None,):
                self._anywhere[rule.anchor, key].append(prepared)

    def names_person(self, person: Id) -> bool:
        """Tell whether any rule asks for this person by name."""
        return person in self._by_person

    def candidates(self, shape: Shape) -> Candidates:
        """Return the rules that ask for nobody by name and that an anchor of this shape meets."""
        known = self._known.get(shape)
        if known is None:
            known = self._known[shape] = self._met(self._filed(shape), shape)
        return known

    def naming(self, person: Id, shape: Shape) -> Candidates:
        """Return the rules that ask for this person by name and that an anchor of this shape meets."""
        named = self._by_person.get(person, ())
        return self._met((prepared for prepared in named if prepared.rule.anchor == shape.anchor), shape)

    def unit_days(self, rule: Rule, unit: Id) -> tuple[Span, ...]:
        """Return the days on which an anchor in this unit meets the rule's units, the rule valid or not."""
        if not rule.units:
            return EVER
        above = self._ancestry.of(unit, structure=rule.structure)
        plus: list[Span] = []
        minus: list[Span] = []
        for named in rule.units:
            if named.unit == unit or named.with_below:
                (minus if named.is_minus else plus).extend(above.get(named.unit, ()))
        has_plus = any(not named.is_minus for named in rule.units)
        return subtract_spans(union_spans(plus) if has_plus else EVER, union_spans(minus))

    def _filed(self, shape: Shape) -> Iterable[Prepared]:
        """Return the rules that an anchor of this shape may meet, each once: each is filed in one way only."""
        anchor = shape.anchor
        narrow = shape.position if anchor == Anchor.EMPLOYMENT else shape.function
        anywhere = self._anywhere.get((anchor, None), ())
        narrowed = self._anywhere.get((anchor, narrow), ()) if narrow is not None else ()
        inside = self._inside.get((anchor, shape.unit))
        if inside is None:
            inside = self._inside[anchor, shape.unit] = self._find_inside(anchor, shape.unit)
        return chain(anywhere, narrowed, inside)

    def _find_inside(self, anchor: Anchor, unit: Id) -> list[Prepared]:
        """Return the rules that name this unit or one that lies above it on any day."""
        found = {
            prepared.rule.id: prepared
            for structure in self._structures
            for above in self._ancestry.of(unit, structure=structure)
            for prepared in self._by_unit.get((anchor, structure, above), ())
        }
        return list(found.values())

    def _met(self, filed: Iterable[Prepared], shape: Shape) -> Candidates:
        gives: list[Candidate] = []
        takes: list[Candidate] = []
        for prepared in filed:
            if meets(prepared.rule, shape):
                unit = shape.unit if prepared.rule.units else ""
                found = prepared.by_unit.get(unit)
                if found is None:
                    found = prepared.by_unit[unit] = self._in_unit(prepared, unit)
                (gives if prepared.rule.effect == Effect.GRANT else takes).extend(found)
        gives.sort(key=_TARGET)
        return Candidates(tuple(gives), tuple(takes), is_plain=not takes and _is_plain(gives))

    def _in_unit(self, prepared: Prepared, unit: Id) -> tuple[Candidate, ...]:
        """Return one candidate for each run of days on which the rule is valid and met by this unit."""
        rule = prepared.rule
        asked = rule if asks_the_person(rule) else None
        days = intersect_spans(self.unit_days(rule, unit), ((rule.lower, rule.upper),))
        return tuple(Candidate(*span, prepared.target, (rule.id,), rule.lower, asked) for span in days)


def _is_plain(gives: Iterable[Candidate]) -> bool:
    """Tell whether a person without functions gets each target once, and is asked for nothing but functions."""
    asking = [candidate.rule for candidate in gives if candidate.rule is not None]
    targets = [candidate.target for candidate in gives if candidate.rule is None]
    return len(set(targets)) == len(targets) and all(rule.functions for rule in asking)


def meets(rule: Rule, shape: Shape) -> bool:
    """Tell whether an anchor meets what the rule asks of it, apart from unit and days."""
    if shape.anchor == Anchor.EMPLOYMENT:
        return meets_employment(rule, position=shape.position, kind=shape.kind)
    if shape.anchor == Anchor.FUNCTION:
        return not rule.functions or shape.function in rule.functions
    return rule.has_deputies or not shape.is_deputy


def meets_employment(rule: Rule, *, position: Id | None, kind: str) -> bool:
    """Tell whether an employment of this position and kind is one the rule asks for."""
    return (not rule.positions or position in rule.positions) and (not rule.kinds or kind in rule.kinds)


def asks_the_person(rule: Rule) -> bool:
    """Tell whether the rule has conditions that its anchor alone cannot answer."""
    return bool(
        rule.persons
        or rule.not_persons
        or (rule.functions and rule.anchor != Anchor.FUNCTION)
        or ((rule.positions or rule.kinds) and rule.anchor != Anchor.EMPLOYMENT)
    )

"""What steps do to how things hang together, worked out one after another without writing anything."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import NamedTuple
from uuid import UUID

from grunnmur.landscape.catalogue import KINDS, PAIRS, Direction, Policy
from grunnmur.landscape.rules.changes.steps import (
    AddRelation,
    CloseUnitInto,
    EndRelation,
    NewRequirement,
    ReplaceElement,
    Step,
    SwapSupplier,
    ends_with,
)
from grunnmur.landscape.rules.propagation import Arc

SUPPLIES, HAS_UNIT = "supplies", "has_unit"
REQUIREMENT = "requirement"


class Tie(NamedTuple):
    """A relation of today, with its id."""

    relation_id: UUID
    arc: Arc


class Triple(NamedTuple):
    """A relation by what it is, whatever its strength."""

    src: UUID
    dst: UUID
    kind: str


@dataclass(frozen=True)
class Effects:
    """What is otherwise after the steps. removed: by relation id; added: relations; gone: elements off the map.

    A relation that becomes stronger is both removed and added.
    """

    removed: Mapping[UUID, Arc]
    added: tuple[Arc, ...]
    gone: frozenset[UUID]

    def causes(self, policy: Policy) -> tuple[UUID, ...]:
        """Return the elements from which harm of a sort travels along what is removed or added, each once.

        Relations that harm only what goes anyway are left out: nobody asks what a thing needs that is not there.
        """
        return tuple(dict.fromkeys(cause for cause, _hit in self._ways(policy)))

    def struck(self, policy: Policy) -> frozenset[UUID]:
        """Return the elements that harm of a sort comes to along what is removed or added."""
        return frozenset(hit for _cause, hit in self._ways(policy))

    def _ways(self, policy: Policy) -> Iterator[tuple[UUID, UUID]]:
        for arc in (*self.removed.values(), *self.added):
            yield from (way for way in ways(arc, policy) if way[1] not in self.gone)


def ways(arc: Arc, policy: Policy) -> Iterator[tuple[UUID, UUID]]:
    """Give each (from, to) in which harm of a sort travels along a relation; none if it does not."""
    cell = KINDS[arc.kind].cells.get(policy)
    if cell is not None and cell.direction is not Direction.TO_SOURCE:
        yield arc.src, arc.dst
    if cell is not None and cell.direction is not Direction.TO_DESTINATION:
        yield arc.dst, arc.src


def effects_of(steps: Iterable[Step], ties: Iterable[Tie], *, types: Mapping[UUID, str]) -> Effects:
    """Return what is otherwise after the steps, taken in their order.

    ties: at least the relations of today that touch an element the steps name. types: of at least the elements of the
    steps and of both ends of the ties.
    """
    before = {Triple(tie.arc.src, tie.arc.dst, tie.arc.kind): tie for tie in ties}
    there = {triple: tie.arc.strength for triple, tie in before.items()}
    gone: set[UUID] = set()
    for step in steps:
        _take(step, there, types)
        if (ended := ends_with(step)) is not None:
            gone.add(ended)
            _part(there, ended)
    return Effects(
        removed={tie.relation_id: tie.arc for triple, tie in before.items() if there.get(triple) != tie.arc.strength},
        added=tuple(
            Arc(*triple, strength)
            for triple, strength in there.items()
            if triple not in before or before[triple].arc.strength != strength
        ),
        gone=frozenset(gone),
    )


_There = dict[Triple, int]  # strengths
_Types = Mapping[UUID, str]


@singledispatch
def _take(_step: Step, _there: _There, _types: _Types) -> None:
    """Do to relations what a step does itself; what goes with an element that ends is not its matter."""


@_take.register
def _end(step: EndRelation, there: _There, _types: _Types) -> None:
    there.pop(Triple(step.element_id, step.dst_id, step.kind), None)


@_take.register
def _relate(step: AddRelation, there: _There, _types: _Types) -> None:
    _add(there, Triple(step.element_id, step.dst_id, step.kind), step.strength)


@_take.register
def _replace(step: ReplaceElement, there: _There, types: _Types) -> None:
    for triple in _touching(there, step.element_id):
        if triple.kind in step.kinds:
            _move(there, triple, step.element_id, step.by_id, types)


@_take.register
def _swap(step: SwapSupplier, there: _There, _types: _Types) -> None:
    old = Triple(step.from_id, step.element_id, SUPPLIES) if step.from_id else None
    strength = there.pop(old, None) if old else None
    new = Triple(step.to_id, step.element_id, SUPPLIES)
    _add(there, new, KINDS[SUPPLIES].strength if strength is None else strength)


@_take.register
def _merge(step: CloseUnitInto, there: _There, types: _Types) -> None:
    for triple in _touching(there, step.element_id):
        if not (triple.kind == HAS_UNIT and triple.dst == step.element_id):
            _move(there, triple, step.element_id, step.into_id, types)


@_take.register
def _apply_law(step: NewRequirement, there: _There, types: _Types) -> None:
    kind = kind_of_requirement(types[step.element_id])
    for one in step.applies_to:
        _add(there, Triple(step.element_id, one, kind), KINDS[kind].strength)


def kind_of_requirement(element_type: str) -> str:
    """Return the kind by which a law or a requirement reaches what it applies to."""
    return "applies_to" if element_type == REQUIREMENT else "governs"


def _touching(there: _There, element: UUID) -> Sequence[Triple]:
    return [triple for triple in there if element in (triple.src, triple.dst)]


def _part(there: _There, element: UUID) -> None:
    for triple in _touching(there, element):
        del there[triple]


def _add(there: _There, triple: Triple, strength: int) -> None:
    there[triple] = max(strength, there.get(triple, 0))


def _move(there: _There, triple: Triple, old: UUID, new: UUID, types: Mapping[UUID, str]) -> None:
    """Let a relation end at another element; one that would lead to itself, or be illegal, ends."""
    strength = there.pop(triple)
    moved = moved_to(triple, old, new)
    if moved.src != moved.dst and (moved.kind, types[moved.src], types[moved.dst]) in PAIRS:
        _add(there, moved, strength)


def moved_to(triple: Triple, old: UUID, new: UUID) -> Triple:
    """Return a relation with one element in the place of another."""
    src, dst = (new if end == old else end for end in (triple.src, triple.dst))
    return Triple(src, dst, triple.kind)

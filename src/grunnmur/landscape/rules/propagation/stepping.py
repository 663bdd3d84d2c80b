"""One step of harm along one relation. The SQL of `queries/impact` says the same; a test keeps them equal."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from grunnmur.landscape.catalogue import KINDS, Cell, Direction, Effect, Policy, Reach

STOPS, DEGRADED, RECHECK = 3, 2, 1  # levels: it stops or is exposed, it is degraded, it must be checked again
OPTIONAL, SUPPORTING, REQUIRED = STRENGTHS = 0, 1, 2  # of a relation
START: Mapping[Policy, int] = {
    Policy.AVAILABILITY: STOPS,
    Policy.CONFIDENTIALITY: STOPS,
    Policy.LEGAL: RECHECK,
}


class Way(StrEnum):
    """Which way one looks: at what depends on something, or at what it depends on."""

    DEPENDENTS = "dependents"
    DEPENDENCIES = "dependencies"


class State(NamedTuple):
    """How an element was come to: how hard it is hit, and whether every relation leads on from there.

    An origin is open. Looking at dependents, an element that is not open is shown and not travelled from. Looking at
    dependencies, only relations that harm travels on from lead further back from one that is not open.
    """

    level: int
    is_open: bool


def step(state: State, cell: Cell, *, strength: int, way: Way) -> State | None:
    """Return how the element at the other end is hit, or None if harm does not come that far.

    Harm passes through an element only along what leads on; the last relation before the affected may be one where it
    stops. Seen from the affected, which is where looking at dependencies begins, that is the first one. So X is among
    the dependencies of Y, at a level and distance, exactly when Y is among the dependents of X at the same.
    """
    leads_on = _leads_on(cell, strength)
    if way is Way.DEPENDENTS:
        return State(_level(cell, state.level, strength), leads_on) if state.is_open else None
    return State(_level(cell, state.level, strength), is_open=False) if state.is_open or leads_on else None


def _level(cell: Cell, level: int, strength: int) -> int:
    if cell.effect is Effect.RECHECK:
        return RECHECK
    if cell.effect is Effect.DEGRADED or (cell.effect is Effect.STRENGTH and strength < REQUIRED):
        return min(level, DEGRADED)
    return level


def _leads_on(cell: Cell, strength: int) -> bool:
    if cell.reach is Reach.ON:
        return strength >= SUPPORTING
    return cell.reach is Reach.REQUIRED and strength == REQUIRED


def is_lessened(cell: Cell, *, strength: int) -> bool:
    """Tell whether harm is less, or goes less far, because the relation is not a required one."""
    if cell.effect is Effect.STRENGTH or cell.reach is Reach.REQUIRED:
        return strength < REQUIRED
    return cell.reach is Reach.ON and strength == OPTIONAL


def kinds_from_src(policy: Policy, way: Way) -> Mapping[str, Cell]:
    """Return the kinds along which one walks from source to destination, in the catalogue's order."""
    wanted = Direction.TO_DESTINATION if way is Way.DEPENDENTS else Direction.TO_SOURCE
    return _kinds(policy, wanted)


def kinds_from_dst(policy: Policy, way: Way) -> Mapping[str, Cell]:
    """Return the kinds along which one walks from destination to source, in the catalogue's order."""
    wanted = Direction.TO_SOURCE if way is Way.DEPENDENTS else Direction.TO_DESTINATION
    return _kinds(policy, wanted)


def _kinds(policy: Policy, wanted: Direction) -> Mapping[str, Cell]:
    return {
        code: kind.cells[policy]
        for code, kind in KINDS.items()
        if policy in kind.cells and kind.cells[policy].direction in {wanted, Direction.BOTH}
    }

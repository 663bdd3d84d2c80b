"""How things on the map hang together, and how far harm travels along it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from grunnmur.landscape.catalogue.reading import Words, entries, words
from grunnmur.landscape.catalogue.types import TYPES


class Policy(StrEnum):
    """What sort of harm is followed: it stops, it leaked, it changed."""

    AVAILABILITY = "availability"
    CONFIDENTIALITY = "confidentiality"
    LEGAL = "legal"


class Direction(StrEnum):
    """Which end is harmed by the other."""

    TO_DESTINATION = "→"
    TO_SOURCE = "←"
    BOTH = "↔"


class Effect(StrEnum):
    """What becomes of the level on the way."""

    KEEP = "k"
    STRENGTH = "s"
    DEGRADED = "d"
    RECHECK = "r"


class Reach(StrEnum):
    """Whether harm travels on from the element it came to."""

    ON = "*"
    STOPS = "1"
    REQUIRED = "!"


@dataclass(frozen=True)
class Cell:
    """How one sort of harm travels along one kind."""

    direction: Direction
    effect: Effect
    reach: Reach


@dataclass(frozen=True)
class RelationKind:
    """One kind of relation, from source to destination in ArchiMate's direction.

    archimate: the relation of ArchiMate 3.2; access_type: Read, Write or ReadWrite for an Access, else blank.
    label reads from the source, inverse from the destination. strength: what a relation has unless said otherwise,
    2 required, 1 supporting, 0 optional. cells: by policy; none where harm does not travel.
    """

    code: str
    archimate: str
    access_type: str
    label: Words
    inverse: Words
    strength: int
    order: int
    cells: Mapping[Policy, Cell]
    pairs: tuple[tuple[str, str], ...]


def cell(text: str) -> Cell:
    """Read a cell such as `→s*`. Raises ValueError for anything else."""
    return Cell(Direction(text[0]), Effect(text[1]), Reach(text[2:]))


def _pairs(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:  # Any: what TOML holds
    for same in entry.get("same", []):
        yield same, same
    destinations = entry.get("to", [])
    for source in entry.get("from", []):
        for destination in TYPES if destinations == ["*"] else destinations:
            yield source, destination


def _kinds() -> dict[str, RelationKind]:
    return {
        code: RelationKind(
            code=code,
            archimate=entry["archimate"],
            access_type=entry.get("access_type", ""),
            label=words(entry["label"]),
            inverse=words(entry["inverse"]),
            strength=entry["strength"],
            order=order,
            cells={policy: cell(entry[policy]) for policy in Policy if policy in entry},
            pairs=tuple(_pairs(entry)),
        )
        for order, (code, entry) in enumerate(entries("kinds").items())
    }


KINDS: Mapping[str, RelationKind] = _kinds()
PAIRS: frozenset[tuple[str, str, str]] = frozenset(
    (kind.code, source, destination) for kind in KINDS.values() for source, destination in kind.pairs
)

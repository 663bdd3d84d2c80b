"""What a figure is made of: elements, the relations among them, and every word that is written or spoken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

LANES = range(1, 11)
LEVELS = range(4)  # 3 stops, 2 degraded, 1 to be checked, 0 nothing is said
STRENGTHS = range(3)  # 2 required, 1 supporting, 0 optional
_LOCAL = ("/", "?", "#")


class Affected(Enum):
    """The end of a relation that is hit when the other end fails; arrows point to it."""

    SRC = "src"
    DST = "dst"
    BOTH = "both"
    NEITHER = "neither"


class Change(Enum):
    """What a plan does to an element or a relation."""

    STAYS = "stays"
    GOES = "goes"
    COMES = "comes"


@dataclass(frozen=True, slots=True)
class Node:
    """One element: `type` is its label, `lane` 1–10, `level` 0–3, `distance` in relations from the origin.

    url: where its box leads, inside this site. word: written of it instead of what its level is called.
    """

    id: str
    name: str
    type: str
    lane: int
    level: int
    distance: int
    url: str
    is_origin: bool = False
    word: str = ""
    change: Change = Change.STAYS


@dataclass(frozen=True, slots=True)
class Edge:
    """One relation: `kind` is its label, read from `src` to `dst`; `strength` 0–2."""

    src: str
    dst: str
    strength: int
    kind: str
    affected: Affected
    change: Change = Change.STAYS


@dataclass(frozen=True, slots=True)
class Texts:
    """Every word of a figure, in the reader's language.

    title: the name of the figure. origin: said of the element that is asked about. lanes, levels, strengths: by number.
    distance: steps → "2 steps away". more: (lane, count) → "+37 steps", more_url: lane → the table of that lane.
    relation: one relation in a sentence, of %(src)s, %(kind)s, %(dst)s and %(strength)s.
    lines: what solid (2), dashed (1) and dotted (0) lines say, arrow: what the arrows say, changes: what the signs on
    lines that go and come say, in the legend.
    """

    title: str
    origin: str
    lanes: Mapping[int, str]
    levels: Mapping[int, str]
    strengths: Mapping[int, str]
    distance: Callable[[int], str]
    more: Callable[[int, int], str]
    more_url: Callable[[int], str]
    relation: str
    lines: Mapping[int, str]
    arrow: str
    changes: Mapping[Change, str] = field(default_factory=dict)


def check(nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
    """Raise ValueError for what cannot be drawn, saying which element or relation it is."""
    known = {node.id for node in nodes}
    if len(known) != len(nodes):
        raise ValueError("Two elements of the figure have the same id.")
    for node in nodes:
        _check_node(node)
    for edge in edges:
        for end in (edge.src, edge.dst):
            if end not in known:
                raise ValueError(
                    f"The relation {edge.src!r} → {edge.dst!r} ends at {end!r}, which is not in the figure."
                )
        if edge.src == edge.dst:
            raise ValueError(f"The relation of {edge.src!r} leads to itself.")
        if edge.strength not in STRENGTHS:
            raise ValueError(f"The relation {edge.src!r} → {edge.dst!r} has the strength {edge.strength}, not 0 to 2.")


def _check_node(node: Node) -> None:
    if node.lane not in LANES:
        raise ValueError(f"The element {node.id!r} is in lane {node.lane}, not 1 to 10.")
    if node.level not in LEVELS:
        raise ValueError(f"The element {node.id!r} has the level {node.level}, not 0 to 3.")
    check_url(node.url)


def check_url(url: str) -> None:
    """Raise ValueError when an address could leave this site or run something."""
    if not url.startswith(_LOCAL) or url.startswith(("//", "/\\")):
        raise ValueError(f"The address {url!r} is not inside this site.")

"""The figure of what is around an element."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.landscape.catalogue import KINDS, TYPES
from grunnmur.landscape.drawing import MOST, Node, ego
from grunnmur.landscape.queries.figures.words import edge_of, figure_texts
from grunnmur.landscape.queries.impact import Arc, Impact, Reached, Thing, Way
from grunnmur.landscape.rules import type_name


@dataclass(frozen=True)
class Links:
    """Where a figure leads: the box of an element, and the box for the rest of a lane. On paper nowhere."""

    box: Callable[[UUID], str] = lambda _element: "#"
    lane: Callable[[int], str] = lambda _lane: "#"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A figure, and what it shows: arcs by the names of their ends. svg: blank where there is nothing to draw.

    is_cut: there is more than is drawn.
    """

    title: str
    svg: str
    arcs: Sequence[Arc]
    is_cut: bool


def picture_of(answer: Impact, *, links: Links) -> Picture:
    """Draw what a question about one element reached: the nearest first, of those the hardest hit."""
    origin, shown = answer.origins[0], _nearest(answer)
    title = _title(answer) % {"name": origin.name}
    arcs = _among(answer, {origin.id, *(row.thing.id for row in shown)})
    texts = figure_texts(title, levels=answer.level_words, more_url=links.lane)
    nodes = [node_of(origin, links=links, is_origin=True)]
    nodes += [node_of(row.thing, links=links, level=row.level, distance=row.distance) for row in shown]
    policy = answer.question.policy
    edges = [edge_of(arc.kind, (arc.src, arc.dst), strength=arc.strength, policy=policy) for arc in arcs]
    svg = ego(nodes, edges, texts) if shown else ""
    return Picture(title=title, svg=svg, arcs=arcs, is_cut=len(shown) < len(answer.reached))


def _title(answer: Impact) -> str:
    if answer.question.way is Way.DEPENDENTS:
        return _("What depends on %(name)s")
    return _("What %(name)s needs")


def _nearest(answer: Impact) -> Sequence[Reached]:
    """Return what is drawn: the nearest first, of those the hardest hit, lane by lane."""
    rows = sorted(
        answer.reached,
        key=lambda row: (row.distance, -row.level, TYPES[row.thing.type].lane, row.thing.sort_key, row.thing.id),
    )
    return rows[: MOST - 1]


def _among(answer: Impact, ids: set[UUID]) -> Sequence[Arc]:
    """Return the relations between these elements, in the order in which they are read."""
    things = answer.things
    inside = (arc for arc in answer.arcs if arc.src in ids and arc.dst in ids)
    return sorted(inside, key=lambda arc: (things[arc.src].sort_key, KINDS[arc.kind].order, things[arc.dst].sort_key))


def node_of(thing: Thing, *, links: Links, level: int = 0, distance: int = 0, is_origin: bool = False) -> Node:
    """Return an element as it is drawn."""
    return Node(
        id=str(thing.id),
        name=thing.name,
        type=type_name(thing.type),
        lane=TYPES[thing.type].lane,
        level=level,
        distance=distance,
        url=links.box(thing.id),
        is_origin=is_origin,
    )

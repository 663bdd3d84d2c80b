"""Figures of a whole map on paper: what matters most, each with what is right around it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from grunnmur.core.documents_out import Figure
from grunnmur.landscape.catalogue import TYPES, Policy
from grunnmur.landscape.drawing import ON_PAPER, Node, ego
from grunnmur.landscape.exchange.model import Element, Id, Model
from grunnmur.landscape.queries.figures.words import edge_of, figure_texts
from grunnmur.landscape.rules import type_name

MOST_FIGURES = 10
POLICY = Policy.AVAILABILITY  # which end of a relation arrows point to


def figures_of(model: Model) -> Iterator[Figure]:
    """Draw the most critical elements that hang together with something, else those with the most relations."""
    degrees = Counter(end for one in model.relations for end in {one.src, one.dst})
    related = [one for one in model.elements if degrees[one.id]]
    related.sort(key=lambda one: (-(one.criticality or 0), -degrees[one.id], one.name.casefold(), str(one.id)))
    for element in related[:MOST_FIGURES]:
        yield _figure(element, model)


def _figure(element: Element, model: Model) -> Figure:
    relations = [one for one in model.relations if element.id in {one.src, one.dst}]
    around = {end for one in relations for end in (one.src, one.dst)} - {element.id}
    nodes = [_node(element, is_origin=True), *(_node(one) for one in _ordered(model, around))]
    edges = [edge_of(one.kind, (one.src, one.dst), strength=one.strength, policy=POLICY) for one in relations]
    title = _("What is right around %(name)s") % {"name": element.name}
    texts = figure_texts(title, levels={}, origin="")
    said = _("The relations in the figure stand in the table of relations.")
    return Figure(ego(nodes, edges, texts), said, css=ON_PAPER, title=title, has_own_page=True)


def _ordered(model: Model, ids: set[Id]) -> Sequence[Element]:
    """Return elements in the order in which a lane that is too full leaves some out: the most critical first."""
    inside = (one for one in model.elements if one.id in ids)
    return sorted(inside, key=lambda one: (-(one.criticality or 0), one.name.casefold(), str(one.id)))


def _node(element: Element, *, is_origin: bool = False) -> Node:
    return Node(
        id=str(element.id),
        name=element.name,
        type=type_name(element.type),
        lane=TYPES[element.type].lane,
        level=0,
        distance=0 if is_origin else 1,
        url="#",
        is_origin=is_origin,
    )

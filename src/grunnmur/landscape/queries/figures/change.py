"""The figure of what a change makes different: what goes, what comes, and what that means for what hangs on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.landscape.catalogue import KINDS, Policy
from grunnmur.landscape.drawing import MOST, Change, Edge, Node, ego
from grunnmur.landscape.queries.changes import Hit, Part, Web
from grunnmur.landscape.queries.figures.around import Links, node_of
from grunnmur.landscape.queries.figures.words import edge_of, figure_texts
from grunnmur.landscape.queries.impact import Arc
from grunnmur.landscape.rules import kind_label, strength_word
from grunnmur.landscape.rules.changes import Outcome

LEVELS: Mapping[Outcome, int] = {Outcome.GONE: 3, Outcome.DEGRADED: 2, Outcome.RECHECK: 1, Outcome.NEW: 1}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A figure of a change in one respect, and its relations that go and come as sentences. svg: blank without any."""

    svg: str
    goes: Sequence[str]
    comes: Sequence[str]


def difference_of(part: Part, *, title: str, links: Links) -> Difference:
    """Draw what a change begins at and what it hits, the worst first; what goes has a cross, what comes a plus."""
    web = part.web
    nodes = _nodes(part, links=links)
    there = {node.id for node in nodes}
    arcs = [arc for arc in _ordered(web.arcs, web) if {str(arc.src), str(arc.dst)} <= there]
    texts = replace(
        figure_texts(title, levels={}, origin=_("is changed"), more_url=links.lane),
        changes={Change.GOES: _("goes"), Change.COMES: _("comes")},
    )
    svg = ego(nodes, [_edge(arc, part) for arc in arcs], texts, name=part.policy.value) if part.hits else ""
    return Difference(
        svg=svg,
        goes=[_sentence(arc, web) for arc in _ordered(web.removed, web)],
        comes=[_sentence(arc, web) for arc in _ordered(web.added, web)],
    )


def _nodes(part: Part, *, links: Links) -> Sequence[Node]:
    """Return what the change begins at, then what it hits; what is both is drawn once."""
    hits = {hit.thing.id: hit for hit in part.hits}
    causes = [
        replace(
            node_of(thing, links=links, is_origin=True),
            word=_word_of_cause(thing.id, part, hits),
            change=_change_of(thing.id, part.web),
        )
        for thing in part.web.causes
    ]
    begun = {thing.id for thing in part.web.causes}
    hit_nodes = [_hit(hit, part, links=links) for hit in part.hits if hit.thing.id not in begun]
    return [*causes, *hit_nodes][:MOST]


def _hit(hit: Hit, part: Part, *, links: Links) -> Node:
    node = node_of(hit.thing, links=links, level=LEVELS[hit.outcome], distance=hit.distance)
    return replace(node, word=_word(hit.outcome, part.policy))


def _word_of_cause(element: UUID, part: Part, hits: Mapping[UUID, Hit]) -> str:
    if element in part.web.gone:
        return _signed("×", _("goes"))
    if element in hits:
        return _word(hits[element].outcome, part.policy)
    return _signed("+", _("comes in")) if _change_of(element, part.web) is Change.COMES else ""


def _signed(sign: str, word: str) -> str:
    """Return a word after the sign that stands on lines too."""
    return f"{sign} {word}"


def _change_of(element: UUID, web: Web) -> Change:
    """Tell whether an element goes, or comes in where it was not before: it only gets relations."""
    if element in web.gone:
        return Change.GOES
    gains, loses = (any(element in (arc.src, arc.dst) for arc in arcs) for arcs in (web.added, web.removed))
    return Change.COMES if gains and not loses else Change.STAYS


def _edge(arc: Arc, part: Part) -> Edge:
    change = Change.GOES if arc in part.web.removed else Change.COMES if arc in part.web.added else Change.STAYS
    drawn = edge_of(arc.kind, (arc.src, arc.dst), strength=arc.strength, policy=part.policy)
    return replace(drawn, change=change)


def _ordered(arcs: frozenset[Arc], web: Web) -> Sequence[Arc]:
    things = web.things
    return sorted(
        arcs,
        key=lambda arc: (
            things[arc.src].sort_key,
            KINDS[arc.kind].order,
            things[arc.dst].sort_key,
            arc.src,
            arc.dst,
            arc.strength,
        ),
    )


def _sentence(arc: Arc, web: Web) -> str:
    return _("%(src)s %(kind)s %(dst)s (%(strength)s)") % {
        "src": web.things[arc.src].name,
        "kind": kind_label(arc.kind),
        "dst": web.things[arc.dst].name,
        "strength": strength_word(arc.strength),
    }


def _word(outcome: Outcome, policy: Policy) -> str:
    if outcome is Outcome.GONE and policy is Policy.AVAILABILITY:
        return _("loses support")
    return _WORDS[outcome]()


_WORDS: Mapping[Outcome, Callable[[], str]] = {  # short: they stand in the corner of a box
    Outcome.GONE: lambda: _("no longer"),
    Outcome.DEGRADED: lambda: _("weakened"),
    Outcome.RECHECK: lambda: _("to be checked"),
    Outcome.NEW: lambda: _("new link"),
}

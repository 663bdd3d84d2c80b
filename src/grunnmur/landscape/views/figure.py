"""The figure of what an element hangs together with, and the same relations as a table under it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grunnmur.core.http import Request, page
from grunnmur.landscape.catalogue import KINDS, TYPES, Direction, Policy
from grunnmur.landscape.drawing import Affected, Edge, Node, Texts, ego
from grunnmur.landscape.models import Element, Strength
from grunnmur.landscape.queries.impact import Arc, Impact, Reached, Thing, Way, impact
from grunnmur.landscape.rules import kind_label, type_name
from grunnmur.landscape.rules.propagation import TooFarError
from grunnmur.landscape.views.asking import Asked, asked_of, switches
from grunnmur.landscape.views.frame import element_of, frame
from grunnmur.landscape.views.shown import Context, element_url, strength_word

MOST_NODES = 150
LANES: Mapping[int, Promise] = {
    1: gettext_lazy("Goals and demands"),
    2: gettext_lazy("Services"),
    3: gettext_lazy("Processes"),
    4: gettext_lazy("Steps"),
    5: gettext_lazy("Who"),
    6: gettext_lazy("Information"),
    7: gettext_lazy("Systems"),
    8: gettext_lazy("Technology"),
    9: gettext_lazy("Suppliers and agreements"),
    10: gettext_lazy("Governance"),
}
AFFECTED = {
    Direction.TO_DESTINATION: Affected.DST,
    Direction.TO_SOURCE: Affected.SRC,
    Direction.BOTH: Affected.BOTH,
}


def figure(request: Request, element_id: UUID) -> HttpResponse:
    """Draw what is around an element, and say the same in a table."""
    element = element_of(request, element_id)
    asked = asked_of(request, element_id, hops=2)
    context = frame(request, element, tab="figure") | switches(asked)
    try:
        answer = impact(asked.question, seen_by=request.user, size=0)
    except TooFarError as error:
        return page(request, "landscape/figure.html", context | {"too_far": str(error)})
    shown = _nearest(answer)
    arcs = _among(answer.arcs, {element_id, *(row.thing.id for row in shown)})
    if shown:
        svg = ego(_nodes(element, shown), [_edge(arc, asked) for arc in arcs], _texts(element, answer, asked))
        context["svg"] = mark_safe(svg)  # noqa: S308  # our own drawing, which escapes every text
    context |= {"rows": _rows(arcs, answer.things), "is_cut": len(shown) < len(answer.reached)}
    return page(request, "landscape/figure.html", context)


def _nearest(answer: Impact) -> Sequence[Reached]:
    """Return what is drawn: the nearest first, of those the hardest hit, lane by lane."""
    rows = sorted(
        answer.reached,
        key=lambda row: (row.distance, -row.level, TYPES[row.thing.type].lane, row.thing.sort_key, row.thing.id),
    )
    return rows[: MOST_NODES - 1]


def _among(arcs: Sequence[Arc], ids: set[UUID]) -> Sequence[Arc]:
    return [arc for arc in arcs if arc.src in ids and arc.dst in ids]


def _nodes(element: Element, shown: Sequence[Reached]) -> list[Node]:
    origin = Node(
        id=str(element.pk),
        name=element.name,
        type=type_name(element.type),
        lane=TYPES[element.type].lane,
        level=0,
        distance=0,
        url=element_url(element.pk),
        is_origin=True,
    )
    return [origin, *(_node(row) for row in shown)]


def _node(row: Reached) -> Node:
    thing = row.thing
    return Node(
        id=str(thing.id),
        name=thing.name,
        type=type_name(thing.type),
        lane=TYPES[thing.type].lane,
        level=row.level,
        distance=row.distance,
        url=reverse("landscape:figure", args=[thing.id]),
    )


def _edge(arc: Arc, asked: Asked) -> Edge:
    cell = KINDS[arc.kind].cells.get(Policy(asked.question.policy))
    affected = AFFECTED[cell.direction] if cell else Affected.NEITHER
    return Edge(str(arc.src), str(arc.dst), arc.strength, kind_label(arc.kind), affected)


def _texts(element: Element, answer: Impact, asked: Asked) -> Texts:
    is_dependents = asked.question.way is Way.DEPENDENTS
    title = _("What depends on %(name)s") if is_dependents else _("What %(name)s needs")
    return Texts(
        title=title % {"name": element.name},
        origin=_("asked about"),
        lanes={lane: str(name) for lane, name in LANES.items()},
        levels={0: "", **answer.level_words},
        strengths={strength.value: strength_word(strength) for strength in Strength},
        distance=lambda far: ngettext("%(far)s step away", "%(far)s steps away", far) % {"far": far},
        more=lambda _lane, count: ngettext("+%(count)s more", "+%(count)s more", count) % {"count": count},
        more_url=lambda lane: _lane_url(element.pk, lane, asked),
        relation=_("%(src)s %(kind)s %(dst)s (%(strength)s)"),
        lines={strength.value: strength_word(strength) for strength in Strength},
        arrow=_("points to what is hit"),
    )


def _lane_url(element_id: UUID, lane: int, asked: Asked) -> str:
    types = [code for code, one in TYPES.items() if one.lane == lane]
    return asked.url("dependencies", element_id, type=types)


def _rows(arcs: Sequence[Arc], things: Mapping[UUID, Thing]) -> list[Context]:
    """Return the relations of the figure in words, by the names of their ends."""
    named = sorted(arcs, key=lambda arc: (things[arc.src].sort_key, KINDS[arc.kind].order, things[arc.dst].sort_key))
    return [
        {
            "src": things[arc.src].name,
            "src_url": element_url(arc.src),
            "kind": kind_label(arc.kind),
            "dst": things[arc.dst].name,
            "dst_url": element_url(arc.dst),
            "strength": strength_word(arc.strength),
        }
        for arc in named
    ]

"""The organisation chart of any day: a drawing, and the same as a table."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.clock import today
from grunnmur.core.formats import number
from grunnmur.core.forms import DayForm
from grunnmur.core.http import Request, page
from grunnmur.organisation import queries
from grunnmur.organisation.drawing import Box, Words, draw
from grunnmur.organisation.forms.chart import ChartForm

Context = dict[str, Any]  # what a template shows


def chart(request: Request) -> HttpResponse:
    """Show the chart of a day from the top or from one unit, so many levels of it."""
    on = DayForm(request.GET).day()
    tops = queries.unit_tree(on=on, seen_by=request.user)
    places = list(_places(tops))
    form = ChartForm(request.GET, choices={"unit": [(str(one.unit.pk), _indented(one, deep)) for one, deep in places]})
    unit_id, levels, is_whole = form.unit_id(), form.level_count(), form.is_whole()
    shown = [one for one, _deep in places if one.unit.pk == unit_id] or tops
    kept = {"levels": str(levels)} | ({"on": on.isoformat()} if on != today() else {})
    boxes = [_box(node, levels - 1, kept) for node in shown]
    context = {
        "svg": mark_safe(draw(boxes, words=_words())),  # noqa: S308  # drawn from escaped text
        "rows": [row for node in shown for row in _rows(node, levels - 1, 0)],
        "units": [("", _("The top")), *((str(one.unit.pk), _indented(one, deep)) for one, deep in places)],
        "unit": str(unit_id or ""),
        "levels": str(levels),
        "all_levels": form.LEVELS,
        "sizes": _sizes(kept | ({"unit": str(unit_id)} if unit_id else {}), is_whole=is_whole),
        "is_whole": is_whole,
        "is_narrowed": bool(request.GET),
        "on": on,
        "is_today": on == today(),
        "breadcrumbs": [
            {"label": _("Organisation"), "url": reverse("organisation:tree")},
            {"label": _("Organisation chart")},
        ],
    }
    return page(request, "organisation/chart.html", context)


def _places(nodes: list[queries.Node], deep: int = 0) -> Iterator[tuple[queries.Node, int]]:
    for node in nodes:
        yield node, deep
        yield from _places(node.below, deep + 1)


def _indented(node: queries.Node, deep: int) -> str:
    return f"{'– ' * deep}{node.unit.name}"


def _box(node: queries.Node, levels: int, kept: dict[str, str]) -> Box:
    """Return the box of a unit with those below it, so many levels more."""
    hidden = _below(node) if not levels else 0
    return Box(
        title=node.unit.name,
        leader=_leader(node),
        detail=_employments(node.total),
        spoken=_spoken(node),
        url=_address(node.unit.pk, kept),
        hidden=hidden,
        more=_units(hidden),
        more_url=f"?{urlencode(kept | {'unit': str(node.unit.pk)})}",
        below=tuple(_box(below, levels - 1, kept) for below in node.below) if levels else (),
    )


def _address(unit_id: UUID, kept: dict[str, str]) -> str:
    address = reverse("organisation:unit", args=[unit_id])
    return f"{address}?{urlencode({'on': kept['on']})}" if "on" in kept else address


def _below(node: queries.Node) -> int:
    return len(node.below) + sum(_below(below) for below in node.below)


def _leader(node: queries.Node) -> str:
    if node.leader is None:
        return ""
    name = node.leader.display_name
    return _("%(name)s, acting leader") % {"name": name} if node.is_acting else name


def _employments(count: int) -> str:
    return ngettext("%(number)s employment", "%(number)s employments", count) % {"number": number(count)}


def _units(count: int) -> str:
    return ngettext("%(number)s unit below", "%(number)s units below", count) % {"number": number(count)}


def _spoken(node: queries.Node) -> str:
    """Return what is seen of a unit, and what is below it, for who hears the drawing."""
    leader = _leader(node)
    return ". ".join([node.unit.name, leader or _("No leader"), _employments(node.total), _units(_below(node))]) + "."


def _rows(node: queries.Node, levels: int, deep: int) -> Iterator[Context]:
    yield {"node": node, "indent": "– " * deep, "leader": _leader(node), "below": _below(node)}
    if levels:
        for below in node.below:
            yield from _rows(below, levels - 1, deep + 1)


def _words() -> Words:
    return Words(
        drawing=_("Organisation chart: %(count)s units with their leaders"),
        no_leader=_("No leader"),
        more=_("%(more)s %(name)s: show"),
    )


def _sizes(kept: dict[str, str], *, is_whole: bool) -> list[Context]:
    return [
        {"label": _("Full size"), "url": f"?{urlencode(kept)}#drawing", "is_current": not is_whole},
        {
            "label": _("Fit the page"),
            "url": f"?{urlencode(kept | {'size': 'whole'})}#drawing",
            "is_current": is_whole,
        },
    ]

"""The chart as one SVG that keyboard, screen reader and printer can use. Only classes: no ids, styles or scripts."""

import re
from collections.abc import Sequence

from grunnmur.organisation.drawing.box import Box, Words
from grunnmur.organisation.drawing.layout import LINE_HEIGHT, MORE, WIDTH, Layout, Line, Place, lay_out
from grunnmur.organisation.drawing.text import cut, wrapped

PADDING = 12
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def draw(tops: Sequence[Box], *, words: Words) -> str:
    """Return the SVG of these boxes and all below them.

    Each box is a link, in reading order, whose name tells all of it; lines are hidden from screen readers.
    """
    layout = lay_out(tops)
    label = _escape(words.drawing % {"count": len(layout.places)})
    size = f'viewBox="0 0 {layout.width} {layout.height}" width="{layout.width}" height="{layout.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="group" aria-label="{label}" {size}>'
        f'<g class="chart-lines" aria-hidden="true">{_lines(layout)}</g>'
        f"<g>{''.join(_box(place, words) for place in layout.places)}</g></svg>"
    )


def _lines(layout: Layout) -> str:
    return "".join(f'<path d="{_path(line)}"/>' for line in layout.lines)


def _path(line: Line) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in line)


def _box(place: Place, words: Words) -> str:
    box = place.box
    spoken = _escape(box.spoken)
    css = "chart-unit" if box.leader else "chart-unit is-vacant"
    names = wrapped(box.title)
    y = place.y + 23 + LINE_HEIGHT * (len(names) - 1)
    texts = [
        *(_text(name, "chart-name", place, place.y + 23 + LINE_HEIGHT * number) for number, name in enumerate(names)),
        _text(cut(box.leader or words.no_leader, "chart-leader"), "chart-leader", place, y + 20),
        _text(cut(box.detail, "chart-detail"), "chart-detail", place, y + 38),
    ]
    rect = f'<rect x="{place.x}" y="{place.y}" width="{WIDTH}" height="{place.height}" rx="6"/>'
    link = (
        f'<a class="{css}" href="{_escape(box.url)}" aria-label="{spoken}"><title>{spoken}</title>'
        f"{rect}{' '.join(texts)}</a>"
    )
    return link + (_more(place, words) if box.hidden else "")


def _more(place: Place, words: Words) -> str:
    """Return the link to the chart of what is not drawn."""
    box = place.box
    name = _escape(words.more % {"name": box.title, "more": box.more})
    y = place.y + place.height
    return (
        f'<a class="chart-more" href="{_escape(box.more_url)}" aria-label="{name}">'
        f'<rect x="{place.x}" y="{y}" width="{WIDTH}" height="{MORE}"/>'
        f'<text x="{place.x + PADDING}" y="{y + 17}">{_escape(box.more)}</text></a>'
    )


def _text(text: str, css: str, place: Place, y: int) -> str:
    return f'<text class="{css}" x="{place.x + PADDING}" y="{y}">{_escape(text)}</text>'


def _escape(text: str) -> str:
    """Return text safe inside an element and inside an attribute in quotes."""
    return _FORBIDDEN.sub("", text).translate(_ESCAPES)

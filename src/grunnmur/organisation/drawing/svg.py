"""The chart as one SVG that keyboard, screen reader and printer can use. Only classes: no ids, styles or scripts."""

import re
from collections.abc import Sequence

from grunnmur.organisation.drawing.box import Box, Words
from grunnmur.organisation.drawing.layout import HEIGHT, MORE, WIDTH, Layout, Line, Place, lay_out

PADDING = 12
CHARACTERS = {"chart-name": 25, "chart-leader": 29, "chart-detail": 32}  # of average width, that fit in a line
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
    texts = [
        _text(box.title, "chart-name", place, 23),
        _text(box.leader or words.no_leader, "chart-leader", place, 43),
        _text(box.detail, "chart-detail", place, 61),
    ]
    rect = f'<rect x="{place.x}" y="{place.y}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
    link = (
        f'<a class="{css}" href="{_escape(box.url)}" aria-label="{spoken}"><title>{spoken}</title>'
        f"{rect}{''.join(texts)}</a>"
    )
    return link + (_more(place, words) if box.hidden else "")


def _more(place: Place, words: Words) -> str:
    """Return the link to the chart of what is not drawn."""
    box = place.box
    name = _escape(words.more % {"name": box.title, "more": box.more})
    y = place.y + HEIGHT
    return (
        f'<a class="chart-more" href="{_escape(box.more_url)}" aria-label="{name}">'
        f'<rect x="{place.x}" y="{y}" width="{WIDTH}" height="{MORE}"/>'
        f'<text x="{place.x + PADDING}" y="{y + 17}">{_escape(box.more)}</text></a>'
    )


def _text(text: str, css: str, place: Place, down: int) -> str:
    shown = _escape(_cut(text, CHARACTERS[css]))
    return f'<text class="{css}" x="{place.x + PADDING}" y="{place.y + down}">{shown}</text>'


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _escape(text: str) -> str:
    """Return text safe inside an element and inside an attribute in quotes."""
    return _FORBIDDEN.sub("", text).translate(_ESCAPES)

"""The SVG text of a figure: bands of lanes, lines over them, boxes over the lines, the legend at the foot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grunnmur.landscape.drawing.boxes import INSET, Names, draw_box
from grunnmur.landscape.drawing.lines import SHORT, draw_line, draw_sign
from grunnmur.landscape.drawing.model import Change, Texts
from grunnmur.landscape.drawing.places import Grid
from grunnmur.landscape.drawing.routes import Route, channels
from grunnmur.landscape.drawing.ways import HEIGHT, MARGIN, WIDTH, left_of
from grunnmur.landscape.drawing.writing import escape, tidy, width_of, wrap

HEAD = 104  # width of the part that names a lane
HEAD_CHARS = 14
LETTER = 7  # pixels of an ordinary letter in the legend
LEGEND_ROW = 24
SAMPLE = 40  # pixels of a line in the legend
_KEY_GAP = 28


@dataclass(frozen=True, slots=True)
class Heights:
    """The top of each row, of each lane (and under the last), in pixels."""

    rows: list[int]
    lanes: dict[int, tuple[int, int]]
    bottom: int


def draw(grid: Grid, routes: Sequence[Route], texts: Texts, *, name: str) -> str:
    """Return the whole figure."""
    heights = _heights(grid, routes)
    width = left_of(grid.columns - 1) + WIDTH + MARGIN
    names = Names(texts, (box for boxes in grid.lanes.values() for box in boxes))
    bands = "".join(_band(lane, heights, texts, width) for lane in grid.lanes)
    over = sorted(routes, key=lambda route: route.line.is_direct)  # those of the origin lie over the others
    lines = "".join(draw_line(route, heights.rows, names) for route in over)
    boxes = "".join(
        f'<g role="group" aria-label="{escape(tidy(texts.lanes[lane]))}">'
        + "".join(draw_box(box, heights.rows[box.row], names) for box in inside)
        + "</g>"
        for lane, inside in grid.lanes.items()
    )
    keys = [*_keys(texts), *_change_keys(texts, routes)] if routes else []
    legend, height = _legend(keys, width, heights.bottom) if keys else ("", heights.bottom)
    label = f"{escape(name)}-title"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="group" aria-labelledby="{label}"'
        f' viewBox="0 0 {width} {height}" width="{width}" height="{height}"><desc id="{label}">'
        f'{escape(tidy(texts.title))}</desc><g class="map-ground" aria-hidden="true">{bands}</g>'
        f'<g class="map-lines" aria-hidden="true">{lines}</g><g class="map-boxes">{boxes}</g>{legend}</svg>'
    )


def _heights(grid: Grid, routes: Sequence[Route]) -> Heights:
    """Return where rows and lanes begin: a lane ends in the middle of the room between two rows."""
    rows: list[int] = []
    starts: dict[int, int] = {}
    first_rows = {row: lane for lane, row in grid.first_row.items()}
    y = 0
    for row, room in enumerate(channels(grid, routes)):
        if row in first_rows:
            starts[first_rows[row]] = y + room // 2 if row else 0
        rows.append(y + room)
        y = rows[-1] + HEIGHT
    ends = [*starts.values(), y + MARGIN][1:]
    return Heights(rows, {lane: (top, end) for (lane, top), end in zip(starts.items(), ends, strict=True)}, y + MARGIN)


def _band(lane: int, heights: Heights, texts: Texts, width: int) -> str:
    top, bottom = heights.lanes[lane]
    lines = wrap(tidy(texts.lanes[lane]), chars=HEAD_CHARS, lines=3)
    first = (top + bottom) // 2 + 4 - 8 * (len(lines) - 1)
    words = "".join(
        f'<text class="map-lane-name" x="{INSET}" y="{first + 16 * at}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    return (
        f'<rect class="map-lane" y="{top}" width="{width}" height="{bottom - top}"/>'
        f'<rect class="map-lane-head" y="{top}" width="{HEAD}" height="{bottom - top}"/>{words}'
    )


@dataclass(frozen=True, slots=True)
class Key:
    """One thing the legend explains: a line with these classes, an arrow, or a sign on a line."""

    words: str
    css: str = ""
    has_tip: bool = False
    change: Change = Change.STAYS


def _keys(texts: Texts) -> Iterator[Key]:
    for strength in (2, 1, 0):
        yield Key(tidy(texts.lines[strength]), css=f" s{strength}")
    yield Key(tidy(texts.arrow), has_tip=True)


def _change_keys(texts: Texts, routes: Sequence[Route]) -> Iterator[Key]:
    """Give what the signs say that are in the figure."""
    there = {route.line.change for route in routes}
    for change in (Change.GOES, Change.COMES):
        if change in there:
            yield Key(tidy(texts.changes[change]), css=f" {change.value}", change=change)


def _legend(keys: Sequence[Key], width: int, top: int) -> tuple[str, int]:
    """Return the legend under the lanes, in as many rows as it needs, and where it ends."""
    x, y, parts = float(INSET), top + LEGEND_ROW, []
    for key in keys:
        needs = SAMPLE + width_of(key.words) * LETTER
        if x > INSET and x + needs > width:
            x, y = float(INSET), y + LEGEND_ROW
        parts.append(_key(round(x), y, key))
        x += needs + _KEY_GAP
    return f'<g class="map-legend" aria-hidden="true">{"".join(parts)}</g>', y + LEGEND_ROW // 2


def _key(x: int, y: int, key: Key) -> str:
    """Return a piece of line and what it says."""
    end = x + SAMPLE - 10
    mark = f'<path class="map-tip" d="M{end - 8} {y - 8}v8l8-4z"/>' if key.has_tip else ""
    if key.change is not Change.STAYS:
        mark = draw_sign(key.change, (x + end) // 2, y - 4)
    stop = end - SHORT if key.has_tip else end
    return (
        f'<g class="map-edge{key.css}"><path class="map-line" d="M{x} {y - 4}H{stop}"/>{mark}</g>'
        f'<text class="map-key" x="{x + SAMPLE}" y="{y}">{escape(key.words)}</text>'
    )

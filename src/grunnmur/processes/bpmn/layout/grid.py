"""From cells to pixels: how wide columns and channels are, how high rows and gutters."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from grunnmur.processes.bpmn.layout import measure
from grunnmur.processes.bpmn.layout.boxes import Box, Family, Hung, Link
from grunnmur.processes.bpmn.layout.ports import turning_channel
from grunnmur.processes.bpmn.layout.tracks import Stretch, assign_tracks

RANK = 1000.0  # between the middles of two rows or columns, in the ranks that order lines
HALF = RANK / 2
Way = TypeVar("Way", int, tuple[int, bool])  # a channel or half a gutter
SIDE = 100.0  # of a gutter's middle: the upper half belongs to the row above


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the grid; rows of one group share a frame. A gap is an empty row of fixed height."""

    group: int
    gap: float | None = None


@dataclass(slots=True)
class Grid:
    """Positions in pixels; columns and rows by their middle, channels and gutters by their tracks."""

    column_left: list[float] = field(default_factory=list)
    column_width: list[float] = field(default_factory=list)
    row_middle: list[float] = field(default_factory=list)
    edge: list[float] = field(default_factory=list)  # the boundary inside each gutter
    channel_x: dict[int, float] = field(default_factory=dict)  # first track
    gutter_y: dict[tuple[int, bool], float] = field(default_factory=dict)  # first track
    width: float = 0.0
    height: float = 0.0


def assign_all_tracks(links: Sequence[Link]) -> tuple[Counter[int], Counter[tuple[int, bool]]]:
    """Give each link its tracks; return how many each channel and each half gutter has."""
    channels: dict[int, list[tuple[Link, str, Stretch]]] = defaultdict(list)
    gutters: dict[tuple[int, bool], list[tuple[Link, str, Stretch]]] = defaultdict(list)
    for link in links:
        for channel, key, stretch in _verticals(link):
            channels[channel].append((link, key, stretch))
        if link.gutter is not None:
            gutters[link.gutter, link.is_upper].append((link, "gutter", _horizontal(link)))
    return _count(channels), _count(gutters)


def _count(ways: dict[Way, list[tuple[Link, str, Stretch]]]) -> Counter[Way]:
    counts: Counter[Way] = Counter()
    for way, found in ways.items():
        tracks = assign_tracks([stretch for _, _, stretch in found])
        for (link, key, _), track in zip(found, tracks, strict=True):
            link.tracks[key] = track
        counts[way] = max(tracks) + 1
    return counts


def _gutter_rank(link: Link) -> float:
    return (link.gutter or 0) * RANK - HALF + (-SIDE if link.is_upper else SIDE)


def _verticals(link: Link) -> list[tuple[int, str, Stretch]]:
    """Return the link's stretches in channels."""
    start = link.source.row * RANK + link.port_out
    end = link.target.row * RANK + link.port_in
    if link.gutter is None:
        return [] if link.first is None else [(link.first, "first", Stretch(start, -1, end, 1))]
    rank, (left, right) = _gutter_rank(link), _gutter_ends(link)
    found = []
    if link.first is not None:
        found.append((link.first, "first", Stretch(start, -1, rank, 1 if right >= left else -1)))
    if link.last is not None:
        found.append((link.last, "last", Stretch(rank, -1 if right >= left else 1, end, 1)))
    return found


def _gutter_ends(link: Link) -> tuple[float, float]:
    """Return the ranks between which the link runs in its gutter."""
    start = link.source.column * RANK + (link.drop or 0.0)
    end = link.target.column * RANK + (link.rise or 0.0)
    if link.first is not None:
        start = link.first * RANK + HALF
    if link.last is not None:
        end = link.last * RANK + HALF
    return start, end


def _horizontal(link: Link) -> Stretch:
    start, end = _gutter_ends(link)
    rank = _gutter_rank(link)
    comes_down = link.drop is not None or link.source.row * RANK < rank
    goes_down = link.rise is None and link.target.row * RANK > rank
    return Stretch(start, -1 if comes_down else 1, end, 1 if goes_down else -1)


def make_grid(boxes: Sequence[Box], links: Sequence[Link], *, rows: Sequence[Row]) -> Grid:
    """Return the positions of everything; the tracks of the links are assigned on the way."""
    channels, gutters = assign_all_tracks(links)
    grid = Grid()
    _place_columns(grid, boxes, links, channels)
    _place_rows(grid, boxes, rows, gutters)
    return grid


def _place_columns(grid: Grid, boxes: Sequence[Box], links: Sequence[Link], channels: Counter[int]) -> None:
    count = max((max(box.column, box.span[1]) for box in boxes), default=0) + 1
    widths = [0.0] * count
    for box in boxes:
        if box.family is not Family.POOL:
            outside = box.label[0] - 2 * measure.LABEL_OVERHANG
            widths[box.column] = max(widths[box.column], box.width, outside)
    leads, tails = _label_room(links)
    x = 0.0
    for channel in range(-1, count):
        grid.channel_x[channel] = x + leads[channel]
        tracks = max(1, channels[channel])
        x += leads[channel] + measure.TRACK * (tracks - 1) + tails[channel]
        if channel + 1 < count:
            grid.column_left.append(x)
            grid.column_width.append(widths[channel + 1])
            x += widths[channel + 1]
    grid.width = x


def _label_room(links: Sequence[Link]) -> tuple[dict[int, float], dict[int, float]]:
    """Return the room before and after the tracks of each channel, wider where branch names stand."""
    leads: dict[int, float] = defaultdict(lambda: float(measure.CHANNEL_MARGIN))
    tails: dict[int, float] = defaultdict(lambda: float(measure.CHANNEL_MARGIN))
    ways = Counter((link.source.id, link.port_out > 0) for link in links if not link.is_straight)
    for link in links:
        if not link.name or link.drop is not None:
            continue
        room = measure.branch_sizes(link.name)[0][0] + 8
        channel = link.source.column
        if link.is_straight or ways[link.source.id, link.port_out > 0] > 1:
            last = turning_channel(link, is_out=False)
            tails[channel if last is None else last] = max(tails[channel if last is None else last], room)
        else:
            leads[channel] = max(leads[channel], room)
    return leads, tails


def _place_rows(grid: Grid, boxes: Sequence[Box], rows: Sequence[Row], gutters: Counter[tuple[int, bool]]) -> None:
    above = [measure.ROW_HALF if row.gap is None else 0.0 for row in rows]
    below = [measure.ROW_HALF if row.gap is None else row.gap for row in rows]
    for box in boxes:
        above[box.row] = max(above[box.row], box.height / 2)
        below[box.row] = max(below[box.row], box.room_below)
    y = 0.0
    for gutter in range(len(rows) + 1):
        upper, lower = (gutters[gutter, is_upper] * measure.TRACK for is_upper in (True, False))
        height = 2 * measure.GUTTER_MARGIN + upper + lower
        middle = y + measure.GUTTER_MARGIN + upper
        grid.gutter_y[gutter, True] = y + measure.GUTTER_MARGIN
        grid.gutter_y[gutter, False] = middle + measure.TRACK
        grid.edge.append(_edge(rows, gutter, top=y, middle=middle, bottom=y + height))
        y += height
        if gutter < len(rows):
            grid.row_middle.append(y + above[gutter])
            y += above[gutter] + below[gutter]
    grid.height = y


def _edge(rows: Sequence[Row], gutter: int, *, top: float, middle: float, bottom: float) -> float:
    """Return where a frame's edge runs in the gutter: outermost at the outside of a group."""
    if gutter == 0 or (gutter < len(rows) and rows[gutter - 1].gap is not None):
        return top
    if gutter == len(rows) or rows[gutter].gap is not None:
        return bottom
    return middle


def hung_centre(box: Box, event: Hung) -> tuple[float, float]:
    """Return the centre of a boundary event of a placed box."""
    return box.centre.x + event.offset, box.centre.y + box.height / 2

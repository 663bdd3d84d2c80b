"""Where each box stands: a top over columns, and in each column whatever is below, indented under each other.

So a municipality of a hundred units is a few screens wide at most, and each column can be read downwards as a list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from grunnmur.organisation.drawing.box import Box
from grunnmur.organisation.drawing.text import wrapped

WIDTH, HEIGHT, LINE_HEIGHT = 208, 74, 17
INDENT, GAP, COLUMN_GAP = 22, 14, 28
DROP = 34  # from a top to its columns
MARGIN = 12
MORE = 24  # the line that tells how many units are not drawn
MOST_COLUMNS = 7

Line = tuple[tuple[int, int], ...]
"""A line through these points."""


@dataclass(frozen=True, slots=True)
class Place:
    """A box and its upper left corner."""

    box: Box
    x: int
    y: int

    @property
    def height(self) -> int:
        """How high the box is: a name of two lines takes more room."""
        return HEIGHT + LINE_HEIGHT * (len(wrapped(self.box.title)) - 1)

    @property
    def bottom(self) -> int:
        """Where the box ends, the line about what is not drawn included."""
        return self.y + self.height + (MORE if self.box.hidden else 0)


@dataclass(slots=True)
class Layout:
    """Places in reading order, the lines between them, and the size of it all."""

    places: list[Place] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How wide it is, with a margin."""
        return max((place.x + WIDTH for place in self.places), default=0) + MARGIN

    @property
    def height(self) -> int:
        """How high it is, with a margin."""
        return max((place.bottom for place in self.places), default=0) + MARGIN


def lay_out(tops: Sequence[Box]) -> Layout:
    """Return where the boxes stand; several tops stand below each other."""
    layout, y = Layout(), MARGIN
    for top in tops:
        _place_top(layout, top, y)
        y = layout.height + DROP
    return layout


def _place_top(layout: Layout, top: Box, y: int) -> None:
    columns = [_column(box) for box in top.below]
    rows = [columns[first : first + MOST_COLUMNS] for first in range(0, len(columns), MOST_COLUMNS)]
    left = MARGIN + (COLUMN_GAP if len(rows) > 1 else 0)  # room for the line down to the next row
    widest = max((_width(row) for row in rows), default=WIDTH)
    place = Place(top, left + max(0, (widest - WIDTH) // 2), y)
    layout.places.append(place)
    below = place.bottom + DROP
    for row in rows:
        _hang(layout, place, row, left=left, y=below)
        below = layout.height - MARGIN + DROP
    if len(rows) > 1:
        _trunk(layout, place, [row[0][0].box for row in rows])


def _trunk(layout: Layout, top: Place, firsts: Sequence[Box]) -> None:
    """Draw the line at the left that joins the rows of columns."""
    tops = [place.y for place in layout.places if any(place.box is box for box in firsts)]
    layout.lines.append(((MARGIN, top.bottom + DROP // 2), (MARGIN, max(tops) - DROP // 2)))


def _hang(layout: Layout, top: Place, row: "Sequence[list[_Item]]", *, left: int, y: int) -> None:
    """Place a row of columns, with the line above them to their top."""
    x, bus = left, y - DROP // 2
    heads = []
    for column in row:
        heads.append(x + WIDTH // 2)
        _place_column(layout, column, x, y)
        x += _column_width(column) + COLUMN_GAP
    is_first = y == top.bottom + DROP
    ends = [*heads, top.x + WIDTH // 2] if is_first else [*heads, MARGIN]
    if left > MARGIN + INDENT // 2:
        ends.append(MARGIN)
    layout.lines += [((head, bus), (head, y)) for head in heads]
    if min(ends) < max(ends):
        layout.lines.append(((min(ends), bus), (max(ends), bus)))
    if is_first:
        layout.lines.append(((top.x + WIDTH // 2, top.bottom), (top.x + WIDTH // 2, bus)))


@dataclass(frozen=True, slots=True)
class _Item:
    """A box of a column, and how deep it is indented."""

    box: Box
    depth: int


def _column(box: Box) -> list[_Item]:
    return list(_items(box, 0))


def _items(box: Box, depth: int) -> Iterator[_Item]:
    yield _Item(box, depth)
    for below in box.below:
        yield from _items(below, depth + 1)


def _column_width(column: Sequence[_Item]) -> int:
    return WIDTH + INDENT * max(item.depth for item in column)


def _width(row: Sequence[Sequence[_Item]]) -> int:
    return sum(_column_width(column) for column in row) + COLUMN_GAP * (len(row) - 1)


def _place_column(layout: Layout, column: Sequence[_Item], x: int, y: int) -> None:
    """Place the boxes of a column under each other, each joined to the one it hangs below."""
    above: dict[int, Place] = {}
    for item in column:
        place = Place(item.box, x + INDENT * item.depth, y)
        layout.places.append(place)
        if item.depth:
            parent = above[item.depth - 1]
            stem = parent.x + INDENT // 2
            layout.lines.append(
                ((stem, parent.bottom), (stem, y + place.height // 2), (place.x, y + place.height // 2))
            )
        above[item.depth] = place
        y = place.bottom + GAP

"""Ways past rows of boxes: the gaps between columns, and columns where nothing stands.

A way is a number of half columns from the left: even ones are gaps, odd ones columns.
"""

from collections.abc import Sequence
from math import inf

from grunnmur.landscape.drawing.choice import Box

WIDTH, HEIGHT, GAP = 184, 48, 24  # pixels of a box, and between two of them
LEFT = 128  # of the first column: the names of the lanes stand before it
MARGIN = 22  # round all boxes
PITCH = WIDTH + GAP
TRACK = 4  # pixels between lines that share a gap
TRACKS = 5  # lines side by side in a gap; more of them share a track
CROWD = 90  # pixels of a way round that are taken rather than one more line in a full gap
NEIGHBOUR = 6  # and rather than one more in any gap


def left_of(column: int) -> int:
    """Return the left edge of a column."""
    return LEFT + column * PITCH


def middle_of(box: Box) -> int:
    """Return the middle of the column a box stands in."""
    return LEFT + WIDTH // 2 + box.column * PITCH


def track_x(way: int, track: int) -> int:
    """Return where a line runs: in the middle of its way, then by turns to the right and the left of it."""
    at = track % TRACKS
    return _x(way) + TRACK * ((at + 1) // 2) * (1 if at % 2 else -1)


def _x(way: int) -> int:
    return LEFT - GAP // 2 + way * PITCH // 2


class Ways:
    """The ways through a grid, and who runs there already."""

    def __init__(self, boxes: Sequence[Box], *, columns: int, rows: int) -> None:
        self._gaps = range(0, 2 * columns + 1, 2)
        self._rows = rows
        self._taken = [[False] * rows for _column in range(columns)]
        for box in boxes:
            self._taken[box.column][box.row] = True
        self._counts: dict[int, list[int]] = {}
        self._held: dict[tuple[int, Box], set[int]] = {}

    def is_free(self, row: int, columns: range) -> bool:
        """Return whether nothing stands there in a row."""
        return not any(self._taken[column][row] for column in columns)

    def take(self, upper: Box, lower: Box, *, hub: Box) -> int:
        """Return the shortest way past the rows between two boxes, away from what is crowded; lines of a hub join."""
        rows = slice(upper.row + 1, lower.row)
        free = [*self._gaps, *(2 * at + 1 for at, taken in enumerate(self._taken) if not any(taken[rows]))]
        start, end = middle_of(upper), middle_of(lower)
        best, least = 0, inf
        for length, way in sorted((abs(start - _x(way)) + abs(end - _x(way)), way) for way in free):
            if length >= least:  # a crowd only adds to it
                break
            crowd = self._crowd(way, rows, hub)
            cost = length + CROWD * max(0, crowd - TRACKS + 1) + NEIGHBOUR * crowd
            if cost < least:
                best, least = way, cost
        self._hold(best, rows, hub)
        return best

    def _crowd(self, way: int, rows: slice, hub: Box) -> int:
        """Return the most hubs that have lines in one of the rows; less one when this hub is among them."""
        counts = self._counts.get(way)
        return max(0, max(counts[rows]) - ((way, hub) in self._held)) if counts else 0

    def _hold(self, way: int, rows: slice, hub: Box) -> None:
        counts = self._counts.setdefault(way, [0] * self._rows)
        held = self._held.setdefault((way, hub), set())
        for row in range(rows.start, rows.stop):
            counts[row] += row not in held
            held.add(row)

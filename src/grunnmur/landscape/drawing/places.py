"""Where the boxes stand: one grid for all lanes, so that the gaps between columns are ways for the lines."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import ceil

from grunnmur.landscape.drawing.choice import Box, Line

COLUMNS = 5  # boxes a row: as many as a page of 1280 pixels shows in their full size
FEWEST = 3  # columns, so that the legend has room
SWEEPS = 8

LOOSE = 0.1  # how much a box that has nothing to do with the lanes already placed wants to stay

_Wanted = Mapping[Box, tuple[float, float]]  # the column a box should stand in, and how much it matters


class Grid:
    """The boxes of each row, and how many columns and rows there are."""

    def __init__(self, lanes: Mapping[int, list[Box]], lines: Sequence[Line]) -> None:
        self.lanes = {lane: list(boxes) for lane, boxes in lanes.items()}
        sizes = {lane: _rows(len(boxes)) for lane, boxes in lanes.items()}
        self.columns = max([FEWEST, *(ceil(len(boxes) / sizes[lane]) for lane, boxes in lanes.items())])
        self.first_row = {lane: sum(sizes[other] for other in lanes if other < lane) for lane in lanes}
        self.rows = sum(sizes.values())
        self._sizes = sizes
        self._ways = {size: list(combinations(range(self.columns), size)) for size in range(1, self.columns + 1)}
        self._neighbours = _neighbours(lanes, lines)
        self._arrange()

    def _arrange(self) -> None:
        """Place the boxes in the order given, then sweep down and up; keep what makes the lines shortest."""
        for lane, boxes in self.lanes.items():
            self._place(lane, boxes, {})
        best, shortest = self._state(), self._length()
        for sweep in range(SWEEPS):
            is_down = sweep % 2 == 0
            for lane in self.lanes if is_down else reversed(self.lanes):
                self._sweep(lane, is_down=is_down)
            length = self._length()
            if length < shortest:
                best, shortest = self._state(), length
        for box, row, column in best:
            box.row, box.column = row, column
        for lane, boxes in self.lanes.items():
            self.lanes[lane] = sorted(boxes, key=lambda box: (box.row, box.column))
        for number, box in enumerate(box for boxes in self.lanes.values() for box in boxes):
            box.number = number

    def _sweep(self, lane: int, *, is_down: bool) -> None:
        """Order one lane by the mean column of what its boxes have to do with in the lanes already placed."""
        wanted: dict[Box, tuple[float, float]] = {}
        for box in self.lanes[lane]:
            placed = [
                other.column for other in self._neighbours[box] if (other.lane < lane if is_down else other.lane > lane)
            ]
            wanted[box] = (sum(placed) / len(placed), 1.0) if placed else (float(box.column), LOOSE)
        ordered = sorted(self.lanes[lane], key=lambda box: (box.node is None, wanted[box][0], -wanted[box][1]))
        self._place(lane, ordered, wanted)

    def _place(self, lane: int, ordered: Sequence[Box], wanted: _Wanted) -> None:
        """Fill the rows of a lane column by column; the last row is the fullest, so that its end is the lane's end."""
        size = self._sizes[lane]
        rows: list[list[Box]] = [[] for _row in range(size)]
        for start in range(0, len(ordered), size):
            group = sorted(ordered[start : start + size], key=lambda box: (box.node is None, self._height(box)))
            for box, row in zip(group, rows[size - len(group) :], strict=True):
                row.append(box)
        for index, row in enumerate(rows):
            for box, column in zip(row, self._best_columns(row, wanted), strict=True):
                box.row, box.column = self.first_row[lane] + index, column

    def _height(self, box: Box) -> float:
        """Return the mean lane of the neighbours: what belongs to the lanes above stands in an upper row."""
        lanes = [other.lane for other in self._neighbours[box]]
        return sum(lanes) / len(lanes) if lanes else float(box.lane)

    def _best_columns(self, row: Sequence[Box], wanted: _Wanted) -> Sequence[int]:
        """Return the columns, from the left, that are nearest to what is wanted; the middle when nothing is."""
        ways = self._ways[len(row)] if row else [()]
        if len(ways) == 1:
            return ways[0]
        middle = (self.columns - 1) / 2
        goals = [wanted.get(box, (middle + at - (len(row) - 1) / 2, 1.0)) for at, box in enumerate(row)]
        costs = [[weight * abs(column - goal) for column in range(self.columns)] for goal, weight in goals]
        return min(ways, key=lambda way: sum(cost[column] for cost, column in zip(costs, way, strict=True)))

    def _state(self) -> list[tuple[Box, int, int]]:
        return [(box, box.row, box.column) for boxes in self.lanes.values() for box in boxes]

    def _length(self) -> int:
        """Return how far the lines run to the side, in columns."""
        return sum(abs(box.column - other.column) for box, others in self._neighbours.items() for other in others)


def _rows(count: int) -> int:
    return ceil(count / COLUMNS)


def _neighbours(lanes: Mapping[int, Sequence[Box]], lines: Sequence[Line]) -> dict[Box, list[Box]]:
    neighbours: dict[Box, list[Box]] = {box: [] for boxes in lanes.values() for box in boxes}
    for line in lines:
        neighbours[line.one].append(line.other)
        neighbours[line.other].append(line.one)
    return neighbours

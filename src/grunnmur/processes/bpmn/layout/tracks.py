"""Lines that share a stretch of a channel or gutter get different tracks, with few crossings."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """A line's way along a channel (or gutter): two ends, each with the side it leaves to.

    Positions are ranks along the channel; side −1 leaves toward lower tracks, +1 toward higher.
    """

    start: float
    start_side: int
    end: float
    end_side: int

    @property
    def low(self) -> float:
        """The lesser end."""
        return min(self.start, self.end)

    @property
    def high(self) -> float:
        """The greater end."""
        return max(self.start, self.end)


def assign_tracks(stretches: Sequence[Stretch]) -> list[int]:
    """Return a track, counted from 0, for each stretch; stretches that touch never share one."""
    order: list[int] = []
    for number, stretch in enumerate(stretches):
        order.insert(_best_place(stretch, [stretches[other] for other in order]), number)
    track = [0] * len(stretches)
    for place, number in enumerate(order):
        mine = stretches[number]
        below = [track[other] + 1 for other in order[:place] if _touch(mine, stretches[other])]
        track[number] = max(below, default=0)
    return track


def _best_place(stretch: Stretch, placed: Sequence[Stretch]) -> int:
    """Return the place in the row of placed stretches that adds the fewest crossings."""
    cost = sum(_crossings(stretch, other) for other in placed)
    best, best_cost = 0, cost
    for place, other in enumerate(placed, start=1):
        cost += _crossings(other, stretch) - _crossings(stretch, other)
        if cost < best_cost:
            best, best_cost = place, cost
    return best


def _crossings(first: Stretch, second: Stretch) -> int:
    """Count crossings when `first` has the lower track."""
    count = 0
    for position, side in ((first.start, first.start_side), (first.end, first.end_side)):
        count += side > 0 and second.low <= position <= second.high
    for position, side in ((second.start, second.start_side), (second.end, second.end_side)):
        count += side < 0 and first.low <= position <= first.high
    return count


def _touch(one: Stretch, other: Stretch) -> bool:
    return one.low <= other.high and other.low <= one.high

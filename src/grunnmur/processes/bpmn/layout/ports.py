"""Where on the side of a box each link ends, so that no two lines of a row lie on each other.

Links leave at even and arrive at odd multiples of one unit per row, so an end on the left of a channel
never meets one on its right. A lone link ends in the middle, unless one across the channel does too.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from grunnmur.processes.bpmn.layout.boxes import Box, Link

UNIT = 4.0


@dataclass(slots=True)
class _Side:
    """The ends on one side of a box."""

    box: Box
    is_out: bool
    has_straight: bool = False
    upper: list[tuple[int, Link]] = field(default_factory=list)  # (distance in rows, link)
    lower: list[tuple[int, Link]] = field(default_factory=list)

    @property
    def bent(self) -> list[Link]:
        """Links that do not run straight."""
        return [link for _, link in (*self.upper, *self.lower)]

    @property
    def steps(self) -> int:
        """How many units the outermost end lies from the middle."""
        most = max(len(self.upper), len(self.lower))
        return 2 * most if self.is_out else 2 * (most + self.has_straight) - 1


def assign_ports(links: Sequence[Link]) -> None:
    """Fill `port_out` and `port_in` (pixels from the middle) of each link."""
    sides = _sides(links)
    centred = _centred(sides)
    unit: dict[int, float] = defaultdict(lambda: UNIT)
    for side in sides:
        if side.steps > 0:
            unit[side.box.row] = min(unit[side.box.row], side.box.port_limit / side.steps)
    for side in sides:
        if id(side) not in centred:
            _spread(side, unit[side.box.row])


def _sides(links: Iterable[Link]) -> list[_Side]:
    """Collect the bent and straight ends of every side that has any."""
    sides: dict[tuple[str, bool], _Side] = {}
    for link in links:
        for box, is_out, is_vertical in (
            (link.source, True, link.drop is not None),
            (link.target, False, link.rise is not None),
        ):
            if is_vertical:
                continue
            side = sides.setdefault((box.id, is_out), _Side(box, is_out))
            if link.is_straight:
                side.has_straight = True
            else:
                distance = _distance(link, is_out=is_out)
                (side.upper if distance < 0 else side.lower).append((abs(distance), link))
    return list(sides.values())


def _distance(link: Link, *, is_out: bool) -> int:
    """Return how far in half rows the line goes from this end; negative is up."""
    here, there = (link.source, link.target) if is_out else (link.target, link.source)
    if link.gutter is None:
        return 2 * (there.row - here.row)
    return 2 * (link.gutter - here.row) - 1


def turning_channel(link: Link, *, is_out: bool) -> int | None:
    """Return the channel in which the link leaves this end's row."""
    return link.first if is_out or link.gutter is None else link.last


def _centred(sides: Sequence[_Side]) -> set[int]:
    """Return the sides whose only link may end in the middle."""
    lone: dict[tuple[int, int | None], list[_Side]] = defaultdict(list)
    for side in sides:
        if len(side.bent) == 1 and not side.has_straight:
            channel = turning_channel(side.bent[0], is_out=side.is_out)
            lone[side.box.row, channel].append(side)
    return {id(found[0]) for found in lone.values() if len(found) == 1}


def _spread(side: _Side, unit: float) -> None:
    """Give the ends of a side their places; the nearest lies innermost, clear of a straight arrow's head."""
    for sign, ends in ((-1, side.upper), (1, side.lower)):
        for place, (_, link) in enumerate(sorted(ends, key=lambda end: end[0]), start=1):
            if side.is_out:
                link.port_out = sign * 2 * place * unit
            else:
                link.port_in = sign * (2 * (place + side.has_straight) - 1) * unit

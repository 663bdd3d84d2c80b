"""Through which channels and gutters each link runs. Nothing ever runs inside a cell that is taken.

Channel c lies right of column c (channel −1 left of column 0); gutter g lies above row g.
"""

from collections.abc import Iterable, Sequence

from grunnmur.processes.bpmn.layout.boxes import Box, Family, Link


def plan_routes(links: Sequence[Link], *, boxes: Iterable[Box]) -> None:
    """Fill `first`, `gutter` and `last` of each link: straight ones first, then in given order."""
    taken = {(box.column, box.row) for box in boxes if box.family is not Family.POOL}
    used: set[tuple[str, str]] = set()
    rest = [link for link in links if not _go_straight(link, taken, used)]
    for link in rest:
        if not (_goes_on(link) and _turn_once(link, taken)):
            _through_gutter(link)


def _goes_on(link: Link) -> bool:
    return link.drop is None and link.rise is None and link.source.column < link.target.column


def _between(row: int, link: Link, *, from_next: bool = True) -> set[tuple[int, int]]:
    first = link.source.column + from_next
    return {(column, row) for column in range(first, link.target.column)}


def _go_straight(link: Link, taken: set[tuple[int, int]], used: set[tuple[str, str]]) -> bool:
    """Keep a link on its row if nothing stands between; one straight link a side."""
    ends = {("out", link.source.id), ("in", link.target.id)}
    cells = _between(link.source.row, link)
    if not _goes_on(link) or link.source.row != link.target.row or cells & taken or ends & used:
        return False
    taken |= cells
    used |= ends
    return True


def _turn_once(link: Link, taken: set[tuple[int, int]]) -> bool:
    """Take one vertical: next to the source if the target's row is empty, else next to the target."""
    if link.source.row == link.target.row:
        return False
    for row, channel in (
        (link.target.row, link.source.column),
        (link.source.row, link.target.column - 1),
    ):
        cells = _between(row, link)
        if not cells & taken:
            taken |= cells
            link.first = channel
            return True
    return False


def _through_gutter(link: Link) -> None:
    """Go round: channel after the source, gutter beside the target's row, channel before the target."""
    if link.drop is None:
        link.first = link.source.column
    if link.rise is None:
        link.last = link.target.column - 1
    if link.rise is not None:
        link.gutter, link.is_upper = link.target.row + 1, True
    elif link.drop is not None:
        link.gutter, link.is_upper = link.source.row + 1, True
    elif link.source.row == link.target.row:
        link.is_upper = not link.is_back
        link.gutter = link.target.row + link.is_upper
    else:
        link.is_upper = link.target.row < link.source.row
        link.gutter = link.target.row + link.is_upper

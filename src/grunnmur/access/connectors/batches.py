"""How many things are sent at once, so that one bad one never stops the others."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from grunnmur.access.connectors.errors import ConnectorError, Fault

Item = TypeVar("Item")


def in_parts(items: Sequence[Item], *, most: int) -> Iterator[Sequence[Item]]:
    """Yield the items in order, at most so many at a time."""
    for first in range(0, len(items), most):
        yield items[first : first + most]


def sent(
    items: Sequence[Item], send: Callable[[Sequence[Item]], None], *, most: int
) -> list[tuple[Item, Fault | None]]:
    """Send all items, at most so many at once; return what became of each, in their order.

    A part that is refused is halved until the bad ones stand alone. When the system does not answer, or not to us, the
    rest is not tried.
    """
    results: list[tuple[Item, Fault | None]] = []
    waiting = list(reversed(list(in_parts(items, most=most))))
    while waiting:
        part = waiting.pop()
        try:
            send(part)
        except ConnectorError as error:
            if error.is_whole:
                rest = [item for later in reversed(waiting) for item in later]
                return [*results, *((item, error.fault) for item in (*part, *rest))]
            if len(part) == 1:
                results.append((part[0], error.fault))
            else:
                middle = len(part) // 2
                waiting += [part[middle:], part[:middle]]
        else:
            results += [(item, None) for item in part]
    return results

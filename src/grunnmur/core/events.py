"""Facts that domains state, and who reacts to them: at once, in the same transaction, all or nothing."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")
_reactions: defaultdict[type, list[Callable[[Any], None]]] = defaultdict(list)  # Any: one list for all events


def publish(event: object) -> None:
    """Run every reaction to this fact now. One that raises rolls back the publisher too."""
    for reaction in _reactions[type(event)]:
        reaction(event)


def reacts_to(kind: type[Event]) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Register a function as a reaction; written above it in a domain's `reactions.py`."""

    def register(reaction: Callable[[Event], None]) -> Callable[[Event], None]:
        if reaction not in _reactions[kind]:
            _reactions[kind].append(reaction)
        return reaction

    return register


def registered() -> dict[type, list[Callable[[Any], None]]]:
    """Return what reacts to what, for the docs and the architecture test."""
    return dict(_reactions)

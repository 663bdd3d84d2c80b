"""What a pass may look at, and what it is."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.facts import Id, Seat
from grunnmur.access.derivation.remaining import Remaining
from grunnmur.access.derivation.routes import Routes
from grunnmur.access.derivation.rows import Clash, Withheld


class Scene(NamedTuple):
    """All that a pass may look at.

    takes: the routes of the persons whom exclude rules meet. sweep_from: the day from which seats are given out anew;
    None leaves them as they are. pools: which are swept; None = all. is_whole: everyone is derived, so that nobody
    else has a seat.
    """

    remaining: Remaining
    crowd: Crowd
    compiled: Compiled
    takes: Mapping[Id, Routes]
    sweep_from: int | None
    pools: Collection[Id] | None
    is_whole: bool


Pass = Callable[[Scene], Iterable[Withheld | Clash | Seat]]

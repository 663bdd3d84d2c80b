"""How harm travels over the map: one step, and the best path to everything it reaches. Pure Python."""

from grunnmur.landscape.rules.propagation.errors import TooFarError, TooManyOriginsError
from grunnmur.landscape.rules.propagation.paths import Arc, Stop, best_paths, stop_at
from grunnmur.landscape.rules.propagation.settling import NumberedArc, Settled, best_of, settle
from grunnmur.landscape.rules.propagation.stepping import (
    START,
    STOPS,
    State,
    Way,
    is_lessened,
    kinds_from_dst,
    kinds_from_src,
    step,
)

__all__ = [
    "START",
    "STOPS",
    "Arc",
    "NumberedArc",
    "Settled",
    "State",
    "Stop",
    "TooFarError",
    "TooManyOriginsError",
    "Way",
    "best_of",
    "best_paths",
    "is_lessened",
    "kinds_from_dst",
    "kinds_from_src",
    "settle",
    "step",
    "stop_at",
]

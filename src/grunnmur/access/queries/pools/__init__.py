"""Reads of licence pools: the list, one pool with its seats, and what a decision would lead to."""

from grunnmur.access.queries.places import place_of
from grunnmur.access.queries.pools.asked import AskedSeat, seats_for
from grunnmur.access.queries.pools.lists import (
    PoolRow,
    Sitting,
    find_pool,
    level_choices,
    pool_history,
    pool_list,
    pools_about,
    seats_of,
)

__all__ = [
    "AskedSeat",
    "PoolRow",
    "Sitting",
    "find_pool",
    "level_choices",
    "place_of",
    "pool_history",
    "pool_list",
    "pools_about",
    "seats_for",
    "seats_of",
]

"""Reads of licence pools: the list, and one pool with its seats."""

from grunnmur.access.queries.places import place_of
from grunnmur.access.queries.pools.lists import (
    SORTS,
    PoolRow,
    Sitting,
    find_pool,
    level_choices,
    owned_beside,
    pool_history,
    pool_list,
    pools_about,
    pools_among,
    seats_of,
)

__all__ = [
    "SORTS",
    "PoolRow",
    "Sitting",
    "find_pool",
    "level_choices",
    "owned_beside",
    "place_of",
    "pool_history",
    "pool_list",
    "pools_about",
    "pools_among",
    "seats_of",
]

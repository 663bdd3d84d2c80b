"""Reads of role conflicts: the list, and one conflict with who stands in it."""

from grunnmur.access.queries.conflicts.lists import (
    SORTS,
    ConflictRow,
    Standing,
    conflict_list,
    conflicts_about,
    find_conflict,
    side_choices,
    standing_in,
    waivers_of,
)

__all__ = [
    "SORTS",
    "ConflictRow",
    "Standing",
    "conflict_list",
    "conflicts_about",
    "find_conflict",
    "side_choices",
    "standing_in",
    "waivers_of",
]

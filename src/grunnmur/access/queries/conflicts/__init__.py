"""Reads of role conflicts: the list, one conflict with who stands in it, and what a decision would lead to."""

from grunnmur.access.queries.conflicts.asked import AskedConflict, conflicts_of
from grunnmur.access.queries.conflicts.lists import (
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
    "AskedConflict",
    "ConflictRow",
    "Standing",
    "conflict_list",
    "conflicts_about",
    "conflicts_of",
    "find_conflict",
    "side_choices",
    "standing_in",
    "waivers_of",
]

"""Group keys of items: who owns one, and who is asked to approve it."""

from uuid import UUID

OWNER = "@owner"
LEADER_OF_OWNER = f"leader:{OWNER}"
_UNIT_KEYS = ("leader", "unit", "below")


def unit_in(key: str) -> UUID | None:
    """Return the unit a group key names; None for keys of another sort."""
    prefix, _colon, value = key.partition(":")
    return UUID(value) if prefix in _UNIT_KEYS and value else None


def with_owner(key: str, unit_id: UUID | None) -> str:
    """Return a step's key with the owner's unit put in; blank when there is none to put in.

    `leader:@owner` becomes `leader:<unit>`, `role:<id>@owner` becomes `role:<id>@<unit>`.
    """
    if OWNER not in key:
        return key
    if unit_id is None:
        return ""
    prefix, _colon, value = key.partition(":")
    return f"{prefix}:{unit_id}" if value == OWNER else f"{prefix}:{value.removesuffix(OWNER)}@{unit_id}"

"""Changes of the map before they are made, for `core.links.previews`: the domains above tell what they would do.

Lines are for whoever asks: `seen_by` is the reader, and what she may not know of must not be told or counted.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grunnmur.core.permissions import Actor


@dataclass(frozen=True, kw_only=True)
class SystemRetirement:
    """A system that is to be taken out of use. replaced_by: the system that takes over; None for none."""

    element_id: UUID
    replaced_by: UUID | None
    on: date
    seen_by: Actor


@dataclass(frozen=True, kw_only=True)
class ElementRetirement:
    """Something else than a system that is to be taken off the map; `ref` is its row in the domain that owns it."""

    element_id: UUID
    type: str
    ref: UUID
    on: date
    seen_by: Actor


@dataclass(frozen=True, kw_only=True)
class SupplierSwap:
    """A system, technology or service that is to be delivered by another. from_id: None where nobody did."""

    element_id: UUID
    from_id: UUID | None
    to_id: UUID
    on: date
    seen_by: Actor


@dataclass(frozen=True, kw_only=True)
class UnitMerge:
    """A unit that is to be merged into another; ids of units, not of their elements."""

    unit_id: UUID
    into_id: UUID
    on: date
    seen_by: Actor


@dataclass(frozen=True, kw_only=True)
class NewLaw:
    """A law or requirement that is to apply to these elements."""

    element_id: UUID
    applies_to: tuple[UUID, ...]
    on: date
    seen_by: Actor

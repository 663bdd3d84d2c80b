"""What domains tell the map: elements, and how they hang together."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID


class ElementKey(NamedTuple):
    """How a domain names an element: its type, and the row it stands for in the domain that owns the type."""

    type: str
    ref: UUID


@dataclass(frozen=True, kw_only=True)
class NewElement:
    """An element as its owning domain tells of it. Grades and needs are set on the map, and kept."""

    ref: UUID
    name: str
    code: str = ""
    summary: str = ""
    owner_unit_id: UUID | None = None
    owner_function_id: UUID | None = None
    lifecycle: str = "active"
    audience: tuple[str, ...] = ("everyone",)


@dataclass(frozen=True)
class Claim:
    """One relation that a source says there is, from `src` to `dst` in the kind's own direction.

    strength: 2 required, 1 supporting, 0 optional; the kind's own if None.
    """

    kind: str
    src: ElementKey
    dst: ElementKey
    strength: int | None = None


@dataclass(frozen=True)
class ClaimResult:
    """How many of a source's claims were opened, ended, and were there already."""

    added: int
    ended: int
    kept: int

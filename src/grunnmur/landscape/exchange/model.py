"""What is exchanged: elements, relations, and the open list of properties each of them carries."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias
from uuid import UUID

from grunnmur.landscape.catalogue import KINDS, TYPES

Id: TypeAlias = UUID | str
"""A UUID for what was made here; the text of its identifier for what another tool made."""

Property: TypeAlias = tuple[str, str]
"""Key and value. Keys may repeat; the order is kept."""

LIFECYCLES = ("planned", "active", "phasing_out", "ended")
CRITICALITIES = (1, 2, 3, 4)
STRENGTHS = ("optional", "supporting", "required")
"""The words in files for the strengths 0, 1, 2."""

_OURS = re.compile(r"id-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One thing on the map.

    type: a code of the catalogue. owner_unit, owner_function: code or name. lifecycle: of LIFECYCLES, blank = not
    told. criticality: 1–4, None = not assessed. properties: the details of its type, and what another tool added.
    """

    id: Id
    type: str
    name: str
    code: str = ""
    summary: str = ""
    owner_unit: str = ""
    owner_function: str = ""
    lifecycle: str = ""
    criticality: int | None = None
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One relation, from `src` to `dst` in ArchiMate's direction.

    kind: a code of the catalogue. strength: 2 required, 1 supporting, 0 optional. The period is half-open: valid_to
    is the first day it no longer holds; None = open.
    """

    id: Id
    kind: str
    src: Id
    dst: Id
    strength: int
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    attrs: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """All that one file holds."""

    id: Id
    name: str
    documentation: str = ""
    properties: tuple[Property, ...] = ()
    elements: tuple[Element, ...] = ()
    relations: tuple[Relation, ...] = ()


def identifier_of(given: Id) -> str:
    """Return the identifier in files: `id-<uuid>` for ours, a text as it is."""
    return f"id-{given}" if isinstance(given, UUID) else given


def id_of(identifier: str) -> Id:
    """Return the UUID of an identifier that was made here, else the text."""
    ours = _OURS.fullmatch(identifier)
    return UUID(ours.group(1)) if ours else identifier


def ordered(model: Model) -> Model:
    """Return the model in the order of files: types and kinds as the catalogue lists them, then by identifier."""
    return replace(
        model,
        elements=tuple(sorted(model.elements, key=lambda one: (TYPES[one.type].order, identifier_of(one.id)))),
        relations=tuple(sorted(model.relations, key=lambda one: (KINDS[one.kind].order, identifier_of(one.id)))),
    )

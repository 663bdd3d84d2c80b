"""What must hold before a model is written: the schema alone would accept a model that means nothing."""

import re

from grunnmur.landscape.catalogue import PAIRS, TYPES
from grunnmur.landscape.exchange.model import Id, Model, identifier_of

RESERVED = "property-"
"""How identifiers of property definitions begin in files that are written here."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")


def check(model: Model) -> None:
    """Raise ValueError for the first thing that must not be in a file."""
    types: dict[Id, str] = {}
    taken: set[str] = set()
    _take(model.id, taken)
    for element in model.elements:
        _take(element.id, taken)
        if element.type not in TYPES:
            raise ValueError(f"{element.type} is no type of the catalogue.")
        if not element.name.strip():
            raise ValueError(f"{element.id} has no name.")
        types[element.id] = element.type
    for relation in model.relations:
        _take(relation.id, taken)
        if (relation.kind, types.get(relation.src, ""), types.get(relation.dst, "")) not in PAIRS:
            raise ValueError(f"{relation.kind} may not join {relation.src} and {relation.dst}.")


def _take(given: Id, taken: set[str]) -> None:
    identifier = identifier_of(given)
    if identifier in taken:
        raise ValueError(f"{identifier} is used twice.")
    if not _IDENTIFIER.fullmatch(identifier) or identifier.startswith(RESERVED):
        raise ValueError(f"{identifier} cannot be an identifier in the file.")
    taken.add(identifier)

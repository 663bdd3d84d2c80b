"""The closed lists of the map: element types, relation kinds with how harm travels along them, facts, categories.

Pure Python. The lists lie in the TOML files beside this one; a change to them is a release.
"""

from grunnmur.landscape.catalogue.categories import (
    DATA_CATEGORIES,
    SUBJECT_CATEGORIES,
    DataCategory,
    SubjectCategory,
)
from grunnmur.landscape.catalogue.facts import FACTS, FactKey
from grunnmur.landscape.catalogue.kinds import KINDS, PAIRS, Cell, Direction, Effect, Policy, Reach, RelationKind
from grunnmur.landscape.catalogue.reading import LANGUAGES, Words
from grunnmur.landscape.catalogue.types import TYPES, ElementType

__all__ = [
    "DATA_CATEGORIES",
    "FACTS",
    "KINDS",
    "LANGUAGES",
    "PAIRS",
    "SUBJECT_CATEGORIES",
    "TYPES",
    "Cell",
    "DataCategory",
    "Direction",
    "Effect",
    "ElementType",
    "FactKey",
    "Policy",
    "Reach",
    "RelationKind",
    "SubjectCategory",
    "Words",
]

"""Permissions of the map, its refusals, and its decisions that need no database."""

from grunnmur.landscape.rules.claims import Claim, ClaimResult, ElementKey, NewElement
from grunnmur.landscape.rules.errors import (
    ElementInUseError,
    IllegalRelationsError,
    KeptBySourceError,
    NotOursError,
    RetiredElementError,
)
from grunnmur.landscape.rules.facts import ElementFacts
from grunnmur.landscape.rules.owning import owns, require_owner
from grunnmur.landscape.rules.permissions import (
    DECIDE_CHANGE,
    EDIT,
    EDIT_CATALOGUE,
    EXPORT,
    EXPORT_SECURITY,
    IMPORT,
    PLAN_CHANGE,
    RELATE,
    SEE,
)
from grunnmur.landscape.rules.words import (
    kind_label,
    lane_names,
    spoken,
    strength_word,
    type_name,
    type_names,
)

__all__ = [
    "DECIDE_CHANGE",
    "EDIT",
    "EDIT_CATALOGUE",
    "EXPORT",
    "EXPORT_SECURITY",
    "IMPORT",
    "PLAN_CHANGE",
    "RELATE",
    "SEE",
    "Claim",
    "ClaimResult",
    "ElementFacts",
    "ElementInUseError",
    "ElementKey",
    "IllegalRelationsError",
    "KeptBySourceError",
    "NewElement",
    "NotOursError",
    "RetiredElementError",
    "kind_label",
    "lane_names",
    "owns",
    "require_owner",
    "spoken",
    "strength_word",
    "type_name",
    "type_names",
]

"""The words of access: its permissions, its errors, and its pure decisions."""

from grunnmur.access.rules.errors import (
    AlreadyHasError,
    BadItemError,
    BadKeyError,
    BadLevelError,
    BadMatrixError,
    BadSelectorError,
    EveryoneError,
    NameTakenError,
    NotChangeableError,
    NotGivableError,
    NotGrantedError,
    NotRemovableError,
    OwnBenefitError,
    OwnResourceError,
    RoleRingError,
    StillHeldError,
)
from grunnmur.access.rules.facts import (
    ItemFacts,
    LevelFacts,
    RoleFacts,
    RuleFacts,
    Target,
)
from grunnmur.access.rules.keys import (
    GROUP_KEY,
    require_group_key,
)
from grunnmur.access.rules.kinds import (
    KIND_GUESSES,
    PHYSICAL_KINDS,
    PRE_START_DAYS,
    KindGuess,
    guess_kind,
)
from grunnmur.access.rules.limits import (
    HIGHEST_RISK,
    LEADERS_RISK,
    LONGEST_AT_HIGHEST,
    horizon,
)
from grunnmur.access.rules.marks import (
    HAS,
    NO_MARKS,
    is_marked,
)
from grunnmur.access.rules.permissions import (
    DEFINE,
    GIVE,
    OFFICER,
    REVIEW,
    ROLES,
    RULES,
    SEE,
    TARGETS,
)
from grunnmur.access.rules.selector import (
    Selector,
)

__all__ = [
    "DEFINE",
    "GIVE",
    "GROUP_KEY",
    "HAS",
    "HIGHEST_RISK",
    "KIND_GUESSES",
    "LEADERS_RISK",
    "LONGEST_AT_HIGHEST",
    "NO_MARKS",
    "OFFICER",
    "PHYSICAL_KINDS",
    "PRE_START_DAYS",
    "REVIEW",
    "ROLES",
    "RULES",
    "SEE",
    "TARGETS",
    "AlreadyHasError",
    "BadItemError",
    "BadKeyError",
    "BadLevelError",
    "BadMatrixError",
    "BadSelectorError",
    "EveryoneError",
    "ItemFacts",
    "KindGuess",
    "LevelFacts",
    "NameTakenError",
    "NotChangeableError",
    "NotGivableError",
    "NotGrantedError",
    "NotRemovableError",
    "OwnBenefitError",
    "OwnResourceError",
    "RoleFacts",
    "RoleRingError",
    "RuleFacts",
    "Selector",
    "StillHeldError",
    "Target",
    "guess_kind",
    "horizon",
    "is_marked",
    "require_group_key",
]

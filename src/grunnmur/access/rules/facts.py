"""What is said of rules, roles and levels when they are made or changed."""

from dataclasses import dataclass
from uuid import UUID

from grunnmur.access.rules.selector import Selector
from grunnmur.core.periods import ALWAYS, Period


@dataclass(frozen=True, kw_only=True)
class RuleFacts:
    """All that is said of a rule. Either role_id or permission_id; effect grant or exclude."""

    name: str
    selector: Selector
    role_id: UUID | None = None
    permission_id: UUID | None = None
    effect: str = "grant"
    reason: str = ""
    legal_basis: str = ""
    owner_key: str = ""
    valid: Period = ALWAYS


@dataclass(frozen=True, kw_only=True)
class RoleFacts:
    """What is said of a role, apart from what is in it. max_days: the longest it is given for; review_months: how often
    somebody looks whether its content is right; None = by risk.
    """

    name: str
    purpose: str = ""
    kind: str = "job"
    owner_key: str = ""
    grace_days: int = 0
    max_days: int | None = None
    requestable_by: str = "leader"
    review_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class LevelFacts:
    """What is said of one level of a resource. risk: 1 (little harm if misused) to 4; max_days: given for at most."""

    level: str
    description: str = ""
    risk: int = 1
    privacy_class: str = "none"
    pre_start_days: int = 0
    max_days: int | None = None
    is_suspended_on_leave: bool = False
    must_return: bool = False
    leader_may_give: bool = False
    leader_may_remove: bool = False


@dataclass(frozen=True)
class Target:
    """What is given or kept away: a role, or else one permission."""

    role_id: UUID | None = None
    permission_id: UUID | None = None

    def __str__(self) -> str:
        return f"role:{self.role_id}" if self.role_id else f"permission:{self.permission_id}"


@dataclass(frozen=True, order=True)
class ItemFacts:
    """One thing in a role: a permission, or else another role; and where the permission counts."""

    permission_id: UUID | None = None
    child_role_id: UUID | None = None
    scope: str = "none"
    unit_id: UUID | None = None

"""The tables of access: what can be had, who shall have it, what follows, and what was handed out."""

from grunnmur.access.models.audit import AuditExport
from grunnmur.access.models.catalogue import Permission, Resource, Role, RoleItem
from grunnmur.access.models.conflicts import Clash, Conflict, ConflictSide, Waiver
from grunnmur.access.models.derived import Digest, Held, RoleContent, Withheld
from grunnmur.access.models.desk import DeskVisit
from grunnmur.access.models.fulfilment import Fulfilment, IssuedThing
from grunnmur.access.models.mining import ObservedAccess, ObservedPerson, ObservedThing
from grunnmur.access.models.pools import LicencePool, PoolQuantity, PoolShare, Seat
from grunnmur.access.models.requests import (
    ApprovalPolicy,
    Decision,
    Mode,
    PolicyStep,
    PolicyUse,
    Request,
    RequestLine,
    RequestStep,
    StepDecider,
    Who,
)
from grunnmur.access.models.reviews import Review, ReviewItem, ReviewRemoval, ReviewScope, ReviewSnapshot
from grunnmur.access.models.rules import (
    Exclusion,
    Grant,
    Rule,
    RuleFunction,
    RulePerson,
    RulePosition,
    RuleUnit,
)
from grunnmur.access.models.scim import Observed, ScimClient, ScimFinding, ScimGroup, ScimHold, ScimUser
from grunnmur.access.models.targets import (
    DriftItem,
    Target,
    TargetAccount,
    TargetChange,
    TargetHold,
    TargetMapping,
    TargetMember,
)

__all__ = [
    "ApprovalPolicy",
    "AuditExport",
    "Clash",
    "Conflict",
    "ConflictSide",
    "Decision",
    "DeskVisit",
    "Digest",
    "DriftItem",
    "Exclusion",
    "Fulfilment",
    "Grant",
    "Held",
    "IssuedThing",
    "LicencePool",
    "Mode",
    "Observed",
    "ObservedAccess",
    "ObservedPerson",
    "ObservedThing",
    "Permission",
    "PolicyStep",
    "PolicyUse",
    "PoolQuantity",
    "PoolShare",
    "Request",
    "RequestLine",
    "RequestStep",
    "Resource",
    "Review",
    "ReviewItem",
    "ReviewRemoval",
    "ReviewScope",
    "ReviewSnapshot",
    "Role",
    "RoleContent",
    "RoleItem",
    "Rule",
    "RuleFunction",
    "RulePerson",
    "RulePosition",
    "RuleUnit",
    "ScimClient",
    "ScimFinding",
    "ScimGroup",
    "ScimHold",
    "ScimUser",
    "Seat",
    "StepDecider",
    "Target",
    "TargetAccount",
    "TargetChange",
    "TargetHold",
    "TargetMapping",
    "TargetMember",
    "Waiver",
    "Who",
    "Withheld",
]

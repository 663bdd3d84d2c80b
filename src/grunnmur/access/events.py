"""What access states as facts."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class AccessChanged:
    """What these persons have, now or later, is not what it was."""

    person_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class RoleChanged:
    """What a role contains, or whether it is active, is not what it was."""

    role_id: UUID


@dataclass(frozen=True)
class RuleChanged:
    """Whom a rule gives its role is not what it was."""

    rule_id: UUID


@dataclass(frozen=True)
class ResourceChanged:
    """There is a new resource, or a known one is something else than before."""

    resource_id: UUID


@dataclass(frozen=True)
class RequestDecided:
    """A line of a request is closed: approved and carried out, or not (refused, withdrawn, not decided in time)."""

    line_id: UUID
    request_id: UUID
    receiver_id: UUID
    is_approved: bool


@dataclass(frozen=True)
class ReviewClosed:
    """Every question of a review is answered, and what was removed is gone."""

    review_id: UUID


@dataclass(frozen=True)
class RiskRaised:
    """A level is riskier than it was."""

    permission_id: UUID
    risk: int


@dataclass(frozen=True)
class ConflictFound:
    """This person would have both sides of these conflicts, now or later, and nothing allows it."""

    person_id: UUID
    conflict_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class PoolFull:
    """These persons want a seat in a pool that has none left for them on some day."""

    pool_id: UUID
    person_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class ConflictSolved:
    """No conflict keeps anything from this person any more."""

    person_id: UUID


@dataclass(frozen=True)
class PoolHasRoom:
    """Nobody waits for a seat in this pool any more."""

    pool_id: UUID


@dataclass(frozen=True)
class TargetFailed:
    """Some changes of a target were given up, or it could not be read; not told again while it stays so."""

    target_id: UUID


@dataclass(frozen=True)
class DriftFound:
    """A target differs from what shall be in so many ways that nobody had been told of."""

    target_id: UUID
    count: int


@dataclass(frozen=True)
class TargetConfirmed:
    """What a target has was confirmed or seen: what was to be taken away may be gone now."""

    target_id: UUID


@dataclass(frozen=True)
class TargetToBeSent:
    """Somebody decided about what differs in a target, so that something is to be sent there."""

    target_id: UUID

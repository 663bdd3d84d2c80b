"""What is said of licence pools, and what they refuse."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from grunnmur.core.errors import DomainError


class PoolFullError(DomainError):
    """A decision would make somebody wait for a seat; the text has the numbers."""


class BadPoolError(DomainError):
    """What is said of a pool does not fit together; the text says how."""


class SeatsShortError(DomainError):
    """Some who have something would lose it for want of a seat, and nobody has said that this is meant."""


@dataclass(frozen=True, kw_only=True)
class PoolFacts:
    """What is said of a pool. on_full: block, queue or warn; unit_cost: of a seat a year; permission_ids: the levels
    whose holders take a seat.
    """

    name: str
    on_full: str = "block"
    unit_cost: Decimal | None = None
    permission_ids: tuple[UUID, ...] = ()

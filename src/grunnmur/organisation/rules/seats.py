"""Who leads whom, as a decision that needs no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Seat:
    """One who may act as leader of a unit on a day: the leader herself, or a deputy for her.

    `distance` counts units upwards from where one stands. Deputies come after the leader; of a leader on full
    leave only the deputies come.
    """

    distance: int
    unit_id: UUID
    leader_id: UUID
    person_id: UUID
    is_acting: bool
    is_deputy: bool


def first_leader(seats: Iterable[Seat], *, of: UUID) -> Seat | None:
    """Return who leads this person: the nearest unit upwards that somebody else leads, acting before leader.

    seats: nearest first, within a unit acting first. Nobody leads herself, neither as leader nor as deputy.
    """
    passed: set[UUID] = set()
    rank: dict[UUID, bool] = {}
    for seat in seats:
        if rank.setdefault(seat.unit_id, seat.is_acting) != seat.is_acting or seat.unit_id in passed:
            continue
        if seat.leader_id == of:
            passed.add(seat.unit_id)
        elif seat.person_id != of:
            return seat
    return None

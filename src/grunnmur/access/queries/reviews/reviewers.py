"""Who is asked: the owner of a rule or a role, the leader of a person; and who is next when nobody answers."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from grunnmur.access.rules import OFFICER
from grunnmur.organisation import queries as organisation

OFFICERS = f"may:{OFFICER}"
LEADER, PERSON = "leader:", "person:"
CHAINS = """
    SELECT descendant_id, ancestor_id FROM organisation_unitclosure
    WHERE structure = 'line' AND descendant_id = ANY (%(units)s) AND valid @> %(day)s::date
    ORDER BY descendant_id, distance
"""


class Seat(NamedTuple):
    """A unit that has a leader, and who she is."""

    unit: UUID
    leader: UUID


@dataclass(frozen=True)
class Chains:
    """For each unit: the units from it upwards that have a leader, the nearest first."""

    seats: Mapping[UUID, tuple[Seat, ...]]

    def leader_key(self, unit: UUID | None, *, of: UUID | None) -> str:
        """Return who is asked about a person of a unit: the nearest leader who is not she herself."""
        found = next((seat for seat in self._above(unit) if seat.leader != of), None)
        return f"{LEADER}{found.unit}" if found else OFFICERS

    def next_key(self, key: str, *, unit: UUID | None, of: UUID | None) -> str:
        """Return who is asked when the holder of a key did not answer; at the top, those who follow up everywhere.

        key: of a leader, or of anybody else; unit: where the person in question works.
        """
        if not key.startswith(LEADER):
            return self.leader_key(unit, of=of) if key.startswith(PERSON) and unit else OFFICERS
        asked = UUID(key.removeprefix(LEADER))
        seats = self._above(asked)
        before = seats[0].leader if seats else None
        found = next((seat for seat in seats if seat.unit != asked and seat.leader not in {of, before}), None)
        return f"{LEADER}{found.unit}" if found else OFFICERS

    def _above(self, unit: UUID | None) -> tuple[Seat, ...]:
        return self.seats.get(unit, ()) if unit else ()


def chains_of(units: Collection[UUID], *, on: date) -> Chains:
    """Load who leads these units and those above them. Two statements."""
    above: defaultdict[UUID, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(CHAINS, {"units": list(units), "day": on})
        for unit, ancestor in cursor.fetchall():
            above[unit].append(ancestor)
    leaders = organisation.named_leaders({one for path in above.values() for one in path}, on=on)
    return Chains(
        {
            unit: tuple(Seat(one, leaders[one].person_id) for one in path if one in leaders)
            for unit, path in above.items()
        }
    )

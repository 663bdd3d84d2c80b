"""How far people have come: who begins and ends, what is ready, what somebody still has to hand out or take back."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grunnmur.access.models import Fulfilment
from grunnmur.access.queries.accesses import Access, accesses_of
from grunnmur.access.queries.names import key_names
from grunnmur.access.queries.states import is_waiting
from grunnmur.organisation.queries import workplaces
from grunnmur.organisation.queries.workplaces import WorkDays


@dataclass(frozen=True)
class OpenThing:
    """Something that is to be handed out, or taken back, by a day; `group` is who does it, in words."""

    permission: UUID
    name: str
    is_return: bool
    due_date: date
    group: str

    def is_late(self, on: date) -> bool:
        """Tell whether the day has passed."""
        return self.due_date < on


@dataclass(frozen=True)
class Readiness:
    """One person: the first day of work, the last when there is one, and what is (not) ready.

    accesses: now or to come; ready_count of them can be used, or will be without anybody doing anything.
    """

    person: UUID
    starts: date | None
    ends: date | None
    accesses: tuple[Access, ...]
    ready_count: int
    open: tuple[OpenThing, ...]

    @property
    def access_count(self) -> int:
        """How many accesses there are, now or to come."""
        return len(self.accesses)

    @property
    def waiting(self) -> tuple[OpenThing, ...]:
        """What is not handed out yet."""
        return tuple(thing for thing in self.open if not thing.is_return)

    @property
    def returns(self) -> tuple[OpenThing, ...]:
        """What is to come back."""
        return tuple(thing for thing in self.open if thing.is_return)


def readiness(persons: Collection[UUID], on: date) -> dict[UUID, Readiness]:
    """Return how far each of these persons has come. Ten statements at most, for one or for sixty.

    Whoever asks has made sure that the reader may see these persons' access.
    """
    accesses = accesses_of(persons, on=on)
    days = workplaces.work_days(persons, on=on)
    things = _open_things(persons)
    return {
        person: _readiness(person, accesses[person], days.get(person), things.get(person, [])) for person in persons
    }


def _readiness(person: UUID, found: list[Access], days: WorkDays | None, things: list[OpenThing]) -> Readiness:
    first = {access.permission: access for access in reversed(found)}  # each permission once: what begins first
    own = tuple(access for access in found if first[access.permission] is access)
    return Readiness(
        person=person,
        starts=days.first if days else None,
        ends=days.last if days else None,
        accesses=own,
        ready_count=sum(not is_waiting(access) for access in own),
        open=tuple(things),
    )


def _open_things(persons: Collection[UUID]) -> Mapping[UUID, list[OpenThing]]:
    rows = Fulfilment.objects.filter(person_id__in=persons, state=Fulfilment.State.OPEN)
    found = list(rows.select_related("permission__resource").order_by("due_date", "permission__resource__name", "id"))
    names = key_names({row.permission.resource.fulfil_key for row in found})
    things: defaultdict[UUID, list[OpenThing]] = defaultdict(list)
    for row in found:
        group = names.get(row.permission.resource.fulfil_key, "")
        is_return = row.operation == Fulfilment.Operation.TAKE_BACK
        things[row.person_id].append(OpenThing(row.permission_id, str(row.permission), is_return, row.due_date, group))
    return things

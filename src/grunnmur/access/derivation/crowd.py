"""Facts about persons, found by person."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

from grunnmur.access.derivation.facts import (
    Appointment,
    Deputy,
    Employment,
    Exclusion,
    Grant,
    Id,
    Leadership,
    Leave,
    People,
    Seat,
    Waiver,
)
from grunnmur.core.periods import Span, union_spans

Row = TypeVar("Row")
Where = TypeVar("Where", Id, tuple[Id, Id])


class Crowd:
    """The people of one derivation, each row where its person is looked for."""

    def __init__(self, people: People) -> None:
        self.employments: dict[Id, list[Employment]] = _by(people.employments, lambda row: row.person)
        self.leaves: dict[Id, list[Leave]] = _by(people.leaves, lambda row: row.employment)
        self.appointments: dict[Id, list[Appointment]] = _by(people.appointments, lambda row: row.person)
        self.leaderships: dict[Id, list[Leadership]] = _by(people.leaderships, lambda row: row.person)
        self.deputies: dict[Id, list[Deputy]] = _by(
            (row for row in people.deputies if "access" in row.may), lambda row: row.deputy
        )
        self.grants: dict[Id, list[Grant]] = _by(people.grants, lambda row: row.person)
        self.exclusions: dict[Id, list[Exclusion]] = _by(people.exclusions, lambda row: row.person)
        self.waivers: dict[tuple[Id, Id], list[Waiver]] = _by(people.waivers, lambda row: (row.person, row.conflict))
        self.seats: dict[Id, list[Seat]] = _by(people.seats, lambda row: row.pool)
        others = (self.appointments, self.leaderships, self.deputies, self.grants, self.exclusions)
        self._with_other_facts: set[Id] = set().union(*others)

    def persons(self) -> list[Id]:
        """Return everyone with an employment, sorted; nobody else has any access."""
        return sorted(self.employments)

    def only_employment(self, person: Id) -> Employment | None:
        """Return the person's employment if it is the only fact that decides her access, else None."""
        employments = self.employments.get(person, ())
        return employments[0] if len(employments) == 1 and person not in self._with_other_facts else None

    def employed(self, person: Id) -> tuple[Span, ...]:
        """Return the days on which the person has an active employment."""
        return union_spans((row.lower, row.upper) for row in self.employments.get(person, ()))

    def stands_in(self, person: Id) -> list[tuple[Leadership, Deputy]]:
        """Return the leaderships the person may act for with `access`; never those of a deputy's deputy."""
        return [
            (leadership, deputy)
            for deputy in self.deputies.get(person, ())
            for leadership in self.leaderships.get(deputy.for_person, ())
            if deputy.unit in {None, leadership.unit} and deputy.for_person != person
        ]

    def has_function(self, person: Id, functions: frozenset[Id]) -> tuple[Span, ...]:
        """Return the days on which the person holds any of these functions, wherever."""
        return union_spans(
            (row.lower, row.upper) for row in self.appointments.get(person, ()) if row.function in functions
        )


def _by(rows: Iterable[Row], key: Callable[[Row], Where]) -> dict[Where, list[Row]]:
    found: dict[Where, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)

"""What organisation tells the domains above: facts, in the past tense, by id."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grunnmur.core.periods import Period


@dataclass(frozen=True)
class PersonFactsChanged:
    """Employments, leaves, names or protection of these persons changed, for any days."""

    person_ids: frozenset[UUID]


@dataclass(frozen=True)
class EmploymentEnded:
    """An employment got its last day (which may lie ahead, or have been)."""

    person_id: UUID
    employment_id: UUID
    unit_id: UUID
    last_day: date


@dataclass(frozen=True)
class EmploymentEndedNow:
    """An employment was ended at once: what hangs on it shall go first."""

    person_id: UUID
    employment_id: UUID


@dataclass(frozen=True)
class HireCancelled:
    """An employment is called off before its first day; right after this its row goes, so let go of it."""

    person_id: UUID
    employment_id: UUID
    unit_id: UUID


@dataclass(frozen=True)
class UnitOpened:
    """There is a new unit."""

    unit_id: UUID


@dataclass(frozen=True)
class UnitRenamed:
    """A unit has another name, code or kind."""

    unit_id: UUID


@dataclass(frozen=True)
class UnitsMoved:
    """These units hang elsewhere from a day on, and all below them with them."""

    unit_ids: frozenset[UUID]
    from_day: date


@dataclass(frozen=True)
class UnitClosed:
    """A unit got its last day."""

    unit_id: UUID
    last_day: date


@dataclass(frozen=True)
class FunctionOpened:
    """A person was appointed to a function."""

    person_id: UUID
    appointment_id: UUID


@dataclass(frozen=True)
class FunctionEnded:
    """An appointment got its last day."""

    person_id: UUID
    appointment_id: UUID
    last_day: date


@dataclass(frozen=True)
class LeadershipChanged:
    """Who leads a unit, or stands in for whom, changed for some days; all whom it touches are named."""

    unit_id: UUID | None
    person_ids: frozenset[UUID]


@dataclass(frozen=True)
class DeputyNamed:
    """Somebody is to stand in for another on these days. by_person: who named her, if a person did."""

    for_person_id: UUID
    deputy_id: UUID
    valid: Period
    by_person: UUID | None


@dataclass(frozen=True)
class DeputyEnded:
    """Somebody stands in for another no longer after a day, earlier than it was. by_person: who ended it."""

    for_person_id: UUID
    deputy_id: UUID
    last_day: date
    by_person: UUID | None


@dataclass(frozen=True)
class OrganisationImported:
    """An import was applied: anything about anybody may have changed."""

    run_id: UUID


@dataclass(frozen=True)
class DayTurned:
    """A new day began in this municipality. Missed days come one by one, in order."""

    day: date

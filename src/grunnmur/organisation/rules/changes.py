"""Changes before they are made, for `core.links.previews`: the domains above tell what they would do."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from grunnmur.core.links import ImpactLine
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.organisation.rules.facts import EmploymentFacts, FunctionFacts, PersonFacts, UnitFacts, UnitNames


@dataclass(frozen=True)
class Loss(ImpactLine):
    """What a domain above would lose by an import: `count` of `total`. The guard of imports measures it."""

    total: int = 0


@dataclass(frozen=True, kw_only=True)
class Hire:
    """A hire before it is made, for `core.links.previews`. No person: somebody who is not here yet.

    name: of somebody new, as colleagues are to see it.
    """

    person_id: UUID | None
    employment: EmploymentFacts
    first_day: date
    last_day: date | None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class EmploymentEnd:
    """An employment's end before it is written, for `core.links.previews`."""

    employment_id: UUID
    person_id: UUID
    last_day: date


@dataclass(frozen=True, kw_only=True)
class UnitMove:
    """A unit's move before it is made, for `core.links.previews`. seen_by: to whom it is told."""

    unit_id: UUID
    parent_id: UUID | None
    from_day: date
    seen_by: Actor


@dataclass(frozen=True, kw_only=True)
class UnitOpening:
    """A unit before it is opened, for `core.links.previews`."""

    facts: UnitFacts
    first_day: date
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class UnitRename:
    """A unit's names and codes before they are changed, for `core.links.previews`."""

    unit_id: UUID
    names: UnitNames


@dataclass(frozen=True, kw_only=True)
class UnitClosing:
    """A unit's end before it is written, for `core.links.previews`.

    move_to: where the people and the units right below go the day after; None when nobody and nothing is left.
    seen_by: to whom it is told.
    """

    unit_id: UUID
    last_day: date
    move_to: UUID | None
    seen_by: Actor


@dataclass(frozen=True, kw_only=True)
class LeaderChange:
    """Who is to lead a unit, for `core.links.previews`. No person: nobody from that day on.

    kind: of `Leadership.Kind`. last_day: of an acting leader; None for who leads until the next. seen_by: to whom it is
    told.
    """

    unit_id: UUID
    person_id: UUID | None
    kind: str
    from_day: date
    last_day: date | None
    seen_by: Actor


@dataclass(frozen=True, kw_only=True)
class EmploymentChange:
    """An employment that is to be something else from a day on.

    overlap_last_day: until then she works in the old place too; None when she does not.
    """

    employment_id: UUID
    person_id: UUID
    facts: EmploymentFacts
    from_day: date
    overlap_last_day: date | None


@dataclass(frozen=True, kw_only=True)
class EmploymentExtension:
    """An employment that is to run longer; no last day: with no end."""

    employment_id: UUID
    person_id: UUID
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class HireCancellation:
    """An employment that is called off before its first day."""

    employment_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class LeaveChange:
    """Days off from an employment, as they are to be. No leave yet: they are new. No days: they are called off."""

    employment_id: UUID
    person_id: UUID
    leave_id: UUID | None
    percent: Decimal
    days: Period | None


@dataclass(frozen=True, kw_only=True)
class Protection:
    """A person who is to be protected, or no longer."""

    person_id: UUID
    is_protected: bool


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What is to be written about a person instead."""

    person_id: UUID
    facts: PersonFacts


@dataclass(frozen=True, kw_only=True)
class DeputyChange:
    """Somebody who is to stand in for a person, or no longer after these days. No unit: in all of them."""

    for_person_id: UUID
    deputy_id: UUID
    unit_id: UUID | None
    may_do: tuple[str, ...]
    days: Period


@dataclass(frozen=True, kw_only=True)
class FunctionChange:
    """What a function is to be. No function yet: it is new."""

    function_id: UUID | None
    facts: FunctionFacts


@dataclass(frozen=True, kw_only=True)
class AppointmentEnd:
    """An appointment's end. No last day: it is called off before its first."""

    appointment_id: UUID
    person_id: UUID
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class AppointmentChange:
    """A person who is to hold a function for a unit on these days."""

    person_id: UUID
    function_id: UUID
    unit_id: UUID
    days: Period

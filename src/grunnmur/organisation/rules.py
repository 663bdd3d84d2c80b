"""Permissions of organisation, its refusals, and its decisions that need no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from grunnmur.core.errors import DomainError
from grunnmur.core.permissions import Permission, StartRole, declare

EDIT_PEOPLE = "organisation.edit_people"
EDIT_UNITS = "organisation.edit_units"
APPOINT = "organisation.appoint"
IMPORT_PEOPLE = "organisation.import_people"
RELEASE_IMPORT = "organisation.release_import"
SEE_PROTECTED = "organisation.see_protected"

declare(
    Permission(
        EDIT_PEOPLE,
        _("Hire people and change their employments"),
        needs_unit=True,
        roles=(StartRole.LEADER, StartRole.PERSONNEL),
    ),
    Permission(EDIT_UNITS, _("Change units and who leads them"), needs_unit=True, roles=(StartRole.PERSONNEL,)),
    Permission(
        APPOINT, _("Appoint people to functions"), needs_unit=True, roles=(StartRole.LEADER, StartRole.PERSONNEL)
    ),
    Permission(IMPORT_PEOPLE, _("Import people and units from files"), roles=(StartRole.PERSONNEL,)),
    Permission(
        RELEASE_IMPORT,
        _("Release an import that was held back"),
        is_audience=True,
        roles=(StartRole.PERSONNEL, StartRole.ACCESS_OFFICER),
    ),
    Permission(SEE_PROTECTED, _("See people whose identity is protected"), roles=(StartRole.PERSONNEL,)),
)

# Functions every municipality begins with: code, name in the municipality's own language.
SEEDED_FUNCTIONS = (
    ("hms-ansvarlig", "HMS-ansvarlig"),
    ("verneombud", "Verneombud"),
    ("tillitsvalgt", "Tillitsvalgt"),
    ("brannvernleder", "Brannvernleder"),
    ("personvernombud", "Personvernombud"),
    ("ikt-kontakt", "IKT-kontakt"),
    ("superbruker", "Superbruker"),
    ("flyttesjef", "Flyttesjef"),
    ("kvalitetssikrer", "Kvalitetssikrer"),
    ("modellor", "Modellør"),
)
LONGEST_DEPUTY_DAYS = 366


class DayOutsideError(DomainError):
    """The day does not lie within the period it should change."""


class OverlapError(DomainError):
    """Two facts of which there can be only one at a time share a day."""


class TakenError(DomainError):
    """A code, number or login belongs to another already."""


class InvalidFactsError(DomainError):
    """What was written down about a person cannot be right: a name too long, an address that is none."""


class UnitNotOpenError(DomainError):
    """The unit does not exist on all these days."""


class UnitCycleError(DomainError):
    """A unit would lie below itself."""


class UnitInUseError(DomainError):
    """People or other units remain after the day a unit should close."""


class NotEmployedError(DomainError):
    """The person does not work here then."""


class NotAllowedDeputyError(DomainError):
    """This person cannot stand in for that one, or not for so long."""


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What is written down about a person; `display_name` is made of the names if blank."""

    given_name: str
    family_name: str
    display_name: str = ""
    language: str = ""
    work_email: str = ""
    work_phone: str = ""
    employee_number: str = ""

    @property
    def shown_name(self) -> str:
        """The name as colleagues see it."""
        return self.display_name or f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, kw_only=True)
class EmploymentFacts:
    """Where and as what a person works. `percent` is 0–100."""

    unit_id: UUID
    kind: str
    position_id: UUID | None = None
    percent: Decimal = Decimal(100)
    is_primary: bool = False


@dataclass(frozen=True, kw_only=True)
class UnitFacts:
    """What is written down about a unit; no parent makes it a top."""

    code: str
    name: str
    short_name: str = ""
    kind: str = ""
    cost_centre: str = ""
    parent_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class UnitNames:
    """What a unit is called and how it is counted; the same on all its days."""

    name: str
    code: str
    short_name: str = ""
    kind: str = ""
    cost_centre: str = ""


@dataclass(frozen=True, kw_only=True)
class Hire:
    """A hire before it is made, for `core.links.previews`. No person: somebody who is not here yet."""

    person_id: UUID | None
    employment: EmploymentFacts
    first_day: date
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class EmploymentEnd:
    """An employment's end before it is written, for `core.links.previews`."""

    employment_id: UUID
    person_id: UUID
    last_day: date


@dataclass(frozen=True, kw_only=True)
class UnitMove:
    """A unit's move before it is made, for `core.links.previews`."""

    unit_id: UUID
    parent_id: UUID | None
    from_day: date


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
    """

    unit_id: UUID
    last_day: date
    move_to: UUID | None


@dataclass(frozen=True, kw_only=True)
class LeaderChange:
    """Who is to lead a unit, for `core.links.previews`. No person: nobody from that day on.

    kind: of `Leadership.Kind`. last_day: of an acting leader; None for who leads until the next.
    """

    unit_id: UUID
    person_id: UUID | None
    kind: str
    from_day: date
    last_day: date | None


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

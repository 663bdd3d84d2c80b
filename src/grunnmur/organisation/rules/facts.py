"""What is written down about persons, employments and units."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID


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
class FunctionFacts:
    """What a function is called and where somebody must hold it; `needed` is of `Function.Need`."""

    code: str
    name: str
    needed: str = ""
    is_closed: bool = False


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

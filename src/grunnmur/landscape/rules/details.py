"""What people write down about one type of element, beside what every element has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from grunnmur.core.errors import DomainError
from grunnmur.core.periods import Period


class UnfitDetailError(DomainError):
    """Something that a detail cannot be; the sentence names it."""


@dataclass(frozen=True, kw_only=True)
class SystemUsage:
    """How a system is used here. hosting_countries: ISO codes. users_band: 1–4, None where nobody knows."""

    product_id: UUID | None = None
    operated_by: str = "unknown"
    hosting: str = "unknown"
    hosting_countries: tuple[str, ...] = ()
    users_band: int | None = None
    login: str = "unknown"


@dataclass(frozen=True, kw_only=True)
class InterfaceFacts:
    """How one system hands information to others."""

    mode: str = "sync"
    transport: str = "unknown"
    frequency: str = ""
    platform: str = ""


@dataclass(frozen=True, kw_only=True)
class InformationFacts:
    """What an information object means, and how long it is kept: so many months after the trigger, on this basis."""

    definition: str = ""
    open_data: str = "unknown"
    archive: str = "unknown"
    retention_trigger: str = ""
    retention_months: int | None = None
    retention_basis: str = ""


@dataclass(frozen=True, kw_only=True)
class SupplierFacts:
    """Who a supplier is. country: ISO code. contact, security_contact: shared mailboxes, not persons."""

    org_number: str = ""
    country: str = ""
    contact: str = ""
    security_contact: str = ""
    certified_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """Whom a service is for, and how it reaches them."""

    target_group: str = ""
    channel: str = ""


@dataclass(frozen=True, kw_only=True)
class GoalFacts:
    """Which plan a goal stands in, for which years, and how one sees that it is reached."""

    level: str = "goal"
    plan: str = ""
    period: str = ""
    measure: str = ""


@dataclass(frozen=True, kw_only=True)
class LawFacts:
    """How a law is cited, and the days it is in force; None where nobody has said."""

    citation: str = ""
    short_title: str = ""
    url: str = ""
    kind: str = "act"
    in_force: Period | None = None


@dataclass(frozen=True, kw_only=True)
class TechnologyFacts:
    """What sort of technology it is."""

    kind: str = "server"


@dataclass(frozen=True, kw_only=True)
class ContactPointFacts:
    """How and where one meets the municipality: an address, a number, or a page."""

    kind: str = "digital"
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class CompetenceFacts:
    """A competence has nothing beside what every element has."""


Details: TypeAlias = (
    SystemUsage
    | InterfaceFacts
    | InformationFacts
    | SupplierFacts
    | ServiceFacts
    | GoalFacts
    | LawFacts
    | TechnologyFacts
    | ContactPointFacts
    | CompetenceFacts
)
DETAILS: Mapping[str, type[Details]] = {
    "system": SystemUsage,
    "interface": InterfaceFacts,
    "information": InformationFacts,
    "supplier": SupplierFacts,
    "service": ServiceFacts,
    "goal": GoalFacts,
    "law": LawFacts,
    "technology": TechnologyFacts,
    "contact_point": ContactPointFacts,
    "competence": CompetenceFacts,
}
"""The details of each type of element that has some, by type."""
TYPE_OF: Mapping[type[Details], str] = {details: element_type for element_type, details in DETAILS.items()}

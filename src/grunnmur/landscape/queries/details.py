"""What is known of an element because of its type, as rows and as facts for the screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core import formats
from grunnmur.core.models import TenantModel
from grunnmur.core.periods import Period
from grunnmur.landscape.models import (
    DETAIL_MODELS,
    ContactPoint,
    Element,
    Goal,
    Information,
    Interface,
    Law,
    Service,
    Supplier,
    System,
    Technology,
)
from grunnmur.landscape.rules.countries import country_name
from grunnmur.landscape.rules.details import DETAILS, Details


@dataclass(frozen=True)
class Fact:
    """One thing that is known: its label, what it says, and an address where it leads somewhere."""

    label: str
    text: str
    url: str = ""


def detail_row(element: Element) -> TenantModel | None:
    """Return the row of an element's details; None for types without, and where nobody has written any."""
    model = DETAIL_MODELS.get(element.type)
    return model.objects.filter(element_id=element.pk).first() if model else None


def details_in(row: TenantModel | None, *, element_type: str) -> Details:
    """Return a detail row as what people write down; without a row, what nobody has written anything about."""
    made = DETAILS[element_type]
    if row is None:
        return made()
    columns = {field.name: getattr(row, field.name) for field in fields(made)}
    if "hosting_countries" in columns:
        columns["hosting_countries"] = tuple(columns["hosting_countries"])
    if columns.get("in_force") is not None:
        columns["in_force"] = Period.from_range(columns["in_force"])
    return made(**columns)


def details_of(element: Element) -> list[Fact]:
    """Return what is known of an element because of its type, in the reader's language; nothing for what is unknown.

    For the pages of those who may know of the element. Two statements for a system with a product, else one at most.
    """
    return told_of(detail_row(element), element_type=element.type)


def told_of(row: TenantModel | None, *, element_type: str) -> list[Fact]:
    """Return what a detail row says, as `details_of` does; no statement, save for the product of a system."""
    return [fact for fact in _TOLD[element_type](row) if fact.text] if row else []


def _system(row: System) -> list[Fact]:
    product = row.product
    countries = ", ".join(country_name(code) for code in row.hosting_countries)
    return [
        Fact(_("Product"), product.name if product else "", _product_url(product.pk) if product else ""),
        Fact(_("Operated by"), _known(row, "operated_by")),
        Fact(_("Where it runs"), _known(row, "hosting")),
        Fact(_("Countries"), countries),
        Fact(_("Users"), row.get_users_band_display() or "" if row.users_band else ""),
        Fact(_("Login"), _known(row, "login")),
    ]


def _product_url(product_id: UUID) -> str:
    return reverse("landscape:product", args=[product_id])


def _interface(row: Interface) -> list[Fact]:
    return [
        Fact(_("How"), str(row.get_mode_display())),
        Fact(_("Transport"), _known(row, "transport")),
        Fact(_("How often"), row.frequency),
        Fact(_("Platform"), row.platform),
    ]


def _information(row: Information) -> list[Fact]:
    return [
        Fact(_("Definition"), row.definition),
        Fact(_("Open data"), _known(row, "open_data")),
        Fact(_("Archive"), _known(row, "archive")),
        Fact(_("Kept for"), kept_for(row)),
        Fact(_("Basis for keeping"), row.retention_basis),
    ]


def kept_for(row: Information) -> str:
    """Return how long information is kept, as a phrase; nothing where nobody has said."""
    if row.retention_months is None:
        return row.retention_trigger
    years, months = divmod(row.retention_months, 12)
    if months or not years:
        told = ngettext("%(count)d month", "%(count)d months", row.retention_months) % {"count": row.retention_months}
    else:
        told = ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    if not row.retention_trigger:
        return told
    return _("%(time)s after: %(event)s") % {"time": told, "event": row.retention_trigger}


def _supplier(row: Supplier) -> list[Fact]:
    until = formats.day(row.certified_until) if row.certified_until else ""
    return [
        Fact(_("Organisation number"), row.org_number),
        Fact(_("Country"), country_name(row.country) if row.country else ""),
        Fact(_("Contact"), row.contact, _mail(row.contact)),
        Fact(_("Contact about security"), row.security_contact, _mail(row.security_contact)),
        Fact(_("Transfer certificate valid through"), until),
    ]


def _service(row: Service) -> list[Fact]:
    return [Fact(_("For whom"), row.target_group), Fact(_("Channel"), row.channel)]


def _goal(row: Goal) -> list[Fact]:
    return [
        Fact(_("Level"), str(row.get_level_display())),
        Fact(_("Plan"), row.plan),
        Fact(_("Period"), row.period),
        Fact(_("How it is measured"), row.measure),
    ]


def _law(row: Law) -> list[Fact]:
    in_force = formats.period(Period.from_range(row.in_force)) if row.in_force else ""
    return [
        Fact(_("Kind"), str(row.get_kind_display())),
        Fact(_("Citation"), row.citation, row.url),
        Fact(_("Short title"), row.short_title),
        Fact(_("Read it at"), "" if row.citation else row.url, row.url),
        Fact(_("In force"), in_force),
    ]


def _technology(row: Technology) -> list[Fact]:
    return [Fact(_("Kind"), str(row.get_kind_display()))]


def _contact_point(row: ContactPoint) -> list[Fact]:
    is_page = row.address.startswith(("https://", "http://"))
    return [
        Fact(_("Kind"), str(row.get_kind_display())),
        Fact(_("Address"), row.address, row.address if is_page else ""),
    ]


def _known(row: TenantModel, column: str) -> str:
    """Return a choice in words; nothing where it is unknown."""
    return "" if getattr(row, column) == "unknown" else str(getattr(row, f"get_{column}_display")())


def _mail(address: str) -> str:
    return f"mailto:{address}" if "@" in address and " " not in address else ""


_TOLD: Mapping[str, Callable[[Any], list[Fact]]] = {  # Any: each tells of its own model
    "system": _system,
    "interface": _interface,
    "information": _information,
    "supplier": _supplier,
    "service": _service,
    "goal": _goal,
    "law": _law,
    "technology": _technology,
    "contact_point": _contact_point,
}

"""Suppliers, with those behind them and what hangs on them in the end."""

from datetime import date, datetime
from http import HTTPStatus
from uuid import UUID

from ninja import Field, Router, Status

from grunnmur.core.http import Request
from grunnmur.landscape.actions.details import add_described, change_described
from grunnmur.landscape.api.shapes import ElementIn, ElementOut, columns_of
from grunnmur.landscape.models import Element, Supplier
from grunnmur.landscape.queries.details import detail_row
from grunnmur.landscape.queries.elements import find_element
from grunnmur.landscape.queries.suppliers import supplier_chain
from grunnmur.landscape.rules.details import SupplierFacts

router = Router(tags=["landscape"])
OWN = ("org_number", "country", "contact", "security_contact", "certified_until")


class SupplierIn(ElementIn):
    """A supplier. The organisation number is checked as its country makes them; contacts are shared mailboxes."""

    org_number: str = Field(default="", max_length=40)
    country: str = Field(default="", pattern="^([A-Z]{2})?$")
    contact: str = Field(default="", max_length=200)
    security_contact: str = Field(default="", max_length=200)
    certified_until: date | None = None

    def details(self) -> SupplierFacts:
        """Return what was sent about the type."""
        return SupplierFacts(**{name: getattr(self, name) for name in OWN})


class SupplierOut(ElementOut):
    """A supplier; `behind` are the suppliers right behind it, `in_the_end` all that hangs on it today."""

    org_number: str
    country: str
    contact: str
    security_contact: str
    certified_until: date | None
    subsuppliers_confirmed_at: datetime | None
    behind: list[UUID]
    in_the_end: list[UUID]


@router.post("", response={HTTPStatus.CREATED: SupplierOut})
def add(request: Request, sent: SupplierIn) -> Status[SupplierOut]:
    """Put a supplier on the map."""
    return Status(HTTPStatus.CREATED, _out(request, add_described(sent.facts(), sent.details(), by=request.user)))


@router.get("/{uuid:element_id}", response=SupplierOut)
def supplier(request: Request, element_id: UUID) -> SupplierOut:
    """Return a supplier, with what hangs on it as far as the caller may know."""
    element = find_element(element_id, seen_by=request.user)
    if element.type != "supplier":
        raise Element.DoesNotExist
    return _out(request, element)


@router.put("/{uuid:element_id}", response=SupplierOut)
def change(request: Request, element_id: UUID, sent: SupplierIn) -> SupplierOut:
    """Write what is known of a supplier now."""
    return _out(request, change_described(element_id, sent.facts(), sent.details(), by=request.user))


def _out(request: Request, element: Element) -> SupplierOut:
    row = detail_row(element) or Supplier()
    chain = supplier_chain(element, seen_by=request.user)
    return SupplierOut(
        **columns_of(element),
        **{name: getattr(row, name) for name in (*OWN, "subsuppliers_confirmed_at")},
        behind=[one.element.pk for one in chain.link.behind],
        in_the_end=[one.pk for one in chain.in_the_end],
    )

"""Systems: how each is used here, what is known about it, and whether the lists around it are complete."""

from datetime import date
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from ninja import Field, Router, Schema, Status

from grunnmur.core.api_shapes import listed
from grunnmur.core.http import Request
from grunnmur.landscape.actions.details import add_described, change_described
from grunnmur.landscape.actions.facts import answer_fact, forget_answer
from grunnmur.landscape.actions.systems import confirm_mapping
from grunnmur.landscape.api.shapes import ElementIn, ElementOut, columns_of
from grunnmur.landscape.models import Element, System, SystemFact
from grunnmur.landscape.queries.elements import find_element
from grunnmur.landscape.queries.facts import Answer, answer_to, answers_of
from grunnmur.landscape.queries.products import said_of
from grunnmur.landscape.queries.systems import Mapped, mappings_of, usage_of
from grunnmur.landscape.rules.answers import NewAnswer, Standing, Value
from grunnmur.landscape.rules.details import SystemUsage
from grunnmur.landscape.rules.mapping import Completeness

router = Router(tags=["landscape"])
CountryCode = Annotated[str, Field(pattern="^[A-Z]{2}$")]
USAGE = ("operated_by", "hosting", "hosting_countries", "users_band", "login", "product_id")


class SystemIn(ElementIn):
    """A system: what is known of every element, and how this one is used here."""

    product_id: UUID | None = None
    operated_by: System.Operator = System.Operator.UNKNOWN
    hosting: System.Hosting = System.Hosting.UNKNOWN
    hosting_countries: list[CountryCode] = Field(default=[], max_length=50)
    users_band: System.Users | None = None
    login: System.Login = System.Login.UNKNOWN

    def usage(self) -> SystemUsage:
        """Return what was sent about the usage."""
        return SystemUsage(
            product_id=self.product_id,
            operated_by=self.operated_by.value,
            hosting=self.hosting.value,
            hosting_countries=tuple(self.hosting_countries),
            users_band=self.users_band.value if self.users_band else None,
            login=self.login.value,
        )


class FactOut(Schema):
    """What is known about one question. `value` is null unless an answer holds: `reason` says why.

    `product_value` is what is said of the product it is, wherever that is used.
    """

    key: str
    value: bool | int | str | None
    reason: Standing
    evidence: str
    observed_on: date | None
    expires_on: date | None
    product_value: bool | int | str | None


class FactIn(Schema):
    """An answer; a null value says that nobody knows. observed_on: the day somebody saw it, today if left out."""

    value: bool | int | str | None
    evidence: str = Field(default="", max_length=1000)
    observed_on: date | None = None
    source: Annotated[SystemFact.Source, listed(SystemFact.Source)] = SystemFact.Source.PERSON


class ListOut(Schema):
    """Whether a list around a system is complete: its information, interfaces or suppliers."""

    what: str
    standing: Completeness
    confirmed_on: date | None
    expires_on: date | None


class SystemOut(ElementOut):
    """A system with its usage, every question and its lists."""

    product_id: UUID | None
    operated_by: System.Operator
    hosting: System.Hosting
    hosting_countries: list[str]
    users_band: int | None
    login: System.Login
    facts: list[FactOut]
    lists: list[ListOut]


@router.post("", response={HTTPStatus.CREATED: SystemOut})
def add(request: Request, sent: SystemIn) -> Status[SystemOut]:
    """Put a system on the map."""
    return Status(HTTPStatus.CREATED, _system(add_described(sent.facts(), sent.usage(), by=request.user)))


@router.get("/{uuid:element_id}", response=SystemOut)
def system(request: Request, element_id: UUID) -> SystemOut:
    """Return a system with all that is known about it."""
    return _system(_find(request, element_id))


@router.put("/{uuid:element_id}", response=SystemOut)
def change(request: Request, element_id: UUID, sent: SystemIn) -> SystemOut:
    """Write what is known of a system now; what is left out is what it is without anything known."""
    return _system(change_described(element_id, sent.facts(), sent.usage(), by=request.user))


@router.put("/{uuid:element_id}/facts/{slug:key}", response=FactOut)
def answer(request: Request, element_id: UUID, key: str, sent: FactIn) -> FactOut:
    """Answer one question about a system, or say that nobody knows."""
    if sent.value is None:
        forget_answer(element_id, key, by=request.user)
    else:
        given = NewAnswer(sent.value, sent.evidence, sent.observed_on, sent.source.value)
        answer_fact(element_id, key, given, by=request.user)
    return _fact(answer_to(element_id, key), _said(usage_of(element_id)))


@router.post("/{uuid:element_id}/complete/{slug:what}", response=list[ListOut])
def complete(request: Request, element_id: UUID, what: str) -> list[ListOut]:
    """Say that a list around a system is complete as of today."""
    confirm_mapping(element_id, what, by=request.user)
    return [_list(one) for one in mappings_of(usage_of(element_id))]


def _find(request: Request, element_id: UUID) -> Element:
    element = find_element(element_id, seen_by=request.user)
    if element.type != "system":
        raise Element.DoesNotExist
    return element


def _system(element: Element) -> SystemOut:
    row = usage_of(element.pk)
    usage, said = row or System(), _said(row)
    return SystemOut(
        **columns_of(element),
        **{name: getattr(usage, name) for name in USAGE},
        facts=[_fact(one, said) for one in answers_of(element.pk)],
        lists=[_list(one) for one in mappings_of(row)],
    )


def _said(usage: System | None) -> dict[str, Value]:
    return dict(said_of(usage.product)) if usage and usage.product else {}


def _fact(one: Answer, said: dict[str, Value]) -> FactOut:
    return FactOut(
        key=one.key.code,
        value=one.value,
        reason=one.standing,
        evidence=one.evidence,
        observed_on=one.observed_on,
        expires_on=one.expires_on,
        product_value=said.get(one.key.code),
    )


def _list(one: Mapped) -> ListOut:
    return ListOut(what=one.what, standing=one.standing, confirmed_on=one.confirmed_on, expires_on=one.expires_on)

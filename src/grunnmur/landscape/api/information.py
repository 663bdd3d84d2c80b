"""Information objects, and what they hold about whom."""

from http import HTTPStatus
from uuid import UUID

from ninja import Field, Router, Schema, Status

from grunnmur.core.http import Request
from grunnmur.landscape.actions.details import add_described, change_described
from grunnmur.landscape.actions.information import set_content
from grunnmur.landscape.api.shapes import ElementIn, ElementOut, columns_of
from grunnmur.landscape.models import Element, Information
from grunnmur.landscape.queries.details import detail_row
from grunnmur.landscape.queries.elements import find_element
from grunnmur.landscape.queries.information import content_of
from grunnmur.landscape.rules.details import InformationFacts

router = Router(tags=["landscape"])
OWN = ("definition", "open_data", "archive", "retention_trigger", "retention_months", "retention_basis")


class InformationIn(ElementIn):
    """An information object: what is known of every element, what this one means and how long it is kept."""

    definition: str = Field(default="", max_length=2000)
    open_data: Information.OpenData = Information.OpenData.UNKNOWN
    archive: Information.Archive = Information.Archive.UNKNOWN
    retention_trigger: str = Field(default="", max_length=200)
    retention_months: int | None = Field(default=None, ge=0, le=12_000)
    retention_basis: str = Field(default="", max_length=200)

    def details(self) -> InformationFacts:
        """Return what was sent about the type."""
        sent = {name: getattr(self, name) for name in OWN}
        return InformationFacts(**sent | {"open_data": self.open_data.value, "archive": self.archive.value})


class PairShape(Schema):
    """A category of personal data, and of those it is about; both by code."""

    data_category: str
    subject_category: str


class InformationOut(ElementOut):
    """An information object with what it holds about whom."""

    definition: str
    open_data: Information.OpenData
    archive: Information.Archive
    retention_trigger: str
    retention_months: int | None
    retention_basis: str
    content: list[PairShape]


@router.post("", response={HTTPStatus.CREATED: InformationOut})
def add(request: Request, sent: InformationIn) -> Status[InformationOut]:
    """Put an information object on the map."""
    return Status(HTTPStatus.CREATED, _out(add_described(sent.facts(), sent.details(), by=request.user)))


@router.get("/{uuid:element_id}", response=InformationOut)
def information(request: Request, element_id: UUID) -> InformationOut:
    """Return an information object with what it holds."""
    element = find_element(element_id, seen_by=request.user)
    if element.type != "information":
        raise Element.DoesNotExist
    return _out(element)


@router.put("/{uuid:element_id}", response=InformationOut)
def change(request: Request, element_id: UUID, sent: InformationIn) -> InformationOut:
    """Write what is known of an information object now; what it holds stays."""
    return _out(change_described(element_id, sent.facts(), sent.details(), by=request.user))


@router.put("/{uuid:element_id}/content", response=list[PairShape])
def content(request: Request, element_id: UUID, sent: list[PairShape]) -> list[PairShape]:
    """Say all that an information object holds; what is left out is held no longer."""
    pairs = [(one.data_category, one.subject_category) for one in sent]
    set_content(element_id, pairs, by=request.user)
    return _content(element_id)


def _content(element_id: UUID) -> list[PairShape]:
    return [PairShape(data_category=data, subject_category=one) for data, one in sorted(content_of(element_id))]


def _out(element: Element) -> InformationOut:
    row = detail_row(element) or Information()
    return InformationOut(
        **columns_of(element), **{name: getattr(row, name) for name in OWN}, content=_content(element.pk)
    )

"""What steps are linked to, for programs: read by whoever may read the process, written by who may draft it."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from grunnmur.core.api_shapes import listed
from grunnmur.core.http import Request
from grunnmur.core.links import Ref
from grunnmur.processes import actions, queries
from grunnmur.processes.api.routes import router
from grunnmur.processes.models import StepLink
from grunnmur.processes.queries import NamedLink, ReadProcess

Target = Annotated[str, Field(default="", pattern=r"^([a-z_]{1,40}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$")]


class LinkOut(Schema):
    """What a step is linked to. `step`: its uid, empty for the whole process. `id`: none in a version not valid yet.

    `target`: what it points to here, as kind:id; empty if the caller may not open it. `url`: an address of the web, or
    of a page here. `broken_date`: since when an address of the web does not answer.
    """

    id: UUID | None
    step: str
    number: str
    kind: Annotated[StepLink.Kind, listed(StepLink.Kind)]
    name: str
    target: str
    url: str
    strength: str
    use: str
    note: str
    checked_at: datetime | None
    broken_date: date | None


class LinkIn(Schema):
    """A link to something here (`target`), to an address that begins with https, or to what has a name only."""

    step: str = Field(default="", max_length=255)
    kind: Annotated[StepLink.Kind, listed(StepLink.Kind)]
    name: str = Field(default="", max_length=400)
    target: Target
    url: str = Field(default="", max_length=1000)
    strength: StepLink.Strength | None = None
    use: StepLink.Use | None = None
    note: str = Field(default="", max_length=500)


@router.get("/{code}/links", response=list[LinkOut])
def links(request: Request, code: str) -> list[LinkOut]:
    """Return what the process and its steps are linked to: the whole first, then the steps in reading order."""
    return _links(queries.find_process(code.upper(), seen_by=request.user), request)


@router.post("/{code}/links", response={HTTPStatus.CREATED: LinkOut})
def link(request: Request, code: str, sent: LinkIn) -> tuple[HTTPStatus, LinkOut]:
    """Link a step, or the whole process; it holds at once. The same again says more about it."""
    read = queries.find_to_link(code.upper(), seen_by=request.user)
    kind, _colon, value = sent.target.partition(":")
    new = actions.NewLink(
        kind=sent.kind,
        uid=sent.step,
        name=sent.name,
        ref=Ref(kind, UUID(value)) if value else None,
        url=sent.url,
        strength=sent.strength or "",
        use=sent.use or "",
        note=sent.note,
    )
    row = actions.link_step(read.process.pk, new, by=request.user)
    numbers = {step.uid: step.number for step in read.steps}
    (made,) = queries.named([(queries.linked(row), row.pk)], seen_by=request.user)[row.uid]
    return HTTPStatus.CREATED, _link(made, numbers)


@router.delete("/{code}/links/{link_id}", response={HTTPStatus.NO_CONTENT: None})
def unlink(request: Request, code: str, link_id: UUID) -> tuple[HTTPStatus, None]:
    """Take a link of this process away."""
    read = queries.find_to_link(code.upper(), seen_by=request.user)
    actions.unlink_step(link_id, of=read.process.pk, by=request.user)
    return HTTPStatus.NO_CONTENT, None


def _links(read: ReadProcess, request: Request) -> list[LinkOut]:
    numbers = {step.uid: step.number for step in read.steps}
    found = queries.named_links(read.row, seen_by=request.user)
    places = {uid: place for place, uid in enumerate(["", *numbers])}
    every = sorted(found.items(), key=lambda pair: places.get(pair[0], len(places)))
    return [_link(one, numbers) for _uid, some in every for one in some]


def _link(one: NamedLink, numbers: dict[str, str]) -> LinkOut:
    return LinkOut(
        id=one.pk,
        step=one.uid,
        number=numbers.get(one.uid, ""),
        kind=StepLink.Kind(one.kind),
        name=one.name,
        target=str(one.ref) if one.ref else "",
        url=one.url,
        strength=one.strength,
        use=one.use,
        note=one.note,
        checked_at=one.web.last_checked_at if one.web else None,
        broken_date=one.web.broken_date if one.web else None,
    )

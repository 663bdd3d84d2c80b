"""Items, their versions, and what readers say about them."""

from datetime import date
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema, Status

from grunnmur.core.api_shapes import listed
from grunnmur.core.http import Request
from grunnmur.core.periods import Period
from grunnmur.publishing import actions, queries
from grunnmur.publishing.api.routes import router
from grunnmur.publishing.queries import Feedback, Item, Version


class ItemOut(Schema):
    """Something that is published under a code. `line`: the production line's id, if it has one."""

    id: UUID
    kind: str
    code: str
    title: str
    line: UUID | None
    next_revision_date: date | None


class VersionOut(Schema):
    """A version of an item. `valid_from` and `valid_through`: the days it was the valid one."""

    id: UUID
    number: str
    state: Annotated[Version.State, listed(Version.State)]
    change_note: str
    author: str
    is_significant: bool | None
    valid_from: date | None
    valid_through: date | None
    planned_date: date | None
    content_hash: str


class WorkStartIn(Schema):
    """What a new version is for."""

    change_note: str = Field(default="", max_length=500)


class FeedbackIn(Schema):
    """What a reader says; `anchor` is the uid of a step, blank for the whole."""

    kind: Annotated[Feedback.Kind, listed(Feedback.Kind)]
    text: str = Field(min_length=1, max_length=4000)
    anchor: str = Field(default="", max_length=255)


class FeedbackOut(Schema):
    """What a reader said, and where it stands."""

    id: UUID
    state: Annotated[Feedback.State, listed(Feedback.State)]


@router.get("/items", response=list[ItemOut])
def items(request: Request, kind: str = "process") -> list[ItemOut]:
    """Return the items of a kind that the caller may read, by code."""
    return [_item(row) for row in queries.items(kind, seen_by=request.user)]


@router.get("/items/{code}", response=ItemOut)
def item(request: Request, code: str) -> ItemOut:
    """Return one item."""
    return _item(queries.find_item(code.upper(), seen_by=request.user))


@router.get("/items/{code}/versions", response=list[VersionOut])
def versions(request: Request, code: str) -> list[VersionOut]:
    """Return an item's versions, newest first; those on their way only to who works on it."""
    found = queries.find_item(code.upper(), seen_by=request.user)
    return [shown_version(row) for row in queries.all_versions(found, seen_by=request.user)]


@router.post("/items/{code}/start", response={HTTPStatus.CREATED: VersionOut})
def start(request: Request, code: str, sent: WorkStartIn) -> Status[VersionOut]:
    """Begin a draft of an item: a copy of what is valid."""
    found = queries.find_item(code.upper(), seen_by=request.user)
    row = actions.start_version(found.pk, change_note=sent.change_note, by=request.user)
    return Status(HTTPStatus.CREATED, shown_version(row))


@router.post("/items/{code}/feedback", response={HTTPStatus.CREATED: FeedbackOut})
def feedback(request: Request, code: str, sent: FeedbackIn) -> Status[FeedbackOut]:
    """Say something about an item."""
    found = queries.find_item(code.upper(), seen_by=request.user)
    said = actions.Said(kind=sent.kind, text=sent.text, anchor=sent.anchor)
    row = actions.give_feedback(found.pk, said, by=request.user)
    return Status(HTTPStatus.CREATED, FeedbackOut(id=row.pk, state=Feedback.State(row.state)))


def _item(row: Item) -> ItemOut:
    return ItemOut(
        id=row.pk,
        kind=row.kind,
        code=row.code,
        title=row.title,
        line=row.line_id,
        next_revision_date=row.next_revision_date,
    )


def shown_version(row: Version) -> VersionOut:
    """Return a version as programs get it."""
    period = Period.from_range(row.valid) if row.valid else None
    return VersionOut(
        id=row.pk,
        number=str(row),
        state=Version.State(row.state),
        change_note=row.change_note,
        author=row.author,
        is_significant=row.is_significant,
        valid_from=period.lower if period else None,
        valid_through=period.last_day if period else None,
        planned_date=row.planned_date,
        content_hash=row.content_hash,
    )

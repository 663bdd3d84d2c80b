"""Saying what a source's names mean, accepting proposals and taking over the rest, for programs."""

from http import HTTPStatus
from typing import Literal, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import model_validator

from grunnmur.access.actions.mining import accepting, matching
from grunnmur.access.api.mining import Share, Without
from grunnmur.access.api.routes import router
from grunnmur.access.mining import Settings
from grunnmur.access.mining.proposing import SHARE
from grunnmur.access.queries.mining.observed import SourceName, names_to_match
from grunnmur.core.http import Request


class SourceNameOut(Schema):
    """What a source calls a person or a thing. accesses: how many hang on it; meant: what it means, blank = unsaid."""

    id: UUID
    source: str
    name: str
    accesses: int
    meant: str
    is_ignored: bool


class MeantIn(Schema):
    """The id of what a name means here, or that it is ignored; neither: nobody has said yet."""

    meant: UUID | None = None
    is_ignored: bool = False

    @model_validator(mode="after")
    def is_at_most_one(self) -> Self:
        """Refuse both."""
        if self.meant and self.is_ignored:
            raise ValueError("Either it means something here, or it is ignored.")
        return self


class AcceptIn(Schema):
    """Which proposal is accepted, and what its role is called; blank = as proposed."""

    key: str = Field(min_length=1, max_length=300)
    role_name: str = Field("", max_length=120)


class AcceptedOut(Schema):
    """The draft role and its rule; nobody gets anything until the role is activated."""

    role_id: UUID
    role: str
    rule_id: UUID


class TakenOverOut(Schema):
    """How many grants were made of the rest. skipped: of persons who do not work here today."""

    grants: int
    skipped: int


@router.get("/mining/names/{what}", response=list[SourceNameOut])
def mining_names(
    request: Request, what: Literal["people", "things"], shown: Literal["waiting", "all"] = "waiting"
) -> list[SourceName]:
    """Return the names nobody has matched yet, or all, those that most hangs on first; at most fifty."""
    return names_to_match(what, seen_by=request.user, is_all=shown == "all")


@router.post("/mining/names/people/{uuid:name_id}", response={HTTPStatus.NO_CONTENT: None})
def match_person(request: Request, name_id: UUID, sent: MeantIn) -> tuple[HTTPStatus, None]:
    """Say who a key means. Needs access.mine."""
    matching.match_person(name_id, sent.meant, by=request.user, is_ignored=sent.is_ignored)
    return HTTPStatus.NO_CONTENT, None


@router.post("/mining/names/things/{uuid:name_id}", response={HTTPStatus.NO_CONTENT: None})
def match_thing(request: Request, name_id: UUID, sent: MeantIn) -> tuple[HTTPStatus, None]:
    """Say which level a name means. Needs access.mine."""
    matching.match_thing(name_id, sent.meant, by=request.user, is_ignored=sent.is_ignored)
    return HTTPStatus.NO_CONTENT, None


@router.post("/mining/proposals/accept", response={HTTPStatus.CREATED: AcceptedOut})
def accept_proposal(
    request: Request, sent: AcceptIn, share: Share = SHARE, without: Without = ()
) -> tuple[HTTPStatus, AcceptedOut]:
    """Make a draft role and its rule of a proposal, asked for with the same `share` and `without` as when it was read.

    Needs access.mine, access.roles, access.rules and access.officer. A proposal is turned down by `without`.
    """
    settings = Settings(share=share, left_out=frozenset(without))
    done = accepting.accept_proposal(sent.key, settings, by=request.user, role_name=sent.role_name.strip())
    return HTTPStatus.CREATED, AcceptedOut(role_id=done.role.pk, role=done.role.name, rule_id=done.rule.pk)


@router.post("/mining/rest", response=TakenOverOut)
def take_over_rest(request: Request, share: Share = SHARE, without: Without = ()) -> TakenOverOut:
    """Give everyone what she has and no proposal accounts for, to be looked at again in six months.

    Needs access.mine and access.officer.
    """
    done = accepting.take_over_rest(Settings(share=share, left_out=frozenset(without)), by=request.user)
    return TakenOverOut(grants=len(done.grants), skipped=done.skipped)

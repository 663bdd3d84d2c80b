"""Roles, written by programs: made, filled, activated and retired."""

from datetime import date
from http import HTTPStatus
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from grunnmur.access import actions
from grunnmur.access.api.routes import router
from grunnmur.access.api.rules import AccessEndIn
from grunnmur.access.models import Role
from grunnmur.access.queries.role_content import content_on, names_of_items
from grunnmur.access.queries.roles import find_role
from grunnmur.access.rules import ItemFacts, RoleFacts
from grunnmur.core.clock import today
from grunnmur.core.http import Request


class RoleIn(Schema):
    """What is said of a role, apart from what is in it."""

    name: str = Field(min_length=1, max_length=120)
    purpose: str = Field("", max_length=500)
    kind: Literal["birthright", "job", "task", "temporary"] = "job"
    owner_key: str = Field("", max_length=120)
    grace_days: int = Field(0, ge=0, le=30)
    max_days: int | None = Field(None, ge=1, le=3650)
    requestable_by: Literal["nobody", "leader", "self"] = "leader"
    review_months: int | None = Field(None, ge=1, le=36)


class RoleStateOut(Schema):
    """A role and its state: draft, active or retired."""

    id: UUID
    name: str
    state: str


class ItemIn(Schema):
    """One thing in a role: a permission, or else another role; unit_id only with the scopes at and at_below."""

    permission_id: UUID | None = None
    child_role_id: UUID | None = None
    scope: Literal["none", "everywhere", "here", "here_below", "at", "at_below"] = "none"
    unit_id: UUID | None = None


class RoleItemOut(Schema):
    """One thing in a role, and in the caller's words."""

    permission_id: UUID | None
    child_role_id: UUID | None
    scope: str
    unit_id: UUID | None
    text: str


class ContentIn(Schema):
    """Exactly what is in a role from a day on; no day = today."""

    items: list[ItemIn]
    from_day: date | None = None


class RetireIn(AccessEndIn):
    """The role's last day; is_ending_routes: end the rules and grants that give it, too."""

    is_ending_routes: bool = False


@router.post("/roles", response={HTTPStatus.CREATED: RoleStateOut})
def make_role(request: Request, sent: RoleIn) -> tuple[HTTPStatus, RoleStateOut]:
    """Begin a role that gives nothing yet."""
    return HTTPStatus.CREATED, _state(actions.make_role(RoleFacts(**sent.dict()), by=request.user))


@router.put("/roles/{uuid:role_id}", response=RoleStateOut)
def change_role(request: Request, role_id: UUID, sent: RoleIn) -> RoleStateOut:
    """Put right what is said of a role."""
    return _state(actions.change_role(role_id, RoleFacts(**sent.dict()), by=request.user))


@router.get("/roles/{uuid:role_id}/content", response=list[RoleItemOut])
def role_content(request: Request, role_id: UUID, on: date | None = None) -> list[RoleItemOut]:
    """Return what is in a role on a day."""
    find_role(role_id, seen_by=request.user)
    names = names_of_items(content_on(role_id, on or today()))
    return [
        RoleItemOut(
            permission_id=item.permission_id,
            child_role_id=item.child_role_id,
            scope=item.scope,
            unit_id=item.unit_id,
            text=text,
        )
        for item, text in names.items()
    ]


@router.put("/roles/{uuid:role_id}/content", response=list[RoleItemOut])
def change_content(request: Request, role_id: UUID, sent: ContentIn) -> list[RoleItemOut]:
    """Let a role contain exactly this from a day on."""
    items = [ItemFacts(**one.dict()) for one in sent.items]
    actions.change_content(role_id, items, by=request.user, from_day=sent.from_day)
    return role_content(request, role_id, sent.from_day)


@router.post("/roles/{uuid:role_id}/activate", response=RoleStateOut)
def activate_role(request: Request, role_id: UUID) -> RoleStateOut:
    """Let a role give what is in it from today on."""
    return _state(actions.activate_role(role_id, by=request.user, from_day=today()))


@router.post("/roles/{uuid:role_id}/retire", response=RoleStateOut)
def retire_role(request: Request, role_id: UUID, sent: RetireIn) -> RoleStateOut:
    """Let a role give nothing after a day; refused while somebody holds it then."""
    retired = actions.retire_role(
        role_id, last_day=sent.last_day, by=request.user, is_ending_routes=sent.is_ending_routes
    )
    return _state(retired)


def _state(role: Role) -> RoleStateOut:
    return RoleStateOut(id=role.pk, name=role.name, state=role.state)

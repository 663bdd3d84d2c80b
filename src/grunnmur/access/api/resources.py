"""Resources and their levels, written by programs."""

from http import HTTPStatus
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from grunnmur.access import actions
from grunnmur.access.api.routes import router
from grunnmur.access.api.rules import AccessEndIn
from grunnmur.access.models import Permission
from grunnmur.access.rules import LevelFacts
from grunnmur.core.http import Request


class ResourceIn(Schema):
    """Something one is given access to. fulfil_key: the group that hands it out, blank when nobody has to.

    unit_id: the unit that has it.
    """

    name: str = Field(min_length=1, max_length=200)
    kind: Literal["system", "licence", "list", "area", "building", "key", "equipment", "card"]
    owner_key: str = Field("", max_length=120)
    fulfil_key: str = Field("", max_length=120)
    unit_id: UUID | None = None


class LevelIn(Schema):
    """One level of a resource. risk: 1 (little harm if misused) to 4, which needs max_days of 365 at most."""

    level: str = Field("", max_length=100)
    description: str = Field("", max_length=500)
    risk: int = Field(1, ge=1, le=4)
    privacy_class: Literal["none", "personal", "special", "secret"] = "none"
    pre_start_days: int = Field(0, ge=0, le=30)
    max_days: int | None = Field(None, ge=1, le=3650)
    is_suspended_on_leave: bool = False
    must_return: bool = False
    leader_may_give: bool = False
    leader_may_remove: bool = False


class IdOut(Schema):
    """The id of what was made or changed."""

    id: UUID


@router.post("/resources", response={HTTPStatus.CREATED: IdOut})
def make_resource(request: Request, sent: ResourceIn) -> tuple[HTTPStatus, IdOut]:
    """Register a resource that is not there yet."""
    made = actions.make_resource(actions.NewResource(**sent.dict()), by=request.user)
    return HTTPStatus.CREATED, IdOut(id=made.pk)


@router.put("/resources/{uuid:resource_id}", response=IdOut)
def change_resource(request: Request, resource_id: UUID, sent: ResourceIn) -> IdOut:
    """Put right what is said of a resource."""
    return IdOut(id=actions.change_resource(resource_id, actions.NewResource(**sent.dict()), by=request.user).pk)


@router.post("/resources/{uuid:resource_id}/retire", response=IdOut)
def retire_resource(request: Request, resource_id: UUID, sent: AccessEndIn) -> IdOut:
    """Take a resource and its levels out of use after a day; refused while somebody has it then."""
    return IdOut(id=actions.retire_resource(resource_id, last_day=sent.last_day, by=request.user).pk)


@router.post("/resources/{uuid:resource_id}/permissions", response={HTTPStatus.CREATED: IdOut})
def make_permission(request: Request, resource_id: UUID, sent: LevelIn) -> tuple[HTTPStatus, IdOut]:
    """Register a level of a resource."""
    made: Permission = actions.make_permission(resource_id, LevelFacts(**sent.dict()), by=request.user)
    return HTTPStatus.CREATED, IdOut(id=made.pk)


@router.put("/permissions/{uuid:permission_id}", response=IdOut)
def change_permission(request: Request, permission_id: UUID, sent: LevelIn) -> IdOut:
    """Put right what is said of a level."""
    return IdOut(id=actions.change_permission(permission_id, LevelFacts(**sent.dict()), by=request.user).pk)


@router.post("/permissions/{uuid:permission_id}/retire", response=IdOut)
def retire_permission(request: Request, permission_id: UUID, sent: AccessEndIn) -> IdOut:
    """Take a level out of use after a day; refused while somebody has it then."""
    return IdOut(id=actions.retire_permission(permission_id, last_day=sent.last_day, by=request.user).pk)

"""Connecting a target, changing what is said of it, where permissions lie in it, reading it, letting a plan go.

A secret is never told nor taken: only the name under which the operator keeps it.
"""

from http import HTTPStatus
from typing import Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from grunnmur.access import tasks
from grunnmur.access.actions.targets import connect, places
from grunnmur.access.actions.targets.guard import release_plan
from grunnmur.access.api.routes import router
from grunnmur.access.api.targets import TargetOut
from grunnmur.access.queries.targets import lists
from grunnmur.access.rules import TARGETS
from grunnmur.access.rules.targets import PlaceFacts, TargetFacts
from grunnmur.core.clock import now
from grunnmur.core.http import Request
from grunnmur.core.permissions import require

MOST_DAYS = 3650


class TargetPlaceIn(Schema):
    """Where a permission lies in a target: a group or a column by its name, or an attribute with its value."""

    kind: Literal["group", "attribute", "column"]
    name: str = Field(min_length=1, max_length=300)
    value: str = Field("", max_length=200)


class TargetPlaceOut(Schema):
    """Where a permission lies in a target."""

    permission_id: UUID
    kind: str
    name: str
    value: str


class NewTargetIn(Schema):
    """What is said of a target. options: what its kind asks for besides; anything else, such as a secret, is refused.

    retention_days: after which a closed account is deleted; null = never.
    """

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    kind: Literal["scim", "ldap", "ad", "csv"]
    address: str = Field(min_length=1, max_length=300)
    secret_name: str = Field("", max_length=60)
    options: dict[str, str] = {}
    username_source: Literal["work_email", "mailbox", "employee_number"] = "work_email"
    retention_days: int | None = Field(None, ge=0, le=MOST_DAYS)

    def facts(self) -> TargetFacts:
        """Return what is said; where permissions lie stays as it is."""
        return TargetFacts(**self.dict())


class TargetDetailOut(TargetOut):
    """One target: how it is reached, where permissions lie in it, and whether a plan is held back."""

    address: str
    secret_name: str
    options: dict[str, str]
    username_source: str
    retention_days: int | None
    places: list[TargetPlaceOut]
    is_held: bool


class PlanReleaseIn(Schema):
    """Why what was held back may go on."""

    reason: str = Field(min_length=1, max_length=500)


@router.get("/targets/{uuid:target_id}", response=TargetDetailOut)
def target(request: Request, target_id: UUID) -> TargetDetailOut:
    """Return one target."""
    return _detail(request, target_id)


@router.post("/targets", response={HTTPStatus.CREATED: TargetDetailOut})
def connect_target(request: Request, sent: NewTargetIn) -> tuple[HTTPStatus, TargetDetailOut]:
    """Connect a system; it is only read until its mode is changed. Needs access.targets."""
    made = connect.connect_target(sent.facts(), by=request.user)
    return HTTPStatus.CREATED, _detail(request, made.pk)


@router.put("/targets/{uuid:target_id}", response=TargetDetailOut)
def change_target(request: Request, target_id: UUID, sent: NewTargetIn) -> TargetDetailOut:
    """Say something else of a target; its kind and its places stay. Needs access.targets."""
    connect.change_target(target_id, sent.facts(), by=request.user)
    return _detail(request, target_id)


@router.put("/targets/{uuid:target_id}/places/{uuid:permission_id}", response=TargetDetailOut)
def map_permission(request: Request, target_id: UUID, permission_id: UUID, sent: TargetPlaceIn) -> TargetDetailOut:
    """Say where a permission lies in a target. Needs access.targets."""
    places.map_permission(target_id, PlaceFacts(permission_id=permission_id, **sent.dict()), by=request.user)
    return _detail(request, target_id)


@router.delete("/targets/{uuid:target_id}/places/{uuid:permission_id}", response=TargetDetailOut)
def unmap_permission(request: Request, target_id: UUID, permission_id: UUID) -> TargetDetailOut:
    """Let a permission lie in a target no more; nothing is taken away there. Needs access.targets."""
    places.unmap_permission(target_id, permission_id, by=request.user)
    return _detail(request, target_id)


@router.post("/targets/{uuid:target_id}/test", response={HTTPStatus.NO_CONTENT: None})
def test_target(request: Request, target_id: UUID) -> tuple[HTTPStatus, None]:
    """Try whether a target can be reached and read; 409 with what to do when it cannot. Needs access.targets."""
    connect.test_target(lists.find_target(target_id, seen_by=request.user), by=request.user)
    return HTTPStatus.NO_CONTENT, None


@router.post("/targets/{uuid:target_id}/read", response={HTTPStatus.ACCEPTED: None})
def read_target(request: Request, target_id: UUID) -> tuple[HTTPStatus, None]:
    """Let a job read a target now; see `observed_at`. Needs access.targets."""
    require(request.user, TARGETS)
    tasks.observe_later(lists.find_target(target_id, seen_by=request.user).pk)
    return HTTPStatus.ACCEPTED, None


@router.post("/targets/{uuid:target_id}/release", response=TargetDetailOut)
def release_target(request: Request, target_id: UUID, sent: PlanReleaseIn) -> TargetDetailOut:
    """Let go what was held back; not by who asked for it. Needs access.release_plan."""
    lists.find_target(target_id, seen_by=request.user)
    release_plan(target_id, reason=sent.reason, by=request.user, at=now())
    tasks.push_later(target_id)
    return _detail(request, target_id)


def _detail(request: Request, target_id: UUID) -> TargetDetailOut:
    found = lists.target_details(target_id, seen_by=request.user)
    one = found.target
    return TargetDetailOut(
        id=one.pk,
        name=one.name,
        kind=one.kind,
        mode=one.mode,
        observed_at=one.observed_at,
        address=one.address,
        secret_name=one.secret_name,
        options=one.options,
        username_source=one.username_source,
        retention_days=one.retention_days,
        places=[
            TargetPlaceOut(
                permission_id=row.permission_id, kind=row.place_kind, name=row.place_name, value=row.place_value
            )
            for row in found.mappings
        ],
        is_held=found.hold is not None,
    )

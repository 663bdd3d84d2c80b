"""Who has what and why, the catalogue, and what changed: for programs that read."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Schema

from grunnmur.access import queries
from grunnmur.access.api.routes import router
from grunnmur.access.models import Resource, Role
from grunnmur.access.queries.changes import HeldChange, held_changes
from grunnmur.access.queries.resources import ResourceFilter, resource_list
from grunnmur.access.queries.roles import RoleFilter, role_list
from grunnmur.access.queries.rule_sentences import ToldRule, rule_list
from grunnmur.core.clock import today
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request
from grunnmur.core.periods import Period
from grunnmur.core.permissions import person_of
from grunnmur.organisation import queries as organisation

Limit = Annotated[int, Query(ge=1, le=200)]


class NamedAccessOut(Schema):
    """Something with an id and a name."""

    id: UUID
    name: str


class HeldRoleOut(Schema):
    """A role somebody holds; no last day means no end."""

    id: UUID
    name: str
    first_day: date | None
    last_day: date | None


class AccessOut(Schema):
    """A permission somebody has or will have, with the reason in the caller's language.

    state: in words. is_ready: nobody has to hand it out any more.
    """

    permission_id: UUID
    name: str
    resource: str
    kind: str
    level: str
    first_day: date | None
    last_day: date | None
    state: str
    is_ready: bool
    reason: str


class EffectiveOut(Schema):
    """What a person has on a day, and what comes later."""

    person_id: UUID
    on: date
    roles: list[HeldRoleOut]
    accesses: list[AccessOut]


class WhyOut(Schema):
    """Why somebody has a permission on a day, or why not; sentences in the caller's language."""

    person_id: UUID
    permission: NamedAccessOut
    on: date
    has: bool
    sentences: list[str]
    held_back: list[str]
    other_days: list[str]


class RoleOut(Schema):
    """A role; holders are counted today, without protected persons."""

    id: UUID
    name: str
    purpose: str
    kind: str
    state: str
    holders: int
    permissions: int


class RolesOut(Schema):
    """A page of roles; `next` goes into `after`, empty on the last page."""

    items: list[RoleOut]
    next: str


class RuleOut(Schema):
    """A rule as a sentence in the caller's language."""

    id: UUID
    name: str
    sentence: str
    role_id: UUID | None
    permission_id: UUID | None
    reaches: int
    first_day: date | None
    last_day: date | None


class RulesOut(Schema):
    """A page of rules."""

    items: list[RuleOut]
    next: str


class ResourceOut(Schema):
    """Something one is given access to; `owner` and `handed_out_by` are group keys, blank when nobody is."""

    id: UUID
    name: str
    kind: str
    owner: str
    unit_id: UUID | None
    handed_out_by: str
    permissions: int


class ResourcesIn(Schema):
    """How the resources are narrowed. owner: a group key; unit: the one that has them."""

    q: str = ""
    kind: str = ""
    owner: str = ""
    unit: UUID | None = None


class ResourcesOut(Schema):
    """A page of resources."""

    items: list[ResourceOut]
    next: str


class AccessChangeOut(Schema):
    """Somebody holds something since then (insert), or no longer (delete)."""

    number: int
    at: datetime
    kind: str
    person_id: UUID
    role_id: UUID | None
    permission_id: UUID | None
    unit_id: UUID | None
    first_day: date | None
    last_day: date | None


class AccessChangesOut(Schema):
    """Changes in the order they happened; `next` goes into `after`, also when there are none yet."""

    items: list[AccessChangeOut]
    next: int


@router.get("/me/accesses", response=EffectiveOut)
def my_accesses(request: Request, on: date | None = None) -> EffectiveOut:
    """Return the caller's own roles and accesses, each with its reason."""
    person = person_of(request.user)
    day = on or today()
    if person is None:
        return EffectiveOut(person_id=request.user.pk, on=day, roles=[], accesses=[])
    return effective_of(request, person, day)


@router.get("/people/{uuid:person_id}/effective", response=EffectiveOut)
def effective(request: Request, person_id: UUID, on: date | None = None) -> EffectiveOut:
    """Return what a person has on a day and later; for herself, her leaders, and who sees access at her unit."""
    organisation.find_person(person_id, seen_by=request.user)
    queries.require_sight(person_id, seen_by=request.user)
    if person_of(request.user) != person_id:
        record_reads([person_id], by=request.user, what="access.person")
    return effective_of(request, person_id, on or today())


def effective_of(request: Request, person: UUID, on: date) -> EffectiveOut:
    """Return what a person has on a day and later; whoever asks has made sure that the caller may see it."""
    accesses = queries.accesses_of([person], on=on)[person]
    names = queries.key_names({access.fulfil_key for access in accesses}, seen_by=request.user)
    return EffectiveOut(
        person_id=person,
        on=on,
        roles=[
            HeldRoleOut(id=role.role_id, name=role.name, **days_of(role.valid))
            for role in queries.roles_of([person], on=on)[person]
        ],
        accesses=[_access(access, queries.state_of(access, on=on, names=names)) for access in accesses],
    )


def _access(access: queries.Access, state: queries.State) -> AccessOut:
    return AccessOut(
        permission_id=access.permission,
        name=access.name,
        resource=access.resource,
        kind=access.kind,
        level=access.level,
        state=state.text,
        is_ready=state.is_ready,
        reason=access.reason,
        **days_of(access.valid),
    )


def days_of(period: Period) -> dict[str, date | None]:
    """Return a period as the API says it."""
    return {"first_day": period.lower, "last_day": period.last_day}


def why_facts(found: queries.Why, person_id: UUID, permission: UUID) -> dict[str, Any]:  # Any: what WhyOut holds
    """Return an explanation as the API says it."""
    return {
        "person_id": person_id,
        "permission": NamedAccessOut(id=permission, name=found.name),
        "on": found.on,
        "has": found.has,
        "sentences": list(found.sentences),
        "held_back": list(found.held_back),
        "other_days": list(found.other_days),
    }


@router.get("/people/{uuid:person_id}/why", response=WhyOut)
def why(request: Request, person_id: UUID, permission: UUID, on: date | None = None) -> WhyOut:
    """Explain why a person has a permission on a day, or why not."""
    found = queries.why(person_id, permission, on=on or today(), seen_by=request.user)
    if person_of(request.user) != person_id:
        record_reads([person_id], by=request.user, what="access.why")
    return WhyOut(**why_facts(found, person_id, permission))


@router.get("/roles", response=RolesOut)
def roles(
    request: Request, q: str = "", kind: str = "", state: str = "", after: str = "", limit: Limit = 50
) -> RolesOut:
    """Return roles by name."""
    wanted = RoleFilter(text=q, kind=kind, state=state)
    found = role_list(wanted, on=today(), seen_by=request.user, after=after, limit=limit)
    return RolesOut(items=[_role(row) for row in found.rows], next=found.next)


def _role(row: Role) -> RoleOut:
    return RoleOut(
        id=row.pk,
        name=row.name,
        purpose=row.purpose,
        kind=row.kind,
        state=row.state,
        holders=row.holder_count,  # type: ignore[attr-defined]  # annotated by role_list
        permissions=row.permission_count,  # type: ignore[attr-defined]  # annotated by role_list
    )


@router.get("/rules", response=RulesOut)
def rules(request: Request, q: str = "", after: str = "", limit: Limit = 50) -> RulesOut:
    """Return rules by name, each as a sentence."""
    found, following = rule_list(q, on=today(), seen_by=request.user, after=after, limit=limit)
    return RulesOut(items=[rule_out(one) for one in found], next=following)


def rule_out(one: ToldRule) -> RuleOut:
    """Return a rule as the API says it."""
    return RuleOut(
        id=one.rule.pk,
        name=one.rule.name,
        sentence=one.sentence,
        role_id=one.rule.role_id,
        permission_id=one.rule.permission_id,
        reaches=one.count,
        **days_of(one.valid),
    )


@router.get("/resources", response=ResourcesOut)
def resources(request: Request, narrowed: Query[ResourcesIn], after: str = "", limit: Limit = 50) -> ResourcesOut:
    """Return resources by name."""
    wanted = ResourceFilter(text=narrowed.q, kind=narrowed.kind, owner=narrowed.owner, unit=narrowed.unit)
    found = resource_list(wanted, seen_by=request.user, after=after, limit=limit)
    return ResourcesOut(items=[_resource(row) for row in found.rows], next=found.next)


def _resource(row: Resource) -> ResourceOut:
    return ResourceOut(
        id=row.pk,
        name=row.name,
        kind=row.kind,
        owner=row.owner_key,
        unit_id=row.unit_id,
        handed_out_by=row.fulfil_key,
        permissions=row.permission_count,  # type: ignore[attr-defined]  # annotated by resource_list
    )


@router.get("/changes", response=AccessChangesOut)
def changes(request: Request, after: int = 0, limit: Limit = 100) -> AccessChangesOut:
    """Return what people began and ceased to hold, in order, for programs that follow along."""
    found, following = held_changes(after=after, limit=limit, seen_by=request.user)
    people = {change.person_id for change in found}
    record_reads(people, by=request.user, what="access.changes")
    return AccessChangesOut(items=[_change(change) for change in found], next=following)


def _change(change: HeldChange) -> AccessChangeOut:
    return AccessChangeOut(
        number=change.number,
        at=change.at,
        kind=change.kind,
        person_id=change.person_id,
        role_id=change.role_id,
        permission_id=change.permission_id,
        unit_id=change.scope_unit_id,
        **days_of(change.valid),
    )

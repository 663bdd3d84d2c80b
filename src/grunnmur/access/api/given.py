"""What was given to a person and what is kept away from her, for programs: the lists, extending, ending."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from grunnmur.access import actions
from grunnmur.access.api.people import now_of
from grunnmur.access.api.reads import EffectiveOut, Limit, days_of
from grunnmur.access.api.routes import router
from grunnmur.access.models import Exclusion, Grant
from grunnmur.access.queries import given as reads
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request
from grunnmur.core.periods import Period
from grunnmur.core.permissions import person_of
from grunnmur.organisation import queries as organisation


class ExclusionOut(Schema):
    """A role, or else a permission, that is kept away on these days; no last day means no end."""

    id: UUID
    role_id: UUID | None
    permission_id: UUID | None
    first_day: date | None
    last_day: date | None
    reason: str


class GrantOut(ExclusionOut):
    """A role, or else a permission, that was given for these days. source: by which way it was given."""

    case_number: str
    source: str


class GrantsOut(Schema):
    """A page of grants; `next` goes into `after`, empty on the last page."""

    items: list[GrantOut]
    next: str


class ExclusionsOut(Schema):
    """A page of exclusions; `next` goes into `after`, empty on the last page."""

    items: list[ExclusionOut]
    next: str


class GrantExtendIn(Schema):
    """Through which day something is to last; null: as long as the employment."""

    last_day: date | None
    reason: str = Field(min_length=1, max_length=500)


class ExclusionEndIn(Schema):
    """The last day on which something is kept away."""

    last_day: date


@router.get("/people/{uuid:person_id}/grants", response=GrantsOut)
def grants(request: Request, person_id: UUID, after: str = "", limit: Limit = 50) -> GrantsOut:
    """Return what was given to a person for today or later."""
    organisation.find_person(person_id, seen_by=request.user)
    found = reads.grants_of(person_id, seen_by=request.user, after=after, limit=limit)
    _note(request, person_id)
    return GrantsOut(
        items=[GrantOut(source=row.source, case_number=row.case_number, **_facts(row)) for row in found.rows],
        next=found.next,
    )


@router.get("/people/{uuid:person_id}/exclusions", response=ExclusionsOut)
def exclusions(request: Request, person_id: UUID, after: str = "", limit: Limit = 50) -> ExclusionsOut:
    """Return what is kept away from a person today or later."""
    organisation.find_person(person_id, seen_by=request.user)
    found = reads.exclusions_of(person_id, seen_by=request.user, after=after, limit=limit)
    _note(request, person_id)
    return ExclusionsOut(items=[ExclusionOut(**_facts(row)) for row in found.rows], next=found.next)


@router.post("/people/{uuid:person_id}/grants/{uuid:grant_id}/extend", response=EffectiveOut)
def extend(request: Request, person_id: UUID, grant_id: UUID, sent: GrantExtendIn) -> EffectiveOut:
    """Let what was given to a person last longer, and return what she has then."""
    organisation.find_person(person_id, seen_by=request.user)
    found = reads.find_grant(person_id, grant_id)
    actions.extend_grant(found.pk, last_day=sent.last_day, by=request.user, reason=sent.reason)
    return now_of(request, person_id)


@router.post("/people/{uuid:person_id}/exclusions/{uuid:exclusion_id}/end", response=EffectiveOut)
def end_exclusion(request: Request, person_id: UUID, exclusion_id: UUID, sent: ExclusionEndIn) -> EffectiveOut:
    """Let what is kept away from a person be given again after a day, and return what she has then."""
    organisation.find_person(person_id, seen_by=request.user)
    found = reads.find_exclusion(person_id, exclusion_id)
    actions.end_exclusion(found.pk, last_day=sent.last_day, by=request.user)
    return now_of(request, person_id)


def _note(request: Request, person_id: UUID) -> None:
    if person_of(request.user) != person_id:
        record_reads([person_id], by=request.user, what="access.person")


def _facts(row: Grant | Exclusion) -> dict[str, Any]:  # Any: what ExclusionOut holds
    return {
        "id": row.pk,
        "role_id": row.role_id,
        "permission_id": row.permission_id,
        "reason": row.reason,
        **days_of(Period.from_range(row.valid)),
    }

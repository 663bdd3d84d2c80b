"""One person's access, written by programs: given, extended, taken away, kept away."""

from datetime import date
from http import HTTPStatus
from typing import Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import model_validator

from grunnmur.access import actions
from grunnmur.access.api.reads import EffectiveOut, effective_of
from grunnmur.access.api.routes import router
from grunnmur.access.rules import Target
from grunnmur.core.clock import today
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request
from grunnmur.core.periods import Period
from grunnmur.organisation import queries as organisation


class RoleOrLevelIn(Schema):
    """A role, or else one permission."""

    role_id: UUID | None = None
    permission_id: UUID | None = None

    @model_validator(mode="after")
    def is_one(self) -> Self:
        """Refuse neither and both."""
        if (self.role_id is None) == (self.permission_id is None):
            raise ValueError("Name one role or one permission.")
        return self

    def target(self) -> Target:
        """Return what it is about."""
        return Target(self.role_id, self.permission_id)


class GrantIn(RoleOrLevelIn):
    """A role or a permission to be given, or kept away; without a last day it ends with the employment, or never."""

    first_day: date
    last_day: date | None = None
    reason: str = Field(min_length=1, max_length=500)

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        """Refuse a last day before the first."""
        if self.last_day and self.last_day < self.first_day:
            raise ValueError("The last day cannot be before the first.")
        return self

    def period(self) -> Period:
        """Return the days."""
        return Period.through(self.first_day, self.last_day)


class GivenIn(GrantIn):
    """A role or a permission to be given. case_number: of the decision, in the case and archive system."""

    case_number: str = Field("", max_length=60)


class TakeAwayIn(RoleOrLevelIn):
    """What is taken away after a day."""

    last_day: date


@router.post("/people/{uuid:person_id}/grants", response={HTTPStatus.CREATED: EffectiveOut})
def give(request: Request, person_id: UUID, sent: GivenIn) -> tuple[HTTPStatus, EffectiveOut]:
    """Give a person a role or a permission for some days, and return what she has then."""
    organisation.find_person(person_id, seen_by=request.user)
    told = {"reason": sent.reason, "case_number": sent.case_number}
    actions.give(person_id, sent.target(), by=request.user, period=sent.period(), **told)
    return HTTPStatus.CREATED, now_of(request, person_id)


@router.post("/people/{uuid:person_id}/take-away", response=EffectiveOut)
def take_away(request: Request, person_id: UUID, sent: TakeAwayIn) -> EffectiveOut:
    """End what was given to a person after a day; what a rule gives is kept away by an exclusion instead."""
    organisation.find_person(person_id, seen_by=request.user)
    actions.take_away(person_id, sent.target(), by=request.user, last_day=sent.last_day)
    return now_of(request, person_id)


@router.post("/people/{uuid:person_id}/exclusions", response={HTTPStatus.CREATED: EffectiveOut})
def exclude(request: Request, person_id: UUID, sent: GrantIn) -> tuple[HTTPStatus, EffectiveOut]:
    """Keep a role or a permission away from a person on these days, whatever gives it."""
    organisation.find_person(person_id, seen_by=request.user)
    actions.exclude(person_id, sent.target(), by=request.user, period=sent.period(), reason=sent.reason)
    return HTTPStatus.CREATED, now_of(request, person_id)


def now_of(request: Request, person_id: UUID) -> EffectiveOut:
    """Return what a person has today, to whoever changed it; the read is logged."""
    record_reads([person_id], by=request.user, what="access.person")
    return effective_of(request, person_id, today())

"""Giving and taking away, one person at a time."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.derive import derive_people
from grunnmur.access.actions.start import start_role_name
from grunnmur.access.models import Grant, Role
from grunnmur.access.queries.own import roles_beyond
from grunnmur.access.queries.sight import units_of
from grunnmur.access.rules import (
    GIVE,
    OFFICER,
    ROLES,
    AlreadyHasError,
    NotGivableError,
    NotGrantedError,
    OwnBenefitError,
)
from grunnmur.core.clock import today
from grunnmur.core.periods import Period, day_after
from grunnmur.core.permissions import Actor, StartRole, may, person_of, require
from grunnmur.organisation import queries as organisation


@transaction.atomic
def give_role(person_id: UUID, role_id: UUID, *, by: Actor, period: Period, reason: str) -> Grant:
    """Give a role to a person for some days; bound to her employment, so that it ends with it.

    Raises PermissionDenied (needs access.give at her unit), NotGivableError for a role that is not hers to give,
    AlreadyHasError, OwnBenefitError.
    """
    employment = organisation.primary_employment(person_id, on=period.lower or today())
    require(by, GIVE, at=employment.unit_id)
    if person_of(by) == person_id:
        raise OwnBenefitError(_("Nobody gives access to herself. Ask your leader."))
    role = Role.objects.get(pk=role_id)
    _require_givable(role, period, by)
    same = Grant.objects.filter(person_id=person_id, role=role, employment_id=employment.id)
    if same.filter(valid__overlap=period.to_range()).exists():
        raise AlreadyHasError(_("She has the role %(role)s on these days already.") % {"role": role.name})
    grant = Grant.objects.create(
        person_id=person_id,
        employment_id=employment.id,
        role=role,
        reason=reason,
        source=Grant.Source.LEADER,
        valid=period.to_range(),
    )
    derive_people([person_id])
    return grant


def _require_givable(role: Role, period: Period, by: Actor) -> None:
    facts = {"role": role.name, "days": role.max_days}
    is_closed = role.requestable_by == Role.RequestableBy.NOBODY and not may(by, OFFICER)
    if role.state != Role.State.ACTIVE or is_closed:
        raise NotGivableError(_("The role %(role)s is not one that leaders give.") % facts)
    if role.pk in roles_beyond(by):
        raise NotGivableError(_("The role %(role)s may do more in Grunnmur than you may yourself.") % facts)
    if role.max_days and (period.days is None or period.days > role.max_days):
        raise NotGivableError(_("The role %(role)s is given for %(days)s days at most. Set a last day.") % facts)


@transaction.atomic
def take_away_role(person_id: UUID, role_id: UUID, *, by: Actor, last_day: date) -> None:
    """End the grants of a role to a person; what a rule gives is not taken away here.

    Raises PermissionDenied (needs access.give at a unit of hers), NotGrantedError.
    """
    units = units_of(person_id)
    if not any(may(by, GIVE, at=unit) for unit in units):
        require(by, GIVE, at=next(iter(units), None))
    grants = Grant.objects.select_for_update().filter(person_id=person_id, role_id=role_id)
    live = [grant for grant in grants if not Period.from_range(grant.valid).is_over(last_day)]
    if not live:
        raise NotGrantedError(_("This follows from a rule. Change the rule, or ask the access officer."))
    for grant in live:
        _end(grant, last_day)
    derive_people([person_id])


def end_grants_of_role(role_id: UUID, *, last_day: date, by: Actor) -> None:
    """End every grant of a role, whoever has it, because the role itself ends.

    Raises PermissionDenied (needs access.roles).
    """
    require(by, ROLES)
    grants = Grant.objects.select_for_update().filter(role_id=role_id)
    live = [grant for grant in grants if not Period.from_range(grant.valid).is_over(day_after(last_day) or last_day)]
    for grant in live:
        _end(grant, last_day)
    derive_people({grant.person_id for grant in live})


def _end(grant: Grant, last_day: date) -> None:
    """Close a grant; one that has not begun is withdrawn whole, and lives on in history."""
    period = Period.from_range(grant.valid)
    if period.lower and period.lower > last_day:
        grant.delete()
        return
    grant.valid = Period.through(period.lower, last_day).to_range()
    grant.save(update_fields=["valid"])


@transaction.atomic
def give_start_role(person_id: UUID, start: StartRole, *, period: Period, reason: str) -> Grant:
    """Give one of Grunnmur's own roles to a person, by the operator of the installation; for no employment.

    Raises AlreadyHasError.
    """
    role = Role.objects.get(name=start_role_name(start))
    same = Grant.objects.filter(person_id=person_id, role=role, employment=None)
    if same.filter(valid__overlap=period.to_range()).exists():
        raise AlreadyHasError(_("She has the role %(role)s on these days already.") % {"role": role.name})
    grant = Grant.objects.create(
        person_id=person_id,
        role=role,
        reason=reason,
        source=Grant.Source.RESCUE,
        valid=period.to_range(),
    )
    derive_people([person_id])
    return grant

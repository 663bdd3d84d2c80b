"""Giving and taking away, one person at a time."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.decisions import derive_decision
from grunnmur.access.actions.derive import derive_people
from grunnmur.access.actions.start import start_role_name
from grunnmur.access.models import Grant, Permission, Role
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.own import holds_everywhere, roles_beyond
from grunnmur.access.queries.roles import longest_days
from grunnmur.access.queries.sight import units_of
from grunnmur.access.rules import (
    GIVE,
    LEADERS_RISK,
    OFFICER,
    ROLES,
    AlreadyHasError,
    NotGivableError,
    NotGrantedError,
    OwnBenefitError,
    Target,
)
from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.periods import Period, day_after
from grunnmur.core.permissions import Actor, StartRole, may, person_of, require
from grunnmur.organisation import queries as organisation


@transaction.atomic
def give(person_id: UUID, target: Target, *, by: Actor, period: Period, reason: str, case_number: str = "") -> Grant:
    """Give a role or a permission to a person for some days; bound to her employment, so that it ends with it.

    Raises PermissionDenied (needs access.give at her unit), NotGivableError for what is not hers to give,
    AlreadyHasError, OwnBenefitError.
    """
    employment = organisation.primary_employment(person_id, on=period.lower or today())
    require(by, GIVE, at=employment.unit_id)
    require_other(person_id, by=by)
    _require_givable(target, period, by)
    return write_grant(
        NewGrant(
            person_id=person_id,
            target=target,
            period=period,
            reason=reason,
            case_number=case_number,
            source=Grant.Source.LEADER,
            employment_id=employment.id,
        ),
        by=by,
    )


@dataclass(frozen=True, kw_only=True)
class NewGrant:
    """A grant to be written. ends_at: the hour it ends on its last day, for what is given for hours."""

    person_id: UUID
    target: Target
    period: Period
    reason: str
    source: str
    employment_id: UUID | None
    case_number: str = ""
    scope_unit_id: UUID | None = None
    ends_at: datetime | None = None
    request_line_id: UUID | None = None


def write_grant(new: NewGrant, *, by: Actor) -> Grant:
    """Write one grant that somebody decided; who calls it has made sure that it may be given. by: who decided.

    Raises AlreadyHasError, and ConflictError and PoolFullError as `derive_decision`.
    """
    grant = _write(new)
    derive_decision(new.person_id, by=by)
    return grant


def write_grants(new: Sequence[NewGrant]) -> list[Grant]:
    """Write down what many have already, and derive them once: nothing is refused, what cannot be is held back.

    Raises AlreadyHasError.
    """
    grants = [_write(one) for one in new]
    derive_people({one.person_id for one in new})
    return grants


def _write(new: NewGrant) -> Grant:
    columns = asdict(new) | asdict(new.target) | {"valid": new.period.to_range()}
    del columns["target"], columns["period"]
    same = {name: columns[name] for name in ("person_id", "employment_id", "scope_unit_id", "role_id", "permission_id")}
    overlapping = Grant.objects.filter(**same, valid__overlap=columns["valid"]).first()
    if overlapping:
        raise AlreadyHasError(_has_it(target_name(new.target), Period.from_range(overlapping.valid)))
    return Grant.objects.create(**columns)


def give_role(
    person_id: UUID, role_id: UUID, *, by: Actor, period: Period, reason: str, case_number: str = ""
) -> Grant:
    """Give a role to a person; see `give`."""
    return give(person_id, Target(role_id=role_id), by=by, period=period, reason=reason, case_number=case_number)


def require_other(person_id: UUID, *, by: Actor) -> None:
    """Do nothing if it is about somebody else. Raises OwnBenefitError."""
    if person_of(by) == person_id:
        raise OwnBenefitError(_("Nobody gives access to herself. Ask your leader."))


def _has_it(name: str, period: Period) -> str:
    if period.last_day:
        facts = {"what": name, "day": formats.day(period.last_day)}
        return _("She has %(what)s until %(day)s already. Extend it instead.") % facts
    return _("She has %(what)s on these days already.") % {"what": name}


def target_name(target: Target) -> str:
    """Return what a role or a permission is called. Raises DoesNotExist of either."""
    if target.role_id:
        return Role.objects.get(pk=target.role_id).name
    return permission_name(Permission.objects.select_related("resource").get(pk=target.permission_id or UUID(int=0)))


def _require_givable(target: Target, period: Period, by: Actor) -> None:
    if target.role_id:
        role = Role.objects.get(pk=target.role_id)
        _require_givable_role(role, by)
        require_short_enough(role.name, longest_days(role), period)
    else:
        permission = Permission.objects.select_related("resource").get(pk=target.permission_id or UUID(int=0))
        name = permission_name(permission)
        _require_givable_level(permission, name, by)
        require_short_enough(name, permission.max_days, period)


def require_short_enough(name: str, max_days: int | None, period: Period) -> None:
    """Do nothing if something may be given for so many days. Raises NotGivableError."""
    if max_days and (period.days is None or period.days > max_days):
        facts = {"what": name, "days": max_days}
        raise NotGivableError(_("%(what)s is given for %(days)s days at most. Set a last day.") % facts)


def _require_givable_role(role: Role, by: Actor) -> None:
    facts = {"role": role.name}
    is_closed = role.requestable_by == Role.RequestableBy.NOBODY and not may(by, OFFICER)
    if role.state != Role.State.ACTIVE or is_closed:
        raise NotGivableError(_("The role %(role)s is not one that leaders give.") % facts)
    if role.pk in roles_beyond(by):
        raise NotGivableError(_("The role %(role)s may do more in Grunnmur than you may yourself.") % facts)


def _require_givable_level(permission: Permission, name: str, by: Actor) -> None:
    is_leaders = permission.leader_may_give and permission.risk <= LEADERS_RISK
    is_own = permission.resource.is_own
    if Period.from_range(permission.valid).is_over(today()) or not (is_leaders or may(by, OFFICER)):
        raise NotGivableError(_("%(what)s is not what leaders give alone.") % {"what": name})
    if is_own and not holds_everywhere(by, permission.key):
        raise NotGivableError(_("A permission of Grunnmur is given only by somebody who has it everywhere."))


@transaction.atomic
def extend_grant(grant_id: UUID, *, last_day: date | None, by: Actor, reason: str) -> Grant:
    """Let what was given last through another day; None: as long as the employment. A new decision, with its reason.

    Raises as `give`, and NotGrantedError for what has ended, is given for hours, or lasts as long already.
    """
    grant = Grant.objects.select_for_update().get(pk=grant_id)
    employment = organisation.primary_employment(grant.person_id, on=today())
    require(by, GIVE, at=employment.unit_id)
    require_other(grant.person_id, by=by)
    period = _longer(grant, last_day)
    _require_givable(Target(grant.role_id, grant.permission_id), period, by)
    write_extension(grant, last_day=last_day, reason=reason, by=by)
    return grant


def _longer(grant: Grant, last_day: date | None) -> Period:
    """Return the days of a grant that lasts through another day. Raises NotGrantedError, AlreadyHasError."""
    period = Period.from_range(grant.valid)
    if period.is_over(today()):
        raise NotGrantedError(_("This has ended. Give it anew."))
    if grant.ends_at:
        raise NotGrantedError(_("What is given for hours is not extended. Give it anew."))
    if period.last_day is None or (last_day and last_day <= period.last_day):
        raise NotGrantedError(_("It lasts as long already. Take it away if it is to end sooner."))
    columns = ("person_id", "employment_id", "scope_unit_id", "role_id", "permission_id")
    same = Grant.objects.filter(**{name: getattr(grant, name) for name in columns}).exclude(pk=grant.pk)
    other = same.filter(valid__overlap=Period(period.upper, day_after(last_day)).to_range()).first()
    if other:
        target = Target(grant.role_id, grant.permission_id)
        raise AlreadyHasError(_has_it(target_name(target), Period.from_range(other.valid)))
    return Period.through(period.lower, last_day)


def write_extension(grant: Grant, *, last_day: date | None, reason: str, by: Actor) -> None:
    """Give a grant another last day and derive the person; who calls it has made sure that it may last so long.

    Raises as `derive_decision`.
    """
    grant.valid = Period.through(Period.from_range(grant.valid).lower, last_day).to_range()
    grant.reason, grant.case_number = reason, ""  # a new decision; what was said before is in its history
    grant.save(update_fields=["valid", "reason", "case_number"])
    derive_decision(grant.person_id, by=by)


@transaction.atomic
def take_away(person_id: UUID, target: Target, *, by: Actor, last_day: date) -> None:
    """End the grants of a role or a permission to a person; what a rule gives is not taken away here.

    Raises PermissionDenied (needs access.give at a unit of hers), NotGrantedError.
    """
    require_hers(person_id, by=by)
    end_grants(person_id, target, last_day=last_day)


def end_grants(person_id: UUID, target: Target, *, last_day: date) -> None:
    """End the grants and derive the person; who calls it has made sure that they may be ended.

    Raises NotGrantedError.
    """
    grants = Grant.objects.select_for_update().filter(person_id=person_id, **asdict(target))
    live = [grant for grant in grants if not Period.from_range(grant.valid).is_over(day_after(last_day) or last_day)]
    if not live:
        raise NotGrantedError(_("This follows from a rule. Change the rule, or ask the access officer."))
    for grant in live:
        _end(grant, last_day)
    derive_people([person_id])


def take_away_role(person_id: UUID, role_id: UUID, *, by: Actor, last_day: date) -> None:
    """End the grants of a role to a person; see `take_away`."""
    take_away(person_id, Target(role_id=role_id), by=by, last_day=last_day)


def require_hers(person_id: UUID, *, by: Actor) -> None:
    """Do nothing if the actor may give and take at a unit of the person's. Raises PermissionDenied."""
    units = units_of(person_id)
    if not any(may(by, GIVE, at=unit) for unit in units):
        require(by, GIVE, at=next(iter(units), None))


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

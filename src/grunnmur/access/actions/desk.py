"""The desk: letting somebody in for some hours, and out again."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.access.actions.derive import derive_people
from grunnmur.access.actions.grants import NewGrant, require_other, write_grant
from grunnmur.access.events import AccessChanged
from grunnmur.access.models import DeskVisit, Grant, Role
from grunnmur.access.queries.desk import days_here
from grunnmur.access.queries.own import roles_beyond
from grunnmur.access.rules import ROLES, Target
from grunnmur.access.rules.desk import DESK, LONGEST, MANY_DAYS, NotForTheDeskError, Visit, Visitor, VisitOverError
from grunnmur.core import formats
from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, System, person_of, require
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation import actions as organisation_actions
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.rules import EmploymentFacts, PersonFacts
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.rules import named

NOTICE, OFTEN = "access.desk", "access.desk_often"
LET_IN = gettext_noop("%(name)s has %(role)s at the desk until %(until)s, let in by %(by)s.")
OFTEN_HERE = gettext_noop(
    "%(name)s was let in at the desk on %(count)s of the last 30 days. Should there be an employment?"
)
AT_THE_DESK = System("The desk")


@transaction.atomic
def open_desk_access(visitor: Visitor, visit: Visit, *, by: Actor) -> DeskVisit:
    """Let somebody in for some hours with a desk role; her leader is told, and it ends by itself.

    Who comes again the same day has the same visit, until the new hour. Raises PermissionDenied (needs access.desk at
    the unit), NotForTheDeskError, OwnBenefitError, Person.DoesNotExist for somebody she may not know of.
    """
    require(by, DESK, at=visit.unit_id)
    role = _require_desk_role(visit, by)
    if not visitor.identity_checked_by.strip():
        raise NotForTheDeskError(_("Write who checked the identity."))
    if visitor.person_id:
        require_other(visitor.person_id, by=by)
        organisation.find_person(visitor.person_id, seen_by=by)
    opened = _renewed(visitor, visit) or _opened(visitor, visit, by)
    _tell_leaders(opened, role, by)
    return opened


def _require_desk_role(visit: Visit, by: Actor) -> Role:
    role = Role.objects.get(pk=visit.role_id)
    if role.state != Role.State.ACTIVE or not role.is_desk_role or role.pk in roles_beyond(by):
        raise NotForTheDeskError(_("The role %(role)s is not for the desk.") % {"role": role.name})
    if not now() < visit.ends_at <= now() + LONGEST:
        raise NotForTheDeskError(_("At the desk, access ends within 24 hours."))
    return role


def _renewed(visitor: Visitor, visit: Visit) -> DeskVisit | None:
    """Let a visit of today go on until the new hour."""
    if visitor.person_id is None:
        return None
    rows = DeskVisit.objects.select_for_update(of=("self",)).filter(
        person_id=visitor.person_id, unit_id=visit.unit_id, role_id=visit.role_id, grant__valid__contains=today()
    )
    rows = rows.select_related("grant")
    found = rows.order_by("-opened_at").first()
    if found is None:
        return None
    found.identity_checked_by, found.agency = visitor.identity_checked_by.strip(), visitor.agency.strip()
    found.ends_at, found.ended_at = visit.ends_at, None
    found.save(update_fields=["identity_checked_by", "agency", "ends_at", "ended_at"])
    found.grant.ends_at = visit.ends_at
    found.grant.valid = Period.through(Period.from_range(found.grant.valid).lower, _last_day(visit)).to_range()
    found.grant.save(update_fields=["ends_at", "valid"])
    derive_people([found.person_id])
    return found


def _opened(visitor: Visitor, visit: Visit, by: Actor) -> DeskVisit:
    person_id, employment_id = _employed(visitor, visit)
    grant = write_grant(
        NewGrant(
            person_id=person_id,
            target=Target(role_id=visit.role_id),
            period=Period.through(today(), _last_day(visit)),
            reason=_("Let in at the desk"),
            source=Grant.Source.DESK,
            employment_id=employment_id,
            scope_unit_id=visit.unit_id,
            ends_at=visit.ends_at,
        ),
        by=by,
    )
    return DeskVisit.objects.create(
        person_id=person_id,
        unit_id=visit.unit_id,
        role_id=visit.role_id,
        employment_id=employment_id,
        grant=grant,
        agency=visitor.agency.strip(),
        identity_checked_by=visitor.identity_checked_by.strip(),
        opened_by=str(by),
        opened_at=now(),
        ends_at=visit.ends_at,
    )


def _last_day(visit: Visit) -> date:
    return visit.ends_at.astimezone(current_tenant().zone).date()


def _employed(visitor: Visitor, visit: Visit) -> tuple[UUID, UUID]:
    """Return the person and an employment at the unit that runs through the visit; both are made if missing."""
    days = Period.through(today(), _last_day(visit))
    if visitor.person_id:
        for work in organisation.employments_of(visitor.person_id):
            if work.unit_id == visit.unit_id and Period.from_range(work.valid).covers(days):
                return visitor.person_id, work.pk
    facts = EmploymentFacts(unit_id=visit.unit_id, kind="external", percent=Decimal(0))
    if visitor.person_id:
        row = organisation_actions.start_employment(visitor.person_id, facts, valid=days, by=AT_THE_DESK)
    else:
        row = organisation_actions.hire(_facts(visitor), facts, valid=days, by=AT_THE_DESK)
    return row.person_id, row.pk


def _facts(visitor: Visitor) -> PersonFacts:
    given, _space, family = visitor.name.strip().partition(" ")
    if not family:
        raise NotForTheDeskError(_("Write the given name and the family name."))
    return PersonFacts(given_name=given, family_name=family.strip(), work_phone=visitor.phone.strip())


def _tell_leaders(opened: DeskVisit, role: Role, by: Actor) -> None:
    """Tell who leads the unit that somebody was let in, and when somebody is here more often than a visitor is."""
    leaders = {seat.person_id for seat in organisation.leaders_of_unit(opened.unit_id, on=today())}
    name = named(opened.person_id)
    until = formats.time_of(opened.ends_at)
    facts = {"name": name, "role": role.name, "until": until, "by": str(by)}
    about = ("person", opened.person_id)
    others = sorted(leaders - {person_of(by)})
    worklist.notify(others, kind=NOTICE, message=LET_IN, params=facts, subject=about)
    count = days_here([opened.person_id])[opened.person_id]
    if count > MANY_DAYS:
        often = {"name": name, "count": count}
        worklist.notify(sorted(leaders), kind=OFTEN, message=OFTEN_HERE, params=often, subject=about)


@transaction.atomic
def end_desk_access(visit_id: UUID, *, by: Actor) -> DeskVisit:
    """Let somebody out before the hour.

    Raises DeskVisit.DoesNotExist, PermissionDenied (needs access.desk at the unit), VisitOverError.
    """
    found = DeskVisit.objects.select_for_update(of=("self",)).select_related("grant").get(pk=visit_id)
    require(by, DESK, at=found.unit_id)
    if found.ended_at or found.ends_at <= now():
        raise VisitOverError(_("This has ended already."))
    found.ended_at = now()
    found.save(update_fields=["ended_at"])
    found.grant.ends_at = found.ended_at
    found.grant.save(update_fields=["ends_at"])
    derive_people([found.person_id])
    return found


@transaction.atomic
def close_ended_visits() -> list[UUID]:
    """Say of visits whose hour has passed that they are over, so that what was handed out is taken back.

    What they gave ended at the hour by itself. Harmless twice. Returns whose visits ended.
    """
    rows = list(DeskVisit.objects.select_for_update().filter(ended_at=None, ends_at__lte=now()).order_by("id"))
    for row in rows:
        row.ended_at = row.ends_at
        row.save(update_fields=["ended_at"])
    people = tuple(sorted({row.person_id for row in rows}))
    if people:
        publish(AccessChanged(people))
    return list(people)


@transaction.atomic
def choose_desk_roles(role_ids: Collection[UUID], *, by: Actor) -> None:
    """Let exactly these roles be for the desk.

    Raises PermissionDenied (needs access.roles), NotForTheDeskError for one that may do more in Grunnmur than the
    actor.
    """
    require(by, ROLES)
    beyond = roles_beyond(by)
    for role in Role.objects.filter(pk__in=role_ids, is_desk_role=False):
        if role.pk in beyond:
            raise NotForTheDeskError(_("The role %(role)s is not for the desk.") % {"role": role.name})
        role.is_desk_role = True
        role.save(update_fields=["is_desk_role"])
    Role.objects.filter(is_desk_role=True).exclude(pk__in=role_ids).update(is_desk_role=False)

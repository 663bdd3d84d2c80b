"""Roles: drafted, filled, activated, changed from a day on, and retired."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.access.actions.catalogue import FOR_EVER
from grunnmur.access.actions.derive import derive_everyone, derive_roles
from grunnmur.access.actions.grants import end_grants_of_role
from grunnmur.access.actions.rules import end_rule
from grunnmur.access.derivation.content import RoleNestingError
from grunnmur.access.events import RoleChanged
from grunnmur.access.models import Grant, Permission, Role, RoleItem, Rule
from grunnmur.access.queries.own import holds_everywhere, roles_beyond
from grunnmur.access.queries.role_content import held_after, rules_live_after
from grunnmur.access.rules import (
    ROLES,
    BadItemError,
    ItemFacts,
    NameTakenError,
    NotChangeableError,
    NotGivableError,
    RoleFacts,
    RoleRingError,
    StillHeldError,
    require_group_key,
)
from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation import queries as organisation

LOCATED = {RoleItem.Scope.AT, RoleItem.Scope.AT_BELOW}


@transaction.atomic
def make_role(facts: RoleFacts, *, by: Actor) -> Role:
    """Begin a role that gives nothing yet. Raises PermissionDenied (needs access.roles), NameTakenError."""
    require(by, ROLES)
    require_group_key(facts.owner_key)
    _require_free(facts.name)
    return Role.objects.create(valid=FOR_EVER, **asdict(facts))


@transaction.atomic
def draft_role(name: str, *, by: Actor, kind: str = Role.Kind.JOB, purpose: str = "") -> Role:
    """Begin a role of which only name, kind and purpose are known; else as `make_role`."""
    return make_role(RoleFacts(name=name, kind=kind, purpose=purpose), by=by)


@transaction.atomic
def change_role(role_id: UUID, facts: RoleFacts, *, by: Actor) -> Role:
    """Put right what is said of a role; what is in it stays. Other days of grace count at once.

    Raises as `make_role`, and NotChangeableError for a retired role.
    """
    require(by, ROLES)
    role = _changeable(role_id)
    require_group_key(facts.owner_key)
    _require_free(facts.name, same=role)
    is_longer = role.grace_days != facts.grace_days
    for name, value in asdict(facts).items():
        setattr(role, name, value)
    role.save(update_fields=list(asdict(facts)))
    if is_longer:
        derive_everyone()
    publish(RoleChanged(role.pk))
    return role


def _require_free(name: str, *, same: Role | None = None) -> None:
    others = Role.objects.filter(name__iexact=name).exclude(pk__in=[same.pk] if same else [])
    if others.exists():
        raise NameTakenError(_("Another role is called %(name)s. Choose another name.") % {"name": name})


def _changeable(role_id: UUID) -> Role:
    role = Role.objects.select_for_update().get(pk=role_id)
    if role.state == Role.State.RETIRED:
        raise NotChangeableError(_("The role %(role)s is retired. Make a new one.") % {"role": role.name})
    return role


@transaction.atomic
def set_items(role_id: UUID, permission_ids: Iterable[UUID], *, by: Actor) -> Role:
    """Let the role contain exactly these permissions from today on, besides the roles it contains.

    Permissions that are in it keep where they count. Else as `change_content`.
    """
    wanted = set(permission_ids)
    rows = RoleItem.objects.filter(role=role_id, valid__contains=today())
    kept = [_facts(row) for row in rows if row.child_role_id or row.permission_id in wanted]
    new = wanted - {item.permission_id for item in kept}
    return change_content(role_id, [*kept, *(ItemFacts(permission_id=one) for one in sorted(new))], by=by)


@transaction.atomic
def add_items(role_id: UUID, permission_ids: Iterable[UUID], *, by: Actor) -> Role:
    """Let the role contain these permissions too from today on, wherever they count; nothing goes out of it.

    What is planned for later stays; one of these that was to come in later comes in today. What is in it already is
    left as it is. Raises as `change_content`.
    """
    require(by, ROLES)
    role, day = _changeable(role_id), today()
    rows = RoleItem.objects.filter(role=role)
    present = set(rows.filter(valid__contains=day).values_list("permission_id", flat=True))
    new = {ItemFacts(permission_id=one) for one in permission_ids if one not in present}
    if not new:
        return role
    _require_known(new)
    _require_own(new, by)
    for row in rows.filter(valid__startswith__gt=day).order_by("valid"):
        if _facts(row) in new:
            new.remove(_facts(row))
            _set_days(row, Period(day, Period.from_range(row.valid).upper))
    valid = FOR_EVER if role.state == Role.State.DRAFT else Period(day).to_range()
    RoleItem.objects.bulk_create(RoleItem(role=role, valid=valid, **asdict(item)) for item in sorted(new, key=str))
    _flatten()
    publish(RoleChanged(role.pk))
    return role


@transaction.atomic
def change_content(role_id: UUID, items: Iterable[ItemFacts], *, by: Actor, from_day: date | None = None) -> Role:
    """Let the role contain exactly this from a day on; what it contained before that day stays a fact.

    from_day: today or later; None = today. What is in a draft has no days yet. Raises PermissionDenied (needs
    access.roles), NotGivableError for more of Grunnmur than the actor has, RoleRingError, NotChangeableError.
    """
    require(by, ROLES)
    role = _changeable(role_id)
    day = from_day or today()
    if day < today():
        raise NotChangeableError(_("What was in a role on a day that has passed is a fact. Choose today or later."))
    wanted = set(items)
    _require_known(wanted)
    is_draft = role.state == Role.State.DRAFT
    new = _redraft(role, wanted) if is_draft else _change_from(role, wanted, day)
    _require_own(new, by)
    valid = FOR_EVER if is_draft else Period(day).to_range()
    RoleItem.objects.bulk_create(RoleItem(role=role, valid=valid, **asdict(item)) for item in sorted(new, key=str))
    _flatten()
    publish(RoleChanged(role.pk))
    return role


def _require_known(items: Iterable[ItemFacts]) -> None:
    """Refuse what is not of this municipality, or is neither permission nor role. Raises BadItemError."""
    found = list(items)
    permissions = {one.permission_id for one in found if one.permission_id}
    roles = {one.child_role_id for one in found if one.child_role_id}
    units = {one.unit_id for one in found if one.unit_id}
    is_one = all((one.permission_id is None) != (one.child_role_id is None) for one in found)
    is_located = all((one.unit_id is not None) == (one.scope in LOCATED) for one in found)
    is_known = (
        Permission.objects.filter(pk__in=permissions).count() == len(permissions)
        and Role.objects.filter(pk__in=roles).count() == len(roles)
        and units <= organisation.unit_names(units).keys()
    )
    if not (is_one and is_located and is_known):
        raise BadItemError(_("A role holds permissions and roles that are here, each with its unit or none."))


def _facts(row: RoleItem) -> ItemFacts:
    return ItemFacts(row.permission_id, row.child_role_id, row.scope, row.unit_id)


def _redraft(role: Role, wanted: set[ItemFacts]) -> set[ItemFacts]:
    """Take out of a draft what is not wanted, and return what is new."""
    present = {_facts(row): row for row in RoleItem.objects.filter(role=role)}
    RoleItem.objects.filter(pk__in=[row.pk for item, row in present.items() if item not in wanted]).delete()
    return wanted - present.keys()


def _change_from(role: Role, wanted: set[ItemFacts], day: date) -> set[ItemFacts]:
    """End on the day before what is not wanted, forget what was planned after it, and return what is new."""
    kept: set[ItemFacts] = set()
    for row in RoleItem.objects.filter(role=role):
        period = Period.from_range(row.valid)
        if period.is_over(day):
            continue
        if _facts(row) in wanted and day in period:
            kept.add(_facts(row))
            _set_days(row, Period(period.lower))
        elif period.lower and period.lower >= day:
            row.delete()
        else:
            _set_days(row, Period(period.lower, day))
    return wanted - kept


def _set_days(row: RoleItem, period: Period) -> None:
    if Period.from_range(row.valid) != period:
        row.valid = period.to_range()
        row.save(update_fields=["valid"])


def _flatten() -> None:
    try:
        derive_roles()
    except RoleNestingError as error:
        raise RoleRingError(_("Roles cannot lie inside each other in a ring, nor more than four deep.")) from error


def _require_own(items: Iterable[ItemFacts], by: Actor) -> None:
    """Refuse to put more of Grunnmur itself into a role than the actor may everywhere."""
    permissions = [item.permission_id for item in items if item.permission_id]
    for permission in Permission.objects.filter(pk__in=permissions, resource__is_own=True):
        if not holds_everywhere(by, permission.key):
            raise NotGivableError(
                _("You cannot put %(what)s into a role: you may not do it yourself.")
                % {"what": permission.description or permission.key}
            )
    if {item.child_role_id for item in items if item.child_role_id} & roles_beyond(by):
        raise NotGivableError(_("You cannot put a role into this one that may do more in Grunnmur than you may."))


@transaction.atomic
def activate_role(role_id: UUID, *, by: Actor, from_day: date | None = None) -> Role:
    """Let the role give what is in it, from a day on.

    from_day: None = as far back as its rules and grants go, when a municipality begins. Raises PermissionDenied (needs
    access.roles), NotChangeableError for a retired role.
    """
    require(by, ROLES)
    role = _changeable(role_id)
    if role.state != Role.State.ACTIVE:
        role.state, role.valid = Role.State.ACTIVE, Period(from_day).to_range()
        role.save(update_fields=["state", "valid"])
        derive_roles()
        derive_everyone()
        publish(RoleChanged(role.pk))
    return role


@transaction.atomic
def retire_role(role_id: UUID, *, last_day: date, by: Actor, is_ending_routes: bool = False) -> Role:
    """Let the role give nothing after a day. Refused while somebody would hold it then.

    is_ending_routes: end the rules and grants that give it on that day too. Raises PermissionDenied (needs
    access.roles, and access.rules to end rules), StillHeldError, NotChangeableError.
    """
    require(by, ROLES)
    role = _changeable(role_id)
    lower = Period.from_range(role.valid).lower
    if role.state == Role.State.DRAFT or (lower and lower > last_day):
        raise NotChangeableError(_("The role %(role)s gives nothing yet on that day.") % {"role": role.name})
    if is_ending_routes:
        for rule in rules_live_after(role_id, last_day):
            end_rule(rule, last_day=last_day, by=by)
        end_grants_of_role(role_id, last_day=last_day, by=by)
    count = held_after(role_id, last_day)
    if count:
        sentence = ngettext(
            "%(count)d person holds the role after that day. End what gives it first.",
            "%(count)d persons hold the role after that day. End what gives it first.",
            count,
        )
        raise StillHeldError(sentence % {"count": count})
    role.state, role.valid = Role.State.RETIRED, Period.through(lower, last_day).to_range()
    role.save(update_fields=["state", "valid"])
    derive_roles()
    derive_everyone()
    publish(RoleChanged(role.pk))
    return role


@transaction.atomic
def discard_draft(role_id: UUID, *, by: Actor) -> None:
    """Throw away a role that never gave anything. Raises NotChangeableError when it did, or something points at it."""
    require(by, ROLES)
    role = Role.objects.select_for_update().get(pk=role_id)
    is_used = Rule.objects.filter(role=role).exists() or Grant.objects.filter(role=role).exists()
    if role.state != Role.State.DRAFT or is_used or RoleItem.objects.filter(child_role=role).exists():
        raise NotChangeableError(_("Only a draft that no rule, grant or other role points at can be thrown away."))
    role.delete()

"""What is in a role on a day, how that changed, and what a change of it would do."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from grunnmur.access.derivation import difference, facts
from grunnmur.access.models import Held, Permission, Role, RoleItem, Rule
from grunnmur.access.queries.definitions import load_definitions
from grunnmur.access.queries.facts import load
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.people import touched_by_role
from grunnmur.access.queries.restraints import Restraints, restraints_of
from grunnmur.access.queries.rule_facts import RulePreview, told_difference
from grunnmur.access.queries.sight import live_on
from grunnmur.access.rules import ROLES, ItemFacts
from grunnmur.core.clock import today
from grunnmur.core.periods import END, Period, day_after
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation import queries as organisation


@dataclass(frozen=True)
class Version:
    """What a role contained from a day on; None: from its beginning. `changes` say what came in and went out."""

    from_day: date | None
    number: int
    changes: tuple[str, ...]


def content_on(role_id: UUID, on: date) -> list[ItemFacts]:
    """Return what is in a role on a day. One statement."""
    rows = RoleItem.objects.filter(role_id=role_id, valid__contains=on)
    found = [ItemFacts(*row) for row in rows.values_list("permission_id", "child_role_id", "scope", "unit_id")]
    return sorted(found, key=str)


def names_of_items(items: Collection[ItemFacts]) -> dict[ItemFacts, str]:
    """Return items in words: "CRM (bidra)", "all in the role Vikar", with where they count. Three statements."""
    permissions = Permission.objects.filter(pk__in=[one.permission_id for one in items if one.permission_id])
    named = {one.pk: permission_name(one) for one in permissions.select_related("resource")}
    roles = dict(
        Role.objects.filter(pk__in=[one.child_role_id for one in items if one.child_role_id]).values_list("pk", "name")
    )
    units = organisation.unit_names({one.unit_id for one in items if one.unit_id})
    return {one: _worded(one, named, roles, units) for one in items}


def _worded(item: ItemFacts, permissions: dict[UUID, str], roles: dict[UUID, str], units: dict[UUID, str]) -> str:
    if item.child_role_id:
        return _("All in the role %(role)s") % {"role": roles.get(item.child_role_id, "")}
    name = permissions.get(item.permission_id, "") if item.permission_id else ""
    if item.scope == RoleItem.Scope.NONE:
        return name
    where = str(RoleItem.Scope(item.scope).label).lower()
    unit = units.get(item.unit_id, "") if item.unit_id else ""
    return f"{name}, {where}: {unit}" if unit else f"{name}, {where}"


def changes_between(before: Collection[ItemFacts], after: Collection[ItemFacts]) -> list[str]:
    """Say in sentences what came into a role and what went out. Three statements."""
    came, went = set(after) - set(before), set(before) - set(after)
    names = names_of_items(came | went)
    gone = [_("Out: %(what)s.") % {"what": names[item]} for item in went]
    return [*sorted(_("In: %(what)s.") % {"what": names[item]} for item in came), *sorted(gone)]


def versions_of(role: Role) -> list[Version]:
    """Return what the role contained over time, the latest first; coming changes too. Four statements."""
    rows = list(RoleItem.objects.filter(role=role))
    periods = [(ItemFacts(row.permission_id, row.child_role_id, row.scope, row.unit_id), row.valid) for row in rows]
    names = names_of_items({item for item, _valid in periods})
    days: set[date | None] = {None}
    for _item, valid in periods:
        days |= {valid.lower, valid.upper} - {None}
    found: list[Version] = []
    before: set[ItemFacts] = set()
    for number, day in enumerate(sorted(days, key=lambda one: one or date.min), start=1):
        now = {item for item, valid in periods if (day or date.min) in Period.from_range(valid)}
        told = [_("In: %(what)s.") % {"what": names[item]} for item in now - before]
        told = sorted(told) + sorted(_("Out: %(what)s.") % {"what": names[item]} for item in before - now)
        found.append(Version(day, number, tuple(told)))
        before = now
    return [one for one in reversed(found) if one.changes]


def _after(day: date) -> Q:
    return live_on(day_after(day) or day)


def held_after(role_id: UUID, day: date) -> int:
    """Return how many hold a role on any day after this one."""
    return Held.objects.filter(_after(day), role_id=role_id).values("person_id").distinct().count()


def rules_live_after(role_id: UUID, day: date) -> list[UUID]:
    """Return the rules about a role that run after a day."""
    return list(Rule.objects.filter(_after(day), role_id=role_id).order_by("id").values_list("pk", flat=True))


def preview_activation(role: Role, *, seen_by: Actor) -> RulePreview:
    """Tell who would get the role if it were activated today; nothing is written. Raises PermissionDenied."""
    require(seen_by, ROLES)
    return _preview(role, {"is_active": True, "lower": today().toordinal()}, seen_by=seen_by)


def preview_retirement(role: Role, last_day: date, *, seen_by: Actor) -> RulePreview:
    """Tell who would lose the role if it gave nothing after a day; nothing is written. Raises PermissionDenied."""
    require(seen_by, ROLES)
    return _preview(role, {"upper": last_day.toordinal() + 1}, seen_by=seen_by)


def _preview(role: Role, changes: dict[str, int | bool], *, seen_by: Actor) -> RulePreview:
    loaded = load()
    known, target = loaded.definitions, str(role.pk)
    changed = replace(known, roles=tuple(_with(row, changes) if row.id == target else row for row in known.roles))
    found = difference(loaded.people, known, changed, target=target, since=today().toordinal())
    met = restraints_of(loaded.people, known, changed, target=target, persons=found.gains.keys(), seen_by=seen_by)
    return replace(told_difference(found, (), seen_by), restraints=met)


def preview_content(role_id: UUID, items: Collection[ItemFacts], *, from_day: date, seen_by: Actor) -> Restraints:
    """Tell which conflicts and pools those who hold a role would run into, if it contained this from a day on.

    Nobody is derived where nothing comes in that is kept apart or scarce. Raises PermissionDenied (needs access.roles).
    """
    require(seen_by, ROLES)
    known, role = load_definitions(), str(role_id)
    changed = _with_items(known, role, items, from_day.toordinal())
    if not _is_restrained(changed, {row for row in changed.items if row.role == role} - set(known.items)):
        return Restraints()
    persons = touched_by_role(role_id)
    loaded = load(persons)
    known, changed = (replace(side, parents=loaded.definitions.parents) for side in (known, changed))
    everybody = {str(person) for person in persons}
    return restraints_of(loaded.people, known, changed, target=role, persons=everybody, seen_by=seen_by)


def _with_items(known: facts.Definitions, role: str, items: Collection[ItemFacts], day: int) -> facts.Definitions:
    """Return the definitions with a role that contains exactly this from a day on."""
    wanted = {_key(one): one for one in items}
    rows = [row for row in known.items if row.role != role]
    for row in known.items:
        if row.role == role:
            stays = row.upper > day and wanted.pop(row[1:5], None) is not None
            rows.append(row if stays else row._replace(upper=max(row.lower, min(row.upper, day))))
    rows += [facts.RoleItem(role, *key, day, END) for key in wanted]
    return replace(known, items=tuple(row for row in rows if row.lower < row.upper))


def _key(item: ItemFacts) -> tuple[str | None, str | None, facts.Scope, str | None]:
    permission, child, unit = (
        str(one) if one else None for one in (item.permission_id, item.child_role_id, item.unit_id)
    )
    return permission, child, facts.Scope(item.scope), unit


def _is_restrained(changed: facts.Definitions, new: Collection[facts.RoleItem]) -> bool:
    """Tell whether something new in a role is kept apart from something, or takes a seat; another role always may."""
    scarce = {row.id for row in changed.permissions if row.pool}
    apart = {side.permission for conflict in changed.conflicts for side in (*conflict.a, *conflict.b)}
    return any(row.child_role or row.permission in scarce | apart for row in new)


def _with(row: facts.Role, changes: dict[str, int | bool]) -> facts.Role:
    return facts.Role(**{**row._asdict(), **changes})

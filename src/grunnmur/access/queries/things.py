"""Keys, equipment and cards that are out: who has which, since when, and what was lost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from grunnmur.access.models import IssuedThing, Permission
from grunnmur.access.queries.accesses import accesses_of
from grunnmur.access.queries.roles import name_key
from grunnmur.access.queries.sight import owned_keys, sight, units_of
from grunnmur.access.rules import GIVE, OFFICER, PHYSICAL_KINDS
from grunnmur.core.clock import today
from grunnmur.core.paging import Slice, keyset
from grunnmur.core.permissions import Actor, System, may, person_of, scope_of
from grunnmur.organisation.queries import workplaces
from grunnmur.organisation.queries.people import begins
from grunnmur.organisation.rules import SEE_PROTECTED

OUT, LOST, BACK = "out", "lost", "back"
STATES: Mapping[str, Q] = {
    OUT: Q(returned_at=None),
    LOST: Q(is_lost=True),
    BACK: Q(returned_at__isnull=False, is_lost=False),
}
SORTS = {
    "person": ("person__sort_key", "resource_key", "id"),
    "thing": ("resource_key", "person__sort_key", "id"),
    "label": ("label", "id"),
    "issued": ("issued_at", "id"),
}


@dataclass(frozen=True, kw_only=True)
class ThingFilter:
    """How the list is narrowed and sorted; blank = all. text: a name or a number; sort: a key of SORTS."""

    text: str = ""
    state: str = OUT
    kind: str = ""
    sort: str = "person"


@dataclass(frozen=True)
class ThingRow:
    """One thing, and the unit of who has it; blank when she works nowhere. at: when it came back or was lost."""

    thing: IssuedThing
    unit: str
    at: datetime | None


def state_of(thing: IssuedThing) -> str:
    """Return the code of a thing's state."""
    if thing.returned_at is None:
        return OUT
    return LOST if thing.is_lost else BACK


def may_see_things(seen_by: Actor) -> bool:
    """Tell whether any list of things is her business: she follows up access, leads, or hands something out."""
    return bool(may(seen_by, OFFICER) or sight(seen_by) or hands_out_any(seen_by))


def require_things(seen_by: Actor) -> None:
    """Do nothing if a list of things is her business. Raises PermissionDenied."""
    if not may_see_things(seen_by):
        raise PermissionDenied(_("The list of things is for leaders and for those who hand them out."))


def hands_out_any(by: Actor) -> bool:
    """Tell whether she is of a group that hands out or owns something that one can hold."""
    rows = Permission.objects.filter(resource__kind__in=PHYSICAL_KINDS)
    return rows.filter(_in_her_hands("resource", by)).exists()


def _in_her_hands(resource: str, by: Actor) -> Q:
    keys = owned_keys(by)
    return Q(**{f"{resource}__fulfil_key__in": keys}) | Q(**{f"{resource}__owner_key__in": keys})


def things(*, seen_by: Actor) -> QuerySet[IssuedThing]:
    """Return the things she may know of: her own, her people's, those she hands out or owns; all for the officers.

    Protected persons' are left out for who may not know of them. In no order.
    """
    rows = IssuedThing.objects.filter(permission__resource__kind__in=PHYSICAL_KINDS)
    rows = rows.select_related("person", "permission__resource").annotate(
        resource_key=name_key("permission__resource__name")
    )
    within = sight(seen_by)
    people = workplaces.working_at(within, on=today(), seen_by=seen_by).order_by().values("pk")
    hers = Q(person__in=people) | Q(person=person_of(seen_by))
    if not may(seen_by, SEE_PROTECTED):
        rows = rows.filter(Q(person__is_protected=False) | hers)
    if may(seen_by, OFFICER) or within.is_everywhere:
        return rows
    return rows.filter(hers | _in_her_hands("permission__resource", seen_by))


def thing_list(wanted: ThingFilter, *, seen_by: Actor, after: str = "", limit: int = 50) -> Slice[IssuedThing]:
    """Return a page of things. Four statements at most."""
    return keyset(_narrowed(wanted, seen_by), by=SORTS.get(wanted.sort, SORTS["person"]), after=after, limit=limit)


def every_thing(wanted: ThingFilter, *, seen_by: Actor) -> list[IssuedThing]:
    """Return the whole list, for a file."""
    return list(_narrowed(wanted, seen_by).order_by(*SORTS.get(wanted.sort, SORTS["person"])))


def _narrowed(wanted: ThingFilter, seen_by: Actor) -> QuerySet[IssuedThing]:
    rows = things(seen_by=seen_by).filter(STATES.get(wanted.state, Q()))
    if wanted.kind:
        rows = rows.filter(permission__resource__kind=wanted.kind)
    if wanted.text:
        named = begins("person__sort_key", wanted.text) | begins("person__family_key", wanted.text)
        thing = Q(label__icontains=wanted.text) | Q(permission__resource__name__icontains=wanted.text)
        rows = rows.filter(named | thing)
    return rows


def rows_of_things(found: Collection[IssuedThing]) -> list[ThingRow]:
    """Return things with the units of who has them. One statement."""
    units = workplaces.unit_names_of({one.person_id for one in found}, on=today())
    return [ThingRow(one, units.get(one.person_id, ""), one.returned_at) for one in found]


def find_thing(thing_id: UUID, *, seen_by: Actor) -> IssuedThing:
    """Return one thing she may know of. Raises IssuedThing.DoesNotExist."""
    return things(seen_by=seen_by).get(pk=thing_id)


def may_handle(thing: IssuedThing, *, by: Actor) -> bool:
    """Tell whether she may say what becomes of a thing: who hands it out, an officer, or who gives access there.

    Nobody for what she has herself, save that it is lost.
    """
    return may_hand_out(thing.person_id, thing.permission, by=by)


def may_hand_out(person_id: UUID, permission: Permission, *, by: Actor) -> bool:
    """Tell whether she may hand this out to a person, and take it back."""
    if person_of(by) == person_id:
        return False
    resource, keys = permission.resource, owned_keys(by)
    if isinstance(by, System) or may(by, OFFICER) or keys & {resource.fulfil_key, resource.owner_key}:
        return True
    return any(may(by, GIVE, at=unit) for unit in units_of(person_id))


def to_hand_out(person_id: UUID, *, by: Actor) -> list[Permission]:
    """Return what a person shall have now or later, can be held, is not out, and this actor may hand out; by name."""
    wanted = {access.permission for access in accesses_of([person_id], on=today())[person_id]}
    rows = Permission.objects.filter(pk__in=wanted, resource__kind__in=PHYSICAL_KINDS).select_related("resource")
    out = IssuedThing.objects.filter(person_id=person_id, returned_at=None).values("permission_id")
    found = rows.exclude(pk__in=out).order_by(name_key("resource__name"), "level", "id")
    return [one for one in found if may_hand_out(person_id, one, by=by)]


def may_give_somewhere(by: Actor) -> bool:
    """Tell whether she may hand things out to anybody at all."""
    return bool(may(by, OFFICER) or scope_of(by, GIVE) or hands_out_any(by))


def same_label(label: str, permission: Permission, *, but: UUID | None = None) -> IssuedThing | None:
    """Return the thing of the same resource that is out under this number, if there is one."""
    rows = IssuedThing.objects.filter(returned_at=None, label__iexact=label)
    rows = rows.filter(permission__resource_id=permission.resource_id).exclude(pk__in=[but] if but else [])
    return rows.first() if label else None

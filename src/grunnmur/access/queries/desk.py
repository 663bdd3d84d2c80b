"""Who is let in at the desk now, who was lately, and with which roles one may let people in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from grunnmur.access.models import DeskVisit, Role
from grunnmur.access.queries.own import roles_beyond
from grunnmur.access.queries.roles import name_key
from grunnmur.access.rules.desk import DESK, WITHIN_DAYS
from grunnmur.core.clock import now, today
from grunnmur.core.permissions import Actor, require, scope_of
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries import workplaces

MOST = 100


@dataclass(frozen=True)
class Namesake:
    """Somebody who has the name that was typed. unit: where she works or will, blank for nowhere.

    visit: the last one at the reader's desks, if there was one.
    """

    person_id: UUID
    name: str
    unit: str
    visit: DeskVisit | None


@dataclass(frozen=True)
class ShownVisit:
    """A visit with the names its reader may know."""

    visit: DeskVisit
    name: str
    is_open: bool
    days: int


def desk_units(by: Actor) -> list[tuple[str, str]]:
    """Return the units at whose desk the actor lets people in, by name: (id, name). One statement."""
    units = organisation.open_units(on=today(), within=scope_of(by, DESK))
    return [(str(unit.pk), unit.name) for unit in units]


def desk_roles(by: Actor) -> list[tuple[str, str]]:
    """Return the roles for the desk that the actor may give, by name: (id, name). Two statements."""
    beyond = roles_beyond(by)
    rows = Role.objects.filter(state=Role.State.ACTIVE, is_desk_role=True).order_by(name_key(), "id")
    return [(str(row.pk), row.name) for row in rows if row.pk not in beyond]


def possible_desk_roles(by: Actor) -> list[Role]:
    """Return the active roles that can be made ready for the desk, by name. Two statements."""
    beyond = roles_beyond(by)
    rows = Role.objects.filter(state=Role.State.ACTIVE).order_by(name_key(), "id")
    return [row for row in rows if row.pk not in beyond]


def visits(*, seen_by: Actor) -> list[ShownVisit]:
    """Return who was let in lately at the actor's desks, those who are in first, then the latest. Four statements.

    Raises PermissionDenied (needs access.desk somewhere).
    """
    require(seen_by, DESK)
    since = now() - timedelta(days=WITHIN_DAYS)
    here = scope_of(seen_by, DESK).as_filter("unit_id")
    rows = DeskVisit.objects.filter(here, opened_at__gte=since).select_related("unit", "role")
    found = list(rows.order_by("-opened_at", "id")[:MOST])
    people = {row.person_id for row in found}
    names, counts = organisation.names_of(people, seen_by=seen_by), days_here(people)
    shown = [
        ShownVisit(row, names[row.person_id], row.ended_at is None and row.ends_at > now(), counts[row.person_id])
        for row in found
        if row.person_id in names
    ]
    return sorted(shown, key=lambda one: not one.is_open)


def days_here(person_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return on how many of the last WITHIN_DAYS days each was let in at any desk. One statement."""
    since, zone = now() - timedelta(days=WITHIN_DAYS), current_tenant().zone
    rows = DeskVisit.objects.filter(person_id__in=person_ids, opened_at__gte=since)
    days = {(person, at.astimezone(zone).date()) for person, at in rows.values_list("person_id", "opened_at")}
    return {one: sum(person == one for person, _day in days) for one in person_ids}


def namesakes(name: str, *, seen_by: Actor) -> list[Namesake]:
    """Return people of this name whom the reader may know of, so that nobody is registered twice. Three statements."""
    people = organisation.namesakes(name, seen_by=seen_by)
    ids = [person.pk for person in people]
    units = workplaces.unit_names_of(ids, on=today())
    here = scope_of(seen_by, DESK).as_filter("unit_id")
    rows = DeskVisit.objects.filter(here, person_id__in=ids).order_by("opened_at", "id")
    last = {row.person_id: row for row in rows}
    return [Namesake(one.pk, one.display_name, units.get(one.pk, ""), last.get(one.pk)) for one in people]


def known_visitor(person_id: UUID, *, seen_by: Actor) -> DeskVisit | None:
    """Return the last visit of somebody who was let in before at one of the actor's desks."""
    here = scope_of(seen_by, DESK).as_filter("unit_id")
    rows = DeskVisit.objects.filter(here, person_id=person_id).select_related("person")
    return rows.order_by("-opened_at", "id").first()

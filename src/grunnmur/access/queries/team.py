"""The people whose access somebody sees: roles, accesses and readiness of each, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from grunnmur.access.queries.people import HeldRole, roles_of
from grunnmur.access.queries.readiness import Readiness, readiness
from grunnmur.core.errors import DomainError
from grunnmur.core.paging import keyset
from grunnmur.core.permissions import Actor, Scope
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries import workplaces

PAGE = 50
MOST = 5000  # people in one file; whoever sees more asks for less


class TooManyError(DomainError):
    """More people than one file holds."""


@dataclass(frozen=True)
class TeamRow:
    """One person of a team."""

    person_id: UUID
    name: str
    unit: str
    roles: list[HeldRole]
    readiness: Readiness


class Named(Protocol):
    """A person as far as a team row needs her."""

    pk: UUID
    display_name: str


def team_page(within: Scope, *, text: str, on: date, seen_by: Actor, after: str = "") -> tuple[list[TeamRow], str]:
    """Return who works within a scope on a day or will, by name, and the next page's cursor; a start of a name narrows.

    Fifteen statements at most, whatever the number.
    """
    people = people_in_sight(within, text=text, on=on, seen_by=seen_by)
    found = keyset(people, by=("sort_key", "id"), after=after, limit=PAGE)
    return _rows(found.rows, on=on), found.next


def people_in_sight(within: Scope, *, text: str, on: date, seen_by: Actor) -> QuerySet[Any]:  # Any: persons
    """Return who works within a scope on a day or will, by name; a start of a name narrows."""
    people = workplaces.working_at(within, on=on, seen_by=seen_by)
    if text.strip():
        people = people.filter(organisation.begins("sort_key", text) | organisation.begins("family_key", text))
    return people


def everyone_in_sight(within: Scope, *, on: date, seen_by: Actor) -> list[TeamRow]:
    """Return everybody within a scope, by name, for a file. Raises TooManyError above MOST people."""
    people = list(workplaces.working_at(within, on=on, seen_by=seen_by)[: MOST + 1])
    if len(people) > MOST:
        raise TooManyError(_("One file holds %(most)s people at most. Ask unit by unit.") % {"most": MOST})
    return _rows(people, on=on)


def _rows(people: Sequence[Named], *, on: date) -> list[TeamRow]:
    ids = [person.pk for person in people]
    roles, found = roles_of(ids, on=on), readiness(ids, on)
    units = workplaces.unit_names_of(ids, on=on)
    return [
        TeamRow(person.pk, person.display_name, units.get(person.pk, ""), roles[person.pk], found[person.pk])
        for person in people
    ]

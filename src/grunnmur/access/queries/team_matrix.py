"""My people down, roles across: who has which by a rule, who was given it, who may be given it, who is kept from it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from grunnmur.access.models import Exclusion, Grant, Held, Role
from grunnmur.access.queries.picture import Box, Picture, State, removable_roles
from grunnmur.access.queries.roles import givable_roles, name_key
from grunnmur.access.queries.sight import live_on
from grunnmur.access.queries.team import MOST, Named, people_in_sight
from grunnmur.access.rules import GIVE, Target
from grunnmur.core import formats
from grunnmur.core.paging import keyset
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, Scope, person_of, scope_of
from grunnmur.organisation.queries import workplaces

PEOPLE, ROLES = 25, 20  # of one page, so that it stays quick to look through and to draw


@dataclass(frozen=True)
class MatrixRow:
    """One person, and a box for each role of the page, in its order.

    first_day: of who begins later; her boxes are as on that day, and what is ticked counts from it.
    """

    person_id: UUID
    name: str
    boxes: tuple[Box, ...]
    first_day: date | None = None

    @property
    def picture(self) -> Picture:
        """The boxes as a picture of the person, for what ticks ask for."""
        return Picture(roles=self.boxes, levels=())


@dataclass(frozen=True)
class TeamMatrix:
    """A page of people and roles. next: cursor of the next people; role_pages: how many pages of roles there are."""

    roles: tuple[Role, ...]
    rows: tuple[MatrixRow, ...]
    next: str
    role_pages: int


@dataclass(frozen=True, kw_only=True)
class MatrixFilter:
    """How the matrix is narrowed: the start of a person's name, a part of a role's, and which page of roles, from 1."""

    text: str = ""
    role: str = ""
    role_page: int = 1


def team_matrix(within: Scope, wanted: MatrixFilter, *, on: date, seen_by: Actor, after: str = "") -> TeamMatrix:
    """Return a page of the people within a scope and of the roles they hold or may be given.

    Twelve statements at most. Whoever asks has made sure that the reader may see these people's access.
    """
    people = people_in_sight(within, text=wanted.text, on=on, seen_by=seen_by)
    found = keyset(people, by=("sort_key", "id"), after=after, limit=PEOPLE)
    roles, rows = _matrix(found.rows, wanted.role, on=on, seen_by=seen_by)
    pages = max(-(-len(roles) // ROLES), 1)
    number = min(max(wanted.role_page, 1), pages)
    part = slice((number - 1) * ROLES, number * ROLES)
    shown = tuple(replace(row, boxes=row.boxes[part]) for row in rows)
    return TeamMatrix(tuple(roles[part]), shown, found.next, pages)


def matrix_row(within: Scope, person_id: UUID, *, on: date, seen_by: Actor) -> MatrixRow:
    """Return one person of the matrix with a box for every role. Twelve statements at most.

    Raises PermissionDenied for who does not work within the scope. Whoever asks has made sure of the rest, as there.
    """
    people = list(people_in_sight(within, text="", on=on, seen_by=seen_by).filter(pk=person_id))
    if not people:
        raise PermissionDenied(_("Only the person, the leaders and those who see access there may see this."))
    _roles, (row,) = _matrix(people, "", on=on, seen_by=seen_by)
    return row


def ends_with(person_id: UUID, box: Box, *, on: date) -> date | None:
    """Return the last day of what was given to a person, or is kept away from her; None = no end. One statement."""
    about = {"person_id": person_id, "role_id": box.target.role_id, "valid__contains": on}
    rows: list[Grant] | list[Exclusion] = []
    if box.state == State.GRANTED:
        rows = list(Grant.objects.filter(**about))
    elif box.state == State.EXCLUDED:
        rows = list(Exclusion.objects.filter(**about))
    days = [Period.from_range(row.valid).last_day for row in rows]
    return None if None in days else max((day for day in days if day), default=None)


def whole_matrix(within: Scope, *, on: date, seen_by: Actor) -> TeamMatrix:
    """Return everybody within a scope and every role they hold or may be given, for a file."""
    people = list(people_in_sight(within, text="", on=on, seen_by=seen_by)[:MOST])
    roles, rows = _matrix(people, "", on=on, seen_by=seen_by)
    return TeamMatrix(tuple(roles), tuple(rows), "", 1)


def _matrix(people: Sequence[Named], role_text: str, *, on: date, seen_by: Actor) -> tuple[list[Role], list[MatrixRow]]:
    ids = [person.pk for person in people]
    first = workplaces.first_days(ids, after=on)
    facts = _facts(ids, on, first)
    givable = frozenset(role.pk for role in givable_roles(seen_by))
    named = {role for _person, role in (*facts.held, *facts.kept_away)}
    roles = list(Role.objects.filter(pk__in=givable | named, name__icontains=role_text).order_by(name_key(), "id"))
    reader = _Reader(seen_by, ids, [role.pk for role in roles], givable, on)
    rows = [
        MatrixRow(
            person.pk,
            person.display_name,
            tuple(_box(person.pk, role, facts, reader, first.get(person.pk, on)) for role in roles),
            first.get(person.pk),
        )
        for person in people
    ]
    return roles, rows


class _Reader:
    """What the reader may give to whom, and take from whom."""

    def __init__(
        self, by: Actor, persons: Collection[UUID], roles: Collection[UUID], givable: frozenset[UUID], on: date
    ) -> None:
        scope, me = scope_of(by, GIVE), person_of(by)
        units = workplaces.units_of(persons, on=on)
        self.givable = givable
        self.removable = removable_roles(roles, by)
        self.mine = {one for one in persons if one != me and any(unit in scope for unit in units.get(one, ()))}


@dataclass(frozen=True)
class _Facts:
    held: Mapping[tuple[UUID, UUID], Held]
    granted: frozenset[tuple[UUID, UUID]]
    kept_away: Mapping[tuple[UUID, UUID], Period]


def _facts(persons: Collection[UUID], on: date, first: Mapping[UUID, date]) -> _Facts:
    """Load what these persons hold now or later, were given, and are kept from, on the day or on their first one.

    Three statements.
    """
    held: dict[tuple[UUID, UUID], Held] = {}
    rows = Held.objects.filter(live_on(on), person_id__in=persons, role__isnull=False).order_by("valid")
    for row in rows:
        if row.role_id:
            held.setdefault((row.person_id, row.role_id), row)
    given = _on_their_day(Grant.objects.filter(person_id__in=persons, role__isnull=False), on, first)
    away = _on_their_day(Exclusion.objects.filter(person_id__in=persons, role__isnull=False), on, first)
    return _Facts(held, frozenset(given), away)


def _on_their_day(
    rows: QuerySet[Grant] | QuerySet[Exclusion], on: date, first: Mapping[UUID, date]
) -> dict[tuple[UUID, UUID], Period]:
    """Return the days of what counts on the day, or on the first day of who begins later, by person and role."""
    found = rows.filter(live_on(on)).values_list("person_id", "role_id", "valid")
    periods = [((person, role), Period.from_range(valid)) for person, role, valid in found if role]
    return {pair: period for pair, period in periods if first.get(pair[0], on) in period}


def _box(person: UUID, role: Role, facts: _Facts, reader: _Reader, on: date) -> Box:
    pair, target = (person, role.pk), Target(role_id=role.pk)
    is_mine, may_take = person in reader.mine, role.pk in reader.removable
    if pair in facts.kept_away:
        return Box(target, role.name, "", State.EXCLUDED, "", is_mine and may_take)
    row = facts.held.get(pair)
    if row is None:
        return Box(target, role.name, "", State.NONE, "", is_mine and role.pk in reader.givable)
    period = Period.from_range(row.valid)
    if period.is_future(on) and period.lower:
        return Box(target, role.name, "", State.WAITING, formats.short_day(period.lower), may_change=False)
    is_granted = pair in facts.granted
    is_only_granted = is_granted and len(row.via) == 1
    state = State.GRANTED if is_only_granted else State.RULE
    return Box(target, role.name, "", state, "", is_mine and (is_only_granted or may_take), is_granted)


def steps_by_person(rows: Sequence[MatrixRow], ticked: Collection[str]) -> dict[UUID, set[str]]:
    """Return which roles are ticked for each person; a tick is written as person and box, with a space between."""
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    known = {str(row.person_id): row.person_id for row in rows}
    for tick in ticked:
        person, _space, key = tick.partition(" ")
        if person in known:
            found[known[person]].add(key)
    return found

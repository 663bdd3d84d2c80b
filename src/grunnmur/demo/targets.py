"""Targets of the demo: two files that other programs fetch, what they have too much and too little of; who has left.

The register of the service centre is managed, and its plan is held back: seven who had summer work there have left. The
doors are rehearsed. Keys and computers lie in no target; some who have left have not handed theirs in.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from grunnmur.access import actions
from grunnmur.access.actions.targets import runs
from grunnmur.access.actions.targets.answers import ignore_drift
from grunnmur.access.actions.targets.connect import connect_target, set_target_mode
from grunnmur.access.actions.targets.plan import plan_target
from grunnmur.access.queries.choices import all_level_source
from grunnmur.access.queries.targets.differences import DriftFilter, drift_rows
from grunnmur.access.queries.targets.lists import find_target
from grunnmur.access.queries.targets.needs import desired_pairs
from grunnmur.access.queries.targets.people import usernames
from grunnmur.access.rules.targets import PlaceFacts, TargetFacts
from grunnmur.core.clock import now, today
from grunnmur.core.models import User
from grunnmur.core.permissions import EVERYWHERE, Actor
from grunnmur.core.tables.write import Table, write_csv
from grunnmur.core.tenancy import current_tenant
from grunnmur.demo.people import DAY, Population
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries import workplaces


@dataclass(frozen=True)
class File:
    """A file that another program fetches: for which resource, what it is called, the column of its level."""

    resource: str
    name: str
    column: str


REGISTER = File("Resultatregister kundesenter", "resultatregister.csv", "bidra")
DOORS = File("Byggtilgang fellesområder", "dorer.csv", "fellesomraader")
SUMMER, OTHERS = 7, 8
STILL_IN = slice(SUMMER, SUMMER + 4)  # of the leavers: whose card opens the doors
STILL_OUT = {"PC": slice(SUMMER + 3, SUMMER + 5), "Nøkkel til rekvisitalager": slice(2)}
NOBODYS = ("renhold.natt@fjordvik.example", "gjest.resepsjon@fjordvik.example")
LONG_AGO = timedelta(days=400)


def plant_leavers(people: Population) -> list[str]:
    """Add fifteen who have left, seven of them from the service centre; returns their employee numbers."""
    places = {place.code: place for place in people.places}
    others = [place for place in people.places if place.weight > 4][:OTHERS]
    keys = []
    for number, place in enumerate([places["5110"]] * SUMMER + others):
        is_summer = number < SUMMER
        last = people.today - (9 + 4 * number) * DAY
        first = last - (70 if is_summer else 900) * DAY
        kind = "temporary" if is_summer else "permanent"
        keys.append(people.member(place, position=place.positions[0], first_day=first, kind=kind))
        people.tables.employments[-1]["to"] = last.isoformat()
        people.members[place.code].remove(keys[-1])  # nobody is to be chosen for a duty after having left
    return keys


def connect_targets(leavers: Sequence[str], *, by: Actor) -> None:
    """Connect both files as they are found, and leave to some who have left what they have not handed in."""
    left = [organisation.person_with_number(key).pk for key in leavers]
    _keep_things(left, by=by)
    register = _connect(REGISTER, by=by)
    _found(REGISTER, register, _register(register, left[:SUMMER], by=by))
    for mode in ("dry_run", "managed"):
        set_target_mode(register, mode, by=by)
    plan_target(register, by=by, at=now())
    runs.push(current_tenant(), register)
    doors = _connect(DOORS, by=by)
    _found(DOORS, doors, _doors(doors, left[STILL_IN], by=by))
    set_target_mode(doors, "dry_run", by=by)
    _leave_alone(doors)


def _keep_things(left: Sequence[UUID], *, by: Actor) -> None:
    pairs = [(person, _level(resource)) for resource, some in STILL_OUT.items() for person in left[some]]
    actions.take_over_issued(pairs, by=by, at=now() - LONG_AGO)
    actions.sync_fulfilments({person for person, _permission in pairs})


def _level(resource: str) -> UUID:
    """Return the level of a resource that has one."""
    (level, _label), *_rest = all_level_source().find(resource)
    return UUID(level)


def _connect(file: File, *, by: Actor) -> UUID:
    places = [PlaceFacts(permission_id=_level(file.resource), kind="column", name=file.column)]
    return connect_target(TargetFacts(name=file.resource, kind="csv", address=file.name, places=places), by=by).pk


@dataclass(frozen=True)
class Line:
    """One account of a file, as its own program wrote it."""

    username: str
    name: str
    is_active: bool = True


def _found(file: File, target: UUID, lines: Iterable[Line]) -> None:
    """Lay the file where the target is looked for, and read it."""
    rows = [[one.username, one.name, str(int(one.is_active)), "1"] for one in lines]
    folder = settings.DROP_FOLDER / current_tenant().slug
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    content = write_csv(Table("", ["username", "display_name", "active", file.column], rows))
    (folder / file.name).write_bytes(content)
    runs.observe(current_tenant(), target)


def _register(target: UUID, left: Iterable[UUID], *, by: Actor) -> Iterator[Line]:
    """All who shall be in it but the last; one under her former name; one that need not; the summer's people."""
    wanted = _wanted(target, by=by)
    first, *known, _new = _lines(wanted, by=by)
    yield Line(first.username, f"{first.name.split()[0]} Fredriksen")
    yield from known
    yield from _needless(wanted, by=by)[:1]
    yield from _lines(left, by=by)


def _doors(target: UUID, left: Iterable[UUID], *, by: Actor) -> Iterator[Line]:
    """All who shall be in it but three; one that is closed; two that need not; some who left; two of nobody."""
    wanted = _wanted(target, by=by)
    first, *known = _lines(wanted, by=by)[3:]
    yield Line(first.username, first.name, is_active=False)
    yield from known
    yield from _needless(wanted, by=by)[:2]
    yield from _lines(left, by=by)
    yield from (Line(name, name.partition("@")[0]) for name in NOBODYS)


def _needless(wanted: set[UUID], *, by: Actor) -> list[Line]:
    """Return those who work here and are not wanted there."""
    here = workplaces.working_at(EVERYWHERE, on=today(), seen_by=by)
    return _lines([person.pk for person in here if person.pk not in wanted], by=by)


def _wanted(target: UUID, *, by: Actor) -> set[UUID]:
    found = find_target(target, seen_by=by)
    return {person for person, _permission in desired_pairs(found, on=today())}


def _lines(persons: Iterable[UUID], *, by: Actor) -> list[Line]:
    """Return an account for each who has an address at work, by name of the account."""
    called = {pk: name for pk, name in usernames(list(persons), source="work_email").items() if name}
    names = organisation.names_of(called, seen_by=by)
    return sorted((Line(called[person], name) for person, name in names.items()), key=lambda line: line.username)


def _leave_alone(target: UUID) -> None:
    """Let the administrator have answered one of the differences."""
    administrator = User.objects.get(username="demo-it")
    found = find_target(target, seen_by=administrator)
    orphan = drift_rows(found, DriftFilter(kind="orphan"), seen_by=administrator).order_by("account__username").first()
    if orphan:
        ignore_drift([orphan.pk], until=today() + timedelta(days=30), by=administrator)

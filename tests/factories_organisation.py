"""Units, people and duties for tests, made through the actions of organisation. Enter a municipality first."""

from contextlib import contextmanager
from datetime import date
from itertools import count
from uuid import UUID

from grunnmur.core import permissions
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Scope, System
from grunnmur.organisation import actions
from grunnmur.organisation.models import Deputy, Employment, Function, Leadership, Person, Position, Unit
from grunnmur.organisation.rules import EmploymentFacts, PersonFacts, UnitFacts

SYSTEM = System("Tests")
SINCE = date(2020, 1, 1)
_numbers = count(1)


def make_unit(name: str = "", *, parent: Unit | None = None, valid: Period | None = None, code: str = "") -> Unit:
    """Open a unit, below `parent` or at the top."""
    number = next(_numbers)
    facts = UnitFacts(code=code or f"U{number}", name=name or f"Unit {number}", parent_id=parent.pk if parent else None)
    return actions.open_unit(facts, valid=valid or Period(SINCE), by=SYSTEM)


def facts_of(name: str = "", **more: str) -> PersonFacts:
    """Return a person's facts from `Given Family`."""
    given, _space, family = (name or f"Kari Prøve{next(_numbers)}").partition(" ")
    return PersonFacts(given_name=given, family_name=family, **more)


def make_person(name: str = "", **more: str) -> Person:
    """Add a person who works nowhere."""
    return actions.add_person(facts_of(name, **more), by=SYSTEM)


def employ(person: Person, unit: Unit, *, valid: Period | None = None, **more: object) -> Employment:
    """Employ a person in a unit."""
    facts = EmploymentFacts(**{"unit_id": unit.pk, "kind": "permanent"} | more)
    return actions.start_employment(person.pk, facts, valid=valid or Period(SINCE), by=SYSTEM)


def make_employee(unit: Unit, name: str = "", *, valid: Period | None = None, **more: object) -> Person:
    """Hire somebody new into a unit."""
    facts = EmploymentFacts(**{"unit_id": unit.pk, "kind": "permanent"} | more)
    return actions.hire(facts_of(name), facts, valid=valid or Period(SINCE), by=SYSTEM).person


def make_leader(unit: Unit, person: Person | None = None, *, since: date = SINCE, name: str = "") -> Person:
    """Let a person, or somebody new employed in the unit, lead it."""
    leader = person or make_employee(unit, name)
    actions.set_leader(unit.pk, person_id=leader.pk, from_day=since, by=SYSTEM)
    return leader


def make_acting(unit: Unit, person: Person, *, valid: Period) -> Leadership:
    """Let a person lead a unit in the leader's place."""
    return actions.set_acting_leader(unit.pk, person_id=person.pk, valid=valid, by=SYSTEM)


def make_deputy(for_person: Person, deputy: Person, *, valid: Period, may_do: tuple[str, ...] = ("approve",)) -> Deputy:
    """Let a person stand in for another."""
    return actions.name_deputy(for_person.pk, deputy_id=deputy.pk, may_do=may_do, valid=valid, by=SYSTEM)


def make_position(name: str = "Konsulent", *, code: str = "") -> Position:
    """Add a position."""
    return actions.add_position(code or f"P{next(_numbers)}", name=name, source="tests", by=SYSTEM)


def make_function(code: str = "superbruker") -> Function:
    """Return one of the seeded functions."""
    actions.seed_functions(by=SYSTEM)
    return Function.objects.get(code=code)


def make_user(person: Person | None = None, *, name: str = "") -> User:
    """Make a login, of a person or of nobody."""
    user = User.objects.create_user(
        f"user{next(_numbers)}", name=name or (person.display_name if person else "Nobody"), password="long enough"
    )
    user.made_for = None
    if person:
        _link(user, person)
    return user


def _link(user: User, person: Person) -> None:
    actions.link_user(person.pk, user_id=user.pk, by=SYSTEM)
    user.made_for = person.pk


@contextmanager
def granting(user: User, permission: str, *units: Unit | UUID, everywhere: bool = False):
    """Let a user hold a permission at units or everywhere, beside what `access` gives; forgotten afterwards.

    Only persons hold permissions: a user of nobody becomes one of a new person.
    """
    before = permissions._registry.grants
    if user.made_for is None:
        _link(user, make_person())
    scope = Scope(everywhere, frozenset(getattr(unit, "pk", unit) for unit in units))

    def grants(asked: UUID, on: date) -> dict[str, Scope]:
        own = dict(before(asked, on)) if before else {}
        return own | ({permission: scope} if asked == user.made_for else {})

    permissions.answer_grants(grants)
    user.__dict__.pop("_permission_answers", None)
    try:
        yield user
    finally:
        permissions._registry.grants = before
        user.__dict__.pop("_permission_answers", None)

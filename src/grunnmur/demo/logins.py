"""Logins of those one may try the demo as. They have no password: only the demo's own page lets them in."""

from grunnmur.access import actions as access
from grunnmur.core.clock import today
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, StartRole, System
from grunnmur.demo.planted import Cast
from grunnmur.organisation import actions as organisation
from grunnmur.organisation import queries

NAMES = {
    "demo-employee": "employee",
    "demo-leader": "leader",
    "demo-newcomer": "newcomer",
    "demo-flow-chief": "flow_chief",
    "demo-assurer": "modeller",
    "demo-privacy": "privacy_officer",
    "demo-it": "it_administrator",
    "demo-personnel": "personnel",
}
OPERATOR = System("Grunnmur")


def make(cast: Cast, *, by: Actor) -> None:
    """Make the Norwegian logins, and let one of them administer."""
    for username, part in NAMES.items():
        login(username, getattr(cast, part), by=by)
    person = queries.person_with_number(cast.it_administrator)
    access.give_start_role(
        person.pk, StartRole.ADMINISTRATOR, period=Period(today()), reason="Administrerer Grunnmur i demoen"
    )


def make_stranger(employee_number: str, *, by: Actor) -> None:
    """Make the login of somebody from the other municipality."""
    login("demo-stranger", employee_number, by=by)


def login(username: str, employee_number: str, *, by: Actor) -> User:
    """Make a login without a password for the person of this number."""
    person = queries.person_with_number(employee_number)
    user = User.objects.create_user(username, name=person.display_name, email=person.work_email)
    organisation.link_user(person.pk, user_id=user.pk, by=by)
    return user

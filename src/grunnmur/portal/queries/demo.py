"""The people of the demo whom one may log in as, where the demo has made them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grunnmur.core.clock import today
from grunnmur.core.models import Tenant, User
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import queries as organisation


@dataclass(frozen=True)
class Part:
    """Somebody the demo makes: where, by which user name, and what she shows."""

    municipality: str
    username: str
    role: Promise


@dataclass(frozen=True)
class Player:
    """Somebody the demo has made, as the picker shows her."""

    username: str
    name: str
    role: Promise
    unit: str
    municipality: Tenant


PARTS = (
    Part("fjordvik", "demo-employee", _("Employee")),
    Part("fjordvik", "demo-leader", _("Leader")),
    Part("fjordvik", "demo-newcomer", _("New employee, starts soon")),
    Part("fjordvik", "demo-personnel", _("Personnel adviser")),
    Part("fjordvik", "demo-flow-chief", _("Flow chief")),
    Part("fjordvik", "demo-assurer", _("Quality assurer")),
    Part("fjordvik", "demo-privacy", _("Privacy officer")),
    Part("fjordvik", "demo-it", _("IT administrator")),
    Part("sundby", "demo-stranger", _("Employee of another municipality")),
)


def players() -> list[Player]:
    """Return those who exist, in the order of the list above; run outside any municipality."""
    found: dict[str, Player] = {}
    for municipality in Tenant.objects.filter(slug__in={part.municipality for part in PARTS}).order_by("slug"):
        with tenant(municipality):
            found |= _players_here(municipality, [part for part in PARTS if part.municipality == municipality.slug])
    return [found[part.username] for part in PARTS if part.username in found]


def _players_here(municipality: Tenant, parts: Iterable[Part]) -> dict[str, Player]:
    users = {user.username: user for user in User.objects.filter(username__in=[part.username for part in parts])}
    return {
        part.username: Player(
            part.username, users[part.username].name, part.role, _unit(users[part.username]), municipality
        )
        for part in parts
        if part.username in users
    }


def _unit(user: User) -> str:
    person = organisation.person_id_of(user)
    employment = organisation.primary_employments({person}, on=today()).get(person) if person else None
    return employment.unit.name if employment else ""

"""Kundesenter with a chief above its leader, an owner of Visio, and one wish."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from grunnmur.access.actions.requests.baskets import open_basket, put_line
from grunnmur.access.actions.requests.deciding import send_request
from grunnmur.access.models import Permission, RequestLine, RequestStep, Role
from grunnmur.access.rules.requests import Wish
from grunnmur.core import clock
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person
from tests.factories_access import House, make_house, permission_of
from tests.factories_organisation import make_employee, make_leader, make_user
from tests.municipalities import FJORDVIK
from tests.one_day import NINE, one_day, published
from tests.standing import world

__all__ = ["one_day", "published"]
TODAY = date(2026, 3, 2)
LAST = date(2026, 5, 31)


@dataclass
class Setting:
    """Who asks, decides and owns, each with a login."""

    house: House
    chief: Person
    owner: Person
    adviser_user: User
    leader_user: User
    chief_user: User
    owner_user: User
    visio: Permission

    @property
    def adviser(self):
        return self.house.adviser

    @property
    def leader(self):
        return self.house.leader


def _setting() -> Setting:
    with clock.at(NINE), translation.override("en"), tenant(FJORDVIK):
        house = make_house()
        chief = make_leader(house.top, name="Siri Sjef")
        owner = make_employee(house.top, "Ola Eier")
        visio = permission_of("Visio")
        visio.resource.owner_key = f"person:{owner.pk}"
        visio.resource.save()
        Role.objects.filter(name="Nettbrett").update(requestable_by="self")
        users = [make_user(one) for one in (house.adviser, chief, owner)]
        return Setting(house, chief, owner, users[0], house.leader_user, users[1], users[2], visio)


standing_setting = world("standing_setting", _setting)


@pytest.fixture
def setting(standing_setting, settings, on_second_of_march):
    """The house, with a chief at the top, and Visio owned by somebody in the top unit."""
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    return standing_setting


@pytest.fixture
def house(setting):
    return setting.house


@pytest.fixture
def move_to():
    """Return a context in which it is nine o'clock on another day."""
    return lambda day: clock.at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


@pytest.fixture
def here(fjordvik, setting):
    """The Norwegian municipality, entered for the whole test."""
    with tenant(fjordvik) as entered:
        yield entered


def risky(permission: Permission, risk: int, **more: object) -> Permission:
    """Let a level have this risk."""
    Permission.objects.filter(pk=permission.pk).update(risk=risk, **more)
    permission.refresh_from_db()
    return permission


def wish(permission: Permission, **more: object) -> Wish:
    """A wish to get a level from today through LAST."""
    return Wish(**{"operation": "add", "permission_id": permission.pk, "period": Period.through(TODAY, LAST)} | more)


def ask(user: User, receiver: Person, *wishes: Wish) -> list[RequestLine]:
    """Put wishes into a basket and send it; returns its lines."""
    basket = open_basket(receiver.pk, by=user)
    lines = [put_line(basket.pk, one, by=user) for one in wishes]
    send_request(basket.pk, reason="Trengs til flytskjema", by=user)
    for line in lines:
        line.refresh_from_db()
    return lines


def open_step(line: RequestLine) -> RequestStep:
    """The step of a line that waits."""
    return RequestStep.objects.get(line=line, state="open")

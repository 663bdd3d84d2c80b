"""A municipality with something to review."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import translation

from grunnmur.access import actions
from grunnmur.access.actions.reviews import NewReview, open_review
from grunnmur.access.models import ReviewItem, Rule
from grunnmur.access.rules import LevelFacts, Target
from grunnmur.access.rules.reviews import Scope
from grunnmur.core import clock
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person
from tests.access.conftest import *  # noqa: F403  # the fixtures of the pages beside
from tests.factories_access import House, make_house, permission_of
from tests.factories_organisation import SYSTEM, make_leader, make_user
from tests.municipalities import FJORDVIK
from tests.one_day import NINE
from tests.standing import world

TODAY = date(2026, 3, 2)
DUE = date(2026, 3, 23)


@dataclass(frozen=True)
class Ground:
    """The house; who leads the top; the adviser's grant of Vikar (risk 1) and of Nettbrett, whose level has risk 3."""

    house: House
    chief: Person
    chief_user: User
    support_rule: Rule

    @property
    def adviser(self) -> Person:
        return self.house.adviser


def _ground() -> Ground:
    with clock.at(NINE), translation.override("en"), tenant(FJORDVIK):
        house = make_house()
        chief = make_leader(house.top, name="Tora Topp")
        risky = permission_of("Nettbrett")
        actions.change_permission(risky.pk, LevelFacts(level=risky.level, risk=3), by=SYSTEM)
        for role in ("Vikar", "Nettbrett"):
            target = Target(role_id=house.roles[role].pk)
            actions.give(house.adviser.pk, target, by=SYSTEM, period=Period(TODAY), reason="Trengs nå")
        rule = Rule.objects.get(name="Kundesenter basis")
        return Ground(house, chief, make_user(chief), rule)


standing_ground = world("standing_ground", _ground)


@pytest.fixture
def ground(standing_ground, settings, on_second_of_march):
    """The house with a chief, and grants to ask about."""
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    return standing_ground


@pytest.fixture
def house(ground):
    return ground.house


@pytest.fixture
def entered(ground, fjordvik):
    """The municipality of the house, entered by somebody who reads English."""
    with tenant(fjordvik), translation.override("en"):
        yield


def opened(name="Høst", *, due=DUE, **scope):
    """Open a review of everything, or of a scope."""
    return open_review(NewReview(name=name, due_date=due, scope=Scope(**scope)), by=SYSTEM)


def item_about(review, kind, person=None, **more):
    """Return the one question of a kind, about a person if one is named."""
    return ReviewItem.objects.get(review=review, kind=kind, person=person, **more)


def again(user):
    """Return a user as a new request would load her."""
    return User.objects.get(pk=user.pk)

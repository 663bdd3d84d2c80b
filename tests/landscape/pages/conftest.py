"""A small house with things on the map, and people who meet its pages on one day, in English."""

from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grunnmur.core import clock
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.rules import EDIT, EXPORT, RELATE, SEE
from tests.factories_landscape import make_element
from tests.factories_organisation import granting, make_employee, make_leader, make_unit, make_user
from tests.municipalities import FJORDVIK
from tests.one_day import NINE, count_statements, one_day
from tests.standing import world

__all__ = ["count_statements", "one_day"]
# What every page asks: whose municipality it is, who is asking, and what she may.
OF_EVERY_PAGE = (
    "SAVEPOINT",
    "set_config",
    '"core_',
    "worklist_notification",
    "WHERE user_id =",
    "access_held",
    "WITH here AS",
    "seats AS",
)


@pytest.fixture
def own_statements():
    """Return a function that tells how many statements a page costs beyond those that every page does."""

    def count(visitor, address):
        visitor.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert visitor.get(address).status_code == 200
        texts = [one["sql"] for one in seen.captured_queries]
        return sum(not any(mark in text for mark in OF_EVERY_PAGE) for text in texts)

    return count


def _map() -> SimpleNamespace:
    with clock.at(NINE), translation.override("en"), tenant(FJORDVIK):
        top = make_unit("Fjordvik")
        here, there = make_unit("Kultur", parent=top), make_unit("Skole", parent=top)
        leader, other = make_leader(here, name="Lise Leder"), make_leader(there, name="Odd Annen")
        return SimpleNamespace(
            top=top,
            here=here,
            there=there,
            leader=leader,
            other=other,
            user=make_user(leader),
            other_user=make_user(other),
            employee=make_user(make_employee(here, "Per Person")),
            archive=make_element(name="Arkivsystemet", owner_unit=here, criticality=4, code="ARK"),
            pupils=make_element(name="Elevsystemet", owner_unit=there),
            secret=make_element(name="Hemmelig system", owner_unit=there, audience=[f"below:{there.pk}"]),
        )


standing_map = world("standing_map", _map)


@pytest.fixture
def house(fjordvik, standing_map):
    """Two units below a top, each with a leader; an employee of the first; a system of each, one that is hidden."""
    house = standing_map
    with ExitStack() as rights:
        for user, unit in ((house.user, house.here), (house.other_user, house.there)):
            rights.enter_context(granting(user, SEE, everywhere=True))
            rights.enter_context(granting(user, EXPORT, everywhere=True))
            rights.enter_context(granting(user, EDIT, unit))
            rights.enter_context(granting(user, RELATE, unit))
        rights.enter_context(granting(house.employee, SEE, everywhere=True))
        yield house


@pytest.fixture
def visit(client, fjordvik, house, settings):
    """Return a function that logs a user in and returns the browser, in English."""
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]

    def enter(user, *, language="en"):
        client.defaults["HTTP_HOST"] = "fjordvik.example"
        with tenant(fjordvik):
            client.force_login(user)
        client.cookies["language"] = language
        return client

    return enter


@pytest.fixture
def visitor(visit, house):
    """The leader of the unit Kultur, who owns the archive."""
    return visit(house.user)


@pytest.fixture
def employee(visit, house):
    """Somebody who works in Kultur, and owns nothing."""
    return visit(house.employee)


@pytest.fixture
def stranger(client, sundby, settings, house):
    """Somebody of the other municipality who may do everything with its map."""
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    with tenant(sundby):
        user = make_user(make_employee(make_unit("Sundby")))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    client.cookies["language"] = "en"
    with ExitStack() as rights:
        for permission in (SEE, EDIT, RELATE, EXPORT):
            rights.enter_context(granting(user, permission, everywhere=True))
        yield client

"""Pages and their readers, on one day, in the Norwegian municipality unless a test says otherwise."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grunnmur.core import clock
from grunnmur.core.tenancy import tenant
from tests.factories_access import House, make_house
from tests.municipalities import FJORDVIK
from tests.one_day import NINE
from tests.standing import world


@pytest.fixture
def on_second_of_march():
    """It is 2 March 2026."""
    with clock.at(NINE):
        yield


def _house() -> House:
    with clock.at(NINE), translation.override("en"), tenant(FJORDVIK):
        return make_house()


standing_house = world("standing_house", _house)


@pytest.fixture
def house(fjordvik, on_second_of_march, settings, standing_house):
    """A small municipality, see `tests.factories_access`."""
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    return standing_house


@pytest.fixture
def visit(client, fjordvik, house):
    """Log in as a user and return the browser; English, unless the test says another language."""

    def enter(user, *, language="en"):
        client.defaults["HTTP_HOST"] = "fjordvik.example"
        with tenant(fjordvik):
            client.force_login(user)
        client.cookies["language"] = language
        return client

    return enter


@pytest.fixture
def leader(visit, house):
    """The browser of the leader of Kundesenter."""
    return visit(house.leader_user)


@pytest.fixture
def count_statements():
    """Return a function that tells how many statements a page costs; the first view warms the caches."""

    def count(visitor, address):
        visitor.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert visitor.get(address).status_code == 200
        return len(seen)

    return count

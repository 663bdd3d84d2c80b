"""Pages and their readers, on one day, in the Norwegian municipality unless a test says otherwise."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grunnmur.core import clock
from grunnmur.core.tenancy import tenant
from tests.factories_access import make_house


@pytest.fixture
def on_second_of_march():
    """It is 2 March 2026."""
    with clock.at(datetime(2026, 3, 2, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def house(fjordvik, on_second_of_march, settings):
    """A small municipality, see `tests.factories_access`."""
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    with tenant(fjordvik):
        return make_house()


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

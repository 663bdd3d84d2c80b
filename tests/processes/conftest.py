"""A house with a personnel office, people who can log in, and a place for files."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grunnmur.core.tenancy import tenant
from tests.factories_organisation import make_employee, make_leader, make_unit, make_user
from tests.municipalities import FJORDVIK
from tests.standing import world


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]


def _office() -> dict[str, object]:
    with tenant(FJORDVIK):
        unit = make_unit("Personal")
        leader = make_leader(unit, name="Lise Leder")
        person = make_employee(unit, "Kari Fjell")
        return {
            "unit": unit,
            "leader": leader,
            "person": person,
            "leader_user": make_user(leader),
            "user": make_user(person),
        }


standing_office = world("standing_office", _office)


@pytest.fixture
def office(fjordvik, standing_office):
    """A unit with a leader and an employee, each with a login."""
    return standing_office


@pytest.fixture
def visitor(client, fjordvik, office):
    """The employee, logged in, reading English."""
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    with tenant(fjordvik):
        client.force_login(office["user"])
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def count_statements():
    """Return a function that tells how many statements a page costs; the first view warms the caches."""

    def count(visitor, address):
        visitor.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert visitor.get(address).status_code == 200
        return len(seen)

    return count

"""Somebody who keeps a unit's part of the map, logged in, and somebody of another municipality. Import the fixtures."""

import pytest

from grunnmur.core.tenancy import tenant
from grunnmur.landscape.rules import SEE
from tests.factories_organisation import granting, make_employee, make_leader, make_unit, make_user
from tests.landscape.pages.conftest import own_statements
from tests.landscape.rights import keeping
from tests.one_day import count_statements, one_day, published

__all__ = ["count_statements", "house", "keeper", "one_day", "own_statements", "published", "reader", "stranger"]


@pytest.fixture
def house(fjordvik):
    """Two units below a top, the first with its leader and her login."""
    with tenant(fjordvik):
        top = make_unit("Fjordvik")
        unit, other = make_unit("Kundesenter", parent=top), make_unit("Skole", parent=top)
        leader = make_leader(unit, name="Lise Leder")
        return {"top": top, "unit": unit, "other": other, "leader": leader, "user": make_user(leader)}


def _enter(client, municipality, user, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    with tenant(municipality):
        client.force_login(user)
    client.defaults["HTTP_HOST"] = f"{municipality.slug}.example"
    client.cookies["language"] = "en"
    client.user = user
    return client


@pytest.fixture
def keeper(client, fjordvik, house, settings):
    """The leader, in English, who may change what her unit owns on the map."""
    with keeping(house["user"], house["unit"]):
        yield _enter(client, fjordvik, house["user"], settings)


@pytest.fixture
def reader(client, fjordvik, house, settings):
    """Somebody who sees the map and changes nothing, in English."""
    with tenant(fjordvik):
        user = make_user(make_employee(house["unit"], "Per Person"))
    with granting(user, SEE, everywhere=True):
        yield _enter(client, fjordvik, user, settings)


@pytest.fixture
def stranger(client, sundby, settings):
    """Somebody of the other municipality, who may change everything there, in English."""
    with tenant(sundby):
        user = make_user(make_employee(make_unit("Sundby")))
    with keeping(user, everywhere=True):
        yield _enter(client, sundby, user, settings)

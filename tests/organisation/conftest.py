"""Every test here runs on one day, in English; those of pages in a small house, as its leader."""

import pytest

from grunnmur.core import clock
from grunnmur.core.tenancy import tenant
from tests.factories_organisation import make_employee, make_leader, make_unit, make_user
from tests.municipalities import FJORDVIK
from tests.one_day import NINE, count_statements, one_day, published
from tests.standing import world

__all__ = ["count_statements", "one_day", "published"]


def _house() -> dict[str, object]:
    with clock.at(NINE), tenant(FJORDVIK):
        top = make_unit("Fjordvik")
        unit = make_unit("Kundesenter", parent=top)
        leader = make_leader(unit, name="Lise Leder")
        person = make_employee(unit, "Per Person")
        return {"top": top, "unit": unit, "leader": leader, "person": person, "user": make_user(leader)}


standing_unit = world("standing_unit", _house)


@pytest.fixture
def house(fjordvik, standing_unit):
    """A unit below a top, with its leader, her login, and one who works there."""
    return standing_unit


@pytest.fixture
def visitor(client, fjordvik, house, settings):
    """The leader, logged in, in English."""
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    with tenant(fjordvik):
        client.force_login(house["user"])
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def stranger(client, sundby, settings):
    """Somebody of the other municipality, logged in there, in English."""
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    with tenant(sundby):
        user = make_user(make_employee(make_unit("Sundby")))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    client.cookies["language"] = "en"
    client.user = user
    return client

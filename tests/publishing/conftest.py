"""A line of the factory with its people, and a browser of each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grunnmur.core.tenancy import tenant
from tests.factories_publishing import Factory, make_draft, make_factory
from tests.municipalities import FJORDVIK
from tests.standing import world


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]


def _factory() -> Factory:
    with tenant(FJORDVIK):
        return make_factory()


standing_factory = world("standing_factory", _factory)


@pytest.fixture
def made(fjordvik, standing_factory):
    """A line with a chief, an assurer, a modeller, and a leader who approves; no municipality entered."""
    return standing_factory


@pytest.fixture
def inside(fjordvik, made):
    """The same, inside the municipality, with refusals in English."""
    with tenant(fjordvik), translation.override("en"):
        yield made


@pytest.fixture
def draft(inside):
    """A draft the modeller made."""
    return make_draft(inside)


@pytest.fixture
def enter(client, fjordvik):
    """Return a function that logs a user in, reading English."""

    def log_in(user):
        client.defaults["HTTP_HOST"] = "fjordvik.example"
        with tenant(fjordvik):
            client.force_login(user)
        client.cookies["language"] = "en"
        return client

    return log_in


@pytest.fixture
def count_statements():
    """Return a function that tells how many statements a page costs; the first view warms the caches."""

    def count(visitor, address):
        visitor.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert visitor.get(address).status_code == 200
        return len(seen)

    return count

"""What tests of pages and actions share: one day, English, the events that were told, the statements a page costs."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grunnmur.core import clock, events

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def one_day():
    """It is 2 March 2026, and everything is in English."""
    with clock.at(NINE), translation.override("en"):
        yield


@pytest.fixture
def published():
    """Return a function that collects the events of a kind from now on."""
    added = []

    def collect(kind):
        seen = []
        events._reactions[kind].append(seen.append)
        added.append((kind, seen.append))
        return seen

    yield collect
    for kind, reaction in added:
        events._reactions[kind].remove(reaction)


@pytest.fixture
def count_statements():
    """Return a function that tells how many statements a page costs; the first view warms the caches."""

    def count(visitor, address):
        visitor.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert visitor.get(address).status_code == 200
        return len(seen)

    return count

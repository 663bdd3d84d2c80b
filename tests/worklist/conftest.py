"""Every test here runs on one day, in the Norwegian municipality unless it says otherwise."""

from datetime import UTC, datetime

import pytest

from grunnmur.core import clock


@pytest.fixture(autouse=True)
def _day():
    with clock.at(datetime(2026, 3, 2, 9, tzinfo=UTC)):
        yield

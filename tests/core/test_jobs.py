"""A job is written in the transaction that asks for it, wherever it is asked."""

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.testing import InMemoryConnector

from grunnmur.core.jobs import job, later
from grunnmur.core.tenancy import tenant

pytestmark = pytest.mark.django_db


def water(plant: str) -> None:
    """A job of the tests."""


defer_water = job(water)
TASK = app.tasks[f"{__name__}.water"]


@pytest.fixture
def worker():
    """The worker replaces the connector of the library's app by one of its own; returns what is written there."""
    with app.replace_connector(InMemoryConnector()) as replaced:
        yield replaced.connector.jobs


def water_and_fail():
    with transaction.atomic():
        defer_water(plant="fern")
        raise ZeroDivisionError


def waiting():
    return [row["plant"] for row in ProcrastinateJob.objects.order_by("id").values_list("args", flat=True)]


def test_a_job_that_a_job_asks_for_is_written_in_its_transaction(fjordvik, worker):
    with tenant(fjordvik):
        defer_water(plant="fern")
        later(TASK, queueing_lock="moss").defer(tenant_id=str(fjordvik.pk), plant="moss")
    assert waiting() == ["fern", "moss"]
    assert worker == {}


def test_what_is_rolled_back_leaves_no_job(fjordvik, worker):
    with tenant(fjordvik):
        with pytest.raises(ZeroDivisionError):
            water_and_fail()
        defer_water(plant="ivy")
    assert waiting() == ["ivy"]
    assert worker == {}


def test_options_of_a_job_are_kept(fjordvik):
    with tenant(fjordvik):
        later(TASK, lock="pot", queueing_lock="pot:fern").defer(tenant_id=str(fjordvik.pk), plant="fern")
    assert list(ProcrastinateJob.objects.values_list("lock", "queueing_lock")) == [("pot", "pot:fern")]

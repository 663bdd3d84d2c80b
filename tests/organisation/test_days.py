from datetime import date

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions, tasks
from grunnmur.organisation.events import DayTurned
from grunnmur.organisation.models import TurnedDay

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.mark.usefixtures("here")
def test_a_new_municipality_is_told_of_the_day_alone(published):
    seen = published(DayTurned)
    assert actions.turn_days(up_to=TODAY) == [TODAY]
    assert seen == [DayTurned(TODAY)]


@pytest.mark.usefixtures("here")
def test_missed_days_come_in_order_and_none_twice(published):
    actions.turn_days(up_to=TODAY)
    seen = published(DayTurned)
    actions.turn_days(up_to=date(2026, 3, 5))
    actions.turn_days(up_to=date(2026, 3, 5))
    assert [event.day.day for event in seen] == [3, 4, 5]


def test_each_municipality_gets_a_job_of_its_own(fjordvik, sundby):
    tasks.look_for_new_days(timestamp=0)
    jobs = ProcrastinateJob.objects.filter(task_name="grunnmur.organisation.tasks.turn_days")
    assert {job.args["tenant_id"] for job in jobs} == {str(fjordvik.pk), str(sundby.pk)}
    with tenant(fjordvik):
        assert not TurnedDay.objects.exists()

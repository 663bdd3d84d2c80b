"""The demo's wheel, in a municipality of the same names."""

from datetime import UTC, datetime

import pytest

from grunnmur.core import clock
from grunnmur.demo.wheel import DUTIES, turn_the_wheel
from grunnmur.organisation import actions as organisation
from grunnmur.worklist import queries
from grunnmur.worklist.models import Notification, Task, WheelEntry
from grunnmur.worklist.queries import Stage, WheelFilter
from tests.factories_organisation import SYSTEM, make_leader, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


def test_the_demos_wheel_has_twenty_duties_with_what_was_done_and_what_is_due():
    organisation.seed_functions(by=SYSTEM)
    for name in {unit for _name, unit, *_more in DUTIES}:
        make_leader(make_unit(name))
    with clock.at(datetime(2026, 11, 22, 9, tzinfo=UTC)):
        turn_the_wheel(by=SYSTEM)
        found = queries.occurrences(WheelFilter(year=2026), on=clock.today())
        assert WheelEntry.objects.count() == len(DUTIES) == 20
        assert {Stage.DONE, Stage.OPEN, Stage.PLANNED} <= {one.stage for one in found}
        assert Task.objects.filter(state=Task.State.DONE).count() >= 4
        assert Notification.objects.filter(kind__in=["task.due", "task.overdue"]).exists()

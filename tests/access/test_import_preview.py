"""What an import would give and take is told before anything is written."""

from datetime import timedelta
from uuid import uuid4

import pytest

from grunnmur.core.imports.plan import Line
from grunnmur.core.links import previews
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Employment
from grunnmur.organisation.queries import PlannedImport
from grunnmur.organisation.rules import Loss
from tests.access.states import everything_held
from tests.factories_access import START
from tests.factories_organisation import make_unit

pytestmark = pytest.mark.django_db


def planned(person, after):
    work = Employment.objects.get(person=person)
    line = Line("employments", "change", person.display_name, work.pk, {}, after)
    return previews(PlannedImport(uuid4(), [line]))


def test_an_end_in_a_file_is_told_as_accesses_lost_and_nothing_is_written(house, fjordvik):
    with tenant(fjordvik):
        before = everything_held()
        (loss,) = planned(house.adviser, {"valid": "[2020-01-01,2026-03-02)"})
        assert isinstance(loss, Loss)
        assert 0 < loss.count < loss.total
        assert everything_held() == before


def test_another_unit_in_a_file_loses_what_the_unit_gave_and_keeps_the_rest(house, fjordvik):
    with tenant(fjordvik):
        library = make_unit("Biblioteket")
        (moved,) = planned(house.adviser, {"unit_id": str(library.pk)})
        (ended,) = planned(house.adviser, {"valid": "[2020-01-01,2026-03-02)"})
        assert 0 < moved.count < ended.count


def test_an_earlier_start_in_a_file_gives_days_and_loses_nothing(house, fjordvik):
    with tenant(fjordvik):
        day = (START - timedelta(days=2)).isoformat()
        loss, gain = planned(house.newcomer, {"valid": f"[{day},)"})
        assert loss.count == 0
        assert gain.count > 0


def test_an_end_weeks_ahead_in_a_file_is_a_loss_already(house, fjordvik):
    with tenant(fjordvik):
        (ahead,) = planned(house.adviser, {"valid": "[2020-01-01,2026-05-01)"})
        (now,) = planned(house.adviser, {"valid": "[2020-01-01,2026-03-02)"})
        assert 0 < ahead.count == now.count

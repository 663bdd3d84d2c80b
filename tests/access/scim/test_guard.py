"""A source that ends more than usual is held until somebody has looked."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.access.actions.scim.guard import TASK_KIND, release_client
from grunnmur.access.actions.scim.refusals import NoReasonError, NotHeldError
from grunnmur.access.models import ScimHold
from grunnmur.core import clock
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Employment
from grunnmur.organisation.rules import RELEASE_IMPORT
from grunnmur.worklist.models import Task
from tests.access.scim.conftest import BULK, ENTERPRISE
from tests.factories_organisation import granting, make_unit, make_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEXT_WEEK = datetime(2026, 3, 9, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_monday():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def people(source, fjordvik):
    with tenant(fjordvik):
        make_unit("Kundesenter", code="KS")
    return [source.make_user(f"u{number:02}", **{ENTERPRISE: {"department": "KS"}})["id"] for number in range(14)]


def end(source, user_id, way="DELETE"):
    if way == "DELETE":
        return source.call("DELETE", f"/Users/{user_id}")
    return source.patch(f"/Users/{user_id}", {"op": "replace", "path": ENTERPRISE, "value": {"department": ""}})


def running(fjordvik):
    with tenant(fjordvik):
        return Employment.objects.filter(valid__upper_inf=True).count()


@pytest.mark.parametrize("way", ["DELETE", "department"])
def test_the_eleventh_ending_of_a_day_is_held_and_asked_about_once(source, people, fjordvik, way):
    for user_id in people[:10]:
        assert end(source, user_id, way).status_code in {200, 204}

    for user_id in people[10:12]:
        answer = end(source, user_id, way)
        assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert running(fjordvik) == 4
    with tenant(fjordvik):
        task = Task.objects.get(kind=TASK_KIND)
        assert (task.group_key, task.params) == (f"may:{RELEASE_IMPORT}", {"name": "entra"})
        assert ScimHold.objects.get().ended == 10


def test_who_works_nowhere_is_ended_freely(source):
    for number in range(15):
        made = source.make_user(f"n{number}")
        assert source.call("DELETE", f"/Users/{made['id']}").status_code == 204


def test_a_held_source_still_tells_of_others_and_ends_nobody_the_next_week(source, people, fjordvik):
    for user_id in people[:11]:
        end(source, user_id)

    source.make_user("new")
    assert source.patch(f"/Users/{people[12]}", {"op": "add", "path": "displayName", "value": "X"}).status_code == 200
    with clock.at(NEXT_WEEK):
        assert end(source, people[12]).status_code == 429


def test_released_by_somebody_who_may_with_a_reason_it_goes_on_for_a_day(source, people, fjordvik):
    for user_id in people[:11]:
        end(source, user_id)
    with tenant(fjordvik):
        user = make_user()
        client = source.client.pk
        with pytest.raises(PermissionDenied):
            release_client(client, reason="The school closed", by=user, at=MONDAY)
        with granting(user, RELEASE_IMPORT, everywhere=True):
            with pytest.raises(NoReasonError):
                release_client(client, reason=" ", by=user, at=MONDAY)
            release_client(client, reason="The school closed", by=user, at=MONDAY)
            with pytest.raises(NotHeldError):
                release_client(client, reason="again", by=user, at=MONDAY)
        assert Task.objects.get(kind=TASK_KIND).state == Task.State.CANCELLED

    for user_id in people[10:]:
        assert end(source, user_id).status_code == 204
    assert running(fjordvik) == 0


def test_another_day_counts_anew(source, people):
    for user_id in people[:10]:
        end(source, user_id)

    with clock.at(NEXT_WEEK):
        assert end(source, people[10]).status_code == 204


def test_a_bulk_request_is_stopped_where_the_guard_says(source, people, fjordvik):
    gone = [{"method": "DELETE", "path": f"/Users/{user_id}"} for user_id in people]

    answer = source.call("POST", "/Bulk", {"schemas": [BULK], "Operations": gone}).json()

    assert [one["status"] for one in answer["Operations"]] == ["204"] * 10 + ["429"] * 4
    assert running(fjordvik) == 4
    with tenant(fjordvik):
        assert ScimHold.objects.count() == 1

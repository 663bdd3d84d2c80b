import pytest

from grunnmur.core.tenancy import tenant
from grunnmur.worklist import actions
from tests.factories_organisation import make_leader, make_unit, make_user
from tests.factories_worklist import PROOF, make_task

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/worklist"


@pytest.fixture
def house(fjordvik):
    with tenant(fjordvik):
        unit = make_unit()
        leader = make_leader(unit)
        task = make_task(unit=unit, kind=PROOF)
        actions.notify([leader.pk], kind="tests.told", message="Hello")
        return {"unit": unit, "task": task, "user": make_user(leader)}


@pytest.fixture
def caller(client, fjordvik, house, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    with tenant(fjordvik):
        client.force_login(house["user"])
    return client


def test_a_task_is_taken_handed_back_and_finished(caller, house):
    (task,) = caller.get(f"{ROOT}/tasks").json()
    assert (task["id"], task["title"], task["state"]) == (str(house["task"].pk), "Order a laptop", "open")
    one = f"{ROOT}/tasks/{task['id']}"
    assert caller.post(f"{one}/claim").json()["state"] == "claimed"
    assert caller.post(f"{one}/hand-back").json()["state"] == "open"
    assert caller.post(f"{one}/finish", {}, content_type="application/json").status_code == 409
    done = caller.post(f"{one}/finish", {"evidence": "Serial 42"}, content_type="application/json")
    assert done.json()["state"] == "done"
    assert caller.get(f"{ROOT}/tasks").json() == []
    assert len(caller.get(f"{ROOT}/tasks?show=closed").json()) == 1
    assert caller.get(one).json()["outcome"] == "done"


def test_a_notification_is_read(caller):
    (row,) = caller.get(f"{ROOT}/notifications").json()
    assert row["read_at"] is None
    assert caller.post(f"{ROOT}/notifications/{row['id']}/read").json()["read_at"] is not None


def test_from_another_municipality_no_task_answers(caller, client, sundby, house):
    with tenant(sundby):
        client.force_login(make_user(make_leader(make_unit())))
    client.defaults["HTTP_HOST"] = "sundby.example"
    one = f"{ROOT}/tasks/{house['task'].pk}"
    assert client.get(one).status_code == 404
    assert client.post(f"{one}/claim").status_code == 404
    assert client.get(f"{ROOT}/tasks").json() == []

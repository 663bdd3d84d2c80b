from datetime import date

import pytest

from grunnmur.core.tenancy import tenant
from grunnmur.worklist import actions
from grunnmur.worklist.rules import ASSIGN, PLAN_WHEEL, WheelFacts
from tests.factories_organisation import SYSTEM, granting, make_employee, make_leader, make_unit, make_user
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


# Giving, moving, the wheel, preferences


@pytest.fixture
def planner(fjordvik, house):
    """The caller may give tasks and plan at the unit."""
    with (
        tenant(fjordvik),
        granting(house["user"], ASSIGN, house["unit"]),
        granting(house["user"], PLAN_WHEEL, house["unit"]),
    ):
        yield house["user"]


def post(caller, address, sent):
    return caller.post(f"{ROOT}/{address}", sent, content_type="application/json")


def duty(unit, **more):
    said = {"title": "Fire drill", "unit_id": str(unit.pk), "owner_key": f"leader:{unit.pk}"}
    return said | {"first_date": "2026-03-20", "is_reported": True} | more


def test_a_task_is_given_and_its_due_date_moved(caller, planner, house):
    one = f"tasks/{house['task'].pk}"
    worker = make_employee(house["unit"])
    given = post(caller, f"{one}/assign", {"person_id": str(worker.pk)}).json()
    assert (given["person_id"], given["state"]) == (str(worker.pk), "claimed")
    assert post(caller, f"{one}/due-date", {"due_date": "2026-05-01", "reason": " "}).status_code == 409
    moved = post(caller, f"{one}/due-date", {"due_date": "2026-05-01", "reason": "The supplier is late"})
    assert moved.json()["due_date"] == "2026-05-01"


def test_who_may_not_give_or_plan_is_refused(caller, house):
    one = f"tasks/{house['task'].pk}"
    assert post(caller, f"{one}/assign", {"person_id": str(house["unit"].pk)}).status_code == 403
    assert post(caller, f"{one}/due-date", {"due_date": "2026-05-01", "reason": "x"}).status_code == 403
    assert post(caller, "wheel/duties", duty(house["unit"])).status_code == 403
    assert caller.get(f"{ROOT}/wheel/duties").json() == []


def test_a_duty_is_planned_changed_done_told_of_and_ended(caller, planner, house):
    assert post(caller, "wheel/duties", duty(house["unit"], law_url="javascript:alert(1)")).status_code == 422
    assert post(caller, "wheel/duties", duty(house["unit"], nth=2)).status_code == 409
    made = post(caller, "wheel/duties", duty(house["unit"])).json()
    assert (made["when"], made["next_dates"][0]) == ("Hvert år, 20. mars", "2026-03-20")
    one = f"wheel/duties/{made['id']}"
    changed = caller.put(f"{ROOT}/{one}", duty(house["unit"], title="Drill"), content_type="application/json").json()
    assert (changed["title"], caller.get(f"{ROOT}/{one}").json()["title"]) == ("Drill", "Drill")
    (occurrence,) = caller.get(f"{ROOT}/wheel").json()
    assert (occurrence["day"], occurrence["stage"]) == ("2026-03-20", "open")
    assert post(caller, f"tasks/{occurrence['task_id']}/finish", {"note": "Went well"}).status_code == 200
    (row,) = caller.get(f"{ROOT}/wheel/done").json()
    assert (row["duty_id"], row["note"], row["done_on"]) == (made["id"], "Went well", "2026-03-02")
    assert caller.get(f"{ROOT}/wheel/done?year=2025").json() == []
    assert post(caller, f"{one}/end", {"last_day": "2026-03-20"}).json()["next_dates"] == ["2026-03-20"]


def test_preferences_are_read_and_chosen(caller):
    before = {one["kind"]: one["cadence"] for one in caller.get(f"{ROOT}/preferences").json()}
    assert before["task.assigned"] == "now"
    sent = [{"kind": "task.assigned", "cadence": "off"}]
    after = caller.put(f"{ROOT}/preferences", sent, content_type="application/json").json()
    assert {one["kind"]: one["cadence"] for one in after} == before | {"task.assigned": "off"}


def test_from_another_municipality_no_duty_answers(caller, client, fjordvik, sundby, house):
    with tenant(fjordvik):
        facts = WheelFacts(
            title="Drill",
            unit_id=house["unit"].pk,
            owner_key=f"leader:{house['unit'].pk}",
            first_date=date(2026, 3, 20),
        )
        entry = actions.plan_wheel_entry(facts, by=SYSTEM)
    with tenant(sundby):
        unit = make_unit()
        client.force_login(make_user(make_leader(unit)))
    client.defaults["HTTP_HOST"] = "sundby.example"
    one = f"wheel/duties/{entry.pk}"
    assert client.get(f"{ROOT}/{one}").status_code == 404
    assert post(client, f"{one}/end", {"last_day": "2026-03-20"}).status_code == 404
    assert client.put(f"{ROOT}/{one}", duty(unit), content_type="application/json").status_code == 404
    assert client.get(f"{ROOT}/wheel/duties").json() == []

from datetime import date

import pytest

from grunnmur.core.models import PersonalDataRead
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions
from grunnmur.organisation.models import Employment, Person
from grunnmur.organisation.rules import EDIT_PEOPLE
from tests.factories_organisation import SYSTEM, granting, make_employee, make_leader, make_unit, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/organisation"


@pytest.fixture
def house(fjordvik):
    with tenant(fjordvik):
        top = make_unit("Fjordvik")
        unit = make_unit("Kundesenter", parent=top)
        leader = make_leader(unit, name="Lise Leder")
        person = make_employee(unit, "Per Person")
        return {"top": top, "unit": unit, "leader": leader, "person": person, "user": make_user(leader)}


@pytest.fixture
def caller(client, fjordvik, house, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    with tenant(fjordvik):
        client.force_login(house["user"])
    return client


def test_me_is_the_person_and_her_units(caller, house):
    found = caller.get(f"{ROOT}/me").json()
    assert found["person"] == {"id": str(house["leader"].pk), "name": "Lise Leder"}
    assert found["units"] == [{"id": str(house["unit"].pk), "name": "Kundesenter"}]


def test_people_come_in_pages_and_by_the_start_of_a_name(caller):
    first = caller.get(f"{ROOT}/people?limit=1").json()
    second = caller.get(f"{ROOT}/people", {"limit": 1, "after": first["next"]}).json()
    assert [one["name"] for one in (*first["items"], *second["items"])] == ["Lise Leder", "Per Person"]
    assert second["next"] == ""
    assert first["items"][0]["unit"]["name"] == "Kundesenter"
    assert [one["name"] for one in caller.get(f"{ROOT}/people?q=pers").json()["items"]] == ["Per Person"]


def test_units_come_as_a_list_with_parents(caller, house):
    top, unit = caller.get(f"{ROOT}/units").json()
    assert (top["parent_id"], unit["parent_id"]) == (None, str(house["top"].pk))
    assert (unit["leader"]["name"], unit["employments"]) == ("Lise Leder", 2)
    assert len(caller.get(f"{ROOT}/units/{house['unit'].pk}/people").json()["items"]) == 2


def test_employments_are_for_those_who_may_and_the_read_is_written_down(caller, client, fjordvik, house):
    address = f"{ROOT}/people/{house['person'].pk}/employments"
    (row,) = caller.get(address).json()
    assert (row["kind"], row["first_day"], row["last_day"]) == ("permanent", "2020-01-01", None)
    with tenant(fjordvik):
        assert PersonalDataRead.objects.get().subject_id == house["person"].pk
        client.force_login(make_user(make_employee(house["unit"])))
    assert client.get(address).status_code == 403


def test_hiring_and_ending_take_the_permission(caller, fjordvik, house):
    sent = {"given_name": "Nora", "family_name": "Ny", "unit_id": str(house["unit"].pk), "first_day": "2026-03-12"}
    refused = caller.post(f"{ROOT}/hires", sent, content_type="application/json")
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        made = caller.post(f"{ROOT}/hires", sent, content_type="application/json")
        assert made.status_code == 201
        address = f"{ROOT}/employments/{made.json()['id']}/end"
        early = caller.post(address, {"last_day": "2026-03-11"}, content_type="application/json")
        assert early.status_code == 409
        ended = caller.post(address, {"last_day": "2026-06-30"}, content_type="application/json")
    assert ended.json()["last_day"] == "2026-06-30"
    with tenant(fjordvik):
        assert Employment.objects.get(person__given_name="Nora").valid.upper == date(2026, 7, 1)


@pytest.mark.parametrize("wrong", [{"percent": 101}, {"kind": "king"}, {"first_day": "soon"}])
def test_a_wrong_hire_is_unprocessable(caller, fjordvik, house, wrong):
    sent = {"given_name": "Nora", "family_name": "Ny", "unit_id": str(house["unit"].pk), "first_day": "2026-03-12"}
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        assert caller.post(f"{ROOT}/hires", sent | wrong, content_type="application/json").status_code == 422
    with tenant(fjordvik):
        assert not Person.objects.filter(given_name="Nora").exists()


def test_a_last_day_before_the_first_is_unprocessable(caller, fjordvik, house):
    sent = {"given_name": "N", "family_name": "N", "unit_id": str(house["unit"].pk), "first_day": "2026-03-12"}
    sent["last_day"] = "2026-03-11"
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        assert caller.post(f"{ROOT}/hires", sent, content_type="application/json").status_code == 422


def test_a_protected_person_is_not_there_for_colleagues(caller, client, fjordvik, house):
    with tenant(fjordvik):
        actions.protect_person(house["person"].pk, is_protected=True, by=SYSTEM)
        client.force_login(make_user(make_employee(house["unit"])))
    assert client.get(f"{ROOT}/people/{house['person'].pk}").status_code == 404
    assert "Per Person" not in [one["name"] for one in client.get(f"{ROOT}/people").json()["items"]]


@pytest.mark.parametrize("path", ["people/{person}", "people/{person}/employments", "units/{unit}/people"])
def test_from_another_municipality_nothing_answers(caller, client, fjordvik, sundby, house, path):
    with tenant(sundby):
        client.force_login(make_user())
    client.defaults["HTTP_HOST"] = "sundby.example"
    ids = {"person": house["person"].pk, "unit": house["unit"].pk}
    assert client.get(f"{ROOT}/{path.format(**ids)}").status_code == 404


def test_nobody_is_answered_without_login(client, house, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]
    assert client.get(f"{ROOT}/people", headers={"host": "fjordvik.example"}).status_code == 401

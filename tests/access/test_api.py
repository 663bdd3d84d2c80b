"""Access for programs."""

from datetime import date

import pytest

from grunnmur.access.rules import OFFICER, SEE
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.tenancy import tenant
from tests.factories_access import permission_of
from tests.factories_organisation import granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/access"


@pytest.fixture
def adviser(visit, house, fjordvik):
    with tenant(fjordvik):
        user = make_user(house.adviser)
    return visit(user)


def test_my_accesses_come_with_their_reasons(adviser, house):
    found = adviser.get(f"{ROOT}/me/accesses").json()
    assert found["person_id"] == str(house.adviser.pk)
    assert "Kundestøtte" in [role["name"] for role in found["roles"]]
    by_name = {access["name"]: access for access in found["accesses"]}
    assert by_name["CRM (bidra)"]["is_ready"] is True
    assert by_name["PC (bærbar)"]["is_ready"] is False
    assert all(access["reason"].endswith(".") for access in found["accesses"])


def test_a_login_without_a_person_has_no_accesses(visit, fjordvik):
    with tenant(fjordvik):
        user = make_user()
    assert visit(user).get(f"{ROOT}/me/accesses").json()["accesses"] == []


def test_effective_and_why_are_for_those_who_see_and_are_logged(leader, house, fjordvik):
    one = f"{ROOT}/people/{house.newcomer.pk}"
    found = leader.get(f"{one}/effective?on=2026-03-20").json()
    assert "CRM (bidra)" in [access["name"] for access in found["accesses"]]
    with tenant(fjordvik):
        permission = permission_of("CRM").pk
    told = leader.get(f"{one}/why?permission={permission}&on=2026-03-20").json()
    assert told["has"] is True
    assert told["sentences"][0].startswith("Nora Ny has CRM (bidra) as Kundekonsulent")
    assert leader.get(f"{one}/why?permission={permission}").json()["has"] is False
    with tenant(fjordvik):
        logged = PersonalDataRead.objects.filter(subject_id=house.newcomer.pk).values_list("what", flat=True)
        assert sorted(logged) == ["access.person", "access.why", "access.why"]


def test_a_colleague_is_refused(adviser, house, fjordvik):
    with tenant(fjordvik):
        permission = permission_of("CRM").pk
    one = f"{ROOT}/people/{house.newcomer.pk}"
    assert adviser.get(f"{one}/effective").status_code == 403
    assert adviser.get(f"{one}/why?permission={permission}").status_code == 403
    for name in ("roles", "rules", "resources", "changes"):
        assert adviser.get(f"{ROOT}/{name}").status_code == 403
    sent = {"role_id": str(house.roles["Vikar"].pk), "first_day": "2026-03-12", "reason": "x"}
    assert adviser.post(f"{one}/grants", sent, content_type="application/json").status_code == 403


def test_a_leader_gives_a_role(leader, house):
    one = f"{ROOT}/people/{house.adviser.pk}/grants"
    sent = {"role_id": str(house.roles["Vikar"].pk), "first_day": "2026-03-02", "reason": "Dekker en vakt"}
    made = leader.post(one, sent, content_type="application/json")
    assert made.status_code == 201
    assert "Visio (lisens)" in [access["name"] for access in made.json()["accesses"]]
    assert leader.post(one, sent, content_type="application/json").status_code == 409
    wrong = sent | {"last_day": "2026-01-01"}
    assert leader.post(one, wrong, content_type="application/json").status_code == 422


def test_roles_rules_and_resources_are_listed_a_page_at_a_time(leader, house):
    first = leader.get(f"{ROOT}/roles?limit=2").json()
    assert len(first["items"]) == 2
    second = leader.get(f"{ROOT}/roles", {"limit": 2, "after": first["next"]}).json()
    assert {role["id"] for role in first["items"]}.isdisjoint(role["id"] for role in second["items"])
    (rule,) = leader.get(f"{ROOT}/rules?q=basis").json()["items"]
    assert rule["reaches"] == 1
    (resource,) = leader.get(f"{ROOT}/resources?q=nøkkel").json()["items"]
    assert (resource["kind"], resource["handed_out_by"]) == ("key", f"unit:{house.unit.pk}")


def test_changes_come_in_order_and_go_on_from_a_number(visit, house, fjordvik):
    with tenant(fjordvik):
        user = make_user(make_employee(house.top))
    with granting(user, OFFICER, everywhere=True):
        caller = visit(user)
        first = caller.get(f"{ROOT}/changes?limit=3").json()
        rest = caller.get(f"{ROOT}/changes?after={first['next']}").json()
        with tenant(fjordvik):
            make_employee(house.unit)
        new = caller.get(f"{ROOT}/changes?after={rest['next']}").json()
        assert caller.get(f"{ROOT}/changes?after={new['next']}").json() == {"items": [], "next": new["next"]}
    numbers = [change["number"] for change in first["items"] + rest["items"] + new["items"]]
    assert numbers == sorted(set(numbers))
    assert {change["kind"] for change in new["items"]} == {"insert"}
    assert new["items"][0]["first_day"] == date(2020, 1, 1).isoformat()


def test_from_another_municipality_nothing_answers(client, visit, house, fjordvik, sundby):
    with tenant(fjordvik):
        permission = permission_of("CRM").pk
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    one = f"{ROOT}/people/{house.adviser.pk}"
    with granting(user, SEE, everywhere=True), granting(user, OFFICER, everywhere=True):
        assert client.get(f"{one}/effective").status_code == 404
        assert client.get(f"{one}/why?permission={permission}").status_code == 404
        assert client.get(f"{ROOT}/roles?q=Kundestøtte").json()["items"] == []
        assert str(house.adviser.pk) not in client.get(f"{ROOT}/changes").text

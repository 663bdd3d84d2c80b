"""Who has a resource, taken along and told to programs; which targets it lies in."""

import pytest
from django.urls import reverse

from grunnmur.access.actions.targets import connect
from grunnmur.access.models import Target, TargetAccount, TargetChange
from grunnmur.access.rules import DEFINE, SEE, TARGETS
from grunnmur.access.rules.targets import NotATargetError, PlaceFacts, TargetFacts
from grunnmur.core.clock import now
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.tenancy import tenant
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(house, fjordvik):
    """Somebody who works with access everywhere."""
    with tenant(fjordvik):
        user = make_user(make_employee(house.top, "Ola Tilgang"))
    with granting(user, DEFINE, everywhere=True), granting(user, SEE, everywhere=True):
        yield user


@pytest.fixture
def crm(house, fjordvik):
    with tenant(fjordvik):
        return permission_of("CRM")


def holders_of(permission):
    return f"/api/v1/access/permissions/{permission.pk}/holders"


def test_holders_are_told_to_programs_that_may_see_them_and_to_nobody_else(visit, house, crm, officer, fjordvik):
    found = visit(officer).get(holders_of(crm)).json()
    assert [one["name"] for one in found["items"]] == ["Per Person"]
    assert found["items"][0]["is_waiting"] is False
    assert visit(officer).get(f"{holders_of(crm)}?on=2026-03-20").json()["items"][0]["name"] == "Nora Ny"
    assert visit(officer).get(f"{holders_of(crm)}?on=2026-03-20&limit=1").json()["next"]
    with tenant(fjordvik):
        nobody = make_user(make_employee(house.top, "Ingen Ting"))
        assert PersonalDataRead.objects.filter(what="access.resource_holders", subject_id=house.adviser.pk).exists()
    assert visit(nobody).get(holders_of(crm)).status_code == 403


def test_holders_of_another_municipality_are_not_there(client, sundby, crm, settings):
    with tenant(sundby):
        user = make_user(make_employee(make_unit("Sundby"), "Signe Sund"))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, DEFINE, everywhere=True):
        assert client.get(holders_of(crm)).status_code == 404
        assert client.get(reverse("access:holders_export", args=[crm.resource_id, "csv"])).status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_who_has_a_resource_can_be_taken_along(visit, house, crm, officer, fjordvik, form):
    answer = visit(officer).get(reverse("access:holders_export", args=[crm.resource_id, form]))
    assert answer.status_code == 200
    if form == "csv":
        text = answer.content.decode("utf-8-sig")
        assert "Per Person" in text
        assert "Kundestøtte" in text
    with tenant(fjordvik):
        read = PersonalDataRead.objects.filter(what="access.resource_holders_export")
        assert house.adviser.pk in set(read.values_list("subject_id", flat=True))
        nobody = make_user(make_employee(house.top, "Ingen Ting"))
    assert visit(nobody).get(reverse("access:holders_export", args=[crm.resource_id, form])).status_code == 403


def test_the_page_of_a_resource_tells_its_targets_and_what_is_wrong_there(visit, house, crm, officer, fjordvik):
    address = reverse("access:resource", args=[crm.resource_id])
    assert "Not connected to any system" in visit(officer).get(address).text
    with tenant(fjordvik):
        laptop = reverse("access:resource", args=[permission_of("PC").resource_id])
    assert "Not connected to any system" not in visit(officer).get(laptop).text
    with tenant(fjordvik):
        target = connect.connect_target(facts("Doors", "doors.csv", crm), by=SYSTEM)
        account = TargetAccount.objects.create(
            target=target, person=house.adviser, external_id="x", username="per", state="active"
        )
        TargetChange.objects.create(
            target=target,
            account=account,
            permission=crm,
            operation="add",
            state="failed",
            created_at=now(),
            next_at=now(),
        )
    shown = visit(officer).get(address).text
    assert "Doors" in shown
    assert "1 change was given up" in shown
    assert reverse("access:target", args=[target.pk]) not in shown
    with granting(officer, TARGETS, everywhere=True):
        assert reverse("access:target", args=[target.pk]) in visit(officer).get(address).text


def facts(name, address, permission):
    places = [PlaceFacts(permission_id=permission.pk, kind="column", name="crm")]
    return TargetFacts(name=name, kind="csv", address=address, places=places)


@pytest.mark.parametrize("address", ["../../etc/x.csv", "doors.txt", "a b.csv", ".csv", "DOORS.csv"])
def test_a_file_is_named_soundly_and_written_by_one_target(house, crm, fjordvik, address):
    with tenant(fjordvik):
        connect.connect_target(facts("Doors", "doors.csv", crm), by=SYSTEM)
        with pytest.raises(NotATargetError):
            connect.connect_target(facts("Other", address, crm), by=SYSTEM)
        assert Target.objects.count() == 1


def test_a_resource_without_levels_says_what_to_do(visit, house, officer, fjordvik):
    with tenant(fjordvik):
        resource = permission_of("Nettbrett").resource
    visitor = visit(officer)
    made = visitor.post(reverse("access:new_resource"), {"name": "Sak", "kind": "system"})
    assert "Nothing can be given yet." in visitor.get(made.url).text
    assert "Nothing can be given yet." not in visitor.get(reverse("access:resource", args=[resource.pk])).text

"""The unit that has a resource, and the list of resources by owner and unit."""

from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse

from grunnmur.access import actions, queries
from grunnmur.access.actions import NewResource
from grunnmur.access.models import Resource
from grunnmur.access.rules import DEFINE, GIVE
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Unit
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
API = "/api/v1/access/resources"
LIST = "access:resources"


@pytest.fixture
def browser(visit, house, fjordvik):
    """The browser of somebody who registers resources."""
    with tenant(fjordvik):
        user = make_user(make_employee(house.top, "Ola System"))
    with granting(user, DEFINE, everywhere=True):
        yield visit(user)


@pytest.fixture
def archive(house, fjordvik):
    with tenant(fjordvik):
        facts = {"owner_key": f"unit:{house.top.pk}", "unit_id": house.unit.pk}
        return actions.make_resource(NewResource(name="Arkiv", kind="system", **facts), by=SYSTEM)


def test_a_resource_has_a_unit_that_its_form_asks_for_and_its_page_tells(browser, house, fjordvik):
    sent = {"name": "Arkiv", "kind": "system", "unit_id": str(house.unit.pk)}
    made = browser.post(reverse("access:new_resource"), sent)
    assert made.status_code == 302
    with tenant(fjordvik):
        resource = Resource.objects.get(name="Arkiv")
    assert resource.unit_id == house.unit.pk
    assert house.unit.name in browser.get(made.url).text
    change = reverse("access:change_resource", args=[resource.pk])
    assert f'<option value="{house.unit.pk}" selected' in browser.get(change).text
    browser.post(change, sent | {"unit_id": ""})
    with tenant(fjordvik):
        resource.refresh_from_db()
    assert resource.unit_id is None


def test_an_owner_that_is_one_person_stays_until_another_is_chosen(browser, house, fjordvik, archive):
    key = f"person:{house.adviser.pk}"
    with tenant(fjordvik):
        Resource.objects.filter(pk=archive.pk).update(owner_key=key)
    change = reverse("access:change_resource", args=[archive.pk])

    assert f'<option value="{key}" selected>Per Person' in browser.get(change).text
    assert browser.post(change, {"name": "Arkivet", "kind": "system", "owner_key": key}).status_code == 302
    with tenant(fjordvik):
        assert Resource.objects.get(pk=archive.pk).owner_key == key


def test_a_unit_that_was_closed_stays_until_another_is_chosen(browser, house, fjordvik, archive):
    with tenant(fjordvik):
        Unit.objects.filter(pk=house.unit.pk).update(valid="[2020-01-01,2025-01-01)")
    change = reverse("access:change_resource", args=[archive.pk])
    assert f'<option value="{house.unit.pk}" selected' in browser.get(change).text


def test_a_unit_nobody_knows_is_refused(browser, house, fjordvik, sundby):
    with tenant(sundby):
        other = make_unit()
    for unit in (uuid4(), other.pk):
        sent = {"name": "Arkiv", "kind": "system", "unit_id": str(unit)}
        assert browser.post(reverse("access:new_resource"), sent).status_code == 422
        assert browser.post(API, sent, content_type="application/json").status_code == 404


def test_a_role_matrix_leaves_the_unit_as_it_is(house, fjordvik, archive):
    with tenant(fjordvik):
        actions.import_role_matrix(
            queries.plan_role_matrix("Tilgang;Nivå;Ny rolle\nArkiv;les;x\n".encode(), "m.csv"), by=SYSTEM
        )
        archive.refresh_from_db()
    assert archive.unit_id == house.unit.pk


def test_the_list_tells_owner_and_unit_and_is_narrowed_by_them(browser, house, archive):
    asked = {"owner": f"unit:{house.top.pk}", "unit": str(house.unit.pk)}
    for narrowed in ({"owner": asked["owner"]}, {"unit": asked["unit"]}, asked):
        html = browser.get(reverse(LIST), narrowed).text
        for expected in ("Arkiv", house.top.name, house.unit.name):
            assert expected in html
        assert "Visittkort" not in html
        for value in narrowed.values():
            assert f'<option value="{value}" selected' in html
    assert "No resource fits." in browser.get(reverse(LIST), {"unit": str(house.top.pk)}).text
    assert "Visittkort" in browser.get(reverse(LIST), {"unit": "nonsense"}).text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_is_taken_along_as_it_is_narrowed(browser, house, archive, form):
    address = reverse("access:resources_export", args=[form])
    assert f"{address}?unit={house.unit.pk}" in browser.get(reverse(LIST), {"unit": str(house.unit.pk)}).text
    content = browser.get(address, {"unit": str(house.unit.pk)}).content
    if form == "csv":
        rows = [line.split(";") for line in content.decode("utf-8-sig").splitlines()]
    else:
        rows = [list(row) for row in openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]
    assert rows[0] == ["Resource", "Kind", "Owner", "Unit", "Permissions", "Handed out by"]
    assert [row[:4] for row in rows[1:]] == [["Arkiv", "System", house.top.name, house.unit.name]]


def test_programs_read_and_narrow_by_owner_and_unit(browser, house, archive):
    told = browser.get(API, {"unit": str(house.unit.pk), "owner": f"unit:{house.top.pk}"}).json()["items"]
    assert [(one["name"], one["owner"], one["unit_id"]) for one in told] == [
        ("Arkiv", f"unit:{house.top.pk}", str(house.unit.pk))
    ]
    assert browser.get(API, {"unit": str(house.top.pk)}).json()["items"] == []


def test_only_who_works_with_access_takes_the_list_along(visit, house, fjordvik):
    with tenant(fjordvik):
        user = make_user(make_employee(house.unit))
    address = reverse("access:resources_export", args=["csv"])
    assert visit(user).get(address).status_code == 403
    with granting(user, GIVE, everywhere=True):
        assert visit(user).get(address).status_code == 200


def test_another_municipality_sees_nothing_of_it(client, house, archive, sundby):
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, DEFINE, everywhere=True):
        html = client.get(reverse(LIST), {"unit": str(house.unit.pk)}).text
        assert house.unit.name not in html
        assert "Arkiv" not in client.get(reverse("access:resources_export", args=["csv"])).content.decode()


def test_the_list_costs_the_same_for_one_and_four_owners_and_units(browser, house, fjordvik, archive, count_statements):
    before = {path: count_statements(browser, path) for path in (reverse(LIST), API)}
    with tenant(fjordvik):
        for number in range(3):
            unit = make_unit(f"Enhet {number}")
            facts = {"owner_key": f"unit:{unit.pk}", "unit_id": unit.pk}
            actions.make_resource(NewResource(name=f"App {number}", kind="system", **facts), by=SYSTEM)
    for path, statements in before.items():
        assert count_statements(browser, path) == statements

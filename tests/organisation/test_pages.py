"""The pages of organisation, through the middleware, as a person who is logged in."""

from datetime import date

import pytest
from django.urls import reverse

from grunnmur.core import panels
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions
from grunnmur.organisation.models import Employment, Person
from grunnmur.organisation.rules import EDIT_PEOPLE, EDIT_UNITS
from tests.factories_organisation import (
    SYSTEM,
    employ,
    granting,
    make_employee,
    make_leader,
    make_person,
    make_position,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)


def test_pages_ask_for_login(client, house, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]
    response = client.get(reverse("organisation:tree"), headers={"host": "fjordvik.example"})
    assert response.status_code == 302


def test_the_tree_names_units_leaders_and_numbers(visitor):
    html = visitor.get(reverse("organisation:tree")).text
    for expected in ("Kundesenter", "Lise Leder", "2 employments", "1 unit below"):
        assert expected in html


def test_the_tree_of_another_day_is_asked_for_in_the_address(visitor, fjordvik, house):
    with tenant(fjordvik):
        late = make_unit("Ny seksjon", parent=house["top"], valid=Period(MAY))
    assert late.name not in visitor.get(reverse("organisation:tree")).text
    html = visitor.get(reverse("organisation:tree"), {"on": "2026-05-01"}).text
    assert late.name in html
    assert "?on=2026-05-01" in html
    assert visitor.get(reverse("organisation:tree"), {"on": "nonsense"}).status_code == 200


def test_an_empty_tree_says_so(visitor):
    assert "There are no units on this day." in visitor.get(reverse("organisation:tree"), {"on": "2001-01-01"}).text


@pytest.mark.parametrize("name", ["tree", "unit", "people", "person"])
def test_pages_cost_the_same_for_one_and_four(visitor, fjordvik, house, name, count_statements):
    address = {
        "tree": reverse("organisation:tree"),
        "unit": reverse("organisation:unit", args=[house["unit"].pk]),
        "people": reverse("organisation:people"),
        "person": reverse("organisation:person", args=[house["person"].pk]),
    }[name]
    before = count_statements(visitor, address)
    with tenant(fjordvik):
        for _ in range(3):
            person = make_employee(house["unit"])
            make_leader(make_unit(parent=house["unit"]), person)
            make_unit(parent=house["top"])
            employ(house["person"], house["unit"])
    assert count_statements(visitor, address) == before


def test_people_are_found_by_the_start_of_a_name_and_htmx_gets_the_rows_alone(visitor):
    address = reverse("organisation:people")
    html = visitor.get(address, {"q": "per"}).text
    assert "Per Person" in html
    assert "Lise Leder" not in html.partition('id="rows"')[2]
    rows = visitor.get(address, {"q": "pers"}, headers={"HX-Request": "true"}).text
    assert rows.lstrip().startswith('<div id="rows">')
    assert "Nobody here has a name that begins like this." in visitor.get(address, {"q": "xx"}).text


def test_a_unit_page_shows_leader_people_and_the_hire_button_where_she_may(visitor, house):
    address = reverse("organisation:unit", args=[house["unit"].pk])
    html = visitor.get(address).text
    assert "Per Person" in html
    assert "Lise Leder" in html
    assert "New employee" not in html
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        assert f"?unit={house['unit'].pk}" in visitor.get(address).text


def test_a_persons_page_shows_details_to_her_leader_and_writes_the_read_down(visitor, fjordvik, house):
    html = visitor.get(reverse("organisation:person", args=[house["person"].pk])).text
    assert "Employments" in html
    assert "Permanent" in html
    with tenant(fjordvik):
        read = PersonalDataRead.objects.get(what="organisation.person")
    assert read.subject_id == house["person"].pk


def test_a_colleague_sees_the_directory_facts_only(client, visitor, fjordvik, house):
    with tenant(fjordvik):
        client.force_login(make_user(make_employee(house["unit"], "Kim Kollega")))
    html = visitor.get(reverse("organisation:person", args=[house["person"].pk])).text
    assert "Kundesenter" in html
    assert "Permanent" not in html
    history = reverse("organisation:person_history", args=[house["person"].pk])
    assert history not in html
    assert visitor.get(history).status_code == 403
    with tenant(fjordvik):
        assert not PersonalDataRead.objects.exists()


def test_the_history_tells_what_changed(visitor, fjordvik, house):
    with tenant(fjordvik):
        actions.end_employment(Employment.objects.get(person=house["person"]).pk, last_day=MAY, by=SYSTEM)
    html = visitor.get(reverse("organisation:person_history", args=[house["person"].pk])).text
    assert "Registered" in html
    assert "Kundesenter: changed" in html
    assert ", None)" not in html  # days as people read them, not as the database writes them
    unit_history = reverse("organisation:unit_history", args=[house["unit"].pk])
    assert visitor.get(unit_history).status_code == 403
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        assert "Registered" in visitor.get(unit_history).text


def test_a_protected_person_has_no_page_for_colleagues(client, visitor, fjordvik, house):
    with tenant(fjordvik):
        actions.protect_person(house["person"].pk, is_protected=True, by=SYSTEM)
        client.force_login(make_user(make_employee(house["unit"])))
    assert visitor.get(reverse("organisation:person", args=[house["person"].pk])).status_code == 404
    assert "Per Person" not in visitor.get(reverse("organisation:unit", args=[house["unit"].pk])).text


def test_panels_of_other_domains_stand_on_the_page(visitor, house, monkeypatch):
    monkeypatch.setattr(panels, "_providers", type(panels._providers)(list))
    told = panels.Panel("Roles", "components/alert.html", {"text": "Two roles", "title": None})
    panels.register("person", 1, lambda _ref, _by, _request: told)
    panels.register("person", 0, lambda _ref, _by, _request: None)
    html = visitor.get(reverse("organisation:person", args=[house["person"].pk])).text
    assert ">Roles</h2>" in html
    assert "Two roles" in html


# Hiring and ending


def hire_input(house, **more):
    return {
        "given_name": "Nora",
        "family_name": "Ny",
        "unit": str(house["unit"].pk),
        "kind": "permanent",
        "percent": "100",
        "first_day": "2026-03-12",
    } | more


def test_who_may_hire_nowhere_is_refused(visitor):
    assert visitor.get(reverse("organisation:hire")).status_code == 403


def test_a_hire_is_previewed_first_and_then_lands_on_the_persons_page(visitor, fjordvik, house):
    address = reverse("organisation:hire")
    with tenant(fjordvik):
        position = make_position("Kundekonsulent")
    sent = hire_input(house, position=str(position.pk))
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        assert "Kundekonsulent" in visitor.get(address).text
        preview = visitor.post(address, sent)
        assert "This happens when you register Nora Ny" in preview.text
        with tenant(fjordvik):
            assert not Person.objects.filter(given_name="Nora").exists()
        done = visitor.post(address, sent | {"confirm": "1"})
    with tenant(fjordvik):
        person = Person.objects.get(given_name="Nora")
        row = Employment.objects.get(person=person)
    assert done.url == reverse("organisation:person", args=[person.pk])
    assert (row.valid.lower, row.valid.upper, row.position_id) == (date(2026, 3, 12), None, position.pk)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"first_day": ""}, "First day"),
        ({"percent": "101"}, "Percent"),
        ({"last_day": "2026-03-11"}, "The last day cannot be before the first."),
        ({"kind": "king"}, "Kind of employment"),
    ],
)
def test_a_wrong_hire_is_sent_back_with_what_is_wrong(visitor, fjordvik, house, wrong, told):
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        response = visitor.post(reverse("organisation:hire"), hire_input(house, confirm="1", **wrong))
    assert response.status_code == 422
    assert told in response.text
    with tenant(fjordvik):
        assert not Person.objects.filter(given_name="Nora").exists()


def test_a_unit_elsewhere_cannot_be_chosen(visitor, fjordvik, house):
    sent = hire_input(house, confirm="1", unit=str(house["top"].pk))
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        assert visitor.post(reverse("organisation:hire"), sent).status_code == 422


def test_a_hire_that_a_rule_refuses_says_why_in_the_form(visitor, fjordvik, house):
    sent = hire_input(house, confirm="1", first_day="2010-01-01")
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        response = visitor.post(reverse("organisation:hire"), sent)
    assert response.status_code == 422
    assert "does not exist on all these days" in response.text


def test_ending_is_previewed_first(visitor, fjordvik, house):
    with tenant(fjordvik):
        row = Employment.objects.get(person=house["person"])
    address = reverse("organisation:end_employment", args=[row.pk])
    assert visitor.get(address).status_code == 403
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        person_page = visitor.get(reverse("organisation:person", args=[house["person"].pk]))
        assert address in person_page.text
        assert "This happens after" in visitor.post(address, {"last_day": "2026-04-30"}).text
        assert visitor.post(address, {"last_day": "2010-01-01", "confirm": "1"}).status_code == 422
        with tenant(fjordvik):
            row.refresh_from_db()
            assert row.valid.upper is None
        done = visitor.post(address, {"last_day": "2026-04-30", "confirm": "1"})
    assert done.url == reverse("organisation:person", args=[house["person"].pk])
    with tenant(fjordvik):
        row.refresh_from_db()
    assert row.valid.upper == MAY


@pytest.mark.parametrize("name", ["unit", "unit_history", "person", "person_history", "end_employment"])
def test_from_another_municipality_no_page_answers(client, visitor, fjordvik, sundby, house, name):
    with tenant(fjordvik):
        ids = {"unit": house["unit"].pk, "person": house["person"].pk, "end": Employment.objects.first().pk}
    with tenant(sundby):
        user = make_user(make_person())
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, EDIT_PEOPLE, everywhere=True):
        assert client.get(reverse(f"organisation:{name}", args=[ids[name.partition("_")[0]]])).status_code == 404


def test_the_page_of_who_starts_later_tells_when_and_where(visitor, fjordvik, house):
    with tenant(fjordvik):
        person = make_employee(house["unit"], "Nora Ny", valid=Period(MAY))
    html = visitor.get(reverse("organisation:person", args=[person.pk])).text
    assert "Starts on 1 May 2026." in html
    assert "Lise Leder" in html.partition("</main>")[0]
    assert "Starts later" in html

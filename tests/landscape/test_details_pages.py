"""Putting things on the map and changing them on screen."""

import pytest
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.details import add_described
from grunnmur.landscape.models import Element, Law, Supplier, System
from grunnmur.landscape.rules import EDIT, ElementFacts
from grunnmur.landscape.rules.details import DETAILS, SupplierFacts, SystemUsage
from tests.factories_landscape import SYSTEM
from tests.factories_organisation import granting, make_employee, make_unit
from tests.landscape.visiting import count_statements, house, keeper, one_day, reader, stranger

__all__ = ["count_statements", "house", "keeper", "one_day", "reader", "stranger"]


def sent(house, **more):
    return {
        "name": "Fagsystem X",
        "lifecycle": "active",
        "owner_unit": str(house["unit"].pk),
        "audience": "everyone",
    } | more


USAGE = {
    "operated_by": "supplier",
    "hosting": "saas",
    "hosting_countries": "Norway, ie",
    "login": "sso",
    "users_band": "3",
}


@pytest.fixture
def system(fjordvik, house):
    with tenant(fjordvik):
        facts = ElementFacts(name="Fagsystem X", owner_unit_id=house["unit"].pk)
        return add_described(facts, SystemUsage(login="sso"), by=SYSTEM)


def change(element, kind="system"):
    return reverse(f"landscape:{kind}_details", args=[element.pk])


@pytest.mark.parametrize("kind", DETAILS)
def test_every_type_has_a_page_to_add_it_and_one_to_change_it(keeper, fjordvik, house, kind):
    assert keeper.get(reverse(f"landscape:{kind}_add")).status_code == 200
    with tenant(fjordvik):
        element = add_described(ElementFacts(name="X", owner_unit_id=house["unit"].pk), DETAILS[kind](), by=SYSTEM)
    assert keeper.get(change(element, kind)).status_code == 200


def test_a_system_is_added_with_its_usage_in_one_form(keeper, fjordvik, house):
    answer = keeper.post(reverse("landscape:system_add"), sent(house, contact_person="Lise", **USAGE))
    with tenant(fjordvik):
        system = System.objects.select_related("element").get()
        assert answer.url == reverse("landscape:element", args=[system.element_id])
        assert (system.hosting, system.hosting_countries, system.users_band) == ("saas", ["NO", "IE"], 3)
        assert system.element.contact_person_id == house["leader"].pk


def test_the_form_begins_with_what_is_known_and_saves_it_unchanged(keeper, fjordvik, house, system):
    html = keeper.get(change(system)).text
    assert 'value="Fagsystem X"' in html
    assert '<option value="sso" selected>' in html
    with tenant(fjordvik):
        before = Element.objects.get(pk=system.pk).changed_at
    unknown = {"operated_by": "unknown", "hosting": "unknown"}
    assert keeper.post(change(system), sent(house, login="sso", **unknown)).status_code == 302
    with tenant(fjordvik):
        assert Element.objects.get(pk=system.pk).changed_at == before


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"name": ""}, "This field is required"),
        ({"hosting_countries": "Atlantis"}, "No country is called Atlantis"),
        ({"contact_person": "Nobody"}, "Nobody who works here"),
        ({"contact_person": "L"}, "Several people fit"),
        ({"owner_unit": ""}, "This field is required"),
        ({"audience": "some"}, "Say who"),
        ({"criticality": "7"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_nothing_is_saved(keeper, fjordvik, house, more, message):
    with tenant(fjordvik):
        make_employee(house["other"], "Lars Larsen")
    answer = keeper.post(reverse("landscape:system_add"), sent(house, **USAGE) | more)
    assert answer.status_code == 422
    assert message in answer.text
    with tenant(fjordvik):
        assert not Element.objects.filter(type="system").exists()


def test_nobody_hides_a_thing_from_herself(keeper, house):
    hidden = {"audience": "some", "audience_unit": str(house["other"].pk)}
    answer = keeper.post(reverse("landscape:system_add"), sent(house, **USAGE) | hidden)
    assert answer.status_code == 422
    assert "You would not see it yourself" in answer.text


def test_a_thing_is_for_those_of_its_unit_alone(keeper, fjordvik, house):
    narrow = {"audience": "some", "audience_unit": str(house["unit"].pk)}
    assert keeper.post(reverse("landscape:system_add"), sent(house, **USAGE) | narrow).status_code == 302
    with tenant(fjordvik):
        assert Element.objects.get(type="system").audience == [f"below:{house['unit'].pk}"]


def test_a_wrong_organisation_number_is_told_at_its_field(keeper, fjordvik, house):
    number = {"country": "NO", "org_number": "974760674"}
    answer = keeper.post(reverse("landscape:supplier_add"), sent(house, name="V", **number))
    assert answer.status_code == 422
    assert "974760674 is no organisation number of Norway" in answer.text
    with tenant(fjordvik):
        assert not Supplier.objects.exists()


def test_a_taken_organisation_number_is_told(keeper, fjordvik, house):
    number = {"country": "NO", "org_number": "974760673"}
    with tenant(fjordvik):
        add_described(ElementFacts(name="V"), SupplierFacts(**number), by=SYSTEM)
    answer = keeper.post(reverse("landscape:supplier_add"), sent(house, name="W", **number))
    assert answer.status_code == 422
    assert "Another supplier has this organisation number" in answer.text


def test_the_days_of_a_law_are_typed_and_come_back(keeper, fjordvik, house):
    days = {"kind": "act", "in_force_from": "2026-01-01", "in_force_through": "2026-12-31"}
    keeper.post(reverse("landscape:law_add"), sent(house, name="Loven", **days))
    with tenant(fjordvik):
        law = Law.objects.select_related("element").get()
        assert law.in_force.upper.isoformat() == "2027-01-01"
    html = keeper.get(change(law.element, "law")).text
    assert 'value="2026-01-01"' in html
    assert 'value="2026-12-31"' in html
    wrong = days | {"in_force_through": "2025-12-31"}
    assert keeper.post(change(law.element, "law"), sent(house, name="Loven", **wrong)).status_code == 422


def test_whoever_owns_nothing_is_refused(reader, house, system):
    assert reader.get(reverse("landscape:system_add")).status_code == 403
    assert reader.get(change(system)).status_code == 403
    assert reader.post(change(system), sent(house, **USAGE)).status_code == 403


def test_what_another_unit_owns_is_refused_and_what_is_hidden_is_not_there(keeper, fjordvik, house, system):
    with tenant(fjordvik):
        Element.objects.filter(pk=system.pk).update(owner_unit=house["other"])
    assert keeper.post(change(system), sent(house, **USAGE)).status_code == 403
    with tenant(fjordvik):
        Element.objects.filter(pk=system.pk).update(audience=["below:nobody"])
    assert keeper.get(change(system)).status_code == 404


def test_a_thing_of_another_municipality_is_not_there(stranger, system):
    assert stranger.get(change(system)).status_code == 404
    assert stranger.post(change(system), {"name": "X"}).status_code == 404


def test_a_page_of_another_type_is_not_there(keeper, system):
    assert keeper.get(change(system, "goal")).status_code == 404


def test_what_has_left_the_map_cannot_be_changed(keeper, fjordvik, system):
    with tenant(fjordvik):
        Element.objects.update(retired_at=system.changed_at)
    assert keeper.get(change(system)).status_code == 409


def test_a_contact_she_may_not_know_of_stays(keeper, fjordvik, house, system):
    with tenant(fjordvik):
        hidden = make_employee(house["other"], "Hild Hemmelig")
        type(hidden).objects.filter(pk=hidden.pk).update(is_protected=True)
        Element.objects.filter(pk=system.pk).update(contact_person=hidden)
    assert "Hild" not in keeper.get(change(system)).text
    assert keeper.post(change(system), sent(house, **USAGE)).status_code == 302
    with tenant(fjordvik):
        assert Element.objects.get(pk=system.pk).contact_person_id == hidden.pk


def test_a_contact_is_taken_away_by_emptying_the_field(keeper, fjordvik, house, system):
    with tenant(fjordvik):
        Element.objects.filter(pk=system.pk).update(contact_person=house["leader"])
    assert keeper.post(change(system), sent(house, **USAGE)).status_code == 302
    with tenant(fjordvik):
        assert Element.objects.get(pk=system.pk).contact_person_id is None


def test_the_form_costs_the_same_for_one_unit_and_for_four(keeper, fjordvik, house, system, count_statements):
    first = count_statements(keeper, change(system))
    with tenant(fjordvik):
        for number in range(3):
            make_unit(f"Enhet {number}", parent=house["top"])
    assert count_statements(keeper, change(system)) == first


def test_only_those_who_may_everywhere_leave_a_thing_without_owner(keeper, fjordvik, house):
    with granting(house["user"], EDIT, everywhere=True):
        assert (
            keeper.post(reverse("landscape:system_add"), sent(house, **USAGE) | {"owner_unit": ""}).status_code == 302
        )

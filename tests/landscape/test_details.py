"""What is known of an element because of its type: written as one, checked, told."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.details import add_described, change_described, change_details
from grunnmur.landscape.events import ElementsChanged
from grunnmur.landscape.models import Element, Law, Supplier, System
from grunnmur.landscape.queries.details import detail_row, details_in, details_of
from grunnmur.landscape.rules import ElementFacts, ElementInUseError, RetiredElementError
from grunnmur.landscape.rules.countries import UnknownCountryError, country_code, country_name, country_names
from grunnmur.landscape.rules.details import (
    DETAILS,
    CompetenceFacts,
    GoalFacts,
    InformationFacts,
    InterfaceFacts,
    LawFacts,
    SupplierFacts,
    SystemUsage,
    UnfitDetailError,
)
from grunnmur.landscape.rules.numbers import OrgNumberError, checked_number
from grunnmur.organisation.models import Person, Unit
from tests.factories_landscape import SYSTEM, make_element
from tests.factories_organisation import make_employee, make_person, make_unit, make_user
from tests.landscape.rights import keeping
from tests.one_day import one_day, published

__all__ = ["one_day", "published"]
NUMBER = "974760673"


def facts(name="Fagsystem X", **more):
    return ElementFacts(name=name, **more)


def told(element):
    return {one.label: one.text for one in details_of(element)}


@pytest.mark.parametrize("element_type", DETAILS)
def test_every_type_is_added_with_its_details_and_read_back_the_same(here, element_type):
    details = DETAILS[element_type]()
    element = add_described(facts(), details, by=SYSTEM)
    assert element.type == element_type
    assert details_in(detail_row(element), element_type=element_type) == details


def test_element_and_usage_are_changed_in_one_go_and_told(here, published):
    seen = published(ElementsChanged)
    element = add_described(facts(), SystemUsage(), by=SYSTEM)
    usage = SystemUsage(hosting="saas", hosting_countries=("NO", "IE"), users_band=3, login="sso")
    change_described(element.pk, facts("Fagsystem Y"), usage, by=SYSTEM)
    assert Element.objects.get().name == "Fagsystem Y"
    assert System.objects.get().hosting_countries == ["NO", "IE"]
    assert told(element) == {
        "Where it runs": "In the cloud",
        "Countries": "Norway, Ireland",
        "Users": "100 to 999",
        "Login": "Single sign-on",
    }
    assert {"name"} in [event.fields for event in seen]
    assert {"hosting", "hosting_countries", "users_band", "login"} in [event.fields for event in seen]


def test_writing_the_same_again_writes_nothing(here, published):
    element = add_described(facts(), GoalFacts(plan="Kommuneplan"), by=SYSTEM)
    seen = published(ElementsChanged)
    change_described(element.pk, facts(), GoalFacts(plan="Kommuneplan"), by=SYSTEM)
    assert seen == []


def test_what_is_unknown_is_not_shown_as_a_fact(here):
    assert told(add_described(facts(), SystemUsage(), by=SYSTEM)) == {}
    assert details_of(make_element("system")) == []
    assert details_of(make_element("process")) == []


@pytest.mark.parametrize(
    ("months", "trigger", "words"),
    [
        (60, "saken er avsluttet", "5 years after: saken er avsluttet"),
        (12, "", "1 year"),
        (18, "", "18 months"),
        (0, "", "0 months"),
        (None, "saken er avsluttet", "saken er avsluttet"),
    ],
)
def test_how_long_information_is_kept_is_told_in_words(here, months, trigger, words):
    details = InformationFacts(retention_months=months, retention_trigger=trigger)
    assert told(add_described(facts(), details, by=SYSTEM))["Kept for"] == words


def test_a_law_is_in_force_through_its_last_day(here):
    days = Period.through(date(2026, 1, 1), date(2026, 12, 31))
    element = add_described(facts(), LawFacts(citation="LOV-1", in_force=days, url="https://law.example/1"), by=SYSTEM)
    assert Law.objects.get().in_force.upper == date(2027, 1, 1)
    assert told(element)["In force"] == "1 January 2026 through 31 December 2026"
    assert [one.url for one in details_of(element) if one.label == "Citation"] == ["https://law.example/1"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "law.example", "https://"])
def test_a_law_whose_address_is_none_is_refused(here, url):
    with pytest.raises(UnfitDetailError):
        add_described(facts(), LawFacts(url=url), by=SYSTEM)
    assert not Element.objects.exists()


def test_an_unknown_choice_and_a_text_that_is_too_long_are_refused(here):
    with pytest.raises(UnfitDetailError, match="mode"):
        add_described(facts(), InterfaceFacts(mode="pigeon"), by=SYSTEM)
    with pytest.raises(UnfitDetailError, match="platform"):
        add_described(facts(), InterfaceFacts(platform="x" * 101), by=SYSTEM)
    with pytest.raises(UnfitDetailError, match="product"):
        add_described(facts(), SystemUsage(product_id=uuid4()), by=SYSTEM)
    with pytest.raises(UnknownCountryError):
        add_described(facts(), SystemUsage(hosting_countries=("NO", "XX")), by=SYSTEM)


def test_whoever_does_not_own_it_changes_nothing(here):
    mine, theirs = make_unit("Mine"), make_unit("Theirs")
    user = make_user(make_employee(mine))
    element = add_described(facts(owner_unit_id=theirs.pk), SystemUsage(), by=SYSTEM)
    with keeping(user, mine):
        with pytest.raises(PermissionDenied):
            change_details(element.pk, SystemUsage(login="sso"), by=user)
        with pytest.raises(PermissionDenied):
            change_described(element.pk, facts(), SystemUsage(login="sso"), by=user)
        with pytest.raises(PermissionDenied):
            add_described(facts(), SystemUsage(), by=user)
        assert add_described(facts(owner_unit_id=mine.pk), SystemUsage(), by=user).owner_unit_id == mine.pk
    assert System.objects.get(element=element).login == "unknown"


def test_what_one_may_not_know_of_is_not_there(here):
    user = make_user(make_employee(make_unit()))
    element = add_described(facts(audience=("below:nobody",)), SystemUsage(), by=SYSTEM)
    with keeping(user, everywhere=True), pytest.raises(Element.DoesNotExist):
        change_details(element.pk, SystemUsage(login="sso"), by=user)


def test_details_of_another_type_and_of_another_municipality_are_refused(fjordvik, sundby):
    with tenant(fjordvik):
        system = add_described(facts(), SystemUsage(), by=SYSTEM)
        with pytest.raises(Element.DoesNotExist):
            change_details(system.pk, GoalFacts(), by=SYSTEM)
    with tenant(sundby), pytest.raises(Element.DoesNotExist):
        change_details(system.pk, SystemUsage(login="sso"), by=SYSTEM)


def test_what_has_left_the_map_is_not_changed(here):
    element = add_described(facts(), SystemUsage(), by=SYSTEM)
    Element.objects.update(retired_at=element.changed_at)
    with pytest.raises(RetiredElementError):
        change_details(element.pk, SystemUsage(login="sso"), by=SYSTEM)


def test_owners_and_contacts_of_another_municipality_are_not_there(fjordvik, sundby):
    with tenant(sundby):
        unit, person = make_unit(), make_person()
    with tenant(fjordvik):
        with pytest.raises(Unit.DoesNotExist):
            add_described(facts(owner_unit_id=unit.pk), SystemUsage(), by=SYSTEM)
        with pytest.raises(Person.DoesNotExist):
            add_described(facts(contact_person_id=person.pk), CompetenceFacts(), by=SYSTEM)


@pytest.mark.parametrize(
    ("country", "written", "kept"),
    [
        ("NO", "974 760 673", NUMBER),
        ("DK", "DK 13585628", "13585628"),
        ("SE", "", ""),
        ("US", "12-3456789", "12-3456789"),
    ],
)
def test_an_organisation_number_is_kept_as_its_country_writes_it(country, written, kept):
    assert checked_number(written, country=country) == kept


@pytest.mark.parametrize(
    ("country", "written"),
    [("NO", "974760674"), ("NO", "97476067"), ("DK", "13585629"), ("", NUMBER), ("US", "1" * 21)],
)
def test_a_wrong_organisation_number_is_refused(here, country, written):
    with pytest.raises(OrgNumberError):
        add_described(facts("V"), SupplierFacts(country=country, org_number=written), by=SYSTEM)
    assert not Element.objects.exists()


def test_two_suppliers_never_have_the_same_number(here):
    add_described(facts("V"), SupplierFacts(country="NO", org_number=NUMBER), by=SYSTEM)
    with pytest.raises(ElementInUseError):
        add_described(facts("W"), SupplierFacts(country="NO", org_number="974 760 673"), by=SYSTEM)
    assert Supplier.objects.count() == 1


def test_countries_are_known_by_code_and_by_name_in_the_readers_language():
    assert country_code("no") == country_code("Norway") == "NO"
    assert country_code("Atlantis") is None
    assert country_name("IE") == "Ireland"
    assert list(country_names())[:2] == ["NO", "DK"]
    assert "EU" not in country_names()

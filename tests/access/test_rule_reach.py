"""Whom a rule reaches: by name, for those who may see it."""

import pytest
from django.urls import reverse

from grunnmur.access.models import Rule
from grunnmur.access.rules import RULES, SEE
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person
from grunnmur.organisation.rules import SEE_PROTECTED
from tests.factories_organisation import granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(house, fjordvik):
    with tenant(fjordvik):
        return reverse("access:rule", args=[Rule.objects.get(name="Fast ansettelse").pk])


@pytest.fixture
def reader(house, fjordvik):
    """Somebody who makes rules, and sees nobody's access yet."""
    with tenant(fjordvik):
        user = make_user(make_employee(make_unit("Arkivet"), "Ola Tilgang"))
    with granting(user, RULES, everywhere=True):
        yield user


def test_a_rule_names_whom_it_reaches_to_those_who_see_their_access(visit, reader, house, fjordvik, address):
    browser = visit(reader)
    told = browser.get(address).text
    assert "Nobody whose access you see is among them." in told
    assert "Per Person" not in told
    with granting(reader, SEE, everywhere=True):
        told = browser.get(address).text
    assert reverse("organisation:person", args=[house.adviser.pk]) in told
    assert house.unit.name in told
    assert "The number above is of everybody" not in told
    with tenant(fjordvik):
        logged = PersonalDataRead.objects.filter(what="access.rule_reach").values_list("subject_id", flat=True)
        assert house.adviser.pk in set(logged)


def test_who_sees_some_is_told_that_there_are_others(visit, reader, house, address):
    with granting(reader, SEE, house.unit):
        told = visit(reader).get(address).text
    assert "Per Person" in told
    assert "The number above is of everybody" in told


def test_the_protected_are_named_to_those_who_may_know_of_them(visit, reader, house, fjordvik, address):
    with tenant(fjordvik):
        Person.objects.filter(pk=house.adviser.pk).update(is_protected=True)
    with granting(reader, SEE, everywhere=True):
        assert "Per Person" not in visit(reader).get(address).text
        with granting(reader, SEE_PROTECTED, everywhere=True):
            assert "Per Person" in visit(reader).get(address).text


def test_the_rest_is_on_the_next_page(visit, reader, house, fjordvik, address):
    with tenant(fjordvik):
        for number in range(26):
            make_employee(house.unit, f"Aa Ansatt{number:02}")
    with granting(reader, SEE, everywhere=True):
        browser = visit(reader)
        first = browser.get(address).text
        assert first.count("row-link") >= 25
        following = first.partition("?after=")[2].partition('"')[0].replace("&amp;", "&")
        assert following
        second = browser.get(f"{address}?after={following}").text
    assert ("Per Person" in first) != ("Per Person" in second)


def test_a_rule_costs_the_same_for_one_and_four(visit, reader, house, fjordvik, address, count_statements):
    with granting(reader, SEE, everywhere=True):
        browser = visit(reader)
        before = count_statements(browser, address)
        with tenant(fjordvik):
            for _number in range(3):
                make_employee(house.unit)
        assert count_statements(browser, address) == before


def test_another_municipality_finds_no_rule(client, address, sundby):
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, RULES, everywhere=True), granting(user, SEE, everywhere=True):
        assert client.get(address).status_code == 404

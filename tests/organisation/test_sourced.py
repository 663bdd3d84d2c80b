"""People a source tells of one by one: written down, and told to the other domains once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation

from grunnmur.core.models import SearchEntry
from grunnmur.core.periods import Period
from grunnmur.organisation import events
from grunnmur.organisation.actions import searching
from grunnmur.organisation.actions.refusals import explained
from grunnmur.organisation.actions.sourced import (
    Flaw,
    SourcedEmployment,
    SourcedPerson,
    end_sourced,
    record_person,
    tell_recorded,
)
from grunnmur.organisation.models import Employment, Person
from grunnmur.organisation.rules import OverlapError, PersonFacts, TakenError
from tests.factories_organisation import SYSTEM, make_person, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
FACTS = PersonFacts(given_name="Kari", family_name="Åsen")


@pytest.fixture
def unit(here):
    return make_unit("Kundesenter", code="KS")


@pytest.fixture
def told(monkeypatch):
    """What the other domains hear."""
    heard = []
    monkeypatch.setattr("grunnmur.organisation.actions.sourced.publish", heard.append)
    return heard


def record(*employments, on=TODAY, person_id=None):
    person = SourcedPerson(source="hr", key="7", facts=FACTS, employments=employments)
    return record_person(person, person_id=person_id, on=on, by=SYSTEM)


def test_nothing_is_told_until_it_is_asked_for_and_then_once(unit, told):
    first, again = record(SourcedEmployment(unit_code="KS")), record(SourcedEmployment(unit_code="KS"))
    assert told == []
    assert (first.is_changed, again.is_changed) == (True, False)

    ended = end_sourced(first.person_id, source="hr", on=TODAY, by=SYSTEM)
    tell_recorded([first, again, ended])

    row = Employment.objects.get()
    assert told == [
        events.PersonFactsChanged(frozenset({first.person_id})),
        events.EmploymentEnded(first.person_id, row.pk, unit.pk, TODAY),
    ]
    assert ended.is_out
    told.clear()
    tell_recorded([again])
    assert told == []


def test_who_is_new_and_has_no_work_is_found_and_no_other_domain_hears_of_her(here, told):
    recorded = record()
    tell_recorded([recorded])

    assert told == []
    entry = SearchEntry.objects.get(kind="person")
    assert (entry.ref, entry.title, entry.audience_keys) == (
        recorded.person_id,
        "Kari Åsen",
        ["everyone", f"person:{recorded.person_id}"],
    )
    before = SearchEntry.objects.values().get()
    searching.index_people([recorded.person_id])
    assert SearchEntry.objects.values().get() == before, "it is what reading her would have made"


def test_others_hear_when_work_comes_later(unit, told):
    tell_recorded([record()])
    recorded = record(SourcedEmployment(unit_code="KS"))
    tell_recorded([recorded])

    assert told == [events.PersonFactsChanged(frozenset({recorded.person_id}))]


def test_the_sources_key_says_who_it_is_before_the_employee_number_does(here):
    known = record().person_id
    numbered = make_person(employee_number="0412")
    facts = replace(FACTS, employee_number="0412")

    other = SourcedPerson(source="payroll", key="7", facts=facts)
    assert record_person(other, person_id=None, on=TODAY, by=SYSTEM).person_id == numbered.pk
    with pytest.raises(TakenError), transaction.atomic():  # the key is hers, the number another's
        record_person(replace(other, source="hr"), person_id=None, on=TODAY, by=SYSTEM)
    assert Person.objects.get(pk=known).employee_number == ""
    nobody = replace(other, key="8", facts=FACTS)
    assert record_person(nobody, person_id=None, on=TODAY, by=SYSTEM).is_new, "a blank number is nobody's"


def test_what_the_database_refuses_is_told_in_a_sentence_and_undone_by_the_caller(here):
    make_person(employee_number="0412")

    with (
        translation.override("en"),
        pytest.raises(TakenError, match="employee number"),
        transaction.atomic(),
        explained(is_undone_alone=False),
    ):
        Person.objects.create(given_name="A", family_name="B", display_name="A B", employee_number="0412")
    assert Person.objects.filter(employee_number="0412").count() == 1


def test_who_may_not_import_people_records_nobody(unit):
    person = SourcedPerson(source="hr", key="7", facts=FACTS)

    with pytest.raises(PermissionDenied), transaction.atomic():
        record_person(person, person_id=None, on=TODAY, by=make_user())
    with pytest.raises(PermissionDenied), transaction.atomic():
        end_sourced(unit.pk, source="hr", on=TODAY, by=make_user())
    assert not Person.objects.filter(family_name="Åsen").exists()


def test_an_employment_ends_with_its_unit_and_that_is_told(here, told):
    make_unit("Old", code="OLD", valid=Period(date(2020, 1, 1), date(2026, 7, 1)))

    recorded = record(SourcedEmployment(unit_code="OLD"))

    assert Employment.objects.get().valid.upper == date(2026, 7, 1)
    assert recorded.flaws == ((Flaw.UNIT, "OLD"),)


def test_one_key_told_twice_for_the_same_days_is_refused_whole(unit):
    with pytest.raises(OverlapError), transaction.atomic():
        record(SourcedEmployment(unit_code="KS", key="1"), SourcedEmployment(unit_code="KS", key="1"))

    assert not Person.objects.exists()


def test_the_first_day_is_corrected_until_an_earlier_row_stands_in_the_way(unit):
    make_unit("Bibliotek", code="BIB")
    person = record(SourcedEmployment(unit_code="KS", first_day=date(2026, 4, 1))).person_id
    record(SourcedEmployment(unit_code="KS", first_day=date(2026, 2, 1)), person_id=person)
    record(SourcedEmployment(unit_code="BIB", first_day=date(2026, 2, 1)), person_id=person)
    record(SourcedEmployment(unit_code="BIB", first_day=date(2026, 1, 1), percent=Decimal(50)), person_id=person)

    rows = Employment.objects.order_by("valid").values_list("unit__code", "valid", "percent")
    assert [(code, valid.lower, valid.upper, percent) for code, valid, percent in rows] == [
        ("KS", date(2026, 2, 1), TODAY, 100),
        ("BIB", TODAY, None, 50),
    ]


def test_a_last_day_told_earlier_or_later_moves_the_end(unit):
    person = record(SourcedEmployment(unit_code="KS", last_day=date(2026, 6, 30))).person_id
    shorter = record(SourcedEmployment(unit_code="KS", last_day=date(2026, 5, 31)), person_id=person)
    assert [event.last_day for event in shorter.ended] == [date(2026, 5, 31)]
    assert not shorter.is_out

    record(SourcedEmployment(unit_code="KS"), person_id=person)
    assert Employment.objects.get().valid.upper is None

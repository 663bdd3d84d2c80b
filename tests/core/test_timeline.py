"""A row's history is told in the reader's words: no ids, no codes, no columns that only Grunnmur needs."""

from datetime import date

import pytest
from django.utils.translation import override

from grunnmur.core.history import history_of
from grunnmur.core.periods import Period
from grunnmur.core.timeline import entries_of
from tests.factories_organisation import employ, make_person, make_unit, make_user

pytestmark = pytest.mark.django_db
TOLD = {
    "unit": "Unit",
    "percent": "Percent",
    "kind": "Kind",
    "is_primary": "Main",
    "valid": "Days",
    "display_name": "Name",
}


def told(row):
    with override("en"):
        newest = entries_of([("", change) for change in history_of(row)], told=TOLD)[0]
    return {change["label"]: (change["before"], change["after"]) for change in newest["changes"]}


def employment():
    return employ(make_person("Kari Dal"), make_unit("Skole"), valid=Period(date(2026, 1, 1), None))


def test_a_row_is_named_and_no_id_is_shown(here):
    work = employment()
    work.unit = make_unit("Bibliotek")
    work.save()
    assert told(work) == {"Unit": ("Skole", "Bibliotek")}


def test_days_numbers_and_choices_are_written_as_people_write_them(here):
    work = employment()
    work.valid, work.percent, work.kind, work.is_primary = (
        Period(date(2026, 1, 1), date(2026, 6, 1)).to_range(),
        62.5,
        "temporary",
        not work.is_primary,
    )
    work.save()
    changes = told(work)
    assert changes["Days"] == ("from 1 January 2026", "1 January 2026 through 31 May 2026")
    assert changes["Percent"][1] == "62.5"
    assert changes["Kind"][1] == "Temporary"
    assert set(changes["Main"]) == {"Yes", "No"}


def test_a_change_of_what_only_grunnmur_needs_is_left_out(here):
    person = make_person("Kari Dal")
    make_user(person)
    with override("en"):
        entries = entries_of([("", change) for change in history_of(person)], told=TOLD)
    assert [entry["title"] for entry in entries] == ["Registered"]


def test_entries_cost_the_same_statements_for_1_and_4_changes(here, django_assert_num_queries):
    work = employment()
    units = [make_unit(f"Enhet {number}") for number in range(4)]
    for unit, statements in zip(units, (1, None, None, 1), strict=True):
        work.unit = unit
        work.save()
        if statements:
            changes = [("", change) for change in history_of(work)]
            with django_assert_num_queries(statements):
                entries_of(changes, told=TOLD)

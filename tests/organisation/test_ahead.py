"""What a person's page says at its top of leave, moves and ends that are registered."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions
from grunnmur.organisation.models import Employment
from grunnmur.organisation.rules import EDIT_PEOPLE, EmploymentFacts
from tests.factories_organisation import SYSTEM, employ, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
APRIL = Period.through(date(2026, 4, 1), date(2026, 4, 30))


@pytest.fixture
def person(house):
    return house["person"]


@pytest.fixture
def lead(visitor, house, person):
    """Read the top of the person's page, as her leader."""

    def read():
        html = visitor.get(reverse("organisation:person", args=[person.pk])).text
        return html.partition('<p class="lead">')[2].partition("</p>")[0]

    return read


@pytest.fixture
def row(person, fjordvik):
    with tenant(fjordvik):
        return Employment.objects.get(person=person)


def moved(row, unit, *, from_day, **more):
    facts = EmploymentFacts(unit_id=unit.pk, kind=row.kind, position_id=None, percent=row.percent)
    actions.change_employment(row.pk, facts, from_day=from_day, by=SYSTEM, **more)


def test_of_who_stays_nothing_is_said(lead):
    assert lead() == ""


def test_a_leave_that_is_registered_is_said(lead, row, fjordvik):
    with tenant(fjordvik):
        actions.register_leave(row.pk, percent=Decimal(100), valid=APRIL, by=SYSTEM)
    assert lead() == "On leave from 1 April 2026 to 30 April 2026."


def test_a_leave_for_part_of_the_time_says_how_much(lead, row, fjordvik):
    with tenant(fjordvik):
        actions.register_leave(row.pk, percent=Decimal(40), valid=Period(date(2026, 2, 1)), by=SYSTEM)
    assert lead() == "40 % leave from 1 February 2026."


def test_a_leave_that_is_over_is_not_said(lead, row, fjordvik):
    with tenant(fjordvik):
        days = Period.through(date(2026, 2, 1), date(2026, 2, 20))
        actions.register_leave(row.pk, percent=Decimal(100), valid=days, by=SYSTEM)
    assert lead() == ""


def test_a_planned_move_is_said_and_a_leave_over_it_is_one(lead, row, house, fjordvik):
    with tenant(fjordvik):
        actions.register_leave(row.pk, percent=Decimal(100), valid=APRIL, by=SYSTEM)
        moved(row, make_unit("Bibliotek", parent=house["top"]), from_day=date(2026, 4, 15))
    assert lead() == "On leave from 1 April 2026 to 30 April 2026. Moves to Bibliotek on 15 April 2026."


def test_a_move_with_days_in_both_places_says_when_she_begins_and_ends(lead, row, house, fjordvik):
    with tenant(fjordvik):
        unit = make_unit("Bibliotek", parent=house["top"])
        moved(row, unit, from_day=date(2026, 4, 15), overlap_last_day=date(2026, 4, 30))
    assert lead() == "Begins in Bibliotek on 15 April 2026. Ends in Kundesenter on 30 April 2026."


def test_the_last_day_is_said(lead, row, fjordvik):
    with tenant(fjordvik):
        actions.end_employment(row.pk, last_day=date(2026, 5, 31), by=SYSTEM)
    assert lead() == "Leaves on 31 May 2026."


def test_a_leave_from_one_of_two_employments_says_from_which(lead, row, person, house, fjordvik):
    with tenant(fjordvik):
        employ(person, house["top"])
        actions.register_leave(row.pk, percent=Decimal(100), valid=APRIL, by=SYSTEM)
    assert lead() == "Kundesenter: On leave from 1 April 2026 to 30 April 2026."


def test_colleagues_are_not_told(visitor, lead, row, house, fjordvik):
    with tenant(fjordvik):
        actions.register_leave(row.pk, percent=Decimal(100), valid=APRIL, by=SYSTEM)
        colleague = make_user(make_employee(house["unit"], "Kari Kollega"))
        visitor.force_login(colleague)
    assert lead() == ""
    with granting(colleague, EDIT_PEOPLE, house["unit"]):
        assert lead().startswith("On leave")


def test_a_person_of_another_municipality_is_not_found(stranger, person):
    assert stranger.get(reverse("organisation:person", args=[person.pk])).status_code == 404

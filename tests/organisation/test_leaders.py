from datetime import date
from decimal import Decimal

import pytest

from grunnmur.core.periods import Period
from grunnmur.organisation import actions
from grunnmur.organisation.models import Employment
from grunnmur.organisation.queries import approvers, leader_of, units_led, units_led_with_below
from tests.factories_organisation import (
    SYSTEM,
    employ,
    make_acting,
    make_deputy,
    make_employee,
    make_leader,
    make_person,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
TODAY = date(2026, 3, 2)
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def on_leave(person, *, valid=MARCH, percent=100):
    row = Employment.objects.get(person=person)
    actions.register_leave(row.pk, percent=Decimal(percent), valid=valid, by=SYSTEM)


@pytest.fixture
def top():
    return make_unit("Top")


@pytest.fixture
def mayor(top):
    return make_leader(top, name="Mari Topp")


def test_the_leader_of_the_unit_leads(top, mayor):
    unit = make_unit(parent=top)
    leader = make_leader(unit)
    assert leader_of(make_employee(unit).pk, on=TODAY) == leader.pk
    assert leader_of(leader.pk, on=TODAY) == mayor.pk


def test_a_leader_employed_in_the_unit_she_leads_is_led_from_above(top, mayor):
    unit = make_unit(parent=top)
    leader = make_leader(unit)
    assert leader_of(leader.pk, on=TODAY) == mayor.pk


def test_two_leaders_under_each_other_lead_each_other(top, mayor):
    one, two = make_unit(parent=top), make_unit(parent=top)
    first, second = make_employee(one), make_employee(two)
    make_leader(two, first)
    make_leader(one, second)
    assert leader_of(first.pk, on=TODAY) == second.pk
    assert leader_of(second.pk, on=TODAY) == first.pk


def test_a_vacancy_three_levels_up_is_walked_past(top, mayor):
    unit = make_unit(parent=make_unit(parent=make_unit(parent=top)))
    assert leader_of(make_employee(unit).pk, on=TODAY) == mayor.pk


def test_nobody_leads_the_top_leader(mayor):
    assert leader_of(mayor.pk, on=TODAY) is None
    assert approvers(mayor.pk, on=TODAY) == frozenset()


def test_nobody_leads_who_is_not_employed(mayor):
    assert leader_of(make_person().pk, on=TODAY) is None


def test_acting_beats_leader_on_its_days_only(top, mayor):
    unit = make_unit(parent=top)
    leader, acting, worker = make_leader(unit), make_employee(unit), make_employee(unit)
    make_acting(unit, acting, valid=MARCH)
    assert leader_of(worker.pk, on=TODAY) == acting.pk
    assert leader_of(worker.pk, on=date(2026, 4, 1)) == leader.pk


def test_the_acting_leader_is_not_led_by_the_one_she_acts_for(top, mayor):
    unit = make_unit(parent=top)
    make_leader(unit)
    acting = make_employee(unit)
    make_acting(unit, acting, valid=MARCH)
    assert leader_of(acting.pk, on=TODAY) == mayor.pk


def test_a_leader_who_left_is_walked_past(top, mayor):
    unit = make_unit(parent=top)
    leader, worker = make_leader(unit), make_employee(unit)
    actions.end_employment(Employment.objects.get(person=leader).pk, last_day=date(2026, 2, 28), by=SYSTEM)
    assert leader_of(worker.pk, on=TODAY) == mayor.pk
    assert leader_of(worker.pk, on=date(2026, 2, 28)) == leader.pk


def test_of_a_leader_on_full_leave_the_deputy_leads(top, mayor):
    unit = make_unit(parent=top)
    leader, deputy, worker = make_leader(unit), make_employee(unit), make_employee(unit)
    make_deputy(leader, deputy, valid=MARCH)
    assert leader_of(worker.pk, on=TODAY) == leader.pk
    on_leave(leader)
    assert leader_of(worker.pk, on=TODAY) == deputy.pk
    assert leader_of(deputy.pk, on=TODAY) == mayor.pk


def test_a_leader_on_full_leave_without_deputy_is_walked_past_but_not_on_half_leave(top, mayor):
    unit = make_unit(parent=top)
    leader, worker = make_leader(unit), make_employee(unit)
    on_leave(leader, percent=50)
    assert leader_of(worker.pk, on=TODAY) == leader.pk
    on_leave(leader, percent=100)
    assert leader_of(worker.pk, on=TODAY) == mayor.pk


def test_a_deputys_deputy_never_acts(top, mayor):
    unit = make_unit(parent=top)
    leader, deputy, second, worker = (make_leader(unit), *(make_employee(unit) for _ in range(3)))
    make_deputy(leader, deputy, valid=MARCH)
    make_deputy(deputy, second, valid=MARCH)
    on_leave(leader)
    on_leave(deputy)
    assert leader_of(worker.pk, on=TODAY) == mayor.pk


def test_approvers_are_the_leader_and_her_approving_deputies_never_the_person_herself(top, mayor):
    unit = make_unit(parent=top)
    leader, deputy, other, worker = (make_leader(unit), *(make_employee(unit) for _ in range(3)))
    make_deputy(leader, deputy, valid=MARCH, may_do=("approve",))
    make_deputy(leader, other, valid=MARCH, may_do=("access",))
    assert approvers(worker.pk, on=TODAY) == {leader.pk, deputy.pk}
    assert approvers(deputy.pk, on=TODAY) == {leader.pk}


def test_the_leader_counts_from_the_primary_employment_or_the_named_one(top, mayor):
    small, large = make_unit(parent=top), make_unit(parent=top)
    leader_small, leader_large = make_leader(small), make_leader(large)
    person = make_employee(large, percent=Decimal(60))
    part = employ(person, small, percent=Decimal(40))
    assert leader_of(person.pk, on=TODAY) == leader_large.pk
    assert leader_of(person.pk, on=TODAY, employment_id=part.pk) == leader_small.pk
    Employment.objects.filter(pk=part.pk).update(is_primary=True)
    assert leader_of(person.pk, on=TODAY) == leader_small.pk


def test_who_leads_a_unit_leads_the_leaderless_ones_below_and_sees_all_below(top, mayor):
    led, vacant = make_unit(parent=top), make_unit(parent=top)
    below_led, below_vacant = make_unit(parent=led), make_unit(parent=vacant)
    make_leader(led)
    assert units_led(mayor.pk, on=TODAY) == {top.pk, vacant.pk, below_vacant.pk}
    assert units_led_with_below(mayor.pk, on=TODAY) == {top.pk, vacant.pk, below_vacant.pk, led.pk, below_led.pk}

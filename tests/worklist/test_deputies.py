"""Who stands in for somebody is told so, and so is whom she stands in for."""

from datetime import date

import pytest

from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions
from grunnmur.worklist.models import Notification
from grunnmur.worklist.rules import DEPUTIES, named, notice_kinds, told
from tests.factories_organisation import SYSTEM, make_employee, make_leader, make_unit, make_user

pytestmark = pytest.mark.django_db
SPRING = Period(date(2026, 3, 2), date(2026, 5, 1))


@pytest.fixture
def people(here):
    unit = make_unit("Kundesenter")
    leader = make_leader(unit, name="Lise Leder")
    return leader, make_employee(unit, "Per Person")


def name_deputy(people, by):
    leader, deputy = people
    return actions.name_deputy(leader.pk, deputy_id=deputy.pk, may_do=["approve"], valid=SPRING, by=by)


def heard(person):
    rows = Notification.objects.filter(person_id=person.pk, kind=DEPUTIES).order_by("made_at", "id")
    return [row.message % (row.params | {"person": "N"}) for row in rows]


def test_whoever_is_named_by_the_leader_is_told_and_the_leader_is_not(people):
    name_deputy(people, make_user(people[0]))
    assert heard(people[1]) == ["You stand in for N from 2026-03-02 until 2026-04-30."]
    assert heard(people[0]) == []


def test_when_somebody_else_names_her_both_are_told(people):
    name_deputy(people, SYSTEM)
    assert heard(people[1]) == ["You stand in for N from 2026-03-02 until 2026-04-30."]
    assert heard(people[0]) == ["N stands in for you from 2026-03-02 until 2026-04-30."]


def test_an_earlier_end_is_told_to_who_did_not_do_it(people):
    leader, deputy = people
    row = name_deputy(people, make_user(leader))
    actions.end_deputy(row.pk, last_day=date(2026, 3, 9), by=make_user(deputy))
    assert heard(leader) == ["The days of N as your deputy end on 2026-03-09, earlier than planned."]
    assert len(heard(deputy)) == 1


def test_the_same_last_day_once_more_tells_nobody_anything(people):
    row = name_deputy(people, SYSTEM)
    actions.end_deputy(row.pk, last_day=date(2026, 4, 30), by=SYSTEM)
    assert [len(heard(person)) for person in people] == [1, 1]


def test_the_other_municipality_hears_nothing(fjordvik, sundby):
    with tenant(fjordvik):
        unit = make_unit("Kundesenter")
        name_deputy((make_leader(unit), make_employee(unit)), SYSTEM)
    with tenant(sundby):
        assert not Notification.objects.exists()


def test_it_can_be_chosen_how_soon_and_a_protected_person_is_not_named(people):
    assert DEPUTIES in {kind.name for kind in notice_kinds()}
    name_deputy(people, SYSTEM)
    row = Notification.objects.filter(person_id=people[1].pk).get()
    assert row.params["person"] == named(people[0].pk)
    assert "a protected person" in told(row.message, row.params)

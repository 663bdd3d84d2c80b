from datetime import date

import pytest

from grunnmur.core.periods import Period
from grunnmur.core.permissions import keys_of, keys_of_person, members_of
from grunnmur.organisation import actions
from grunnmur.organisation.queries.keys import keys_of as organisations_keys
from tests.factories_organisation import (
    SINCE,
    SYSTEM,
    make_deputy,
    make_employee,
    make_function,
    make_leader,
    make_person,
    make_unit,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
TODAY, MAY = date(2026, 3, 2), date(2026, 5, 1)


@pytest.fixture
def top():
    return make_unit("Top")


def test_a_person_has_the_keys_of_her_unit_and_those_above(top):
    unit = make_unit(parent=top)
    person = make_employee(unit, valid=Period(SINCE, MAY))
    own = {"everyone", f"person:{person.pk}"}
    assert own | {f"unit:{unit.pk}", f"below:{unit.pk}", f"below:{top.pk}"} <= keys_of_person(person.pk, TODAY)
    assert keys_of_person(person.pk, MAY) == own


def test_a_function_is_a_key_alone_and_with_its_unit(top):
    person, function = make_employee(top), make_function()
    actions.appoint(person.pk, function_id=function.pk, unit_id=top.pk, valid=Period(SINCE), by=SYSTEM)
    assert {f"function:{function.pk}", f"function:{function.pk}@{top.pk}"} <= keys_of_person(person.pk, TODAY)
    for key in (f"function:{function.pk}", f"function:{function.pk}@{top.pk}"):
        assert members_of(key, TODAY) == {person.pk}
    assert members_of(f"function:{function.pk}@{make_unit().pk}", TODAY) == set()


def test_the_key_of_a_leaderless_unit_is_the_next_leaders(top):
    mayor = make_leader(top)
    led = make_unit(parent=top)
    vacant = make_unit(parent=make_unit(parent=top))
    leader = make_leader(led)
    assert f"leader:{vacant.pk}" in keys_of_person(mayor.pk, TODAY)
    assert f"leader:{led.pk}" not in keys_of_person(mayor.pk, TODAY)
    assert members_of(f"leader:{vacant.pk}", TODAY) == {mayor.pk}
    assert members_of(f"leader:{led.pk}", TODAY) == {leader.pk}


def test_a_deputy_for_tasks_has_the_leaders_key(top):
    leader, deputy, other = make_leader(top), make_employee(top), make_employee(top)
    make_deputy(leader, deputy, valid=Period(SINCE, date(2020, 6, 1)), may_do=("tasks",))
    make_deputy(leader, deputy, valid=Period(TODAY, MAY), may_do=("tasks",))
    make_deputy(leader, other, valid=Period(TODAY, MAY), may_do=("approve",))
    assert members_of(f"leader:{top.pk}", TODAY) == {leader.pk, deputy.pk}
    for person, has in ((leader, True), (deputy, True), (other, False)):
        assert (f"leader:{top.pk}" in keys_of_person(person.pk, TODAY)) is has


def test_members_mirror_keys(top):
    unit = make_unit(parent=top)
    people = {make_leader(top).pk, make_leader(unit).pk, make_employee(unit).pk}
    keys = {key for person in people for key in keys_of_person(person, TODAY)}
    for key in keys:
        assert members_of(key, TODAY) == {person for person in people if key in keys_of_person(person, TODAY)}, key


def test_keys_cost_one_statement_two_for_leaders_and_a_top_leaders_set_stays_small(top, django_assert_num_queries):
    mayor, worker = make_leader(top), make_employee(top)
    with django_assert_num_queries(1):
        organisations_keys(worker.pk, TODAY)
    for _ in range(5):
        make_leader(make_unit(parent=top))
    with django_assert_num_queries(2):
        keys = set(organisations_keys(mayor.pk, TODAY))
    assert keys == {f"unit:{top.pk}", f"below:{top.pk}", f"leader:{top.pk}"}


def test_a_login_without_person_has_everyones_key_alone():
    assert keys_of(make_user()) == {"everyone"}


def test_everyone_is_whoever_is_employed(top):
    person = make_employee(top)
    make_person()
    assert members_of("everyone", TODAY) == {person.pk}

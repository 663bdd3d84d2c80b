"""Traps that other systems of this kind have fallen into, each by name."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from grunnmur.core import clock
from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import keys_of_person
from grunnmur.organisation import actions, queries
from grunnmur.organisation.events import DayTurned, UnitsMoved
from grunnmur.organisation.models import Deputy, Employment, Leave
from grunnmur.organisation.queries import leader_of
from grunnmur.organisation.rules import EmploymentFacts, NotAllowedDeputyError
from tests.factories_organisation import (
    SINCE,
    SYSTEM,
    employ,
    make_deputy,
    make_employee,
    make_leader,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
TODAY, MAY = date(2026, 3, 2), date(2026, 5, 1)
# The moments around local midnight in Oslo on the nights when clocks are moved, and the day it is there.
NIGHTS = [
    (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
    (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
    (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
    (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
    (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), date(2026, 10, 24)),
    (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
]


@pytest.fixture
def top():
    return make_unit("Top")


def test_two_leaders_employed_under_each_other_are_each_led_by_the_other_and_never_by_themselves(top):
    upper = make_unit(parent=top)
    lower = make_unit(parent=upper)
    above, below = make_employee(lower), make_employee(upper)
    make_leader(upper, above)
    make_leader(lower, below)
    assert leader_of(above.pk, on=TODAY) == below.pk
    assert leader_of(below.pk, on=TODAY) == above.pk


def test_the_leader_of_the_unit_she_is_employed_in_does_not_become_her_own_leader_when_those_above_are_vacant(top):
    leader = make_leader(make_unit(parent=make_unit(parent=top)))
    assert leader_of(leader.pk, on=TODAY) is None


def test_three_vacant_levels_are_walked_past_also_from_a_day_to_come(top):
    mayor = make_leader(top)
    levels = [top]
    for _ in range(3):
        levels.append(make_unit(parent=levels[-1]))
        make_leader(levels[-1])
        actions.vacate_leader(levels[-1].pk, from_day=MAY, by=SYSTEM)
    worker = make_employee(levels[-1])
    assert leader_of(worker.pk, on=TODAY) != mayor.pk
    assert leader_of(worker.pk, on=MAY) == mayor.pk


def test_sub_units_are_not_left_stale_when_the_one_above_closes_and_hands_over(top, published):
    old, new = make_unit(parent=top), make_unit(parent=top)
    heir = make_leader(new)
    team = make_unit(parent=old)
    room = make_unit(parent=team)
    worker = make_employee(room)
    moved = published(UnitsMoved)
    actions.close_unit(old.pk, last_day=date(2026, 4, 30), move_to=new.pk, by=SYSTEM)
    assert moved == [UnitsMoved(frozenset({team.pk}), MAY)]
    assert [unit.pk for unit in queries.path_of(room.pk, on=MAY)] == [top.pk, new.pk, team.pk]
    assert leader_of(worker.pk, on=MAY) == heir.pk
    assert f"below:{new.pk}" in keys_of_person(worker.pk, MAY)
    assert f"below:{old.pk}" not in keys_of_person(worker.pk, MAY)


def test_of_two_employments_one_moves_and_the_other_stays(top):
    one, two, other = (make_unit(parent=top) for _ in range(3))
    person = make_employee(one, percent=Decimal(60))
    second = employ(person, two, percent=Decimal(40))
    facts = EmploymentFacts(unit_id=other.pk, kind="permanent", percent=Decimal(40))
    actions.change_employment(second.pk, facts, from_day=MAY, by=SYSTEM)
    live = Employment.objects.filter(person=person, valid__contains=MAY)
    assert {row.unit_id: row.percent for row in live} == {one.pk: 60, other.pk: 40}


@pytest.mark.parametrize(("moment", "day"), NIGHTS)
def test_nights_when_clocks_are_moved_begin_and_end_at_local_midnight(top, moment, day):
    person = make_employee(top, valid=Period.on(day))
    with clock.at(moment):
        assert today() == day
        assert [row.pk for row in queries.directory(on=today(), seen_by=SYSTEM).rows] == [person.pk]


def test_each_day_turns_once_over_the_nights_when_clocks_are_moved(published):
    actions.turn_days(up_to=date(2026, 3, 27))
    turned = published(DayTurned)
    moment = datetime(2026, 3, 27, 0, tzinfo=UTC)
    for hour in range(4 * 24):
        with clock.at(moment + timedelta(hours=hour)):
            actions.turn_days(up_to=today())
    assert [event.day.day for event in turned] == [28, 29, 30, 31]


def test_a_deputy_named_on_the_29th_of_february_may_last_the_year_and_no_longer(top):
    leader, deputy = make_employee(top), make_employee(top)
    first = date(2028, 2, 29)
    row = make_deputy(leader, deputy, valid=Period.through(first, date(2029, 2, 28)))
    assert Deputy.objects.get(pk=row.pk).valid.upper == date(2029, 3, 1)
    with pytest.raises(NotAllowedDeputyError):
        make_deputy(leader, deputy, valid=Period.through(first, date(2029, 3, 1)))


def test_the_29th_of_february_is_a_first_and_a_last_day_like_any_other(top):
    leap = date(2028, 2, 29)
    row = Employment.objects.get(person=make_employee(top, valid=Period.through(leap, leap)))
    assert (row.valid.lower, row.valid.upper) == (leap, date(2028, 3, 1))
    long = Employment.objects.get(person=make_employee(top))
    actions.register_leave(long.pk, percent=Decimal(100), valid=Period.through(date(2028, 2, 28), leap), by=SYSTEM)
    actions.end_employment(long.pk, last_day=leap, by=SYSTEM)
    assert Leave.objects.get().valid.upper == date(2028, 3, 1)
    assert len(queries.directory(on=leap, seen_by=SYSTEM).rows) == 2
    assert queries.directory(on=date(2028, 3, 1), seen_by=SYSTEM).rows == []


def test_a_last_day_is_a_day_at_work_and_the_day_after_is_not(top):
    worker = make_employee(top, valid=Period(SINCE))
    actions.end_employment(Employment.objects.get(person=worker).pk, last_day=date(2026, 4, 30), by=SYSTEM)
    assert [row.pk for row in queries.directory(on=date(2026, 4, 30), seen_by=SYSTEM).rows] == [worker.pk]
    assert queries.directory(on=MAY, seen_by=SYSTEM).rows == []

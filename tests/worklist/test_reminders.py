"""Reminders, what is overdue, and what goes on to the next leader: each night, once."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from grunnmur.core import clock
from grunnmur.core.events import publish
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.actions.days import turn_days
from grunnmur.organisation.events import DayTurned
from grunnmur.worklist import actions
from grunnmur.worklist.events import TaskOverdue
from grunnmur.worklist.models import Notification
from grunnmur.worklist.rules.reminding import is_reminded, reminder_point
from tests.factories_organisation import SYSTEM, make_employee, make_leader, make_unit
from tests.factories_worklist import make_task

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
DUE = date(2026, 3, 20)


@contextmanager
def night(day: date):
    """It is some hours into a day, and the day has turned."""
    with clock.at(datetime(day.year, day.month, day.day, 1, tzinfo=UTC)):
        publish(DayTurned(day))
        yield


def told(person) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(person=person).order_by("made_at", "id")
    return [(row.kind, row.params["due_date"]) for row in rows]


@pytest.mark.parametrize(
    ("day", "point"),
    [
        (date(2026, 3, 12), None),
        (date(2026, 3, 13), date(2026, 3, 13)),
        (date(2026, 3, 18), date(2026, 3, 13)),
        (date(2026, 3, 19), date(2026, 3, 19)),
        (DUE, DUE),
        (date(2026, 3, 26), DUE),
        (date(2026, 3, 27), date(2026, 3, 27)),
        (date(2026, 4, 12), date(2026, 4, 10)),
    ],
)
def test_reminders_fall_seven_one_and_no_days_before_then_weekly(day, point):
    assert reminder_point(DUE, on=day) == point


@given(st.integers(0, 40), st.lists(st.booleans(), min_size=80, max_size=80))
def test_whatever_nights_are_missed_each_point_is_reminded_of_at_most_once(lead, runs):
    due, last, seen = TODAY + lead * DAY, None, []
    for number, is_run in enumerate(runs):
        on = TODAY + number * DAY
        if is_run and is_reminded(due, opened=TODAY, last=last, on=on):
            last = reminder_point(due, on=on)
            seen.append(last)
    assert len(set(seen)) == len(seen)
    assert all(point > TODAY for point in seen)
    if all(runs):
        days = [TODAY + number * DAY for number in range(80)]
        points = {reminder_point(due, on=day) for day in days} - {None}
        assert set(seen) == {point for point in points if point > TODAY}


@pytest.mark.django_db
@pytest.mark.usefixtures("here")
class TestNights:
    def test_who_has_a_task_is_reminded_on_the_right_days_and_running_twice_does_nothing(self):
        person = make_employee(make_unit())
        make_task(person=person, due_date=DUE)
        for number in range(30):
            day = TODAY + number * DAY
            with night(day):
                before = Notification.objects.count()
                assert actions.remind_and_pass_on(on=day) == 0
                assert Notification.objects.count() == before
        due = DUE.isoformat()
        assert told(person) == [("task.due", due)] * 3 + [("task.overdue", due)]

    def test_a_group_is_reminded_by_its_members_and_a_large_one_is_not(self):
        unit, large = make_unit(), make_unit()
        leader = make_leader(unit)
        make_task(unit=unit, due_date=TODAY + DAY)
        crowd = [make_employee(large) for _number in range(51)]
        task = make_task(group_key=f"unit:{large.pk}", due_date=TODAY + DAY)
        with night(TODAY + DAY):
            assert len(told(leader)) == 1
            assert not Notification.objects.filter(person__in=crowd).exists()
            task.refresh_from_db()
            assert task.reminded_date == TODAY + DAY

    def test_closed_tasks_and_those_without_due_date_are_left_alone(self, published):
        person = make_employee(make_unit())
        closed = make_task(person=person, due_date=TODAY + DAY)
        make_task(person=person)
        actions.cancel_task(closed.pk, by=SYSTEM)
        seen = published(TaskOverdue)
        with night(TODAY + 5 * DAY):
            assert told(person) == []
            assert seen == []

    def test_after_an_outage_one_reminder_comes_not_one_for_each_missed_night(self):
        person = make_employee(make_unit())
        make_task(person=person, due_date=DUE)
        turn_days(up_to=TODAY)
        with clock.at(datetime(2026, 4, 20, 1, tzinfo=UTC)):
            assert len(turn_days(up_to=date(2026, 4, 20))) == 49
            assert told(person) == [("task.overdue", DUE.isoformat())]
            assert turn_days(up_to=date(2026, 4, 20)) == []
            assert len(told(person)) == 1

    def test_overdue_is_told_once_and_again_when_the_date_is_moved_and_passes(self, published):
        task = make_task(person=make_employee(make_unit()), due_date=TODAY + DAY)
        seen = published(TaskOverdue)
        for number in range(1, 5):
            with night(TODAY + number * DAY):
                pass
        assert [(event.task_id, event.due_date) for event in seen] == [(task.pk, TODAY + DAY)]
        task.refresh_from_db()
        task.due_date = TODAY + 10 * DAY
        task.save(update_fields=["due_date"])
        with night(TODAY + 11 * DAY):
            assert len(seen) == 2

    def test_statements_do_not_grow_with_the_number_of_tasks(self):
        unit = make_unit()
        make_leader(unit)

        def cost(number: int, day: date) -> int:
            for _task in range(number):
                make_task(unit=unit, due_date=day, escalate_days=1)
            with night(day - DAY), clock.at(datetime(day.year, day.month, day.day, 1, tzinfo=UTC)):
                with CaptureQueriesContext(connection) as seen:
                    assert actions.remind_and_pass_on(on=day) >= number
                return len(seen)

        first = cost(1, TODAY + 3 * DAY)
        assert cost(4, TODAY + 4 * DAY) <= first + 1  # the leader above is asked about once more


@pytest.mark.django_db
@pytest.mark.usefixtures("here")
class TestPassingOn:
    def test_a_task_goes_up_leader_by_leader_by_working_days(self):
        top = make_unit()
        middle = make_unit(parent=top)
        unit = make_unit(parent=middle)
        leaders = {one: make_leader(one) for one in (top, middle, unit)}
        person = make_employee(unit)
        due = date(2026, 3, 6)  # a Friday
        task = make_task(person=person, due_date=due, escalate_days=2)
        with night(date(2026, 3, 9)):
            task.refresh_from_db()
            assert task.person_id == person.pk  # one working day has passed
        for day, one in ((10, unit), (12, middle), (16, top), (18, top)):
            with night(date(2026, 3, day)):
                task.refresh_from_db()
                assert (task.person_id, task.group_key, task.state) == (None, f"leader:{one.pk}", "open")
        kinds = {one: [kind for kind, _due in told(leaders[one])] for one in leaders}
        assert kinds[unit].count("task.passed_on") == 2  # came, and went on
        assert ("task.passed_on", due.isoformat()) in told(person)

    def test_easter_does_not_count_in_norway(self):
        unit = make_unit()
        make_leader(unit)
        task = make_task(person=make_employee(unit), due_date=date(2026, 4, 1), escalate_days=1)
        for day, is_passed_on in ((date(2026, 4, 6), False), (date(2026, 4, 7), True)):
            with night(day):
                task.refresh_from_db()
                assert (task.group_key != "") is is_passed_on

    def test_a_leaders_own_task_skips_herself(self):
        top = make_unit()
        unit = make_unit(parent=top)
        make_leader(top)
        leader = make_leader(unit)
        task = make_task(person=leader, due_date=TODAY, escalate_days=1)
        with night(TODAY + DAY):
            task.refresh_from_db()
            assert task.group_key == f"leader:{top.pk}"

    def test_who_is_spared_is_neither_reminded_nor_given_it_from_below(self):
        top = make_unit()
        unit = make_unit(parent=top)
        person, other, leader = make_employee(unit), make_employee(unit), make_leader(top)
        key, due = f"unit:{unit.pk}", TODAY + 8 * DAY
        spared = [person.pk, leader.pk]
        task = make_task(group_key=key, unit_id=unit.pk, spared=spared, due_date=due, escalate_days=1)
        with night(TODAY + DAY):
            assert (told(person), told(other)) == ([], [("task.due", due.isoformat())])
        with night(due + DAY):
            task.refresh_from_db()
            assert (task.group_key, told(leader)) == (key, [])

    def test_a_task_nobody_stands_above_stays_where_it_is(self):
        leader = make_leader(make_unit())
        task = make_task(person=leader, due_date=TODAY, escalate_days=1)
        with night(TODAY + 9 * DAY):
            task.refresh_from_db()
            assert task.person_id == leader.pk
            assert actions.remind_and_pass_on(on=TODAY + 9 * DAY) == 0


@pytest.mark.django_db
def test_the_first_of_may_counts_in_denmark_and_not_in_norway(fjordvik, sundby):
    for municipality, is_passed_on in ((fjordvik, False), (sundby, True)):
        with tenant(municipality):
            unit = make_unit()
            make_leader(unit)
            task = make_task(person=make_employee(unit), due_date=date(2026, 4, 30), escalate_days=1)
            with night(date(2026, 5, 1)):
                task.refresh_from_db()
                assert (task.group_key != "") is is_passed_on

"""The yearly wheel: planning, tasks of it, the page, and the report."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from grunnmur.core import clock
from grunnmur.core.events import publish
from grunnmur.core.permissions import person_of
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.events import DayTurned
from grunnmur.worklist import actions, queries
from grunnmur.worklist.models import Task, WheelEntry
from grunnmur.worklist.queries import Stage, WheelFilter
from grunnmur.worklist.rules import PLAN_WHEEL, OutcomeError, WheelError, WheelFacts
from tests.factories_organisation import (
    SYSTEM,
    granting,
    make_employee,
    make_function,
    make_leader,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def unit(here):
    return make_unit("Kundesenter")


@pytest.fixture
def planner(unit):
    with granting(make_user(make_leader(unit)), PLAN_WHEEL, unit) as user:
        yield user


def facts(unit, **more):
    said = {"title": "Fire drill", "first_date": date(2026, 3, 20), "owner_key": f"leader:{unit.pk}"}
    return WheelFacts(**said | {"unit_id": unit.pk, "off_days": "keep"} | more)


def plan(unit, **more):
    return actions.plan_wheel_entry(facts(unit, **more), by=SYSTEM)


def night(day):
    with clock.at(datetime(day.year, day.month, day.day, 1, tzinfo=UTC)):
        publish(DayTurned(day))


def due_dates():
    return sorted(Task.objects.values_list("due_date", flat=True))


def test_a_duty_becomes_a_task_when_its_lead_time_begins_once(unit, planner):
    plan(unit, first_date=date(2026, 5, 1), lead_days=10)
    night(date(2026, 4, 20))
    assert due_dates() == []
    for _twice in range(2):
        night(date(2026, 4, 21))
    assert due_dates() == [date(2026, 5, 1)]
    (task,) = queries.my_tasks(seen_by=planner)
    assert (str(task.params["title"]), task.kind) == ("Fire drill", "wheel.duty")
    night(date(2027, 4, 21))
    assert due_dates() == [date(2026, 5, 1), date(2027, 5, 1)]


def test_a_duty_whose_time_has_come_is_a_task_at_once_but_not_for_days_that_have_been(unit):
    plan(unit, lead_days=30)
    plan(unit, first_date=date(2020, 2, 1), lead_days=30)
    plan(unit, first_date=date(2020, 3, 2), lead_days=0)
    assert due_dates() == [TODAY, date(2026, 3, 20)]


def test_after_an_outage_only_the_latest_becomes_a_task(unit):
    plan(unit, first_date=TODAY + DAY, period="day", lead_days=0)
    night(TODAY + 9 * DAY)
    assert due_dates() == [TODAY + 9 * DAY]


def test_a_duty_that_ended_comes_no_more_and_open_tasks_of_later_days_are_cancelled(unit):
    entry = plan(unit, lead_days=30, period="week")
    assert due_dates() == [date(2026, 3, 27)]  # the latest whose lead time has begun
    with pytest.raises(WheelError):
        actions.end_wheel_entry(entry.pk, last_day=date(2026, 3, 1), by=SYSTEM)
    actions.end_wheel_entry(entry.pk, last_day=date(2026, 3, 26), by=SYSTEM)
    assert Task.objects.get().state == "cancelled"
    night(date(2026, 9, 1))
    assert Task.objects.count() == 1
    assert queries.next_occurrences(WheelEntry.objects.get(), on=date(2026, 9, 1)) == []


def test_counted_from_done_the_next_comes_one_interval_after(unit, planner):
    entry = plan(unit, period="month", every=6, counts_from="done", lead_days=30, first_date=date(2026, 3, 20))
    with clock.at(datetime(2026, 4, 30, 9, tzinfo=UTC)):
        actions.finish_task(Task.objects.get().pk, outcome="done", by=planner)
    entry.refresh_from_db()
    assert entry.anchor_date == date(2026, 10, 30)
    night(date(2026, 9, 29))
    assert Task.objects.count() == 1
    night(date(2026, 9, 30))
    assert due_dates() == [date(2026, 3, 20), date(2026, 10, 30)]
    with clock.at(datetime(2026, 10, 1, 9, tzinfo=UTC)):
        actions.cancel_task(Task.objects.get(state="open").pk, by=SYSTEM)
    entry.refresh_from_db()
    assert entry.anchor_date == date(2027, 4, 1)


def test_a_moved_holiday_moves_the_due_date_to_a_working_day_of_the_country(fjordvik, sundby):
    for municipality, due in ((fjordvik, date(2026, 4, 1)), (sundby, date(2026, 4, 1))):
        with tenant(municipality):
            plan(make_unit(), first_date=date(2026, 4, 3), off_days="before", lead_days=60)
            assert due_dates() == [due]  # Good Friday; the Thursday before is a holiday too
    with tenant(fjordvik):
        entry = plan(make_unit(), first_date=date(2026, 5, 1), off_days="after", lead_days=0)
        assert queries.due_of(entry, date(2026, 5, 1)) == date(2026, 5, 4)
    with tenant(sundby):
        entry = plan(make_unit(), first_date=date(2026, 5, 1), off_days="after", lead_days=0)
        assert queries.due_of(entry, date(2026, 5, 1)) == date(2026, 5, 1)


def test_evidence_is_asked_for_where_the_duty_says_so(unit, planner):
    plan(unit, needs_evidence=True)
    (task,) = queries.my_tasks(seen_by=planner)
    with pytest.raises(OutcomeError):
        actions.finish_task(task.pk, outcome="done", by=planner)
    actions.finish_task(task.pk, outcome="done", evidence="Log page 12", by=planner)


def test_a_duty_of_a_function_waits_for_whoever_holds_it(unit):
    function = make_function("brannvernleder")
    plan(unit, owner_key=f"function:{function.pk}")
    assert Task.objects.get().group_key == f"function:{function.pk}"


@pytest.mark.parametrize(
    "more",
    [
        {"title": " "},
        {"owner_key": "everyone"},
        {"every": 0},
        {"lead_days": 400},
        {"until_date": date(2026, 3, 19)},
        {"nth": 2},
        {"nth": 2, "weekday": 1, "period": "week"},
        {"nth": 2, "weekday": 1, "counts_from": "done"},
    ],
)
def test_what_cannot_be_is_refused(unit, more):
    with pytest.raises(WheelError):
        plan(unit, **more)
    assert not WheelEntry.objects.exists()


def test_planning_wants_the_permission_at_the_unit(unit, planner):
    other = make_unit()
    entry = plan(unit, lead_days=0)
    foreign = plan(other, lead_days=0)
    with pytest.raises(PermissionDenied):
        actions.plan_wheel_entry(facts(other), by=planner)
    with pytest.raises(PermissionDenied):
        actions.change_wheel_entry(entry.pk, facts(other), by=planner)
    for ask in (
        lambda: actions.change_wheel_entry(foreign.pk, facts(unit), by=planner),
        lambda: actions.end_wheel_entry(foreign.pk, last_day=date(2026, 12, 1), by=planner),
    ):
        with pytest.raises(PermissionDenied):
            ask()
    actions.change_wheel_entry(entry.pk, facts(unit, title="Other"), by=planner)
    entry.refresh_from_db()
    assert entry.title == "Other"


def test_changing_the_days_opens_the_task_anew_and_changing_the_words_does_not(unit, planner):
    entry = plan(unit)
    before = Task.objects.get()
    actions.change_wheel_entry(entry.pk, facts(unit, title="Fire drill with the neighbours"), by=planner)
    assert Task.objects.get() == before
    actions.change_wheel_entry(entry.pk, facts(unit, first_date=date(2026, 3, 25)), by=planner)
    states = dict(Task.objects.values_list("due_date", "state"))
    assert states == {date(2026, 3, 20): "cancelled", date(2026, 3, 25): "open"}


def test_the_night_costs_the_same_for_one_duty_and_four(unit, django_assert_max_num_queries):
    for number in range(4):
        plan(unit, title=f"Duty {number}", first_date=date(2026, 9, 1), lead_days=10)
    with django_assert_max_num_queries(8), clock.at(datetime(2026, 8, 25, tzinfo=UTC)):
        assert actions.open_wheel_tasks(on=date(2026, 8, 25)) == 4
    with django_assert_max_num_queries(6):
        assert actions.open_wheel_tasks(on=date(2026, 8, 26)) == 0


# The year


def test_the_year_shows_each_time_and_what_became_of_it(unit, planner):
    plan(unit, title="A", period="month", every=3, first_date=date(2026, 2, 10), lead_days=90)
    done = Task.objects.get()
    actions.finish_task(done.pk, outcome="done", by=planner)
    plan(unit, title="B", period="day", first_date=date(2026, 1, 1), lead_days=0)
    found = queries.occurrences(WheelFilter(year=2026), on=TODAY)
    stages = [(one.entry.title, one.day, one.stage) for one in found]
    assert stages == [
        ("A", date(2026, 2, 10), Stage.PLANNED),
        ("B", TODAY, Stage.OPEN),
        ("A", date(2026, 5, 10), Stage.DONE),
        ("A", date(2026, 8, 10), Stage.PLANNED),
        ("A", date(2026, 11, 10), Stage.PLANNED),
    ]
    later = queries.occurrences(WheelFilter(year=2026), on=date(2026, 3, 3))
    assert [one.stage for one in later if one.entry.title == "B"] == [Stage.PLANNED]
    assert queries.occurrences(WheelFilter(year=2026, unit_ids=[]), on=TODAY) == []
    assert len(queries.occurrences(WheelFilter(year=2027, owner_key=f"leader:{unit.pk}"), on=TODAY)) == 5


# The pages


@pytest.fixture
def visitor(client, planner, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    client.force_login(planner)
    client.cookies["language"] = "en"
    return client


def sent(unit, **more):
    said = {"title": "Fire drill", "unit": str(unit.pk), "owner": "leader", "first_date": "2026-03-20", "every": 1}
    said |= {"period": "year", "counts_from": "fixed", "off_days": "before", "lead_days": 30, "steps": "One\n\n Two "}
    return said | {"is_reported": "on"} | more


def test_a_duty_is_previewed_planned_changed_and_ended_on_the_pages(visitor, unit):
    new = reverse("worklist:wheel_new")
    preview = visitor.post(new, sent(unit, nth="2", weekday="1", first_date="2026-04-01", preview="1"))
    assert "Every year, second Tuesday of April" in preview.text
    assert "Tuesday, 14 April 2026" in preview.text.replace("Tuesday 14", "Tuesday, 14")
    assert not WheelEntry.objects.exists()
    assert visitor.post(new, sent(unit, nth="2")).status_code == 422
    assert visitor.post(new, sent(make_unit())).status_code == 422
    response = visitor.post(new, sent(unit, law_title="Fire act", law_url="https://law.example/fire"))
    entry = WheelEntry.objects.get()
    assert response.url == reverse("worklist:wheel_entry", args=[entry.pk])
    assert entry.steps == ["One", "Two"]
    html = visitor.get(response.url).text
    assert all(word in html for word in ("Fire act", "<li>Two</li>", "Leader of Kundesenter", "20 March 2026"))
    task = visitor.get(reverse("worklist:task", args=[Task.objects.get().pk])).text
    assert "<li>Two</li>" in task
    change = reverse("worklist:wheel_change", args=[entry.pk])
    assert 'value="leader" selected' in visitor.get(change).text
    assert visitor.post(change, sent(unit, title="Drill")).status_code == 302
    end = reverse("worklist:wheel_end", args=[entry.pk])
    assert visitor.post(end, {"last_day": "2025-01-01"}).status_code == 422
    assert visitor.post(end, {"last_day": "2026-03-19"}).status_code == 422
    assert visitor.post(end, {"last_day": "2026-03-20"}).status_code == 302
    assert "2027" not in visitor.get(response.url).text


def test_the_wheel_shows_the_ring_and_the_list_and_is_narrowed(visitor, unit):
    assert "Nothing is on the wheel this year" in visitor.get(reverse("worklist:wheel")).text
    plan(unit)
    html = visitor.get(reverse("worklist:wheel")).text
    assert html.count("Fire drill") >= 2
    assert '<svg class="wheel"' in html
    assert "Fire drill" in visitor.get(reverse("worklist:wheel"), {"year": "2031", "unit": str(unit.pk)}).text
    empty = visitor.get(reverse("worklist:wheel"), {"unit": str(make_unit().pk)}).text
    assert "Nothing comes in this year for them" in empty


@pytest.mark.parametrize("name", ["worklist:wheel", "worklist:wheel_report"])
def test_lists_cost_the_same_for_one_and_four(visitor, unit, planner, name, count_statements):
    def add(number):
        for _duty in range(number):
            entry = plan(unit, is_reported=True)
            actions.finish_task(Task.objects.get(subject_id=entry.pk).pk, outcome="done", by=planner)

    add(1)
    before = count_statements(visitor, reverse(name))
    add(3)
    assert count_statements(visitor, reverse(name)) == before


def test_the_report_tells_who_did_what_when_and_only_of_reported_duties(visitor, unit, planner):
    plan(unit, is_reported=True, needs_evidence=True)
    plan(unit, title="Quiet")
    for task in Task.objects.all():
        actions.finish_task(task.pk, outcome="done", evidence="Log page 12", by=planner)
    html = visitor.get(reverse("worklist:wheel_report")).text
    assert "Log page 12" in html
    assert "Quiet" not in html
    for ending in ("csv", "xlsx"):
        response = visitor.get(reverse(f"worklist:wheel_report_{ending}"))
        (sheet,) = read_tables(response.content, name=f"a.{ending}").sheets
        (row,) = sheet.rows
        assert (row.cells[0], row.cells[4], row.cells[6]) == ("Fire drill", str(planner), "Log page 12")
    assert "Nothing was done" in visitor.get(reverse("worklist:wheel_report"), {"year": "2025"}).text


def test_the_report_is_of_ones_own_units_only(client, visitor, unit, planner):
    plan(unit, is_reported=True)
    actions.finish_task(Task.objects.get().pk, outcome="done", by=planner)
    stranger = make_user(make_employee(make_unit()))
    client.force_login(stranger)
    assert "Nothing was done" in client.get(reverse("worklist:wheel_report")).text
    assert person_of(stranger) is not None


def test_planning_is_refused_to_others_and_the_wheel_is_for_all(client, visitor, unit):
    entry = plan(unit)
    client.force_login(make_user(make_employee(make_unit())))
    for name, wanted in (("wheel", []), ("wheel_entry", [entry.pk])):
        html = client.get(reverse(f"worklist:{name}", args=wanted)).text
        assert "Fire drill" in html
        assert reverse("worklist:wheel_new") not in html
    for name, wanted in (("wheel_new", []), ("wheel_change", [entry.pk]), ("wheel_end", [entry.pk])):
        assert client.get(reverse(f"worklist:{name}", args=wanted)).status_code == 403
        assert client.post(reverse(f"worklist:{name}", args=wanted), sent(unit)).status_code == 403
    assert WheelEntry.objects.count() == 1


def test_from_another_municipality_no_duty_answers(client, fjordvik, sundby, settings):
    settings.ALLOWED_HOSTS = ["sundby.example"]
    client.defaults["HTTP_HOST"] = "sundby.example"
    with tenant(fjordvik):
        entry = plan(make_unit())
    with tenant(sundby), granting(make_user(make_leader(make_unit())), PLAN_WHEEL, everywhere=True) as user:
        client.force_login(user)
    with granting(user, PLAN_WHEEL, everywhere=True):
        for name in ("wheel_entry", "wheel_change", "wheel_end"):
            assert client.get(reverse(f"worklist:{name}", args=[entry.pk])).status_code == 404
        assert "Fire drill" not in client.get(reverse("worklist:wheel")).text

"""My team: what people have, what is not ready, and who comes, moves and leaves."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grunnmur.access import queries
from grunnmur.access.rules import SEE
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.models import Employment
from grunnmur.organisation.queries import workplaces
from grunnmur.organisation.rules import EmploymentFacts
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.models import Task
from tests.factories_access import START
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def test_the_team_shows_roles_accesses_and_what_is_not_ready(leader, house, fjordvik):
    html = leader.get(reverse("access:team")).text
    for expected in ("Per Person", "Nora Ny", "Kundestøtte", "PC (bærbar)", "Starts 12.03.2026"):
        assert expected in html
    with tenant(fjordvik):
        logged = PersonalDataRead.objects.filter(what="access.team").values_list("subject_id", flat=True)
        assert set(logged) == {house.leader.pk, house.adviser.pk, house.newcomer.pk}


def test_the_team_is_narrowed_by_name_and_htmx_gets_the_rows_alone(leader):
    rows = leader.get(reverse("access:team"), {"q": "nor"}, headers={"HX-Request": "true"}).text
    assert rows.lstrip().startswith('<div id="rows">')
    assert "Nora Ny" in rows
    assert "Per Person" not in rows


def test_who_may_hire_is_led_to_it_from_her_team(leader):
    assert reverse("organisation:hire") in leader.get(reverse("access:team")).text


@pytest.mark.parametrize("name", ["team", "team_changes"])
def test_who_sees_nobodys_access_has_no_team(visit, house, fjordvik, name):
    with tenant(fjordvik):
        user = make_user(make_employee(house.top))
    assert visit(user).get(reverse(f"access:{name}")).status_code == 403
    assert visit(user).get(reverse("access:team_export", args=["csv"])).status_code == 403
    with granting(user, SEE, make_unit_in(fjordvik)):
        html = visit(user).get(reverse("access:team")).text
        assert "Per Person" not in html
        assert reverse("organisation:hire") not in html


def make_unit_in(municipality):
    with tenant(municipality):
        return make_unit()


def test_changes_show_who_comes_with_each_thing_by_whom_and_when(leader, house):
    html = leader.get(reverse("access:team_changes")).text
    assert "Nora Ny" in html
    assert "10 days left" in html
    assert "2 of 5 accesses are ready." in html
    assert "By 11 March 2026, Kundesenter makes ready: Nøkkel til lager, PC (bærbar), Visittkort" in html
    assert "Per Person" not in html


def test_changes_show_who_moves_and_who_leaves(leader, house, fjordvik):
    with tenant(fjordvik):
        for task in Task.objects.filter(subject_id=house.adviser.pk):
            worklist.finish_task(task.pk, outcome="done", evidence="PC 4711", by=SYSTEM)
        end(house.adviser, TODAY + 5 * DAY)
        mover = make_employee(house.unit, "Mia Flytter")
        facts = EmploymentFacts(unit_id=house.top.pk, kind="permanent")
        work = Employment.objects.get(person=mover)
        organisation.change_employment(work.pk, facts, from_day=TODAY + 10 * DAY, by=SYSTEM)
    html = leader.get(reverse("access:team_changes")).text
    assert "from Kundesenter to Fjordvik" in html
    assert "By 7 March 2026, Kundesenter takes back: Nøkkel til lager, PC (bærbar), Visittkort" in html
    assert "Leaving" in html


def end(person, last_day):
    organisation.end_employment(Employment.objects.get(person=person).pk, last_day=last_day, by=SYSTEM)


def test_who_left_with_things_stands_until_they_are_back(leader, house, fjordvik):
    with tenant(fjordvik):
        for task in Task.objects.filter(subject_id=house.adviser.pk):
            worklist.finish_task(task.pk, outcome="done", evidence="PC 4711", by=SYSTEM)
        end(house.adviser, TODAY - DAY)
    assert "Per Person" in leader.get(reverse("access:team_changes")).text
    with tenant(fjordvik):
        for task in Task.objects.filter(subject_id=house.adviser.pk, state="open"):
            worklist.finish_task(task.pk, outcome="done", evidence="back", by=SYSTEM)
    assert "Per Person" not in leader.get(reverse("access:team_changes")).text


def test_nothing_ahead_says_so(leader, house, fjordvik):
    with tenant(fjordvik):
        Employment.objects.filter(person=house.newcomer).update(valid=Period(START + 365 * DAY).to_range())
    assert "No changes in the next 60 days" in leader.get(reverse("access:team_changes")).text


@pytest.mark.parametrize("name", ["team", "team_changes"])
def test_the_team_costs_the_same_for_one_and_four(visit, house, fjordvik, name, count_statements):
    with tenant(fjordvik):
        unit = make_unit()
        user = make_user(make_employee(house.top))
        make_employee(unit, valid=Period(TODAY + DAY))
    with granting(user, SEE, unit):
        visitor = visit(user)
        before = count_statements(visitor, reverse(f"access:{name}"))
        with tenant(fjordvik):
            for _ in range(3):
                make_employee(unit, valid=Period(TODAY + DAY))
        assert count_statements(visitor, reverse(f"access:{name}")) == before


def test_readiness_costs_the_same_for_one_and_sixty(house, fjordvik):
    with tenant(fjordvik):
        people = [make_employee(house.unit, valid=Period(START)).pk for _ in range(8)]

        def cost(persons):
            with CaptureQueriesContext(connection) as seen:
                found = queries.readiness(persons, TODAY)
            assert set(found) == set(persons)
            return len(seen)

        assert cost(people[:1]) == cost(people) <= 10


def test_readiness_tells_days_counts_and_who_does_what(house, fjordvik):
    with tenant(fjordvik):
        found = queries.readiness([house.newcomer.pk], TODAY)[house.newcomer.pk]
    assert (found.starts, found.ends, found.access_count, found.ready_count) == (START, None, 5, 2)
    assert {(thing.name, thing.group, thing.due_date) for thing in found.waiting} == {
        (name, "Kundesenter", START - DAY) for name in ("PC (bærbar)", "Visittkort", "Nøkkel til lager")
    }
    assert not found.returns


def test_the_exported_csv_is_the_table_and_is_logged(leader, house, fjordvik):
    response = leader.get(reverse("access:team_export", args=["csv"]))
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Name;Unit;Roles;Accesses;Not ready;First day;Last day"
    assert any(line.startswith("Nora Ny;Kundesenter;") and line.endswith("5;3;2026-03-12;") for line in lines)
    with tenant(fjordvik):
        assert PersonalDataRead.objects.filter(what="access.team_export").count() == 3


def test_the_exported_workbook_lists_each_access_with_its_reason(leader):
    response = leader.get(reverse("access:team_export", args=["xlsx"]))
    overview, accesses = openpyxl.load_workbook(BytesIO(response.content)).worksheets
    assert overview.max_row == 4
    rows = [[cell.value for cell in row] for row in accesses.iter_rows()]
    assert any(row[0] == "Per Person" and row[2] == "CRM (bidra)" and "Kundesenter basis" in row[6] for row in rows)


def test_moves_tell_who_comes_moves_and_leaves(house, fjordvik):
    with tenant(fjordvik):
        within = workplaces.Scope(units=frozenset({house.unit.pk}))
        during = Period(TODAY, TODAY + 60 * DAY)
        end(house.adviser, TODAY + 5 * DAY)
        two = make_employee(house.unit, "To Stillinger")
        organisation.start_employment(
            two.pk, EmploymentFacts(unit_id=house.top.pk, kind="hourly"), valid=Period(TODAY + DAY), by=SYSTEM
        )
        told = [
            (move.person.display_name, move.kind) for move in workplaces.moves(within, during=during, seen_by=SYSTEM)
        ]
    assert told == [("Per Person", "leaves"), ("Nora Ny", "starts")]


def test_who_hands_over_moves_and_a_visit_is_one_line(house, fjordvik):
    with tenant(fjordvik):
        within = workplaces.Scope(units=frozenset({house.unit.pk}))
        during = Period(TODAY, TODAY + 60 * DAY)
        work = Employment.objects.get(person=house.adviser)
        facts = EmploymentFacts(unit_id=house.top.pk, kind=work.kind)
        organisation.change_employment(
            work.pk, facts, from_day=TODAY + 10 * DAY, overlap_last_day=TODAY + 20 * DAY, by=SYSTEM
        )
        guest = make_employee(house.unit, "Gjest Vikar")
        Employment.objects.filter(person=guest).update(valid=Period(TODAY, TODAY + DAY).to_range())
        told = [
            (move.person.display_name, move.kind) for move in workplaces.moves(within, during=during, seen_by=SYSTEM)
        ]
    assert told == [("Gjest Vikar", "starts"), ("Nora Ny", "starts"), ("Per Person", "moves")]


def test_the_start_page_says_that_who_hands_over_moves(leader, house, fjordvik):
    with tenant(fjordvik):
        work = Employment.objects.get(person=house.adviser)
        facts = EmploymentFacts(unit_id=house.top.pk, kind=work.kind)
        organisation.change_employment(
            work.pk, facts, from_day=TODAY + 10 * DAY, overlap_last_day=TODAY + 20 * DAY, by=SYSTEM
        )
    assert "Moves 12 March 2026" in leader.get("/").text


def test_what_lies_behind_is_told_as_such(leader, house, fjordvik):
    with tenant(fjordvik):
        end(house.adviser, TODAY + DAY)
    assert "Leaving" in leader.get(reverse("access:team_changes")).text
    with tenant(fjordvik):
        days = Period(TODAY - 90 * DAY, TODAY - DAY)
        Employment.objects.filter(person=house.adviser).update(valid=days.to_range())
    assert "Has left" in leader.get(reverse("access:team_changes")).text

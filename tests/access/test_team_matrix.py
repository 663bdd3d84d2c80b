"""My people down, roles across: seen, ticked, saved at once, and taken out as a workbook."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grunnmur.access import actions
from grunnmur.access.actions import LevelFacts, Target
from grunnmur.access.models import Exclusion, Grant
from grunnmur.access.queries.sight import sight
from grunnmur.access.queries.team_matrix import MatrixFilter, team_matrix
from grunnmur.access.rules import SEE
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from tests.access.states import everything_held
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
ADDRESS = reverse("access:team_matrix")


def states(house, fjordvik, name="Per Person"):
    """Return the state of each role of one person, as the leader sees it."""
    with tenant(fjordvik):
        by = type(house.leader_user).objects.get(pk=house.leader_user.pk)
        found = team_matrix(sight(by), MatrixFilter(), on=TODAY, seen_by=by)
        row = next(row for row in found.rows if row.name == name)
        return {box.name: (box.state.value, box.may_change) for box in row.boxes}


def ticks(house, *roles, person=None, **more):
    chosen = [f"{(person or house.adviser).pk} role:{house.roles[role].pk}" for role in roles]
    return {"tick": chosen, "first_day": TODAY.isoformat(), "reason": "Fordi"} | more


def let_leaders_remove(house, fjordvik):
    with tenant(fjordvik):
        for name in ("CRM", "Nøkkel til lager"):
            permission = permission_of(name)
            facts = LevelFacts(level=permission.level, leader_may_remove=True)
            actions.change_permission(permission.pk, facts, by=SYSTEM)


def test_each_cell_says_how_somebody_stands_to_a_role(house, fjordvik):
    assert states(house, fjordvik)["Kundestøtte"] == ("rule", False)
    assert states(house, fjordvik)["Vikar"] == ("none", True)
    assert states(house, fjordvik, "Nora Ny")["Kundestøtte"] == ("waiting", False)
    assert states(house, fjordvik, "Lise Leder")["Vikar"] == ("none", False)
    with tenant(fjordvik):
        vikar, support = (Target(role_id=house.roles[name].pk) for name in ("Vikar", "Kundestøtte"))
        actions.give(house.adviser.pk, vikar, by=SYSTEM, period=Period(TODAY), reason="Ja")
        actions.exclude(house.adviser.pk, support, by=SYSTEM, period=Period(TODAY), reason="Nei")
    assert states(house, fjordvik)["Vikar"] == ("granted", True)
    assert states(house, fjordvik)["Kundestøtte"] == ("excluded", False)
    let_leaders_remove(house, fjordvik)
    assert states(house, fjordvik)["Kundestøtte"] == ("excluded", True)


def test_many_ticks_are_previewed_and_saved_at_once(leader, house, fjordvik):
    let_leaders_remove(house, fjordvik)
    html = leader.get(ADDRESS).text
    assert 'aria-label="Vikar, Per Person"' in html
    assert 'aria-label="Kundestøtte, Per Person, by a rule"' in html
    seen = leader.post(ADDRESS, ticks(house, "Vikar", "Nettbrett"), headers={"HX-Request": "true"}).text
    assert seen.strip().startswith('<form id="matrix"')
    for expected in (
        "Per Person: Vikar is given.",
        "Per Person: Nettbrett is given.",
        "Per Person: Kundestøtte is kept away",
    ):
        assert expected in seen
    with tenant(fjordvik):
        assert not Grant.objects.exists()
    assert leader.post(ADDRESS, ticks(house, "Vikar", save="1", reason="")).status_code == 422
    done = leader.post(ADDRESS, ticks(house, "Vikar", "Nettbrett", save="1"))
    assert done.url == ADDRESS
    with tenant(fjordvik):
        assert Grant.objects.count() == 2
        assert Exclusion.objects.get().role_id == house.roles["Kundestøtte"].pk
    assert leader.post(ADDRESS, ticks(house, "Kundestøtte", "Vikar", save="1")).status_code == 302
    assert states(house, fjordvik)["Nettbrett"] == ("none", True)
    assert states(house, fjordvik)["Kundestøtte"] == ("rule", True)


def test_ticks_for_others_and_for_oneself_change_nothing(leader, house, fjordvik):
    with tenant(fjordvik):
        stranger = make_employee(make_unit(), "Frem Med")
        before = everything_held()
    for person in (house.leader, stranger):
        seen = leader.post(ADDRESS, ticks(house, "Vikar", person=person, save="1"))
        assert "Nothing." in seen.text
    with tenant(fjordvik):
        assert everything_held() == before


def test_the_matrix_is_narrowed_and_paged(leader, house, fjordvik):
    html = leader.get(ADDRESS, {"q": "per", "role": "vik"}).text
    assert "Per Person" in html
    assert "Nora Ny" not in html
    assert ">Vikar</th>" in html
    assert ">Nettbrett</th>" not in html
    with tenant(fjordvik):
        for number in range(21):
            actions.activate_role(actions.draft_role(f"Rolle {number:02}", by=SYSTEM).pk, by=SYSTEM)
    first, second = leader.get(ADDRESS).text, leader.get(ADDRESS, {"role_page": "2"}).text
    assert "Roles, page 2" in first
    assert ">Rolle 00</th>" in first
    assert ">Rolle 20</th>" in second
    assert ">Rolle 00</th>" not in second
    assert leader.get(ADDRESS, {"role_page": "tull"}).status_code == 200


def test_the_workbook_says_each_cell_in_words_and_is_logged(leader, house, fjordvik):
    content = leader.get(reverse("access:team_matrix_export")).content
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(BytesIO(content)).active.iter_rows()]
    column = rows[0].index("Kundestøtte")
    assert {row[0]: row[column] or "" for row in rows[1:]} == {
        "Lise Leder": "",
        "Nora Ny": "Later",
        "Per Person": "By a rule",
    }
    with tenant(fjordvik):
        assert PersonalDataRead.objects.filter(what="access.team_export").count() == 3


def test_who_leads_nobody_has_no_matrix_and_who_only_sees_changes_nothing(visit, house, fjordvik):
    with tenant(fjordvik):
        user = make_user(make_employee(house.top))
    browser = visit(user)
    for address in (ADDRESS, reverse("access:team_matrix_export")):
        assert browser.get(address).status_code == 403
    with granting(user, SEE, house.unit):
        html = browser.get(ADDRESS).text
        assert "Per Person" in html
        assert 'name="tick"' not in html
        assert "Nothing." in browser.post(ADDRESS, ticks(house, "Vikar", save="1")).text
        with tenant(fjordvik):
            assert not Grant.objects.exists()


def test_from_another_municipality_nobody_is_in_the_matrix(client, house, fjordvik, sundby):
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, SEE, everywhere=True):
        assert "Per Person" not in client.get(ADDRESS).text
        assert "Per Person" not in client.post(ADDRESS, ticks(house, "Vikar", save="1")).text


def test_the_matrix_costs_the_same_for_one_and_four_and_twelve_at_most(leader, house, fjordvik, count_statements):
    before = count_statements(leader, ADDRESS)
    with tenant(fjordvik):
        for number in range(3):
            person = make_employee(house.unit)
            role = actions.activate_role(actions.draft_role(f"Rolle {number}", by=SYSTEM).pk, by=SYSTEM)
            actions.give_role(person.pk, role.pk, by=SYSTEM, period=Period(TODAY), reason="Ja")
    assert count_statements(leader, ADDRESS) == before
    with tenant(fjordvik):
        by = type(house.leader_user).objects.get(pk=house.leader_user.pk)
        within = sight(by)
        with CaptureQueriesContext(connection) as seen:
            team_matrix(within, MatrixFilter(), on=TODAY, seen_by=by)
    assert len(seen) <= 12

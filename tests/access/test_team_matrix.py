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
from grunnmur.access.models import Exclusion, Grant, Held, Role
from grunnmur.access.queries.sight import sight
from grunnmur.access.queries.team_matrix import MatrixFilter, team_matrix
from grunnmur.access.rules import GIVE, SEE
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.queries.workplaces import first_days
from tests.access.states import everything_held
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
ADDRESS = reverse("access:team_matrix")
CELL = reverse("access:team_cell")


def states(house, fjordvik, name="Per Person"):
    """Return the state of each role of one person, as the leader sees it."""
    with tenant(fjordvik):
        by = type(house.leader_user).objects.get(pk=house.leader_user.pk)
        found = team_matrix(sight(by), MatrixFilter(), on=TODAY, seen_by=by)
        row = next(row for row in found.rows if row.name == name)
        return {box.name: (box.state.value, box.may_change) for box in row.boxes}


def ticks(house, *roles, person=None, **more):
    chosen = [f"{(person or house.adviser).pk} role:{house.roles[role].pk}" for role in roles]
    chosen.append(f"{house.newcomer.pk} role:{house.roles['Kundestøtte'].pk}")  # hers from the first day, and ticked
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
    assert states(house, fjordvik, "Nora Ny")["Kundestøtte"] == ("rule", False)
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


def tick(browser, house, role, want, *, person=None, **more):
    """Tick one box as the script does."""
    sent = {"cell": f"{(person or house.adviser).pk} role:{house.roles[role].pk}", "want": want} | more
    return browser.post(CELL, sent, headers={"HX-Request": "true"})


def test_one_tick_is_saved_at_once_and_undone(leader, house, fjordvik):
    assert CELL in leader.get(ADDRESS).text
    done = tick(leader, house, "Vikar", "on").text
    assert "Per Person: Vikar is given." in done
    assert "checked" in done
    assert "Undo" in done
    with tenant(fjordvik):
        given = Grant.objects.get()
        assert Period.from_range(given.valid) == Period(TODAY)
        assert given.reason == "Ticked in “My team”"
    again = tick(leader, house, "Vikar", "on").text
    assert "Vikar stays as it is." in again
    back = tick(leader, house, "Vikar", "off").text
    assert "Per Person: Vikar is taken away." in back
    assert "checked" not in back
    assert states(house, fjordvik)["Vikar"] == ("none", True)


def test_undoing_gives_back_the_days_that_were_left(leader, house, fjordvik):
    last = TODAY + 30 * DAY
    with tenant(fjordvik):
        vikar = Target(role_id=house.roles["Vikar"].pk)
        days = Period.through(TODAY - 10 * DAY, last)
        actions.give(house.adviser.pk, vikar, by=SYSTEM, period=days, reason="Ja")
    gone = tick(leader, house, "Vikar", "off").text
    assert f"&quot;last_day&quot;: &quot;{last.isoformat()}&quot;" in gone
    tick(leader, house, "Vikar", "on", last_day=last.isoformat())
    with tenant(fjordvik):
        assert [Period.from_range(row.valid).last_day for row in Grant.objects.order_by("valid")] == [TODAY - DAY, last]


def test_what_a_rule_gives_is_kept_away_by_a_tick_and_given_again(leader, house, fjordvik):
    let_leaders_remove(house, fjordvik)
    assert "kept away, though a rule or role gives it" in tick(leader, house, "Kundestøtte", "off").text
    assert states(house, fjordvik)["Kundestøtte"] == ("excluded", True)
    tick(leader, house, "Kundestøtte", "on")
    assert states(house, fjordvik)["Kundestøtte"] == ("rule", True)


def test_who_begins_later_is_given_it_from_the_first_day_of_work(leader, house, fjordvik):
    first = first_day(house, fjordvik)
    html = leader.get(ADDRESS).text
    assert "Begins 12 Mar 2026" in html
    assert 'aria-label="Vikar, Nora Ny, from 12 March 2026"' in html
    done = tick(leader, house, "Vikar", "on", person=house.newcomer).text
    assert "Nora Ny: Vikar is given." in done
    assert "checked" in done
    assert "12.03.2026" in done
    with tenant(fjordvik):
        given = Grant.objects.get()
        assert Period.from_range(given.valid) == Period(first)
        assert given.employment_id is not None
        assert not Held.objects.filter(person=house.newcomer, role=house.roles["Vikar"], valid__contains=TODAY)
    assert states(house, fjordvik, "Nora Ny")["Vikar"] == ("granted", True)
    assert "taken away" in tick(leader, house, "Vikar", "off", person=house.newcomer).text
    with tenant(fjordvik):
        assert not Grant.objects.exists()


def test_what_who_begins_later_gets_by_a_rule_is_kept_away_from_that_day(leader, house, fjordvik):
    let_leaders_remove(house, fjordvik)
    first = first_day(house, fjordvik)
    tick(leader, house, "Kundestøtte", "off", person=house.newcomer)
    with tenant(fjordvik):
        assert Period.from_range(Exclusion.objects.get().valid) == Period(first)
    assert states(house, fjordvik, "Nora Ny")["Kundestøtte"] == ("excluded", True)
    tick(leader, house, "Kundestøtte", "on", person=house.newcomer)
    assert states(house, fjordvik, "Nora Ny")["Kundestøtte"] == ("rule", True)


def test_several_ticks_count_for_each_from_the_day_she_works_here(leader, house, fjordvik):
    first = first_day(house, fjordvik)
    both = [f"{person.pk} role:{house.roles['Vikar'].pk}" for person in (house.adviser, house.newcomer)]
    kept = [f"{person.pk} role:{house.roles['Kundestøtte'].pk}" for person in (house.adviser, house.newcomer)]
    sent = ticks(house, save="1") | {"tick": both + kept}
    too_short = leader.post(ADDRESS, sent | {"last_day": (first - DAY).isoformat()})
    assert too_short.status_code == 422
    assert "These days end before the first day of work, 12 March 2026." in too_short.text
    with tenant(fjordvik):
        assert not Grant.objects.exists()
    assert leader.post(ADDRESS, sent).status_code == 302
    with tenant(fjordvik):
        days = {row.person_id: Period.from_range(row.valid) for row in Grant.objects.all()}
    assert days == {house.adviser.pk: Period(TODAY), house.newcomer.pk: Period(first)}


def test_the_picture_of_who_begins_later_is_that_of_the_first_day(leader, house, fjordvik):
    first = first_day(house, fjordvik)
    html = leader.get(reverse("access:person_access", args=[house.newcomer.pk])).text
    assert f'value="{first.isoformat()}"' in html


def first_day(house, fjordvik):
    with tenant(fjordvik):
        return first_days([house.newcomer.pk], after=TODAY)[house.newcomer.pk]


def test_what_is_refused_is_told_at_its_cell_and_nothing_is_done(leader, house, fjordvik):
    with tenant(fjordvik):
        Role.objects.filter(name="Vikar").update(max_days=30)
        before = everything_held()
    refused = tick(leader, house, "Vikar", "on")
    assert refused.status_code == 422
    assert "Vikar is given for 30 days at most. Set a last day." in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert "checked" not in refused.text
    with tenant(fjordvik):
        assert everything_held() == before


def test_one_tick_for_others_for_oneself_and_nonsense_change_nothing(leader, house, fjordvik, sundby, client):
    with tenant(fjordvik):
        stranger = make_employee(make_unit(), "Frem Med")
        before = everything_held()
    assert tick(leader, house, "Vikar", "on", person=stranger).status_code == 403
    assert "stays as it is" in tick(leader, house, "Vikar", "on", person=house.leader).text
    assert tick(leader, house, "Vikar", "maybe").status_code == 400
    assert leader.post(CELL, {"cell": f"{'-' * 36} role:{'-' * 36}", "want": "on"}).status_code == 400
    assert leader.get(CELL).status_code == 405
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, GIVE, everywhere=True), granting(user, SEE, everywhere=True):
        assert tick(client, house, "Vikar", "on").status_code == 403
    with tenant(fjordvik):
        assert everything_held() == before


def test_choosing_several_first_keeps_days_and_reason(leader, house, fjordvik):
    one = leader.get(ADDRESS).text
    assert "<noscript>" in one
    several = leader.get(ADDRESS, {"several": "1", "q": "per"}).text
    assert CELL not in several
    assert 'name="reason"' in several
    assert '<input type="hidden" name="several" value="1">' in several


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

"""What a change of units or leaders says people will get and lose, before it is made; and that it then does."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions
from grunnmur.access.models import Held, Permission
from grunnmur.access.rules import SEE
from grunnmur.core.links import previews
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.rules import EDIT_PEOPLE, EDIT_UNITS, LeaderChange, UnitClosing, UnitMove
from tests.factories_organisation import (
    SYSTEM,
    granting,
    make_acting,
    make_deputy,
    make_employee,
    make_function,
    make_leader,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
MOVES, LAST = date(2026, 3, 23), date(2026, 3, 22)
NOBODY = "Nobody whose access you may see gets or loses a role or an access."


@pytest.fixture
def here(house, fjordvik):
    """Be in the municipality, in English, with a department whose people get what no others do."""
    with tenant(fjordvik), translation.override("en"):
        area = make_unit("Kultur", parent=house.top)
        below = actions.Selector(units=[area.pk])
        actions.save_rule("Kultur", house.roles["Vikar"].pk, below, by=SYSTEM)
        yield area


def lines(change):
    return [line for line in previews(change) if " gets " in line.sentence or " lose" in line.sentence or line.names]


def told(change):
    return [line.sentence for line in previews(change)]


def move(unit, parent, *, seen_by=SYSTEM, from_day=MOVES):
    return UnitMove(unit_id=unit.pk, parent_id=parent.pk, from_day=from_day, seen_by=seen_by)


def close(unit, target, *, seen_by=SYSTEM):
    return UnitClosing(unit_id=unit.pk, last_day=LAST, move_to=target.pk, seen_by=seen_by)


def lead(unit, person, *, kind="leader", last_day=None, seen_by=SYSTEM):
    person_id = None if person is None else person.pk
    return LeaderChange(
        unit_id=unit.pk, person_id=person_id, kind=kind, from_day=MOVES, last_day=last_day, seen_by=seen_by
    )


def roles_on(day):
    held = Held.objects.filter(valid__contains=day, role__isnull=False)
    return set(held.values_list("person__display_name", "role__name"))


def test_a_unit_that_moves_tells_how_many_get_what_and_who(house, here):
    found = {line.sentence: line for line in previews(move(house.unit, here))}
    gains = found["3 people get 1 role from 23 March 2026: Vikar."]
    assert gains.names == ("Lise Leder", "Nora Ny", "Per Person")
    assert gains.count == 3
    assert "3 people get 1 access from 23 March 2026: Visio (lisens)." in found


def test_who_begins_later_is_told_with_her_own_days(house, here):
    found = {line.sentence: line for line in previews(move(house.unit, here, from_day=date(2026, 3, 9)))}
    gains = found["3 people get 1 role from 9 March 2026 at the earliest: Vikar."]
    assert gains.names == (
        "Lise Leder",
        "Nora Ny (from 12 March 2026)",
        "Per Person",
    )


def test_people_of_units_below_and_who_has_a_function_there_move_along(house, here):
    team = make_unit("Team", parent=house.unit)
    make_employee(team, "Tora Team")
    function = make_function()
    selector = actions.Selector(anchor="function", functions=[function.pk], units=[here.pk])
    actions.save_rule("Funksjon", house.roles["Nettbrett"].pk, selector, by=SYSTEM)
    elsewhere = make_employee(house.top, "Ella Else")
    organisation.appoint(
        elsewhere.pk, function_id=function.pk, unit_id=team.pk, valid=Period(date(2026, 1, 1)), by=SYSTEM
    )
    sentences = told(move(house.unit, here))
    assert "4 people get 1 role from 23 March 2026: Vikar." in sentences
    assert "1 person gets 1 role from 23 March 2026: Nettbrett." in sentences


def test_what_the_preview_of_a_move_says_is_what_happens(house, here):
    before = roles_on(MOVES)
    assert "3 people get 1 role from 23 March 2026: Vikar." in told(move(house.unit, here))
    organisation.move_unit(house.unit.pk, parent_id=here.pk, from_day=MOVES, by=SYSTEM)
    assert roles_on(MOVES) - before == {(name, "Vikar") for name in ("Lise Leder", "Nora Ny", "Per Person")}


def test_a_move_that_gives_and_takes_nothing_says_so(house, here):
    other = make_unit("Teknisk", parent=house.top)
    assert told(move(house.unit, other))[-1] == NOBODY


def test_a_unit_that_closes_tells_what_its_people_lose_and_get(house, here):
    before = roles_on(MOVES)
    sentences = told(close(house.unit, here))
    assert "2 people lose 1 role from 23 March 2026: Kundestøtte." in sentences
    assert "2 people lose 2 accesses from 23 March 2026: CRM (bidra), Nøkkel til lager." in sentences
    assert "3 people get 1 role from 23 March 2026: Vikar." in sentences
    assert "1 person loses 1 role from 23 March 2026: Leder." in sentences
    organisation.close_unit(house.unit.pk, last_day=LAST, move_to=here.pk, by=SYSTEM)
    after = roles_on(MOVES)
    assert before - after == {("Per Person", "Kundestøtte"), ("Nora Ny", "Kundestøtte"), ("Lise Leder", "Leder")}
    assert {role for _name, role in after - before} == {"Vikar"}


def test_a_unit_below_that_takes_over_keeps_what_is_given_below(house, here):
    organisation.move_unit(house.unit.pk, parent_id=here.pk, from_day=date(2026, 3, 2), by=SYSTEM)
    team = make_unit("Team", parent=house.unit)
    before = roles_on(MOVES)
    sentences = told(close(house.unit, team))
    organisation.close_unit(house.unit.pk, last_day=LAST, move_to=team.pk, by=SYSTEM)
    assert {role for _name, role in before - roles_on(MOVES)} == {"Kundestøtte", "Leder"}
    assert not [one for one in sentences if "Vikar" in one]


def test_a_closing_that_cannot_be_says_nothing_of_accesses(house, here):
    room = make_unit("Room", parent=make_unit("Team", parent=house.unit))
    assert told(close(house.unit, room))
    assert not [one for one in told(close(house.unit, room)) if "role" in one]


def test_a_new_leader_gets_and_the_old_one_loses_what_leaders_have(house, here):
    sentences = told(lead(house.unit, house.adviser))
    assert "Per Person gets 1 role from 23 March 2026: Leder." in sentences
    assert "Lise Leder loses 1 role from 23 March 2026: Leder." in sentences


def test_a_leader_planned_for_later_ends_what_the_new_one_gets(house, here):
    organisation.set_leader(house.unit.pk, person_id=house.newcomer.pk, from_day=date(2026, 5, 1), by=SYSTEM)
    sentences = told(lead(house.unit, house.adviser))
    assert "Per Person gets 1 role from 23 March 2026 through 30 April 2026: Leder." in sentences


def test_an_acting_leader_gets_it_for_the_days_and_nobody_loses(house, here):
    change = lead(house.unit, house.adviser, kind="acting", last_day=date(2026, 4, 5))
    sentences = told(change)
    assert "Per Person gets 1 role from 23 March 2026 through 5 April 2026: Leder." in sentences
    assert not [one for one in sentences if "loses" in one]


def test_a_vacant_leadership_takes_it_from_the_leader_and_from_deputies(house, here):
    selector = actions.Selector(anchor="leadership", has_deputies=True)
    actions.save_rule("Ledere", house.roles["Vikar"].pk, selector, by=SYSTEM)
    days = Period.through(date(2026, 3, 9), date(2026, 4, 30))
    make_deputy(house.leader, house.adviser, valid=days, may_do=("access",))
    sentences = told(lead(house.unit, None))
    assert "Lise Leder loses 2 roles from 23 March 2026: Leder, Vikar." in sentences
    assert "Per Person loses 1 role from 23 March 2026: Vikar." in sentences
    make_acting(house.unit, house.adviser, valid=Period.through(date(2026, 3, 20), date(2026, 5, 1)))
    assert any(
        one.startswith("Per Person loses") and "Leder" in one for one in told(lead(house.unit, None, kind="acting"))
    )


def test_who_may_not_see_what_people_have_is_told_how_many_alone(house, here):
    user = make_user(make_employee(house.top, "Ola Organisasjon"))
    with granting(user, EDIT_UNITS, everywhere=True):
        sentences = told(move(house.unit, here, seen_by=user))
    assert "3 people more get or lose something; you may not see what." in sentences
    assert not [one for one in sentences if "Vikar" in one]


@pytest.mark.parametrize("permission", [SEE, EDIT_PEOPLE])
def test_who_sees_accesses_or_changes_employments_there_is_told(house, here, permission):
    user = make_user(make_employee(house.top, "Ola Organisasjon"))
    with granting(user, permission, house.unit):
        assert "3 people get 1 role from 23 March 2026: Vikar." in told(move(house.unit, here, seen_by=user))


def test_a_protected_person_is_in_no_count_and_no_name(house, here):
    organisation.protect_person(house.adviser.pk, is_protected=True, by=SYSTEM)
    user = make_user(make_employee(house.top, "Ola Organisasjon"))
    with granting(user, SEE, everywhere=True):
        found = {line.sentence: line for line in previews(move(house.unit, here, seen_by=user))}
    assert found["2 people get 1 role from 23 March 2026: Vikar."].names == ("Lise Leder", "Nora Ny")
    assert not [one for one in found if "more" in one]


def test_a_unit_of_another_municipality_touches_nobody_here(house, fjordvik, sundby):
    with tenant(sundby), translation.override("en"):
        own = make_unit("Sundby")
        for sentences in (told(move(house.unit, own)), told(close(house.unit, own))):
            assert [one for one in sentences if "role" in one] == [NOBODY]


def test_a_large_unit_costs_no_more_statements_than_a_small_one(house, here):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            told(move(house.unit, here))
        return len(seen)

    few = statements()
    for number in range(4):
        team = make_unit(f"Team {number}", parent=house.unit)
        make_leader(team)
        make_employee(team)
    assert statements() == few


def test_the_page_of_a_move_names_the_first_and_logs_that_they_were_read(leader, house, fjordvik):
    with tenant(fjordvik):
        area = make_unit("Kultur", parent=house.top)
        actions.save_rule("Kultur", house.roles["Vikar"].pk, actions.Selector(units=[area.pk]), by=SYSTEM)
        for name in ("Arne Aas", "Berit Bakk"):
            make_employee(house.unit, name)
    sent = {"parent": str(area.pk), "from_day": "2026-03-23"}
    with granting(house.leader_user, EDIT_UNITS, everywhere=True):
        html = leader.post(reverse("organisation:move_unit", args=[house.unit.pk]), sent).text
    assert "5 people get 1 role from 23 March 2026: Vikar." in html
    assert "Arne Aas, Berit Bakk, Lise Leder and 2 more" in html
    with tenant(fjordvik):
        reads = PersonalDataRead.objects.filter(what="organisation.preview")
        assert reads.count() == 5
        assert not Held.objects.filter(role=house.roles["Vikar"]).exists()


def test_own_permissions_are_told_by_their_role_alone(house, here):
    assert Permission.objects.filter(resource__is_own=True).exists()
    assert not [one for one in told(lead(house.unit, house.adviser)) if "Grunnmur" in one]


def test_what_a_function_gives_goes_at_once_when_its_unit_closes(house, here):
    function, empty = make_function(), make_unit("Prosjekt", parent=house.top)
    selector = actions.Selector(anchor="function", functions=[function.pk])
    actions.save_rule("Funksjon", house.roles["Vikar"].pk, selector, by=SYSTEM)
    organisation.appoint(
        house.adviser.pk, function_id=function.pk, unit_id=empty.pk, valid=Period(date(2026, 1, 1)), by=SYSTEM
    )
    change = UnitClosing(unit_id=empty.pk, last_day=LAST, move_to=None, seen_by=SYSTEM)
    assert "1 person loses 1 role from 23 March 2026: Vikar." in told(change)
    organisation.close_unit(empty.pk, last_day=LAST, by=SYSTEM)
    assert ("Per Person", "Vikar") in roles_on(LAST)
    assert ("Per Person", "Vikar") not in roles_on(MOVES)

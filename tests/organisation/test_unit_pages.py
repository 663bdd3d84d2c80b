"""Changing units and their leaders on screen: asked, shown with consequences, then done."""

from datetime import date

import pytest
from django.urls import reverse

from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions
from grunnmur.organisation.models import Employment, Leadership, Unit, UnitParent
from grunnmur.organisation.rules import EDIT_PEOPLE, EDIT_UNITS
from tests.factories_organisation import SINCE, SYSTEM, granting, make_acting, make_employee, make_leader, make_unit

pytestmark = pytest.mark.django_db
TODAY, MAY = date(2026, 3, 2), date(2026, 5, 1)
CHANGES = ("rename_unit", "move_unit", "close_unit", "set_leader", "set_acting_leader", "vacate_leader", "end_acting")


def at(name, *things):
    return reverse(f"organisation:{name}", args=[thing.pk for thing in things])


def look(address, visitor, sent):
    """Send a form and look at what it would do; then send it again and mean it."""
    shown = visitor.post(address, sent)
    assert shown.status_code == 200, shown.text
    return shown.text, visitor.post(address, sent | {"confirm": "1"})


@pytest.mark.parametrize("name", CHANGES)
def test_whoever_may_not_change_the_unit_is_refused(visitor, house, name):
    assert visitor.get(at(name, house["unit"])).status_code == 403
    with granting(house["user"], EDIT_UNITS, house["top"]):
        assert visitor.get(at(name, house["unit"])).status_code == 403
        assert visitor.post(at(name, house["unit"]), {"name": "X", "code": "X", "confirm": "1"}).status_code == 403


@pytest.mark.parametrize("name", CHANGES)
def test_a_unit_of_another_municipality_cannot_be_changed(house, stranger, name):
    with granting(stranger.user, EDIT_UNITS, everywhere=True):
        assert stranger.get(at(name, house["unit"])).status_code == 404


def test_whoever_may_change_no_unit_opens_none(visitor):
    assert visitor.get(reverse("organisation:open_unit")).status_code == 403


def test_the_ways_to_change_a_unit_stand_on_its_page_for_who_may(visitor, house):
    page = at("unit", house["unit"])
    assert at("close_unit", house["unit"]) not in visitor.get(page).text
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        html = visitor.get(page).text
    for name in CHANGES[:-1]:
        assert at(name, house["unit"]) in html


def test_a_unit_is_opened_below_another_after_a_look(visitor, fjordvik, house):
    sent = {"name": "Sentralbord", "code": "77", "parent": str(house["unit"].pk), "first_day": "2026-05-01"}
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        shown, done = look(reverse("organisation:open_unit"), visitor, sent)
    assert "Until it has a leader, Lise Leder leads it." in shown
    with tenant(fjordvik):
        unit = Unit.objects.get(code="77")
        assert UnitParent.objects.get(unit=unit).parent_id == house["unit"].pk
    assert done.url == at("unit", unit)


def test_only_whoever_may_everywhere_opens_a_top(visitor, fjordvik, house):
    sent = {"name": "New", "code": "78", "parent": "top", "first_day": "2026-05-01", "confirm": "1"}
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        assert visitor.post(reverse("organisation:open_unit"), sent).status_code == 422
    with granting(house["user"], EDIT_UNITS, everywhere=True):
        assert visitor.post(reverse("organisation:open_unit"), sent).status_code == 302


def test_a_taken_code_is_told_before_the_confirmation(visitor, fjordvik, house):
    sent = {"name": "New", "code": house["top"].code, "parent": str(house["unit"].pk), "first_day": "2026-05-01"}
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        answer = visitor.post(reverse("organisation:open_unit"), sent)
    assert answer.status_code == 422
    assert "Another unit has this code" in answer.text


def test_a_unit_gets_another_name_and_code(visitor, fjordvik, house):
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        shown, _done = look(at("rename_unit", house["unit"]), visitor, {"name": "Innbyggertorg", "code": "K1"})
    assert "The new name is shown for the days behind too" in shown
    with tenant(fjordvik):
        unit = Unit.objects.get(pk=house["unit"].pk)
    assert (unit.name, unit.code) == ("Innbyggertorg", "K1")


def test_a_look_at_a_move_tells_who_moves_along_and_writes_nothing(visitor, fjordvik, house):
    with tenant(fjordvik):
        other = make_unit("Kultur", parent=house["top"])
        make_leader(other, name="Kari Kultur")
        team = make_unit("Team", parent=house["unit"])
        make_employee(team)
    sent = {"parent": str(other.pk), "from_day": "2026-05-01"}
    with granting(house["user"], EDIT_UNITS, house["unit"], other):
        html = visitor.post(at("move_unit", house["unit"]), sent).text
        with tenant(fjordvik):
            assert UnitParent.objects.get(unit=house["unit"]).parent_id == house["top"].pk
        visitor.post(at("move_unit", house["unit"]), sent | {"confirm": "1"})
    assert "1 unit below moves along." in html
    assert "3 people move along." in html
    assert "The next leader up is Kari Kultur. Before, it was nobody." in html
    with tenant(fjordvik):
        now = UnitParent.objects.get(unit=house["unit"], valid__contains=MAY)
    assert now.parent_id == other.pk


def test_a_move_below_itself_is_refused_in_the_form(visitor, fjordvik, house):
    with tenant(fjordvik):
        team = make_unit("Team", parent=house["unit"])
    with granting(house["user"], EDIT_UNITS, house["unit"], team):
        answer = visitor.post(at("move_unit", house["unit"]), {"parent": str(team.pk), "from_day": "2026-05-01"})
    assert answer.status_code == 422
    assert "would lie below itself" in answer.text


def test_closing_offers_where_people_and_units_go_and_moves_them(visitor, fjordvik, house):
    with tenant(fjordvik):
        other = make_unit("Kultur", parent=house["top"])
        team = make_unit("Team", parent=house["unit"])
        late = make_employee(house["unit"], valid=Period(date(2026, 8, 1)))
    address = at("close_unit", house["unit"])
    with granting(house["user"], EDIT_UNITS, house["unit"], other, team):
        asked = visitor.get(address).text
        refused = visitor.post(address, {"last_day": "2026-04-30"})
        with granting(house["user"], EDIT_PEOPLE, house["unit"], other):
            shown, done = look(address, visitor, {"last_day": "2026-04-30", "move_to": str(other.pk)})
    assert "3 people work in the unit." in asked
    assert "Move these to" in asked
    assert refused.status_code == 422
    assert "3 people go to Kultur." in shown
    assert "1 unit goes below Kultur." in shown
    assert "Lise Leder leads the unit no longer." in shown
    assert done.status_code == 302
    with tenant(fjordvik):
        work = {row.valid.lower: row.unit_id for row in Employment.objects.filter(person=house["person"])}
        assert work == {SINCE: house["unit"].pk, MAY: other.pk}
        assert Employment.objects.get(person=late).unit_id == other.pk
        assert UnitParent.objects.get(unit=team, valid__contains=MAY).parent_id == other.pk
        assert Unit.objects.get(pk=house["unit"].pk).valid.upper == MAY


def test_closing_with_people_takes_the_permission_to_move_them(visitor, fjordvik, house):
    with tenant(fjordvik):
        other = make_unit("Kultur", parent=house["top"])
    sent = {"last_day": "2026-04-30", "move_to": str(other.pk)}
    with granting(house["user"], EDIT_UNITS, house["unit"], other):
        assert visitor.post(at("close_unit", house["unit"]), sent).status_code == 403


def test_a_unit_below_that_takes_over_takes_the_place_of_the_one_that_closes(fjordvik, house):
    with tenant(fjordvik):
        heir, other = make_unit("Heir", parent=house["unit"]), make_unit("Other", parent=house["unit"])
        actions.close_unit(house["unit"].pk, last_day=date(2026, 4, 30), move_to=heir.pk, by=SYSTEM)
        places = {row.unit_id: row.parent_id for row in UnitParent.objects.filter(valid__contains=MAY)}
    assert (places[heir.pk], places[other.pk]) == (house["top"].pk, heir.pk)


# Leaders


def test_a_leader_is_found_by_name_and_named(visitor, fjordvik, house):
    with tenant(fjordvik):
        new = make_employee(house["top"], "Nora Nilsen")
    address = at("set_leader", house["unit"])
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        assert "Nora Nilsen" in visitor.get(address).text  # she works right above
        assert "Per Person" not in visitor.get(address, {"q": "nil"}).text
        sent = {"person": str(new.pk), "first_day": "2026-05-01"}
        shown, _done = look(f"{address}?q=nil", visitor, sent)
    assert "Lise Leder leads the unit no longer." in shown
    with tenant(fjordvik):
        row = Leadership.objects.get(unit=house["unit"], valid__contains=MAY)
    assert row.person_id == new.pk


def test_an_acting_leader_is_named_for_some_days_and_ended(visitor, fjordvik, house):
    sent = {"person": str(house["person"].pk), "first_day": "2026-03-01", "last_day": "2026-04-30"}
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        look(at("set_acting_leader", house["unit"]), visitor, sent)
        assert at("end_acting", house["unit"]) in visitor.get(at("unit", house["unit"])).text
        look(at("end_acting", house["unit"]), visitor, {"from_day": "2026-04-01"})
    with tenant(fjordvik):
        row = Leadership.objects.get(unit=house["unit"], kind="acting")
    assert row.valid.upper == date(2026, 4, 1)


def test_vacating_a_vacant_unit_is_told_in_the_form(visitor, house):
    with granting(house["user"], EDIT_UNITS, house["top"]):
        answer = visitor.post(at("vacate_leader", house["top"]), {"from_day": "2026-03-02"})
    assert answer.status_code == 422
    assert "Nobody leads the unit on that day." in answer.text


# Units without a leader


def vacancies(visitor, **query):
    return visitor.get(reverse("organisation:vacancies"), query).text.partition('id="rows"')[2]


def test_units_without_a_leader_are_listed_with_why_and_who_leads_meanwhile(visitor, fjordvik, house):
    with tenant(fjordvik):
        make_leader(house["top"], name="Rita Rektor")
        left = make_unit("Left", parent=house["top"])
        make_acting(left, make_employee(house["top"], valid=Period(SINCE, TODAY)), valid=Period(SINCE))
        actions.vacate_leader(house["unit"].pk, from_day=date(2026, 2, 1), by=SYSTEM)
    html = vacancies(visitor)
    assert "Nobody is named." in html
    assert "1 Feb 2026" in html
    assert "Who is named does not work here any more." in html
    assert html.count("Rita Rektor") == 2
    assert "Name a leader" not in html
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        assert vacancies(visitor).count(at("set_leader", house["unit"])) == 1


def test_units_without_a_leader_can_be_asked_for_as_of_a_later_day(visitor, fjordvik, house):
    with tenant(fjordvik):
        make_leader(house["top"])
        actions.vacate_leader(house["unit"].pk, from_day=MAY, by=SYSTEM)
    assert "Every unit has a leader." in vacancies(visitor)
    assert "Kundesenter" in vacancies(visitor, on="2026-05-01")
    assert "No such unit lacks a leader." in vacancies(visitor, on="2026-05-01", q="skole")


def test_units_without_a_leader_are_sorted_by_the_column_asked_for(visitor, fjordvik, house):
    with tenant(fjordvik):
        small = make_unit("A-team", parent=house["unit"])
        actions.vacate_leader(house["unit"].pk, from_day=TODAY, by=SYSTEM)
    by_name, by_people = vacancies(visitor), vacancies(visitor, sort="people")
    assert by_name.index(small.name) < by_name.index("Kundesenter")
    assert by_people.index("Kundesenter") < by_people.index(small.name)


def test_units_without_a_leader_cost_the_same_for_one_and_four(visitor, fjordvik, house, count_statements):
    address = reverse("organisation:vacancies")
    with tenant(fjordvik):
        make_leader(house["top"])
        make_employee(make_unit(parent=house["unit"]))
    before = count_statements(visitor, address)
    with tenant(fjordvik):
        for _ in range(3):
            make_employee(make_unit(parent=house["unit"]))
    assert count_statements(visitor, address) == before


# As of a day


def test_the_page_of_a_unit_tells_what_is_planned_and_when_it_is_not_there(visitor, fjordvik, house):
    with tenant(fjordvik):
        late = make_unit("Ny seksjon", parent=house["unit"], valid=Period(MAY))
        make_leader(house["unit"], make_employee(house["unit"], "Nora Nilsen"), since=MAY)
    html = visitor.get(at("unit", house["unit"])).text
    assert "Ny seksjon comes below the unit." in html
    assert "Nora Nilsen begins as leader." in html
    assert "Last day of Lise Leder as leader." in html
    assert "The unit does not exist on this day" in visitor.get(at("unit", late)).text
    assert "The unit does not exist on this day" not in visitor.get(at("unit", late), {"on": "2026-05-01"}).text


def test_nobody_is_chosen_by_standing_first(visitor, fjordvik, house):
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        html = visitor.get(at("set_leader", house["unit"])).text
        answer = visitor.post(at("set_leader", house["unit"]), {"person": "", "first_day": "2026-05-01"})
    assert '<option value="" selected>Choose</option>' in html
    assert answer.status_code == 422

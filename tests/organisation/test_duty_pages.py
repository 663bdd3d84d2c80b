"""Deputies, functions and appointments on screen."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions, queries
from grunnmur.organisation.models import Appointment, Deputy, Employment, Function
from grunnmur.organisation.rules import (
    APPOINT,
    EDIT_PEOPLE,
    EDIT_UNITS,
    DayOutsideError,
    FunctionClosedError,
    FunctionFacts,
)
from tests.factories_organisation import (
    SINCE,
    SYSTEM,
    granting,
    make_deputy,
    make_employee,
    make_function,
    make_leader,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY, MAY = date(2026, 3, 2), date(2026, 5, 1)


def at(name, *things):
    return reverse(f"organisation:{name}", args=[thing.pk for thing in things])


def look(address, visitor, sent):
    """Send a form and look at what it would do; then send it again and mean it."""
    shown = visitor.post(address, sent)
    assert shown.status_code == 200, shown.text
    return shown.text, visitor.post(address, sent | {"confirm": "1"})


@pytest.fixture
def deputy(fjordvik, house):
    with tenant(fjordvik):
        return make_deputy(house["leader"], house["person"], valid=Period(TODAY, MAY))


@pytest.fixture
def function(fjordvik):
    with tenant(fjordvik):
        return make_function("verneombud")


@pytest.fixture
def appointment(fjordvik, house, function):
    with tenant(fjordvik):
        where = {"function_id": function.pk, "unit_id": house["unit"].pk}
        return actions.appoint(house["person"].pk, **where, valid=Period(SINCE), by=SYSTEM)


# Deputies


def test_a_leader_names_her_own_deputy_for_some_days(visitor, fjordvik, house):
    sent = {"person": str(house["person"].pk), "may": ["approve"], "first_day": "2026-03-10", "last_day": "2026-04-30"}
    shown, done = look(at("name_deputy", house["leader"]), visitor, sent | {"unit": str(house["unit"].pk)})
    assert "may answer what" in shown
    assert done.url == at("person", house["leader"])
    with tenant(fjordvik):
        row = Deputy.objects.get()
    assert (row.deputy_id, row.unit_id, row.valid.upper) == (house["person"].pk, house["unit"].pk, MAY)
    html = visitor.get(at("person", house["leader"])).text
    assert "Approve. 10 Mar 2026 to 30 Apr 2026" in html
    assert at("end_deputy", row) in html


def test_a_deputy_for_more_than_a_year_is_refused_in_the_form(visitor, house):
    sent = {"person": str(house["person"].pk), "may": ["tasks"], "first_day": "2026-03-10", "last_day": "2027-04-30"}
    answer = visitor.post(at("name_deputy", house["leader"]), sent)
    assert answer.status_code == 422
    assert "A deputy is named for a year at most." in answer.text


def test_nobody_chooses_herself_as_her_deputy(visitor, house):
    assert f'value="{house["leader"].pk}"' not in visitor.get(at("name_deputy", house["leader"])).text


def test_only_the_person_the_leader_and_who_edits_people_name_deputies(client, visitor, fjordvik, house, deputy):
    assert visitor.get(at("name_deputy", house["person"])).status_code == 200  # her leader
    with tenant(fjordvik):
        other = make_employee(house["unit"])
        user = make_user(other)
        client.force_login(user)
    assert visitor.get(at("name_deputy", house["person"])).status_code == 403
    assert visitor.get(at("end_deputy", deputy)).status_code == 403
    with granting(user, EDIT_PEOPLE, house["unit"]):
        assert visitor.get(at("name_deputy", house["person"])).status_code == 200


def test_the_deputy_herself_may_end_it(client, visitor, fjordvik, house, deputy):
    with tenant(fjordvik):
        client.force_login(make_user(house["person"]))
    page = visitor.get(at("person", house["person"])).text
    assert "Stands in for" in page
    assert at("end_deputy", deputy) in page
    look(at("end_deputy", deputy), visitor, {"last_day": "2026-03-31"})
    with tenant(fjordvik):
        deputy.refresh_from_db()
    assert deputy.valid.upper == date(2026, 4, 1)


def test_the_page_of_a_unit_names_its_leaders_deputies_of_the_day(visitor, house, deputy):
    assert "Per Person</a>, <span" in visitor.get(at("unit", house["unit"])).text
    assert "Per Person</a>, <span" not in visitor.get(at("unit", house["unit"]), {"on": "2026-05-01"}).text


@pytest.mark.parametrize("name", ["name_deputy", "end_deputy"])
def test_deputies_of_another_municipality_are_not_there(house, deputy, stranger, name):
    thing = deputy if name == "end_deputy" else house["leader"]
    assert stranger.get(at(name, thing)).status_code == 404


# The register of functions


def test_the_register_tells_how_many_hold_a_function_and_where_it_is_vacant(visitor, fjordvik, house, appointment):
    with tenant(fjordvik):
        make_employee(make_unit("Kultur", parent=house["top"]))
    html = visitor.get(reverse("organisation:functions"), {"q": "verne"}).text.partition('id="rows"')[2]
    assert 'data-label="Hold it" data-align="end">1<' in html
    assert "Superbruker" not in html
    assert '<span class="ds-tag" data-color="warning"' in html
    assert "No function has such a name." in visitor.get(reverse("organisation:functions"), {"q": "xx"}).text


def test_an_empty_register_says_who_adds_functions(visitor, house):
    assert "There are no functions yet." in visitor.get(reverse("organisation:functions")).text
    assert visitor.get(reverse("organisation:add_function")).status_code == 403
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        assert visitor.get(reverse("organisation:add_function")).status_code == 403


def test_functions_are_sorted_by_the_column_asked_for(visitor, appointment):
    address = reverse("organisation:functions")
    by_name, by_holders = visitor.get(address).text, visitor.get(address, {"sort": "holders"}).text
    assert by_name.index("Brannvernleder") < by_name.index("Verneombud")
    assert by_holders.index("Verneombud") < by_holders.index("Brannvernleder")


def test_a_function_is_added_and_closed(visitor, fjordvik, house, function):
    with granting(house["user"], EDIT_UNITS, everywhere=True):
        _shown, done = look(reverse("organisation:add_function"), visitor, {"name": "Fadder", "code": "fadder"})
        with tenant(fjordvik):
            added = Function.objects.get(code="fadder")
        taken = visitor.post(reverse("organisation:add_function"), {"name": "Fadder", "code": "fadder"})
        sent = {"name": "Fadder", "code": "fadder", "needed": "units", "is_closed": "on"}
        look(at("change_function", added), visitor, sent)
    assert done.url == at("function", added)
    assert "Another function has this code." in taken.text
    with tenant(fjordvik):
        added.refresh_from_db()
    assert (added.needed, added.is_closed) == ("units", True)


@pytest.mark.usefixtures("here")
def test_functions_are_changed_only_by_who_may_everywhere(house, function):
    facts = FunctionFacts(code="x", name="X")
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        for change in (
            lambda: actions.add_function(facts, by=house["user"]),
            lambda: actions.change_function(function.pk, facts, by=house["user"]),
        ):
            with pytest.raises(PermissionDenied):
                change()
    assert not Function.objects.filter(code="x").exists()


@pytest.mark.usefixtures("here")
def test_nobody_new_is_appointed_to_a_closed_function(house, function):
    actions.change_function(function.pk, FunctionFacts(code="v", name="V", is_closed=True), by=SYSTEM)
    where = {"function_id": function.pk, "unit_id": house["unit"].pk}
    with pytest.raises(FunctionClosedError):
        actions.appoint(house["person"].pk, **where, valid=Period(TODAY), by=SYSTEM)


# Where a function is vacant


@pytest.mark.usefixtures("here")
def test_a_function_held_above_counts_below_and_not_beside(house, function):
    team, beside = make_unit(parent=house["unit"]), make_unit(parent=house["top"])
    for unit in (team, beside):
        make_employee(unit)
    assert queries.vacant_units(function, on=TODAY) == sorted(
        [house["unit"], team, beside], key=lambda unit: (unit.name.casefold(), unit.pk)
    )
    where = {"function_id": function.pk, "unit_id": house["unit"].pk, "valid": Period(SINCE, MAY)}
    actions.appoint(house["person"].pk, **where, by=SYSTEM)
    assert queries.vacant_units(function, on=TODAY) == [beside]
    assert function in queries.vacant_functions(beside.pk, on=TODAY)
    assert function not in queries.vacant_functions(team.pk, on=TODAY)
    assert function in queries.vacant_functions(team.pk, on=MAY)


@pytest.mark.usefixtures("here")
def test_a_function_is_vacant_when_its_holder_has_left(house, function, appointment):
    assert house["unit"] not in queries.vacant_units(function, on=TODAY)
    actions.end_employment(Employment.objects.get(person=house["person"]).pk, last_day=date(2026, 4, 30), by=SYSTEM)
    assert house["unit"] in queries.vacant_units(function, on=MAY)


@pytest.mark.usefixtures("here")
def test_one_for_the_whole_municipality_is_vacant_at_the_top_only(house):
    officer = make_function("personvernombud")
    assert queries.vacant_units(officer, on=TODAY) == [house["top"]]
    where = {"function_id": officer.pk, "unit_id": house["unit"].pk}
    actions.appoint(house["person"].pk, **where, valid=Period(SINCE), by=SYSTEM)
    assert queries.vacant_units(officer, on=TODAY) == []


def test_the_page_of_a_unit_shows_vacant_functions_with_a_way_to_appoint(visitor, house, function):
    html = visitor.get(at("unit", house["unit"])).text
    assert at("function", function) in html
    assert "appointments/new" not in html
    with granting(house["user"], APPOINT, house["unit"]):
        assert f"function={function.pk}&amp;unit={house['unit'].pk}" in visitor.get(at("unit", house["unit"])).text


# Appointments


def test_somebody_is_appointed_and_the_function_tells(visitor, fjordvik, house, function):
    address = f"{reverse('organisation:appoint')}?unit={house['unit'].pk}&function={function.pk}"
    sent = {"function": str(function.pk), "unit": str(house["unit"].pk), "person": str(house["person"].pk)}
    assert visitor.get(address).status_code == 403
    with granting(house["user"], APPOINT, house["unit"]):
        assert "Per Person" in visitor.get(address).text
        _shown, done = look(address, visitor, sent | {"first_day": "2026-03-10"})
        html = visitor.get(done.url).text
    with tenant(fjordvik):
        row = Appointment.objects.get()
    assert done.url == at("function", function)
    assert "From 10 Mar 2026" in html
    assert at("cancel_appointment", row) in html


def test_a_unit_where_one_may_not_appoint_cannot_be_chosen(visitor, house, function):
    sent = {"function": str(function.pk), "unit": str(house["top"].pk), "person": str(house["person"].pk)}
    with granting(house["user"], APPOINT, house["unit"]):
        answer = visitor.post(reverse("organisation:appoint"), sent | {"first_day": "2026-03-10", "confirm": "1"})
    assert answer.status_code == 422


def test_an_appointment_is_ended_from_the_persons_page(visitor, fjordvik, house, appointment):
    assert visitor.get(at("end_appointment", appointment)).status_code == 403
    with granting(house["user"], APPOINT, house["unit"]):
        assert at("end_appointment", appointment) in visitor.get(at("person", house["person"])).text
        look(at("end_appointment", appointment), visitor, {"last_day": "2026-04-30"})
        begun = visitor.post(at("cancel_appointment", appointment))
    assert "The appointment has begun." in begun.text
    with tenant(fjordvik):
        appointment.refresh_from_db()
    assert appointment.valid.upper == MAY


@pytest.mark.usefixtures("here")
def test_an_appointment_that_has_not_begun_is_called_off(house, function):
    where = {"function_id": function.pk, "unit_id": house["unit"].pk}
    row = actions.appoint(house["person"].pk, **where, valid=Period(date(2026, 3, 3)), by=SYSTEM)
    with pytest.raises(PermissionDenied):
        actions.cancel_appointment(row.pk, by=house["user"])
    actions.cancel_appointment(row.pk, by=SYSTEM)
    assert not Appointment.objects.exists()
    begun = actions.appoint(house["person"].pk, **where, valid=Period(TODAY), by=SYSTEM)
    with pytest.raises(DayOutsideError):
        actions.cancel_appointment(begun.pk, by=SYSTEM)


@pytest.mark.parametrize("name", ["function", "change_function", "end_appointment", "cancel_appointment"])
def test_functions_of_another_municipality_are_not_there(function, appointment, stranger, name):
    thing = appointment if "appointment" in name else function
    with granting(stranger.user, EDIT_UNITS, everywhere=True), granting(stranger.user, APPOINT, everywhere=True):
        assert stranger.get(at(name, thing)).status_code == 404


@pytest.mark.usefixtures("deputy", "appointment")
@pytest.mark.parametrize("name", ["functions", "function", "unit", "person"])
def test_pages_of_functions_and_deputies_cost_the_same_for_one_and_four(
    visitor, fjordvik, house, function, name, count_statements
):
    things = {"function": [function], "unit": [house["unit"]], "person": [house["person"]], "functions": []}
    address = at(name, *things[name])
    before = count_statements(visitor, address)
    with tenant(fjordvik):
        for code in ("superbruker", "brannvernleder", "tillitsvalgt"):
            where = {"function_id": make_function(code).pk, "unit_id": house["unit"].pk, "valid": Period(SINCE)}
            actions.appoint(house["person"].pk, **where, by=SYSTEM)
            other = make_employee(house["unit"])
            make_leader(make_unit(parent=house["unit"]), other)
            actions.appoint(other.pk, **where | {"function_id": function.pk}, by=SYSTEM)
            make_deputy(house["leader"], other, valid=Period(TODAY, MAY))
            make_deputy(other, house["person"], valid=Period(TODAY, MAY))
    assert count_statements(visitor, address) == before


def test_my_page_leads_to_naming_a_deputy_and_tells_who_stands_in(visitor, house, fjordvik):
    address = reverse("organisation:name_deputy", args=[house["leader"].pk])
    html = visitor.get(reverse("profile")).text
    assert "Nobody stands in." in html
    assert address in html
    with tenant(fjordvik):
        days = Period.through(date(2026, 3, 9), date(2026, 3, 20))
        make_deputy(house["leader"], house["person"], valid=days)
    html = visitor.get(reverse("profile")).text
    assert "Nobody stands in." not in html
    assert "Per Person" in html
    assert "9 March 2026 through 20 March 2026" in html


def test_a_login_of_nobody_names_no_deputy_on_its_page(visitor, fjordvik):
    with tenant(fjordvik):
        visitor.force_login(make_user())
    assert "Name a deputy" not in visitor.get(reverse("profile")).text

"""Employments, leaves and persons changed on screen: asked, shown with consequences, then done."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions, events
from grunnmur.organisation.models import Employment, Leave, Person
from grunnmur.organisation.rules import (
    EDIT_PEOPLE,
    SEE_PROTECTED,
    DayOutsideError,
    EmploymentBegunError,
    EmploymentFacts,
)
from tests.factories_organisation import (
    SINCE,
    SYSTEM,
    employ,
    granting,
    make_deputy,
    make_employee,
    make_leader,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY, APRIL, MAY, JUNE = date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)
OF_EMPLOYMENT = ("change_employment", "extend_employment", "cancel_hire", "register_leave")
OF_LEAVE = ("change_leave", "end_leave", "cancel_leave")
OF_PERSON = ("correct_person", "protect_person", "start_employment")


def at(name, thing):
    return reverse(f"organisation:{name}", args=[thing.pk])


def look(address, visitor, sent):
    """Send a form and look at what it would do; then send it again and mean it."""
    shown = visitor.post(address, sent)
    assert shown.status_code == 200, shown.text
    return shown.text, visitor.post(address, sent | {"confirm": "1"})


@pytest.fixture
def row(fjordvik, house):
    with tenant(fjordvik):
        return Employment.objects.select_related("person", "unit").get(person=house["person"])


@pytest.fixture
def leave(fjordvik, row):
    with tenant(fjordvik):
        return actions.register_leave(row.pk, percent=Decimal(100), valid=Period(APRIL, JUNE), by=SYSTEM)


@pytest.fixture
def pages(house, row, leave):
    things = dict.fromkeys(OF_EMPLOYMENT, row)
    things |= dict.fromkeys(OF_LEAVE, leave) | dict.fromkeys(OF_PERSON, house["person"])
    return {name: at(name, thing) for name, thing in things.items()}


@pytest.mark.parametrize("name", [*OF_EMPLOYMENT, *OF_LEAVE, *OF_PERSON])
def test_whoever_may_not_edit_people_there_is_refused(visitor, house, pages, name):
    assert visitor.get(pages[name]).status_code == 403


@pytest.mark.parametrize("name", [*OF_EMPLOYMENT, *OF_LEAVE, "correct_person", "protect_person"])
def test_whoever_may_edit_people_elsewhere_is_refused(visitor, house, pages, name):
    with granting(house["user"], EDIT_PEOPLE, house["top"]):
        assert visitor.get(pages[name]).status_code == 403


@pytest.mark.parametrize("name", [*OF_EMPLOYMENT, *OF_LEAVE, *OF_PERSON])
def test_nobody_of_another_municipality_is_changed(pages, stranger, name):
    with granting(stranger.user, EDIT_PEOPLE, everywhere=True):
        assert stranger.get(pages[name]).status_code == 404


@pytest.mark.parametrize("name", [*OF_EMPLOYMENT, *OF_LEAVE, *OF_PERSON])
def test_a_protected_person_is_changed_by_nobody_who_may_not_see_her(client, fjordvik, house, pages, name, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]
    with tenant(fjordvik):
        actions.protect_person(house["person"].pk, is_protected=True, by=SYSTEM)
        client.force_login(make_user(make_employee(house["unit"])))
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    assert client.get(pages[name]).status_code == 404


def test_the_ways_to_change_stand_on_the_persons_page(visitor, house, pages):
    address = at("person", house["person"])
    html = visitor.get(address).text
    assert not [name for name, page in pages.items() if page in html]
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        html = visitor.get(address).text
    missing = {name for name, page in pages.items() if page not in html}
    assert missing == {"cancel_hire", "end_leave"}  # she has begun, and the leave has not


def test_what_is_done_with_her_only_employment_stands_at_the_top_of_the_page(visitor, fjordvik, house, pages):
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        html = visitor.get(at("person", house["person"])).text
        assert html.index(pages["change_employment"]) < html.index('id="contact"')
        with tenant(fjordvik):
            employ(house["person"], house["unit"])
        html = visitor.get(at("person", house["person"])).text
    assert html.index(pages["change_employment"]) > html.index('id="contact"') > html.index('href="#employments"')


# Employments


def test_a_percent_is_shown_as_people_type_it(visitor, fjordvik, house, row, pages):
    def shown(page):
        with granting(house["user"], EDIT_PEOPLE, house["unit"]):
            return visitor.get(pages[page]).context["form"]["percent"].value()

    assert [str(shown(page)) for page in ("change_employment", "change_leave")] == ["100", "100"]
    with tenant(fjordvik):
        Employment.objects.filter(pk=row.pk).update(percent=Decimal("37.50"))
    assert str(shown("change_employment")) == "37.5"


def test_what_happens_is_confirmed_right_below_where_it_is_told(visitor, house, pages):
    sent = {"unit": str(house["unit"].pk), "kind": "permanent", "percent": "80", "from_day": "2026-05-01"}
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        html = visitor.post(pages["change_employment"], sent).text
    assert html.index('id="impact"') < html.index('name="confirm"') < html.index('name="unit"')


def test_somebody_gets_one_more_employment(visitor, fjordvik, house):
    sent = {"unit": str(house["unit"].pk), "kind": "elected", "percent": "20", "first_day": "2026-05-01"}
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        _shown, done = look(at("start_employment", house["person"]), visitor, sent)
    assert done.url == at("person", house["person"])
    with tenant(fjordvik):
        rows = Employment.objects.filter(person=house["person"]).order_by("valid__startswith")
        assert [(row.kind, row.percent) for row in rows] == [("permanent", 100), ("elected", 20)]


def test_a_move_from_a_day_tells_who_becomes_the_leader(visitor, fjordvik, house, row):
    with tenant(fjordvik):
        other = make_unit("Kultur", parent=house["top"])
        make_leader(other, name="Kari Kultur")
    sent = {"unit": str(other.pk), "kind": "permanent", "percent": "80", "from_day": "2026-05-01"}
    with granting(house["user"], EDIT_PEOPLE, house["unit"], other):
        shown, _done = look(at("change_employment", row), visitor, sent)
    assert "Kari Kultur becomes the leader. Before, it was Lise Leder." in shown
    with tenant(fjordvik):
        rows = {one.valid.lower: (one.unit_id, one.valid.upper) for one in Employment.objects.filter(person=row.person)}
    assert rows == {SINCE: (house["unit"].pk, MAY), MAY: (other.pk, None)}


def test_a_planned_overlap_lets_her_work_in_both_places(visitor, fjordvik, house, row, leave):
    with tenant(fjordvik):
        other = make_unit("Kultur", parent=house["top"])
    sent = {"unit": str(other.pk), "kind": "permanent", "percent": "100", "from_day": "2026-04-15"}
    with granting(house["user"], EDIT_PEOPLE, house["unit"], other):
        look(at("change_employment", row), visitor, sent | {"overlap_last_day": "2026-04-30"})
    with tenant(fjordvik):
        rows = {one.unit_id: one for one in Employment.objects.filter(person=row.person)}
        old, new = rows[house["unit"].pk], rows[other.pk]
        assert (old.valid.upper, new.valid.lower) == (MAY, date(2026, 4, 15))
        assert old.external_id != new.external_id
        leaves = {one.employment_id: (one.valid.lower, one.valid.upper) for one in Leave.objects.all()}
    assert leaves == {old.pk: (APRIL, MAY), new.pk: (date(2026, 4, 15), JUNE)}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("until", [date(2026, 4, 14), date(2027, 1, 1)])
def test_an_overlap_outside_the_employment_is_refused(house, until):
    person = make_employee(house["unit"], valid=Period(SINCE, date(2026, 12, 31)))
    facts = EmploymentFacts(unit_id=house["top"].pk, kind="permanent")
    with pytest.raises(DayOutsideError):
        actions.change_employment(
            Employment.objects.get(person=person).pk,
            facts,
            from_day=date(2026, 4, 15),
            overlap_last_day=until,
            by=SYSTEM,
        )
    assert Employment.objects.filter(person=person).count() == 1


def test_an_employment_is_extended(visitor, fjordvik, house):
    with tenant(fjordvik):
        row = Employment.objects.get(person=make_employee(house["unit"], valid=Period(SINCE, MAY)))
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        assert visitor.post(at("extend_employment", row), {"last_day": "2026-03-31"}).status_code == 422
        look(at("extend_employment", row), visitor, {"last_day": "2026-12-31"})
    with tenant(fjordvik):
        row.refresh_from_db()
    assert row.valid.upper == date(2027, 1, 1)


def test_a_hire_is_called_off_before_its_first_day_and_the_person_stays(visitor, fjordvik, house, published):
    with tenant(fjordvik):
        person = make_employee(house["unit"], valid=Period(MAY))
        row = Employment.objects.get(person=person)
        actions.register_leave(row.pk, percent=Decimal(50), valid=Period(MAY, JUNE), by=SYSTEM)
    told = published(events.HireCancelled)
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        look(at("cancel_hire", row), visitor, {})
    with tenant(fjordvik):
        assert not Employment.objects.filter(person=person).exists()
        assert Person.objects.filter(pk=person.pk).exists()
    assert told[-1] == events.HireCancelled(person.pk, row.pk, house["unit"].pk)


@pytest.mark.usefixtures("here")
def test_an_employment_that_has_begun_is_not_called_off(row):
    with pytest.raises(EmploymentBegunError):
        actions.cancel_hire(row.pk, by=SYSTEM)


def test_a_namesake_and_a_missing_last_day_are_told_before_a_hire(visitor, house):
    sent = {
        "given_name": "Per",
        "family_name": "Person",
        "unit": str(house["unit"].pk),
        "kind": "external",
        "percent": "100",
        "first_day": "2026-05-01",
    }
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        html = visitor.post(reverse("organisation:hire"), sent).text
    assert "There is a Per Person here already, in Kundesenter. Is it the same person?" in html
    assert "There is no last day" in html


# Leaves


def test_a_leave_is_registered_changed_and_ended(visitor, fjordvik, house, row):
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        sent = {"percent": "50", "first_day": "2026-03-01", "last_day": "2026-04-30"}
        look(at("register_leave", row), visitor, sent)
        with tenant(fjordvik):
            leave = Leave.objects.get()
        look(at("change_leave", leave), visitor, sent | {"percent": "40"})
        look(at("end_leave", leave), visitor, {"last_day": "2026-03-31"})
        late = visitor.post(at("end_leave", leave), {"last_day": "2026-04-01"})
        begun = visitor.post(at("cancel_leave", leave))
    assert late.status_code == 422
    assert "The leave has begun." in begun.text
    with tenant(fjordvik):
        leave.refresh_from_db()
    assert (leave.percent, leave.valid.lower, leave.valid.upper) == (40, date(2026, 3, 1), APRIL)


def test_a_leave_that_has_not_begun_is_called_off(visitor, fjordvik, house, leave):
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        look(at("cancel_leave", leave), visitor, {})
    with tenant(fjordvik):
        assert not Leave.objects.exists()


def test_the_form_of_a_leave_tells_the_days_it_must_lie_within(visitor, fjordvik, house, row):
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        assert "1 Jan 2025 to 31 May 2026" not in visitor.get(at("register_leave", row)).text
        with tenant(fjordvik):
            Employment.objects.filter(pk=row.pk).update(valid=Period(date(2025, 1, 1), JUNE).to_range())
        assert "1 Jan 2025 to 31 May 2026" in visitor.get(at("register_leave", row)).text


@pytest.mark.parametrize(("has_deputy", "told"), [(True, "A deputy leads"), (False, "has no leader meanwhile")])
def test_the_leave_of_a_leader_tells_who_leads_meanwhile(visitor, fjordvik, house, has_deputy, told):
    with tenant(fjordvik):
        row = Employment.objects.get(person=house["leader"])
        if has_deputy:
            make_deputy(house["leader"], house["person"], valid=Period(TODAY, MAY))
    sent = {"percent": "100", "first_day": "2026-03-10", "last_day": "2026-03-20"}
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        assert told in visitor.post(at("register_leave", row), sent).text


# Persons


def test_a_person_is_corrected(visitor, fjordvik, house):
    sent = {"given_name": "Per", "family_name": "Nilsen", "work_email": "per@fjordvik.example", "language": "da"}
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        look(at("correct_person", house["person"]), visitor, sent)
    with tenant(fjordvik):
        person = Person.objects.get(pk=house["person"].pk)
    assert (person.display_name, person.work_email, person.language) == ("Per Nilsen", "per@fjordvik.example", "da")


def test_a_number_that_is_taken_is_told_in_the_form(visitor, fjordvik, house):
    with tenant(fjordvik):
        Person.objects.filter(pk=house["leader"].pk).update(employee_number="100")
    sent = {"given_name": "Per", "family_name": "Person", "employee_number": "100"}
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        answer = visitor.post(at("correct_person", house["person"]), sent)
    assert answer.status_code == 422
    assert "Another person has this employee number." in answer.text


def test_a_person_is_protected_and_only_who_sees_the_protected_ends_it(visitor, fjordvik, house):
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        shown, _done = look(at("protect_person", house["person"]), visitor, {})
        assert visitor.post(at("protect_person", house["person"])).status_code == 403
        with granting(house["user"], SEE_PROTECTED, everywhere=True):
            look(at("protect_person", house["person"]), visitor, {})
    assert "Colleagues no longer find the person" in shown
    with tenant(fjordvik):
        assert not Person.objects.get(pk=house["person"].pk).is_protected


# The list of people


def rows(visitor, **query):
    return visitor.get(reverse("organisation:people"), query).text.partition('id="rows"')[2]


def test_who_starts_later_is_listed_by_first_day(visitor, fjordvik, house):
    with tenant(fjordvik):
        make_employee(house["unit"], "Anna Senere", valid=Period(JUNE))
        make_employee(house["unit"], "Zoe Først", valid=Period(MAY))
        employ(house["person"], house["unit"], valid=Period(MAY))
    html = rows(visitor, who="later")
    assert html.index("Zoe Først") < html.index("Anna Senere")
    assert "1 May 2026" in html
    assert "Per Person" not in html
    by_name = rows(visitor, who="later", sort="name")
    assert by_name.index("Anna Senere") < by_name.index("Zoe Først")
    assert "Nobody is registered to start later." in rows(visitor, who="later", on="2026-06-01")


def test_the_list_of_people_narrows_by_unit_sorts_and_survives_a_reload(visitor, fjordvik, house):
    with tenant(fjordvik):
        make_employee(house["top"], "Tor Topp")
        make_employee(house["unit"], "Åse Alm")
    html = rows(visitor, unit=str(house["unit"].pk), sort="family")
    assert "Tor Topp" not in html
    assert html.index("Åse Alm") < html.index("Per Person")
    whole = visitor.get(reverse("organisation:people"), {"unit": str(house["unit"].pk), "sort": "family"}).text
    assert f'value="{house["unit"].pk}" selected' in whole
    assert 'name="sort" value="family"' in whole
    assert rows(visitor, unit="nonsense", sort="nonsense", who="nonsense").count("row-link") == 4


@pytest.mark.parametrize("query", ["?who=later", "?sort=family"])
def test_the_list_of_people_costs_the_same_for_one_and_four(visitor, fjordvik, house, query, count_statements):
    address = reverse("organisation:people") + query
    with tenant(fjordvik):
        make_employee(house["unit"], valid=Period(MAY))
    before = count_statements(visitor, address)
    with tenant(fjordvik):
        for _ in range(3):
            make_employee(make_unit(parent=house["top"]), valid=Period(MAY))
            make_employee(house["unit"])
    assert count_statements(visitor, address) == before

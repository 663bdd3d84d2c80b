"""The desk: hours and no more, who may, the leader told, and no number kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from grunnmur.access import queries
from grunnmur.access.actions.desk import (
    choose_desk_roles,
    close_ended_visits,
    end_desk_access,
    open_desk_access,
)
from grunnmur.access.models import DeskVisit, Fulfilment, Grant, Role
from grunnmur.access.queries.desk import days_here
from grunnmur.access.rules import ROLES, OwnBenefitError
from grunnmur.access.rules.desk import DESK, NotForTheDeskError, Visit, Visitor, VisitOverError
from grunnmur.core import clock
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.models import Employment, Person
from grunnmur.worklist.models import Notification
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEW = Visitor(name="Vera Vikar", phone="900", agency="Vikarhuset", identity_checked_by="Lise Leder")


@pytest.fixture
def ready(house, fjordvik):
    """The role Nettbrett is for the desk, and somebody guards Kundesenter's."""
    with tenant(fjordvik):
        choose_desk_roles([house.roles["Nettbrett"].pk], by=SYSTEM)
        guard = make_user(make_employee(house.unit, "Gard Vakt"))
    with granting(guard, DESK, house.unit):
        yield guard


def visit_of(house, hours=8, role="Nettbrett"):
    return Visit(unit_id=house.unit.pk, role_id=house.roles[role].pk, ends_at=clock.now() + hours * HOUR)


def has_tablet(person):
    return "Nettbrett" in {one.resource for one in queries.accesses_of([person], on=clock.today())[person]}


def test_somebody_new_has_access_until_the_hour_and_not_after_it(ready, house, fjordvik):
    with tenant(fjordvik):
        opened = open_desk_access(NEW, visit_of(house), by=ready)
        work = Employment.objects.get(person=opened.person_id)
        assert (work.kind, work.unit_id) == ("external", house.unit.pk)
        assert Grant.objects.get(pk=opened.grant_id).ends_at == NOW + 8 * HOUR
        assert has_tablet(opened.person_id)
        with clock.at(NOW + 8 * HOUR):
            assert not has_tablet(opened.person_id)


def test_after_the_hour_what_was_handed_out_is_asked_back_and_a_second_time_does_nothing(ready, house, fjordvik):
    with tenant(fjordvik):
        opened = open_desk_access(NEW, visit_of(house), by=ready)
        assert Fulfilment.objects.filter(person=opened.person_id, state="open", operation="give").exists()
        with clock.at(NOW + 9 * HOUR):
            assert close_ended_visits() == [opened.person_id]
            assert close_ended_visits() == []
        assert not Fulfilment.objects.filter(person=opened.person_id, state="open", operation="give").exists()


def test_more_than_a_day_is_refused(ready, house, fjordvik):
    with tenant(fjordvik), pytest.raises(NotForTheDeskError, match="24 hours"):
        open_desk_access(NEW, visit_of(house, 25), by=ready)


def test_a_role_that_is_not_for_the_desk_is_refused(ready, house, fjordvik):
    with tenant(fjordvik), pytest.raises(NotForTheDeskError, match="not for the desk"):
        open_desk_access(NEW, visit_of(house, role="Vikar"), by=ready)


def test_a_role_with_power_in_grunnmur_is_never_for_the_desk(ready, fjordvik):
    with tenant(fjordvik), granting(ready, ROLES, everywhere=True), pytest.raises(NotForTheDeskError):
        choose_desk_roles([Role.objects.get(name="Administrator").pk], by=ready)


def test_nobody_lets_herself_in(ready, house, fjordvik):
    with tenant(fjordvik), pytest.raises(OwnBenefitError):
        open_desk_access(Visitor(person_id=ready.made_for, identity_checked_by="Meg"), visit_of(house), by=ready)


def test_another_units_desk_is_not_hers(ready, house, fjordvik):
    with tenant(fjordvik):
        other = Visit(unit_id=house.top.pk, role_id=house.roles["Nettbrett"].pk, ends_at=NOW + HOUR)
        with pytest.raises(PermissionDenied):
            open_desk_access(NEW, other, by=ready)
        opened = open_desk_access(NEW, visit_of(house), by=ready)
        with pytest.raises(PermissionDenied):
            end_desk_access(opened.pk, by=make_user(make_employee(house.top)))


def test_the_other_municipality_has_no_such_visit(ready, house, fjordvik, sundby):
    with tenant(fjordvik):
        opened = open_desk_access(NEW, visit_of(house), by=ready)
    with tenant(sundby), pytest.raises(DeskVisit.DoesNotExist):
        end_desk_access(opened.pk, by=SYSTEM)


def test_the_leader_is_told(ready, house, fjordvik):
    with tenant(fjordvik):
        open_desk_access(NEW, visit_of(house), by=ready)
        told = Notification.objects.get(kind="access.desk")
    assert told.person_id == house.leader.pk
    assert told.params["name"] == {"person_id": str(told.subject_id)}


def test_who_comes_again_the_same_day_goes_on_with_the_same_visit(ready, house, fjordvik):
    with tenant(fjordvik):
        opened = open_desk_access(NEW, visit_of(house, 1), by=ready)
        with clock.at(NOW + 2 * HOUR):
            again = Visitor(person_id=opened.person_id, identity_checked_by="Gard Vakt")
            assert open_desk_access(again, visit_of(house, 3), by=ready) == opened
            assert has_tablet(opened.person_id)
        assert Person.objects.filter(display_name="Vera Vikar").count() == 1


def test_more_than_ten_days_in_thirty_is_noticed(ready, house, fjordvik):
    with tenant(fjordvik):
        person = open_desk_access(NEW, visit_of(house), by=ready).person_id
        known = Visitor(person_id=person, identity_checked_by="Gard Vakt")
        for day in range(1, 11):
            with clock.at(NOW + day * 24 * HOUR):
                assert not Notification.objects.filter(kind="access.desk_often").exists()
                open_desk_access(known, visit_of(house), by=ready)
        with clock.at(NOW + 10 * 24 * HOUR):
            assert days_here([person]) == {person: 11}
        assert Notification.objects.get(kind="access.desk_often").params["count"] == 11


def test_somebody_is_let_out_before_the_hour_once(ready, house, fjordvik):
    with tenant(fjordvik):
        opened = open_desk_access(NEW, visit_of(house), by=ready)
        with clock.at(NOW + HOUR):
            end_desk_access(opened.pk, by=ready)
            assert not has_tablet(opened.person_id)
            with pytest.raises(VisitOverError):
                end_desk_access(opened.pk, by=ready)


def test_the_page_lets_in_lists_and_lets_out(ready, house, fjordvik, visit):
    browser = visit(ready)
    sent = {"name": "Vera Vikar", "identity_checked_by": "Gard Vakt", "unit": str(house.unit.pk), "until": "16:00"}
    sent |= {"role": str(house.roles["Nettbrett"].pk)}
    refused = browser.post(reverse("access:desk"), sent | {"identity_checked_by": "pass 12345678"})
    assert refused.status_code == 422
    assert "Write a name, and no number." in refused.text
    html = browser.post(reverse("access:desk"), sent, follow=True).text
    assert "Vera Vikar" in html
    with tenant(fjordvik):
        opened = DeskVisit.objects.get()
    assert opened.ends_at == datetime(2026, 3, 2, 15, tzinfo=UTC)
    html = browser.post(reverse("access:end_desk_visit", args=[opened.pk]), follow=True).text
    assert "Let in again" in html
    again = browser.get(reverse("access:desk"), {"person": str(opened.person_id)}).text
    assert 'value="Vera Vikar"' in again


def test_nobody_is_registered_twice_by_the_same_name(ready, house, fjordvik, visit):
    browser = visit(ready)
    sent = {"name": "Vera  vikar", "identity_checked_by": "Gard Vakt", "unit": str(house.unit.pk), "until": "16:00"}
    sent |= {"role": str(house.roles["Nettbrett"].pk)}
    with tenant(fjordvik):
        known = open_desk_access(NEW, visit_of(house, 1), by=ready).person_id
    asked = browser.post(reverse("access:desk"), sent)
    assert asked.status_code == 422
    assert "Is it one of these?" in asked.text
    assert "Vikarhuset" in asked.text
    browser.post(reverse("access:desk"), sent | {"same": str(known)})
    with tenant(fjordvik):
        assert DeskVisit.objects.get().ends_at == datetime(2026, 3, 2, 15, tzinfo=UTC)
    browser.post(reverse("access:desk"), sent | {"is_new": "1"})
    with tenant(fjordvik):
        assert Person.objects.filter(display_name__iexact="Vera Vikar").count() == 2


def test_the_desk_asks_about_nobody_whom_one_may_not_know_of(ready, house, fjordvik, visit):
    with tenant(fjordvik):
        Person.objects.filter(pk=make_employee(house.top, "Vera Vikar").pk).update(is_protected=True)
    sent = {"name": "Vera Vikar", "identity_checked_by": "Gard Vakt", "unit": str(house.unit.pk), "until": "16:00"}
    found = visit(ready).post(reverse("access:desk"), sent | {"role": str(house.roles["Nettbrett"].pk)})
    assert found.status_code == 302


def test_an_hour_that_has_passed_today_means_tomorrow(ready, house, fjordvik, visit):
    sent = {"name": "Vera Vikar", "identity_checked_by": "Gard", "unit": str(house.unit.pk), "until": "08:00"}
    visit(ready).post(reverse("access:desk"), sent | {"role": str(house.roles["Nettbrett"].pk)})
    with tenant(fjordvik):
        assert DeskVisit.objects.get().ends_at == datetime(2026, 3, 3, 7, tzinfo=UTC)


def test_the_pages_are_for_those_who_may(visit, house, fjordvik):
    with tenant(fjordvik):
        user = make_user(make_employee(house.unit))
    assert visit(user).get(reverse("access:desk")).status_code == 403
    assert visit(user).get(reverse("access:desk_roles")).status_code == 403


def test_roles_for_the_desk_are_chosen_on_their_page(visit, house, fjordvik):
    with tenant(fjordvik):
        user = make_user(make_employee(make_unit()))
    with granting(user, ROLES, everywhere=True):
        chosen = {"role": [str(house.roles["Vikar"].pk)]}
        assert visit(user).post(reverse("access:desk_roles"), chosen).status_code == 302
    with tenant(fjordvik):
        assert list(Role.objects.filter(is_desk_role=True).values_list("name", flat=True)) == ["Vikar"]


def test_the_desk_costs_the_same_for_one_and_four(ready, house, fjordvik, visit, count_statements):
    browser = visit(ready)
    with tenant(fjordvik):
        open_desk_access(NEW, visit_of(house), by=ready)
    before = count_statements(browser, reverse("access:desk"))
    with tenant(fjordvik):
        for number in range(3):
            open_desk_access(Visitor(name=f"Viggo Nr{number}", identity_checked_by="x"), visit_of(house), by=ready)
    assert count_statements(browser, reverse("access:desk")) == before


def test_a_visit_whose_job_did_not_run_is_closed_when_the_day_turns(ready, house, fjordvik):
    with tenant(fjordvik):
        opened = open_desk_access(NEW, visit_of(house), by=ready)
        with clock.at(NOW + 24 * HOUR):
            organisation.turn_days(up_to=clock.today())
        opened.refresh_from_db()
        assert opened.ended_at == opened.ends_at

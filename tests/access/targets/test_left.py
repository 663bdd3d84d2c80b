"""Left, not yet removed: everybody who answers for somebody sees it first thing, and only for their own."""

from datetime import timedelta

import pytest

from grunnmur.access.models import IssuedThing, Target, TargetAccount, TargetMember
from grunnmur.access.queries.targets.left import left_not_removed, may_see_left
from grunnmur.access.rules import OFFICER, SEE, TARGETS
from grunnmur.core import clock
from grunnmur.core.clock import now, today
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person
from tests.factories_access import permission_of
from tests.factories_organisation import SINCE, employ, granting, make_employee, make_leader, make_unit, make_user

pytestmark = pytest.mark.django_db
PAGES = ("/", "/access/team/", "/access/team/changes/", "/access/targets/left/")


@pytest.fixture
def crm(house, fjordvik):
    """A target that nobody has an account in yet."""
    with tenant(fjordvik):
        return Target.objects.create(name="CRM", kind="csv", address="crm.csv", observed_at=now())


def leaver(unit, name, *, days=3):
    """Somebody whose last day was some days ago."""
    return make_employee(unit, name, valid=Period.through(SINCE, today() - timedelta(days=days)))


def account_of(person, target, *, state="active"):
    return TargetAccount.objects.create(
        target=target, person=person, external_id=str(person.pk), username=person.display_name, state=state
    )


def names(user):
    people = Person.objects.in_bulk([one.person_id for one in left_not_removed(seen_by=user)])
    return sorted(person.display_name for person in people.values())


def test_who_left_with_an_open_account_a_membership_or_a_thing_is_there_and_nobody_else(house, crm, fjordvik):
    with tenant(fjordvik):
        account_of(leaver(house.unit, "Open Konto"), crm)
        closed = account_of(leaver(house.unit, "Lukket Konto"), crm, state="disabled")
        empty = account_of(leaver(house.unit, "Ferdig Konto"), crm, state="disabled")
        TargetMember.objects.create(account=closed, permission=permission_of("CRM"), is_ours=True, seen_at=now())
        key = leaver(house.unit, "Har Nokkel")
        IssuedThing.objects.create(person=key, permission=permission_of("Nøkkel til lager"), issued_at=now())
        account_of(make_employee(house.unit, "Jobber Her"), crm)
        account_of(make_employee(house.unit, "Siste Dag", valid=Period.through(SINCE, today())), crm)
        again = leaver(house.unit, "Kom Tilbake")
        employ(again, house.unit, valid=Period(today()))
        account_of(again, crm)

        user = make_user()
        with granting(user, TARGETS, everywhere=True):
            assert names(user) == ["Har Nokkel", "Lukket Konto", "Open Konto"]
            things = {tuple(one.things) for one in left_not_removed(seen_by=user)}
        assert things == {("Nøkkel til lager",), ("CRM *",), ("CRM",)}
        assert empty.state == "disabled"


def test_a_leader_sees_those_who_left_her_own_units_last(house, crm, fjordvik):
    with tenant(fjordvik):
        elsewhere = make_unit("Bibliotek", parent=house.top)
        account_of(leaver(house.unit, "Fra Kundesenter"), crm)
        moved = leaver(house.unit, "Flyttet Bort", days=30)
        employ(moved, elsewhere, valid=Period.through(today() - timedelta(days=29), today() - timedelta(days=2)))
        account_of(moved, crm)

        assert names(house.leader_user) == ["Fra Kundesenter"]
        assert names(make_user(make_leader(elsewhere, name="Bodil Bibliotek"))) == ["Flyttet Bort"]
        assert not may_see_left(make_user(house.adviser))
        officer = make_user()
        with granting(officer, OFFICER, everywhere=True):
            assert names(officer) == ["Flyttet Bort", "Fra Kundesenter"]


def test_a_leader_finds_it_on_her_start_page_and_her_teams_pages(leader, house, crm, fjordvik):
    for address in PAGES:
        assert "Open Konto" not in leader.get(address).content.decode()
    with tenant(fjordvik):
        account_of(leaver(house.unit, "Open Konto"), crm)
    for address in PAGES:
        shown = leader.get(address).content.decode()
        assert "Left, not yet removed" in shown, address
        assert "Open Konto" in shown, address
    assert "Open Konto" in leader.get("/access/targets/left.csv").content.decode("utf-8-sig")


def test_an_officer_finds_it_on_her_start_page_and_first_among_the_targets(visit, house, crm, fjordvik):
    with tenant(fjordvik):
        account_of(leaver(house.unit, "Open Konto"), crm)
        user = make_user(make_employee(make_unit("IT", parent=house.top), "Inger It"))
        with granting(user, TARGETS, everywhere=True):
            officer = visit(user)
            for address in ("/", "/access/targets/", "/access/targets/left/"):
                assert "Open Konto" in officer.get(address).content.decode(), address


def test_nobody_else_is_shown_any_of_it(visit, house, crm, fjordvik):
    with tenant(fjordvik):
        account_of(leaver(house.unit, "Open Konto"), crm)
        employee = visit(make_user(house.adviser))
        assert "Open Konto" not in employee.get("/").content.decode()
        for address in ("/access/targets/left/", "/access/targets/left.csv", "/access/targets/left.xlsx"):
            assert employee.get(address).status_code == 403


def test_a_protected_person_stays_unnamed_for_those_who_may_not_know(visit, house, crm, fjordvik):
    with tenant(fjordvik):
        account_of(leaver(house.unit, "Hemmelig Navn"), crm)
        Person.objects.filter(display_name="Hemmelig Navn").update(is_protected=True)
        user = make_user(make_employee(make_unit("IT", parent=house.top), "Inger It"))
        with granting(user, TARGETS, everywhere=True):
            officer = visit(user)
            for address in ("/", "/access/targets/", "/access/targets/left/", "/access/targets/left.csv"):
                shown = officer.get(address).content.decode()
                assert "Hemmelig Navn" not in shown, address
                assert "A protected person" in shown, address


def test_it_costs_the_same_for_one_who_left_and_for_four(leader, house, crm, fjordvik, count_statements):
    with tenant(fjordvik):
        account_of(leaver(house.unit, "Open Nr0"), crm)
    before = [count_statements(leader, address) for address in PAGES]
    with tenant(fjordvik):
        for number in range(1, 4):
            account_of(leaver(house.unit, f"Open Nr{number}"), crm)
    assert [count_statements(leader, address) for address in PAGES] == before


def test_nothing_of_another_municipality_is_among_it(house, crm, fjordvik, sundby):
    with tenant(fjordvik):
        account_of(leaver(house.unit, "Open Konto"), crm)
    with tenant(sundby), clock.at(now()):
        user = make_user()
        with granting(user, TARGETS, everywhere=True), granting(user, SEE, everywhere=True):
            assert left_not_removed(seen_by=user) == []

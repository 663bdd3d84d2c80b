"""Who owns a resource sees its page and who has it, and nothing more."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from grunnmur.access import actions
from grunnmur.access.actions import NewResource
from grunnmur.access.actions.restraint_tasks import tell_owner
from grunnmur.access.models import Resource
from grunnmur.access.queries.resources import holders_on, levels_of, resources_owned, see_resource
from grunnmur.access.rules import RULES, Target
from grunnmur.core.clock import today
from grunnmur.core.models import PersonalDataRead, User
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.worklist.models import Task
from tests.access.restraints import make_pool
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db


def let_own(resource, key):
    new = NewResource(name=resource.name, kind=resource.kind, owner_key=key, fulfil_key=resource.fulfil_key)
    actions.change_resource(resource.pk, new, by=SYSTEM)


@pytest.fixture
def owned(house, fjordvik):
    """The resource CRM, owned by somebody at the top who holds no permission of access."""
    with tenant(fjordvik):
        person = make_employee(house.top, "Eli Eier")
        resource = permission_of("CRM").resource
        let_own(resource, f"person:{person.pk}")
        return Resource.objects.get(pk=resource.pk), make_user(person)


def page_of(resource):
    return reverse("access:resource", args=[resource.pk])


def test_the_owner_reads_who_has_it_wherever_they_work(visit, house, owned, fjordvik):
    resource, user = owned
    html = visit(user).get(page_of(resource)).text
    for expected in (house.adviser.display_name, "Kundesenter", "Kundestøtte", "Who has it"):
        assert expected in html
    with tenant(fjordvik):
        read = PersonalDataRead.objects.filter(what="access.resource_holders")
        assert house.adviser.pk in set(read.values_list("subject_id", flat=True))


def test_the_owner_changes_nothing_and_reads_nothing_else_of_the_catalogue(visit, house, owned, fjordvik):
    resource, user = owned
    browser = visit(user)
    html = browser.get(page_of(resource)).text
    with tenant(fjordvik):
        role, other = house.roles["Kundestøtte"], permission_of("PC").resource
    assert reverse("access:role", args=[role.pk]) not in html
    closed = ("change_resource", "retire_resource", "new_level")
    assert not [name for name in closed if reverse(f"access:{name}", args=[resource.pk]) in html]
    refused = [reverse("access:resources"), reverse("access:role", args=[role.pk]), page_of(other)]
    refused += [reverse(f"access:{name}", args=[resource.pk]) for name in closed]
    assert {browser.get(address).status_code for address in refused} == {403}


def test_who_holds_what_owns_it_may_and_nobody_else(house, owned, fjordvik):
    resource, owner = owned
    with tenant(fjordvik):
        other = make_user(make_employee(house.top, "Anna Annen"))
        assert see_resource(resource.pk, seen_by=owner) == resource
        with pytest.raises(PermissionDenied):
            see_resource(resource.pk, seen_by=other)
        let_own(resource, f"leader:{house.unit.pk}")
        with pytest.raises(PermissionDenied):
            see_resource(resource.pk, seen_by=make_user(name="Nobody"))
        leader = make_employee(house.unit, "Lea Leder")
        organisation.set_leader(house.unit.pk, person_id=leader.pk, from_day=today(), by=SYSTEM)
        assert see_resource(resource.pk, seen_by=make_user(leader)).pk == resource.pk
        with pytest.raises(PermissionDenied):
            see_resource(resource.pk, seen_by=User.objects.get(pk=owner.pk))


def test_what_is_everyones_is_nobodys_to_look_into(house, owned, fjordvik):
    resource, _owner = owned
    with tenant(fjordvik):
        let_own(resource, "everyone")
        user = make_user(make_employee(house.top))
        with pytest.raises(PermissionDenied):
            see_resource(resource.pk, seen_by=user)
        assert resources_owned(user) == []


def test_from_another_municipality_it_is_not_there(client, sundby, owned, settings):
    settings.ALLOWED_HOSTS = ["sundby.example"]
    with tenant(sundby):
        person = make_employee(make_unit())
        client.force_login(make_user(person))
    answer = client.get(page_of(owned[0]), headers={"host": "sundby.example"})
    assert answer.status_code == 403
    assert "CRM" not in answer.text


def test_a_protected_person_is_not_told_of(visit, house, owned, fjordvik):
    resource, user = owned
    with tenant(fjordvik):
        organisation.protect_person(house.adviser.pk, is_protected=True, by=SYSTEM)
    assert house.adviser.display_name not in visit(user).get(page_of(resource)).text


def test_what_ends_is_told_by_day(visit, house, owned, fjordvik):
    resource, user = owned
    with tenant(fjordvik):
        later = (today() + timedelta(days=5)).isoformat()
        more = make_employee(house.unit, "Gro Gitt")
        actions.give(
            more.pk,
            Target(role_id=house.roles["Kundestøtte"].pk),
            by=SYSTEM,
            period=Period(today(), today() + timedelta(days=3)),
            reason="Kaldes inn etter sykdom",
        )
    browser = visit(user)
    html = browser.get(page_of(resource)).text
    assert "Gro Gitt" in html
    assert "sykdom" not in html
    assert "Gro Gitt" not in browser.get(page_of(resource), {"on": later}).text


def test_owned_resources_stand_on_my_access(visit, owned):
    resource, user = owned
    assert page_of(resource) in visit(user).get(reverse("access:mine")).text


def test_a_task_about_its_pool_leads_the_owner_to_it(visit, house, owned, fjordvik):
    resource, user = owned
    with tenant(fjordvik):
        pool = make_pool(permission_of("CRM"))
        tell_owner(pool.pk, [house.adviser.pk])
        task = Task.objects.get(kind="access.pool_full")
    assert page_of(resource) in visit(user).get(reverse("worklist:task", args=[task.pk])).text


def test_its_page_costs_the_same_for_one_holder_and_four(visit, house, owned, fjordvik, count_statements):
    resource, user = owned
    browser = visit(user)
    before = count_statements(browser, page_of(resource))
    with tenant(fjordvik):
        for number in range(3):
            more = make_employee(house.unit, f"Per Nr{number}")
            role = Target(role_id=house.roles["Kundestøtte"].pk)
            actions.give(more.pk, role, by=SYSTEM, period=Period(today()), reason="Prosjekt")
    assert count_statements(browser, page_of(resource)) == before


@pytest.fixture
def one_seat(owned, house, fjordvik):
    """Two who are given the level of a pool with one seat: the adviser sits, the newcomer waits."""
    resource, user = owned
    with tenant(fjordvik):
        level = permission_of("CRM")
        newcomer = make_employee(house.unit, "Vera Venter")
        role = Target(role_id=house.roles["Kundestøtte"].pk)
        actions.give(newcomer.pk, role, by=SYSTEM, period=Period(today()), reason="Prosjekt")
        make_pool(level, seats=1)
        return resource, user


def test_the_number_of_holders_is_that_of_the_list_and_who_waits_is_shown_as_waiting(one_seat, fjordvik):
    resource, user = one_seat
    with tenant(fjordvik), override("en"):
        (level,) = levels_of(resource, on=today(), seen_by=user)
        people, _next = holders_on(resource, [level], on=today(), seen_by=user)
    assert (level.holders, level.waiting) == (1, 1)
    assert sorted((bool(one.accesses), bool(one.waits_for)) for one in people) == [(False, True), (True, False)]


def test_the_page_says_who_waits_for_a_seat(visit, one_seat):
    html = visit(one_seat[1]).get(page_of(one_seat[0])).text
    assert "1 waits for a seat" in html
    assert html.count("Waiting for a seat") == 1


def test_who_is_kept_from_it_is_neither_counted_nor_listed(visit, house, owned, fjordvik):
    resource, user = owned
    with tenant(fjordvik):
        (level,) = levels_of(resource, on=today(), seen_by=user)
        before = level.holders
        level = permission_of("CRM")
        actions.exclude(
            house.adviser.pk, Target(permission_id=level.pk), period=Period(today()), reason="Nei", by=SYSTEM
        )
        (level,) = levels_of(resource, on=today(), seen_by=user)
    assert level.holders == before - 1
    assert house.adviser.display_name not in visit(user).get(page_of(resource)).text


def test_who_sees_some_is_told_that_the_numbers_are_of_all(visit, house, one_seat, fjordvik):
    resource, owner = one_seat
    with tenant(fjordvik):
        other = make_user(make_employee(house.top, "Rolf Regel"))
    with granting(other, RULES, everywhere=True):
        html = visit(other).get(page_of(resource)).text
    assert "The numbers above are of everybody" not in visit(owner).get(page_of(resource)).text
    assert "Nobody whose access you see" in html

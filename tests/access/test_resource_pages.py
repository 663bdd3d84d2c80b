"""Resources and their levels, registered, changed and taken out of use."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions
from grunnmur.access.actions import LevelFacts, NewResource
from grunnmur.access.models import Fulfilment, Permission, Resource, Withheld
from grunnmur.access.rules import DEFINE, ROLES, BadLevelError, NameTakenError, NotChangeableError, OwnResourceError
from grunnmur.access.rules import StillHeldError as StillHeld
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.models import Employment
from grunnmur.worklist.models import Task
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def inside(house, fjordvik):
    with tenant(fjordvik), translation.override("en"):
        yield house


@pytest.fixture
def owner(visit, house, fjordvik):
    """The browser of somebody who registers resources."""
    with tenant(fjordvik):
        user = make_user(make_employee(house.top, "Ola System"))
    with granting(user, DEFINE, everywhere=True):
        yield visit(user)


def test_a_resource_and_its_levels_are_registered_once(inside):
    resource = actions.make_resource(NewResource(name="Arkiv", kind="system"), by=SYSTEM)
    level = actions.make_permission(resource.pk, LevelFacts(level="Les", risk=3), by=SYSTEM)
    assert (level.key, level.risk, str(level)) == ("les", 3, "Arkiv (Les)")
    with pytest.raises(NameTakenError):
        actions.make_resource(NewResource(name="ARKIV", kind="key"), by=SYSTEM)
    with pytest.raises(NameTakenError):
        actions.make_permission(resource.pk, LevelFacts(level="les"), by=SYSTEM)


@pytest.mark.parametrize("max_days", [None, 366])
def test_the_highest_risk_is_never_given_without_end(inside, max_days):
    with pytest.raises(BadLevelError):
        actions.change_permission(
            permission_of("CRM").pk, LevelFacts(level="bidra", risk=4, max_days=max_days), by=SYSTEM
        )
    actions.change_permission(permission_of("CRM").pk, LevelFacts(level="bidra", risk=4, max_days=365), by=SYSTEM)


def test_another_who_hands_out_gets_what_is_open(inside):
    resource = permission_of("Visittkort").resource
    other = make_unit()
    new = NewResource(name="Visittkort", kind="card", fulfil_key=f"unit:{other.pk}")
    actions.change_resource(resource.pk, new, by=SYSTEM)
    rows = Fulfilment.objects.filter(permission__resource=resource, state="open")
    assert rows.count() == 3
    tasks = Task.objects.filter(pk__in=rows.values("task"), state="open")
    assert set(tasks.values_list("group_key", flat=True)) == {f"unit:{other.pk}"}
    actions.change_resource(resource.pk, NewResource(name="Visittkort", kind="card"), by=SYSTEM)
    assert not rows.exists()


def test_a_level_that_leave_suspends_is_held_back_at_once(inside):
    work = Employment.objects.get(person=inside.adviser)
    organisation.register_leave(work.pk, percent=100, valid=Period(TODAY, TODAY + 9 * DAY), by=SYSTEM)
    crm = permission_of("CRM")
    assert not Withheld.objects.filter(permission=crm).exists()
    actions.change_permission(crm.pk, LevelFacts(level="bidra", is_suspended_on_leave=True), by=SYSTEM)
    assert Withheld.objects.get(permission=crm).person_id == inside.adviser.pk


def test_nothing_is_taken_out_of_use_while_somebody_has_it(inside):
    crm = permission_of("CRM")
    with pytest.raises(StillHeld, match="2 persons have CRM"):
        actions.retire_resource(crm.resource_id, last_day=TODAY, by=SYSTEM)
    actions.change_content(inside.roles["Kundestøtte"].pk, [], from_day=TODAY + DAY, by=SYSTEM)
    actions.retire_resource(crm.resource_id, last_day=TODAY, by=SYSTEM)
    assert Permission.objects.get(pk=crm.pk).valid.upper == TODAY + DAY
    with pytest.raises(NotChangeableError):
        actions.change_resource(crm.resource_id, NewResource(name="CRM", kind="system"), by=SYSTEM)


def test_grunnmurs_own_resource_is_not_changed_by_hand(inside):
    own = Resource.objects.get(is_own=True)
    with pytest.raises(OwnResourceError):
        actions.change_resource(own.pk, NewResource(name="X", kind="system"), by=SYSTEM)
    with pytest.raises(OwnResourceError):
        actions.make_permission(own.pk, LevelFacts(level="alt"), by=SYSTEM)


# Pages


def level_form(**more):
    return {"level": "Skriv", "risk": "2", "privacy_class": "personal", "pre_start_days": "3"} | more


def test_a_resource_is_registered_with_levels_and_taken_out_of_use_by_hand(owner, house, fjordvik):
    sent = {"name": "Arkiv", "kind": "system", "fulfil_key": f"unit:{house.unit.pk}"}
    made = owner.post(reverse("access:new_resource"), sent)
    with tenant(fjordvik):
        resource = Resource.objects.get(name="Arkiv")
    assert made.url == reverse("access:resource", args=[resource.pk])
    new_level = reverse("access:new_level", args=[resource.pk])
    assert owner.post(new_level, level_form(risk="4")).status_code == 422
    assert owner.post(new_level, level_form()).status_code == 302
    with tenant(fjordvik):
        level = Permission.objects.get(resource=resource)
    change_level = reverse("access:change_level", args=[resource.pk, level.pk])
    assert 'value="Skriv"' in owner.get(change_level).text
    assert owner.post(change_level, level_form(level="Endre", must_return="on")).status_code == 302
    html = owner.get(made.url).text
    for expected in ("Arkiv (Endre)", "Kundesenter", change_level):
        assert expected in html
    change = reverse("access:change_resource", args=[resource.pk])
    assert owner.post(change, sent | {"name": "CRM"}).status_code == 422
    assert owner.post(change, sent | {"name": "Sakarkiv"}).status_code == 302
    retire_level = reverse("access:retire_level", args=[resource.pk, level.pk])
    assert owner.post(retire_level, {"last_day": "2026-03-20"}).status_code == 302
    retire = reverse("access:retire_resource", args=[resource.pk])
    assert owner.post(retire, {"last_day": "2026-03-20"}).status_code == 302
    assert change not in owner.get(made.url).text


def test_taking_out_of_use_says_who_has_it(owner, house, fjordvik):
    with tenant(fjordvik):
        crm = permission_of("CRM")
    for name, ids in (("retire_resource", [crm.resource_id]), ("retire_level", [crm.resource_id, crm.pk])):
        refused = owner.post(reverse(f"access:{name}", args=ids), {"last_day": "2026-03-02"})
        assert refused.status_code == 422
        assert "2 persons have CRM (bidra) after that day." in refused.text


def pages(crm):
    one, both = [crm.resource_id], [crm.resource_id, crm.pk]
    named = [("change_resource", one), ("retire_resource", one), ("new_level", one)]
    named += [("change_level", both), ("retire_level", both)]
    return [reverse(f"access:{name}", args=ids) for name, ids in named]


def test_only_who_registers_resources_opens_the_forms(visit, house, fjordvik):
    with tenant(fjordvik):
        user, crm = make_user(make_employee(house.top)), permission_of("CRM")
    browser = visit(user)
    with granting(user, ROLES, everywhere=True):
        for address in (reverse("access:new_resource"), *pages(crm)):
            assert browser.get(address).status_code == 403
            assert browser.post(address, level_form(last_day="2026-03-02")).status_code == 403


def test_from_another_municipality_no_resource_form_answers(client, house, fjordvik, sundby):
    with tenant(fjordvik):
        crm = permission_of("CRM")
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, DEFINE, everywhere=True):
        for address in pages(crm):
            assert client.get(address).status_code == 404
            assert client.post(address, {"last_day": "2026-03-02"}).status_code == 404


def test_the_forms_of_a_resource_cost_the_same_for_one_and_four(owner, house, fjordvik, count_statements):
    with tenant(fjordvik):
        resource = permission_of("Visio").resource
    address = reverse("access:resource", args=[resource.pk])
    before = count_statements(owner, address)
    with tenant(fjordvik):
        for number in range(3):
            actions.make_permission(resource.pk, LevelFacts(level=f"nivå {number}"), by=SYSTEM)
    assert count_statements(owner, address) == before

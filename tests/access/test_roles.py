"""Roles: drafted, filled from a day on, activated and retired."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions, queries
from grunnmur.access.actions import ItemFacts, RoleFacts
from grunnmur.access.models import Grant, Held, Permission, Role, Rule
from grunnmur.access.queries.role_content import changes_between, content_on, versions_of
from grunnmur.access.rules import (
    DEFINE,
    ROLES,
    RULES,
    SEE,
    NameTakenError,
    NotChangeableError,
    NotGivableError,
    RoleRingError,
    StillHeldError,
)
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from tests.access.states import everything_held
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
NEW = reverse("access:new_role")


@pytest.fixture
def inside(house, fjordvik):
    with tenant(fjordvik), translation.override("en"):
        yield house


@pytest.fixture
def maker(house, fjordvik):
    """Somebody who makes roles."""
    with tenant(fjordvik):
        user = make_user(make_employee(house.top, "Ola Tilgang"))
    with granting(user, ROLES, everywhere=True), granting(user, SEE, everywhere=True):
        yield user


def item(resource):
    return ItemFacts(permission_id=permission_of(resource).pk)


def accesses(person, on=TODAY):
    return {access.name for access in queries.accesses_of([person.pk], on=on)[person.pk] if on in access.valid}


def test_a_role_is_made_changed_and_its_name_is_its_own(inside):
    facts = RoleFacts(name="Bibliotekar", kind="task", max_days=30, review_months=6)
    role = actions.make_role(facts, by=SYSTEM)
    assert (role.state, role.max_days, role.review_months) == ("draft", 30, 6)
    changed = actions.change_role(role.pk, RoleFacts(name="Bibliotekar natt", grace_days=5), by=SYSTEM)
    assert (changed.name, changed.grace_days, changed.max_days) == ("Bibliotekar natt", 5, None)
    with pytest.raises(NameTakenError):
        actions.make_role(RoleFacts(name="bibliotekar NATT"), by=SYSTEM)
    with pytest.raises(PermissionDenied):
        actions.make_role(RoleFacts(name="Annen"), by=make_user(inside.adviser))


def test_what_is_in_a_role_changes_from_a_day_and_the_days_before_stay(inside):
    role = inside.roles["Kundestøtte"]
    later = TODAY + 5 * DAY
    actions.change_content(role.pk, [item("CRM"), item("Visio")], from_day=later, by=SYSTEM)
    assert {"CRM (bidra)", "Nøkkel til lager"} <= accesses(inside.adviser)
    assert "Visio (lisens)" not in accesses(inside.adviser)
    after = accesses(inside.adviser, on=later)
    assert "Visio (lisens)" in after
    assert "Nøkkel til lager" not in after
    latest = versions_of(role)[0]
    assert (latest.from_day, latest.changes) == (later, ("In: Visio (lisens).", "Out: Nøkkel til lager."))
    told = changes_between(content_on(role.pk, TODAY), content_on(role.pk, later))
    assert told == ["In: Visio (lisens).", "Out: Nøkkel til lager."]


def test_a_later_plan_gives_way_to_what_is_said_from_an_earlier_day(inside):
    role = inside.roles["Vikar"]
    actions.change_content(role.pk, [item("CRM")], from_day=TODAY + 9 * DAY, by=SYSTEM)
    actions.change_content(role.pk, [item("Visio")], from_day=TODAY + 3 * DAY, by=SYSTEM)
    assert content_on(role.pk, TODAY + 20 * DAY) == [item("Visio")]
    actions.change_content(role.pk, [], by=SYSTEM)
    assert content_on(role.pk, TODAY) == []
    actions.change_content(role.pk, [item("Visio")], by=SYSTEM)
    assert content_on(role.pk, TODAY) == [item("Visio")]
    assert content_on(role.pk, TODAY - DAY) == [item("Visio")]


def test_a_role_edit_is_seen_in_the_same_transaction(inside):
    actions.change_content(inside.roles["Kundestøtte"].pk, [item("Visio")], by=SYSTEM)
    assert "Visio (lisens)" in accesses(inside.adviser)
    before = everything_held()
    actions.derive_everyone()
    assert everything_held() == before


def test_roles_hold_roles_but_never_in_a_ring_nor_too_deep(inside):
    roles = [actions.make_role(RoleFacts(name=f"R{number}"), by=SYSTEM) for number in range(5)]
    for outer, inner in pairwise(roles[:4]):
        actions.change_content(outer.pk, [ItemFacts(child_role_id=inner.pk)], by=SYSTEM)
    with pytest.raises(RoleRingError):
        actions.change_content(roles[3].pk, [ItemFacts(child_role_id=roles[4].pk)], by=SYSTEM)
    with pytest.raises(RoleRingError):
        actions.change_content(roles[3].pk, [ItemFacts(child_role_id=roles[0].pk)], by=SYSTEM)
    actions.change_content(inside.roles["Nettbrett"].pk, [ItemFacts(child_role_id=inside.roles["Vikar"].pk)], by=SYSTEM)
    actions.give_role(inside.adviser.pk, inside.roles["Nettbrett"].pk, by=SYSTEM, period=Period(TODAY), reason="Ja")
    assert "Visio (lisens)" in accesses(inside.adviser)


def test_the_past_of_a_role_is_a_fact_and_a_retired_one_is_left_alone(inside):
    role = inside.roles["Vikar"]
    with pytest.raises(NotChangeableError):
        actions.change_content(role.pk, [], from_day=TODAY - DAY, by=SYSTEM)
    actions.retire_role(role.pk, last_day=TODAY, by=SYSTEM)
    with pytest.raises(NotChangeableError):
        actions.change_content(role.pk, [], by=SYSTEM)
    with pytest.raises(NotChangeableError):
        actions.activate_role(role.pk, by=SYSTEM)


def test_nobody_puts_more_of_grunnmur_into_a_role_than_she_has(maker, inside):
    own = Permission.objects.get(key=RULES)
    leader_role = Role.objects.get(name=actions.start_role_name("leader"))
    for new in (ItemFacts(permission_id=own.pk), ItemFacts(child_role_id=leader_role.pk)):
        with pytest.raises(NotGivableError):
            actions.change_content(inside.roles["Vikar"].pk, [new], by=maker)


def test_a_start_date_survives_activation(inside):
    """One product loses the start date of what waits for a role to become active."""
    role = actions.make_role(RoleFacts(name="Ny rolle"), by=SYSTEM)
    actions.change_content(role.pk, [item("Visio")], by=SYSTEM)
    actions.save_rule("Ny regel", role.pk, actions.Selector(units=[inside.unit.pk]), by=SYSTEM, first=TODAY + 5 * DAY)
    actions.activate_role(role.pk, by=SYSTEM, from_day=TODAY)
    row = Held.objects.get(role=role, person=inside.adviser)
    assert row.valid.lower == TODAY + 5 * DAY
    assert "Visio (lisens)" not in accesses(inside.adviser)


def test_a_role_gives_nothing_for_the_days_before_it_was_activated(inside):
    role = actions.make_role(RoleFacts(name="Ny rolle"), by=SYSTEM)
    actions.save_rule("Ny regel", role.pk, actions.Selector(units=[inside.unit.pk]), by=SYSTEM)
    actions.activate_role(role.pk, by=SYSTEM, from_day=TODAY)
    assert Held.objects.get(role=role, person=inside.adviser).valid.lower == TODAY


def test_a_role_is_not_retired_while_somebody_holds_it_unless_all_that_gives_it_ends(inside):
    role = inside.roles["Kundestøtte"]
    actions.give_role(inside.leader.pk, role.pk, by=SYSTEM, period=Period(TODAY), reason="Ja")
    before = everything_held()
    with pytest.raises(StillHeldError, match="3 persons"):
        actions.retire_role(role.pk, last_day=TODAY + 9 * DAY, by=SYSTEM)
    assert everything_held() == before
    actions.retire_role(role.pk, last_day=TODAY + 9 * DAY, by=SYSTEM, is_ending_routes=True)
    assert Rule.objects.get(name="Kundesenter basis").valid.upper == TODAY + 10 * DAY
    assert Grant.objects.get(person=inside.leader).valid.upper == TODAY + 10 * DAY
    assert "CRM (bidra)" in accesses(inside.adviser, on=TODAY + 9 * DAY)
    assert "CRM (bidra)" not in accesses(inside.adviser, on=TODAY + 10 * DAY)


def test_only_a_draft_that_nothing_points_at_is_thrown_away(inside):
    draft = actions.make_role(RoleFacts(name="Utkast"), by=SYSTEM)
    actions.discard_draft(draft.pk, by=SYSTEM)
    assert not Role.objects.filter(name="Utkast").exists()
    with pytest.raises(NotChangeableError):
        actions.discard_draft(inside.roles["Vikar"].pk, by=SYSTEM)
    with pytest.raises(NotChangeableError):
        actions.retire_role(actions.make_role(RoleFacts(name="Utkast"), by=SYSTEM).pk, last_day=TODAY, by=SYSTEM)


# Pages


def content_form(rows, **more):
    sent = {"from_day": TODAY.isoformat(), "row": [str(number) for number, _row in enumerate(rows)]}
    for number, row in enumerate(rows):
        what, scope, unit = (*row, "none", "")[:3] if len(row) < 3 else row
        sent |= {f"what-{number}": what, f"scope-{number}": scope, f"unit-{number}": unit}
    return sent | more


def test_a_role_is_made_filled_and_activated_by_hand(visit, maker, house, fjordvik):
    browser = visit(maker)
    sent = {"name": "Arkivar", "kind": "job", "requestable_by": "leader", "grace_days": "0", "purpose": "Arkiv"}
    assert browser.post(NEW, sent | {"grace_days": "31"}).status_code == 422
    made = browser.post(NEW, sent)
    with tenant(fjordvik):
        role = Role.objects.get(name="Arkivar")
        crm = f"permission:{permission_of('CRM').pk}"
    assert made.url == reverse("access:role_content", args=[role.pk])
    assert "A draft gives nothing." in browser.get(made.url).text
    added = browser.post(made.url, content_form([], add="crm (bidra)"))
    assert f'value="{crm}"' in added.text
    live = browser.post(made.url, content_form([(crm,)]), headers={"HX-Request": "true"}).text
    assert live.strip().startswith('<form id="role-items"')
    assert 'hx-target="#role-items"' in live
    seen = browser.post(made.url, content_form([(crm,)], add="Ukjent"))
    assert "Nothing is called “Ukjent”." in seen.text
    located = content_form([(crm, "at_below", "Kundesenter")])
    assert "In: CRM (bidra), in one named unit and below: Kundesenter." in browser.post(made.url, located).text
    assert "Name one unit" in browser.post(made.url, content_form([(crm, "at", "Finnes ikke")])).text
    done = browser.post(made.url, located | {"save": "1"})
    assert done.url == reverse("access:role", args=[role.pk])
    with tenant(fjordvik):
        actions.save_rule("Arkiv", role.pk, actions.Selector(units=[house.unit.pk]), by=SYSTEM)
    activate = reverse("access:activate_role", args=[role.pk])
    assert "Gets it: +3." in browser.get(activate).text
    assert browser.post(activate).url == done.url
    assert "by the rule “Arkiv”" in browser.get(done.url).text
    history = browser.get(
        reverse("access:role_history", args=[role.pk]), {"from_day": "2026-03-01", "to_day": "2026-03-02"}
    )
    assert "The same was in the role on both days." in history.text


def test_a_role_is_retired_by_hand_with_what_gives_it(visit, maker, house):
    browser = visit(maker)
    address = reverse("access:retire_role", args=[house.roles["Kundestøtte"].pk])
    seen = browser.post(address, {"last_day": "2026-03-20"})
    assert "Loses it: −2." in seen.text
    assert "Ask somebody who makes rules to end them." in seen.text
    assert browser.post(address, {"last_day": "2026-03-20", "confirm": "1"}).status_code == 409
    with granting(maker, RULES, everywhere=True):
        assert 'name="ends"' in browser.post(address, {"last_day": "2026-03-20"}).text
        assert browser.post(address, {"last_day": "2026-03-20", "confirm": "1", "ends": "on"}).status_code == 302
    assert "Retired" in browser.get(reverse("access:role", args=[house.roles["Kundestøtte"].pk])).text


def test_what_is_said_of_a_role_is_changed_by_hand(visit, maker, house, fjordvik):
    browser = visit(maker)
    address = reverse("access:change_role", args=[house.roles["Vikar"].pk])
    assert 'value="Vikar"' in browser.get(address).text
    sent = {"name": "Vikar", "kind": "temporary", "requestable_by": "self", "grace_days": "0", "max_days": "30"}
    assert browser.post(address, sent | {"owner_key": "may:access.officer"}).status_code == 302
    with tenant(fjordvik):
        role = Role.objects.get(pk=house.roles["Vikar"].pk)
    assert (role.kind, role.max_days, role.owner_key) == ("temporary", 30, "may:access.officer")
    assert browser.post(address, sent | {"name": "Nettbrett"}).status_code == 422


def test_a_draft_is_thrown_away_by_hand(visit, maker, fjordvik):
    with tenant(fjordvik):
        role = actions.make_role(RoleFacts(name="Utkast"), by=SYSTEM)
    browser = visit(maker)
    assert "Throw away" in browser.get(reverse("access:role", args=[role.pk])).text
    assert browser.post(reverse("access:discard_role", args=[role.pk])).url == reverse("access:roles")
    with tenant(fjordvik):
        assert not Role.objects.filter(pk=role.pk).exists()


PAGES = ("change_role", "role_content", "activate_role", "retire_role")


def test_only_who_makes_roles_opens_the_forms(visit, house, fjordvik):
    with tenant(fjordvik):
        user = make_user(make_employee(house.top))
    browser = visit(user)
    with granting(user, DEFINE, everywhere=True):
        role = house.roles["Vikar"].pk
        for address in (NEW, *(reverse(f"access:{name}", args=[role]) for name in PAGES)):
            assert browser.get(address).status_code == 403
            assert browser.post(address, {"confirm": "1", "save": "1"}).status_code == 403
        assert browser.post(reverse("access:discard_role", args=[role])).status_code == 403
        assert "Change" not in browser.get(reverse("access:role", args=[role])).text.split("<main")[1].split("tabs")[0]


def test_from_another_municipality_no_role_form_answers(client, house, fjordvik, sundby):
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, ROLES, everywhere=True):
        for name in (*PAGES, "discard_role"):
            address = reverse(f"access:{name}", args=[house.roles["Vikar"].pk])
            assert client.post(address, {"confirm": "1"}).status_code == 404


def test_the_pages_of_a_role_cost_the_same_for_one_and_four(visit, maker, house, fjordvik, count_statements):
    browser = visit(maker)
    role = house.roles["Nettbrett"].pk
    with tenant(fjordvik):
        actions.save_rule("Brett", role, actions.Selector(units=[house.unit.pk]), by=SYSTEM)
        actions.change_content(role, [item("Nettbrett"), ItemFacts(child_role_id=house.roles["Vikar"].pk)], by=SYSTEM)
    pages = [
        reverse(f"access:{name}", args=[role]) for name in ("role", "role_content", "role_history", "activate_role")
    ]
    before = [count_statements(browser, address) for address in pages]
    with tenant(fjordvik):
        more = [item(name) for name in ("CRM", "Visio", "PC")]
        actions.change_content(role, [*content_on(role, TODAY), *more], by=SYSTEM)
        for number in range(3):
            make_employee(house.unit)
            actions.save_rule(f"Brett {number}", role, actions.Selector(units=[house.unit.pk]), by=SYSTEM)
    assert [count_statements(browser, address) for address in pages] == before

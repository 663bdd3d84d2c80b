"""My access, the panel on a person's page, "Why?", giving and taking away."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions, queries
from grunnmur.access.models import Grant, Permission, Role, RoleItem
from grunnmur.access.queries.roles import givable_roles
from grunnmur.access.rules import GIVE, OFFICER, ROLES, SEE, NotGivableError
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.permissions import StartRole
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.models import Employment
from grunnmur.organisation.rules import EmploymentFacts
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.models import Task
from tests.factories_access import START, permission_of
from tests.factories_organisation import (
    SYSTEM,
    granting,
    make_employee,
    make_person,
    make_position,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
MINE = "/access/mine/"


def person_url(person):
    return reverse("organisation:person", args=[person.pk])


def user_of(person, fjordvik):
    with tenant(fjordvik):
        return make_user(person)


# My access


def test_my_access_shows_roles_accesses_reasons_and_own_permissions(visit, house, fjordvik):
    html = visit(user_of(house.adviser, fjordvik)).get(MINE).text
    for expected in ("CRM (bidra)", "Kundestøtte", "Kundesenter basis", "Fast ansatt"):
        assert expected in html
    assert "Being made ready: Kundesenter by" in html
    assert "Visio" not in html
    assert "What you may do in Grunnmur" in visit(house.leader_user).get(MINE).text


def test_my_access_shows_what_was_handed_out_and_when(visit, house, fjordvik):
    with tenant(fjordvik):
        for task in Task.objects.filter(subject_id=house.adviser.pk):
            worklist.finish_task(task.pk, outcome="done", evidence="PC 4711", by=SYSTEM)
    html = visit(user_of(house.adviser, fjordvik)).get(MINE).text
    assert "Handed out 2 March 2026" in html
    assert "PC 4711" in html


def test_who_has_nothing_is_told_whom_to_ask(visit, house, fjordvik):
    with tenant(fjordvik):
        user = make_user(make_employee(house.unit, kind="hourly"))
    html = visit(user).get(MINE).text
    assert "No access from 2 March 2026" in html
    assert "Ask your leader, Lise Leder." in html


def test_a_login_without_a_person_has_no_access_page_of_its_own(visit, fjordvik):
    with tenant(fjordvik):
        user = make_user()
    assert "This login is not linked to a person." in visit(user).get(MINE).text


def test_my_access_before_the_first_day_says_from_when(visit, house, fjordvik):
    html = visit(user_of(house.newcomer, fjordvik)).get(MINE).text
    assert "From 12 March 2026" in html
    assert "Being made ready: Kundesenter by 11 March 2026" in html


@pytest.mark.parametrize("address", ["mine", "panel"])
def test_pages_of_a_person_cost_the_same_for_one_and_four_accesses(visit, house, fjordvik, address, count_statements):
    with tenant(fjordvik):
        person = make_employee(house.unit, kind="hourly")
        give(house, person, "Nettbrett")
        reader = make_user(person) if address == "mine" else house.leader_user
    where = MINE if address == "mine" else person_url(person)
    before = count_statements(visit(reader), where)
    with tenant(fjordvik):
        give(house, person, "Fast ansatt")
        give(house, person, "Kundestøtte")
    assert count_statements(visit(reader), where) == before


def give(house, person, role, *, by=SYSTEM):
    return actions.give_role(person.pk, house.roles[role].pk, by=by, period=Period(TODAY), reason="Vikar i mars")


# The panel


def test_the_leader_sees_before_the_start_what_comes_and_who_makes_it_ready(leader, house, fjordvik):
    html = leader.get(person_url(house.newcomer)).text
    assert "Roles and accesses" in html
    assert "From 12 March 2026" in html
    assert "Being made ready: Kundesenter by 11 March 2026" in html
    with tenant(fjordvik):
        assert PersonalDataRead.objects.filter(what="access.person", subject_id=house.newcomer.pk).count() == 1


def test_a_colleague_sees_no_panel_and_nothing_is_logged(visit, house, fjordvik):
    html = visit(user_of(house.adviser, fjordvik)).get(person_url(house.newcomer)).text
    assert "Roles and accesses" not in html
    with tenant(fjordvik):
        assert not PersonalDataRead.objects.filter(what="access.person").exists()


def test_access_see_at_the_unit_shows_the_panel_and_elsewhere_does_not(visit, house, fjordvik):
    with tenant(fjordvik):
        user = make_user(make_employee(house.top, kind="hourly"))
    with granting(user, SEE, house.top):
        assert "Roles and accesses" not in visit(user).get(person_url(house.adviser)).text
    with granting(user, SEE, house.unit):
        assert "Roles and accesses" in visit(user).get(person_url(house.adviser)).text


def test_ones_own_page_is_not_logged(visit, house, fjordvik):
    assert "Roles and accesses" in visit(user_of(house.adviser, fjordvik)).get(person_url(house.adviser)).text
    with tenant(fjordvik):
        assert not PersonalDataRead.objects.exists()


def test_the_panel_of_another_day_is_asked_for_in_the_address(leader, house):
    html = leader.get(person_url(house.newcomer), {"on": "2026-03-20"}).text
    assert "You see how it is on 20 March 2026." in html
    old = leader.get(person_url(house.newcomer), {"on": "2019-01-01"}).text
    assert "are kept from 1 January 2025" in old


# Why?


def test_the_leader_reads_why_and_it_is_logged(leader, house, fjordvik):
    with tenant(fjordvik):
        address = reverse("access:why", args=[house.adviser.pk, permission_of("CRM").pk])
    html = leader.get(address).text
    assert "Per Person has CRM (bidra) as Kundekonsulent in Kundesenter" in html
    assert "rule “Kundesenter basis”, role Kundestøtte" in html
    with tenant(fjordvik):
        assert PersonalDataRead.objects.get(what="access.why").subject_id == house.adviser.pk


def test_why_not_names_the_condition_that_failed(leader, house, fjordvik):
    with tenant(fjordvik):
        address = reverse("access:why", args=[house.leader.pk, permission_of("CRM").pk])
    html = leader.get(address).text
    assert "Does not have it" in html
    assert "Kundesenter basis” gives CRM (bidra), but to other positions." in html


def test_why_of_a_stranger_is_refused(visit, house, fjordvik):
    with tenant(fjordvik):
        address = reverse("access:why", args=[house.newcomer.pk, permission_of("CRM").pk])
    assert visit(user_of(house.adviser, fjordvik)).get(address).status_code == 403


@pytest.mark.parametrize("language", ["nb", "nn", "da", "en"])
def test_every_access_tells_why_in_each_language(house, fjordvik, language):
    told = set()
    with tenant(fjordvik), translation.override(language):
        people = [house.leader.pk, house.adviser.pk, house.newcomer.pk]
        for person, accesses in queries.accesses_of(people, on=TODAY).items():
            assert accesses
            for access in accesses:
                assert access.reason.endswith(".")
                assert "%(" not in access.reason
                day = max(TODAY, access.valid.lower or TODAY)
                found = queries.why(person, access.permission, on=day, seen_by=SYSTEM)
                assert found.has
                assert all(sentence.endswith(".") and "%(" not in sentence for sentence in found.sentences)
                told |= {access.reason, *found.sentences}
    english = language == "en"
    assert any(" has CRM (bidra) as " in sentence for sentence in told) is english
    assert any("Follows from the role" in sentence for sentence in told) is english


# Giving and taking away


def test_a_leader_gives_a_role_after_seeing_what_follows(leader, house, fjordvik):
    address = reverse("access:give", args=[house.adviser.pk])
    assert address in leader.get(person_url(house.adviser)).text
    sent = {"role": str(house.roles["Vikar"].pk), "first_day": "2026-03-02", "reason": "Dekker en vakt"}
    preview = leader.post(address, sent).text
    assert "Gets 1 access: Visio (lisens)." in preview
    with tenant(fjordvik):
        assert not Grant.objects.exists()
    done = leader.post(address, sent | {"confirm": "1"})
    assert done.url == person_url(house.adviser)
    with tenant(fjordvik):
        assert Grant.objects.get().reason == "Dekker en vakt"
    assert "Visio (lisens)" in leader.get(person_url(house.adviser)).text
    again = leader.post(address, sent | {"confirm": "1"})
    assert again.status_code == 422
    assert "on these days already" in again.text


def test_a_newcomer_is_given_a_role_from_her_first_day(leader, house, fjordvik):
    address = reverse("access:give", args=[house.newcomer.pk])
    assert START.isoformat() in leader.get(address).text
    sent = {"role": str(house.roles["Vikar"].pk), "first_day": "2026-03-02", "reason": "x", "confirm": "1"}
    assert "does not work here on that day" in leader.post(address, sent).text
    assert leader.post(address, sent | {"first_day": START.isoformat()}).status_code == 302


@pytest.mark.parametrize("wrong", [{"role": ""}, {"reason": ""}, {"last_day": "2026-01-01"}, {"first_day": "soon"}])
def test_a_wrong_gift_is_sent_back(leader, house, fjordvik, wrong):
    sent = {"role": str(house.roles["Vikar"].pk), "first_day": "2026-03-02", "reason": "x", "confirm": "1"} | wrong
    assert leader.post(reverse("access:give", args=[house.adviser.pk]), sent).status_code == 422
    with tenant(fjordvik):
        assert not Grant.objects.exists()


def test_nobody_gives_herself_a_role(leader, house):
    response = leader.get(reverse("access:give", args=[house.leader.pk]))
    assert response.status_code == 409
    assert "Nobody gives access to herself." in response.text


def test_giving_needs_access_give_at_the_unit(visit, house, fjordvik):
    visitor = visit(user_of(house.adviser, fjordvik))
    for name, more in (("give", []), ("take_away", [house.roles["Vikar"].pk])):
        assert visitor.get(reverse(f"access:{name}", args=[house.newcomer.pk, *more])).status_code == 403


def test_what_was_given_is_taken_away_after_seeing_what_is_lost(leader, house, fjordvik):
    with tenant(fjordvik):
        give(house, house.adviser, "Vikar")
    address = reverse("access:take_away", args=[house.adviser.pk, house.roles["Vikar"].pk])
    assert address in leader.get(person_url(house.adviser)).text
    assert "Loses 1 access: Visio (lisens)." in leader.post(address, {"last_day": "2026-03-05"}).text
    assert leader.post(address, {"last_day": "never"}).status_code == 422
    done = leader.post(address, {"last_day": "2026-03-05", "confirm": "1"})
    assert done.status_code == 302
    with tenant(fjordvik):
        assert Grant.objects.get().valid.upper == date(2026, 3, 6)


def test_what_a_rule_gives_cannot_be_taken_away(leader, house):
    address = reverse("access:take_away", args=[house.adviser.pk, house.roles["Kundestøtte"].pk])
    assert address not in leader.get(person_url(house.adviser)).text
    assert leader.get(address).status_code == 404


def test_a_leader_cannot_give_grunnmurs_own_roles(house, fjordvik):
    with tenant(fjordvik):
        own = Role.objects.get(name=actions.start_role_name(StartRole.ADMINISTRATOR))
        assert own not in givable_roles(house.leader_user)
        with pytest.raises(NotGivableError, match="Administrator"):
            give_own(house, own)


def test_an_officer_cannot_give_more_of_grunnmur_than_she_has(house, fjordvik):
    with tenant(fjordvik):
        own = Role.objects.get(name=actions.start_role_name(StartRole.ADMINISTRATOR))
        with granting(house.leader_user, OFFICER, everywhere=True):
            assert own not in givable_roles(house.leader_user)
            with pytest.raises(NotGivableError):
                give_own(house, own)


def give_own(house, role):
    actions.give_role(house.adviser.pk, role.pk, by=house.leader_user, period=Period(TODAY), reason="x")


def test_nobody_puts_more_of_grunnmur_into_a_role_than_she_has(house, fjordvik):
    with tenant(fjordvik), granting(house.leader_user, ROLES, everywhere=True):
        own = Role.objects.get(name=actions.start_role_name(StartRole.ADMINISTRATOR))
        wanted = list(permissions_in(own))
        with pytest.raises(NotGivableError):
            actions.set_items(house.roles["Vikar"].pk, wanted, by=house.leader_user)
        assert set(permissions_in(house.roles["Vikar"])).isdisjoint(wanted)


def permissions_in(role):
    return RoleItem.objects.filter(role=role).values_list("permission_id", flat=True)


def test_a_role_with_most_days_needs_a_last_day(house, fjordvik):
    with tenant(fjordvik):
        Role.objects.filter(pk=house.roles["Vikar"].pk).update(max_days=30)
        with pytest.raises(NotGivableError):
            give(house, house.adviser, "Vikar")


def test_a_role_is_given_no_longer_than_what_is_in_it_may_be(house, fjordvik):
    with tenant(fjordvik):
        inside = permissions_in(house.roles["Vikar"])[:1]
        Permission.objects.filter(pk__in=inside).update(risk=4, max_days=30)
        with pytest.raises(NotGivableError, match="30"):
            give(house, house.adviser, "Vikar")
        for days, is_given in ((31, False), (30, True)):
            period = Period(TODAY, TODAY + days * DAY)
            with nullcontext() if is_given else pytest.raises(NotGivableError):
                actions.give_role(house.adviser.pk, house.roles["Vikar"].pk, by=SYSTEM, period=period, reason="Helps")


# Walls


def test_from_another_municipality_no_page_answers(client, visit, house, fjordvik, sundby):
    with tenant(fjordvik):
        permission = permission_of("CRM").pk
    with tenant(sundby):
        unit = make_unit()
        user = make_user(make_employee(unit))
        make_position()
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    addresses = [
        reverse("access:why", args=[house.adviser.pk, permission]),
        reverse("access:give", args=[house.adviser.pk]),
        reverse("access:take_away", args=[house.adviser.pk, house.roles["Vikar"].pk]),
    ]
    with granting(user, SEE, everywhere=True), granting(user, GIVE, everywhere=True):
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_a_protected_person_is_not_explained_to_those_who_may_not_know_of_her(visit, house, fjordvik):
    with tenant(fjordvik):
        user, permission = make_user(make_person()), permission_of("CRM").pk
        type(house.adviser).objects.filter(pk=house.adviser.pk).update(is_protected=True)
    with granting(user, SEE, everywhere=True):
        assert visit(user).get(reverse("access:why", args=[house.adviser.pk, permission])).status_code == 404


def test_a_role_that_two_employments_give_is_one_run_of_days(house, fjordvik):
    with tenant(fjordvik):
        work = Employment.objects.get(person=house.adviser)
        facts = EmploymentFacts(unit_id=house.top.pk, kind=work.kind, position_id=work.position_id)
        organisation.change_employment(
            work.pk, facts, from_day=date(2026, 3, 12), overlap_last_day=date(2026, 3, 22), by=SYSTEM
        )
        held = queries.roles_of([house.adviser.pk], on=date(2026, 3, 2))[house.adviser.pk]
    fast = [role.valid for role in held if role.name == "Fast ansatt"]
    assert [days.last_day for days in fast] == [None]

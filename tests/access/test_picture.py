"""A person's roles and levels with a tick each: given, taken away, kept away, and what follows."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions, queries
from grunnmur.access.actions import LevelFacts, Target
from grunnmur.access.models import Exclusion, Grant, Role
from grunnmur.access.rules import (
    GIVE,
    OFFICER,
    SEE,
    AlreadyHasError,
    NotGivableError,
    NotGrantedError,
    NotRemovableError,
    OwnBenefitError,
)
from grunnmur.core import clock
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from tests.access.states import everything_held
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def inside(house, fjordvik):
    with tenant(fjordvik), translation.override("en"):
        yield house


def accesses(person, on=TODAY):
    return {access.name for access in queries.accesses_of([person.pk], on=on)[person.pk] if on in access.valid}


def level(resource, **facts):
    """Let a level be what a leader may give or take."""
    permission = permission_of(resource)
    actions.change_permission(permission.pk, LevelFacts(level=permission.level, **facts), by=SYSTEM)
    return Target(permission_id=permission.pk)


# Actions


def test_a_leader_gives_a_level_alone_only_where_it_is_made_for_it(inside):
    visio = Target(permission_id=permission_of("Visio").pk)
    give = {"by": inside.leader_user, "period": Period(TODAY), "reason": "Tegner"}
    with pytest.raises(NotGivableError):
        actions.give(inside.adviser.pk, visio, **give)
    level("Visio", leader_may_give=True, risk=3)
    with pytest.raises(NotGivableError):
        actions.give(inside.adviser.pk, visio, **give)
    level("Visio", leader_may_give=True, max_days=10)
    with pytest.raises(NotGivableError, match="10 days at most"):
        actions.give(inside.adviser.pk, visio, **give)
    grant = actions.give(inside.adviser.pk, visio, **give | {"period": Period.through(TODAY, TODAY + 9 * DAY)})
    assert "Visio (lisens)" in accesses(inside.adviser)
    with pytest.raises(AlreadyHasError, match="until 11 March 2026 already"):
        actions.give(inside.adviser.pk, visio, **give | {"period": Period.through(TODAY, TODAY + DAY)})
    with pytest.raises(NotGivableError):
        actions.extend_grant(grant.pk, last_day=TODAY + 30 * DAY, by=inside.leader_user, reason="Mer")
    level("Visio", leader_may_give=True, max_days=60)
    actions.extend_grant(grant.pk, last_day=TODAY + 30 * DAY, by=inside.leader_user, reason="Mer")
    assert "Visio (lisens)" in accesses(inside.adviser, on=TODAY + 30 * DAY)


def test_nobody_gives_extends_or_reopens_for_herself(inside):
    visio = level("Visio", leader_may_give=True, leader_may_remove=True)
    with pytest.raises(OwnBenefitError):
        actions.give(inside.leader.pk, visio, by=inside.leader_user, period=Period(TODAY), reason="Meg")
    grant = actions.give(inside.leader.pk, visio, by=SYSTEM, period=Period(TODAY), reason="Ja")
    with pytest.raises(OwnBenefitError):
        actions.extend_grant(grant.pk, last_day=None, by=inside.leader_user, reason="Meg")
    away = actions.exclude(inside.leader.pk, visio, by=SYSTEM, period=Period(TODAY), reason="Nei")
    with pytest.raises(OwnBenefitError):
        actions.end_exclusion(away.pk, last_day=TODAY, by=inside.leader_user)
    actions.take_away(inside.leader.pk, visio, by=SYSTEM, last_day=TODAY)
    with pytest.raises(NotGrantedError):
        actions.take_away(inside.leader.pk, visio, by=SYSTEM, last_day=TODAY)


def test_an_exclusion_beats_all_routes_on_its_days_and_only_those(inside):
    crm = level("CRM", leader_may_give=True, leader_may_remove=True)
    actions.give(inside.adviser.pk, crm, by=SYSTEM, period=Period(TODAY), reason="Også")
    days = Period(TODAY + DAY, TODAY + 3 * DAY)
    away = actions.exclude(inside.adviser.pk, crm, by=inside.leader_user, period=days, reason="Sak")
    had = ["CRM (bidra)" in accesses(inside.adviser, on=TODAY + number * DAY) for number in range(4)]
    assert had == [True, False, False, True]
    with pytest.raises(AlreadyHasError):
        actions.exclude(inside.adviser.pk, crm, by=inside.leader_user, period=days, reason="Sak")
    actions.end_exclusion(away.pk, last_day=TODAY + DAY, by=inside.leader_user)
    assert "CRM (bidra)" in accesses(inside.adviser, on=TODAY + 2 * DAY)


def test_a_leader_keeps_away_only_what_leaders_may_remove(inside):
    role = Target(role_id=inside.roles["Kundestøtte"].pk)
    exclude = {"by": inside.leader_user, "period": Period(TODAY), "reason": "Sak"}
    level("CRM", leader_may_remove=True)
    before = everything_held()
    with pytest.raises(NotRemovableError):
        actions.exclude(inside.adviser.pk, role, **exclude)
    assert everything_held() == before
    level("Nøkkel til lager", leader_may_remove=True)
    actions.exclude(inside.adviser.pk, role, **exclude)
    assert "CRM (bidra)" not in accesses(inside.adviser)
    outsider = make_user(make_employee(make_unit()))
    with pytest.raises(PermissionDenied):
        actions.exclude(inside.newcomer.pk, role, **exclude | {"by": outsider})


def test_a_grant_ends_with_an_employment_that_is_shortened_after_it(inside):
    """One product keeps what was granted for longer than the job."""
    role = inside.roles["Vikar"].pk
    grant = actions.give_role(inside.adviser.pk, role, by=SYSTEM, period=Period(TODAY, TODAY + 99 * DAY), reason="Ja")
    employment = grant.employment
    type(employment).objects.filter(pk=employment.pk).update(valid=Period(date(2020, 1, 1), TODAY + 5 * DAY).to_range())
    actions.derive_people([inside.adviser.pk])
    assert "Visio (lisens)" in accesses(inside.adviser, on=TODAY + 4 * DAY)
    assert accesses(inside.adviser, on=TODAY + 5 * DAY) == set()


def test_what_is_given_for_hours_is_gone_when_its_hour_has_come(inside):
    grant = actions.give_role(
        inside.adviser.pk, inside.roles["Vikar"].pk, by=SYSTEM, period=Period.on(TODAY), reason="Ja"
    )
    at_noon = clock.now().replace(hour=12)
    Grant.objects.filter(pk=grant.pk).update(ends_at=at_noon)
    actions.derive_people([inside.adviser.pk])
    with clock.at(at_noon - timedelta(minutes=1)):
        assert "Visio (lisens)" in accesses(inside.adviser)
    with clock.at(at_noon):
        assert "Visio (lisens)" not in accesses(inside.adviser)


# The page


def ticks(*targets, **more):
    return {"first_day": TODAY.isoformat(), "tick": [str(one) for one in targets], "reason": "Fordi"} | more


def held(house, *names):
    """Return the ticks of what the adviser has: her roles and levels, and further roles."""
    roles = [Target(role_id=house.roles[name].pk) for name in ("Fast ansatt", "Kundestøtte", *names)]
    own = Role.objects.get(name=actions.start_role_name("employee"))
    found = queries.accesses_of([house.adviser.pk], on=TODAY)[house.adviser.pk]
    levels = [Target(permission_id=one.permission) for one in found]
    return [*roles, Target(role_id=own.pk), *levels]


@pytest.fixture
def address(house):
    return reverse("access:person_access", args=[house.adviser.pk])


def test_ticking_a_role_shows_which_levels_follow_and_saving_gives_it(leader, house, fjordvik, address):
    shown = leader.get(address).text
    for expected in ("Kundestøtte", "CRM (bidra)", "By a rule or role", "Has it"):
        assert expected in shown
    with tenant(fjordvik):
        sent = ticks(*held(house, "Vikar"))
    live = leader.post(address, sent, headers={"HX-Request": "true"})
    assert live.text.strip().startswith('<form id="picture"')
    assert "Vikar is given." in live.text
    assert "Accesses that come: Visio (lisens)" in live.text
    with tenant(fjordvik):
        assert not Grant.objects.exists()
    assert leader.post(address, sent | {"save": "1", "reason": ""}).status_code == 422
    done = leader.post(address, sent | {"save": "1", "last_day": "2026-03-20"})
    assert done.url == reverse("organisation:person", args=[house.adviser.pk])
    with tenant(fjordvik):
        grant = Grant.objects.get()
        assert (grant.role_id, grant.reason, grant.valid.upper) == (house.roles["Vikar"].pk, "Fordi", date(2026, 3, 21))
        untick = ticks(*held(house))
        assert PersonalDataRead.objects.filter(what="access.person", subject_id=house.adviser.pk).exists()
    assert "Vikar is taken away." in leader.post(address, untick).text
    assert leader.post(address, untick | {"save": "1"}).status_code == 302
    with tenant(fjordvik):
        assert "Visio (lisens)" not in accesses(house.adviser)


def test_unticking_what_a_rule_gives_keeps_it_away_and_ticking_again_ends_that(leader, house, fjordvik, address):
    with tenant(fjordvik):
        for name in ("CRM", "Nøkkel til lager"):
            level(name, leader_may_remove=True)
        role = Target(role_id=house.roles["Kundestøtte"].pk)
        without = [one for one in held(house) if one != role]
    seen = leader.post(address, ticks(*without)).text
    assert "Kundestøtte is kept away, though a rule or role gives it." in seen
    assert "Accesses that go: CRM (bidra), Nøkkel til lager" in seen
    leader.post(address, ticks(*without, save="1", last_day="2026-03-20"))
    with tenant(fjordvik):
        assert Exclusion.objects.get().role_id == role.role_id
    assert "Kept away until 20 March 2026" in leader.get(address).text
    assert "Kundestøtte is no longer kept away." in leader.post(address, ticks(*without, role)).text
    assert leader.post(address, ticks(*without, role, save="1")).status_code == 302
    with tenant(fjordvik):
        assert "CRM (bidra)" in accesses(house.adviser)


def test_what_the_reader_may_not_change_stays_whatever_is_sent(leader, house, fjordvik, address):
    with tenant(fjordvik):
        before = everything_held()
    assert "Nothing." in leader.post(address, ticks()).text
    leader.post(address, ticks(save="1"))
    with tenant(fjordvik):
        assert everything_held() == before


def test_a_level_is_found_by_name_and_given_alone(leader, house, fjordvik, address):
    with tenant(fjordvik):
        level("Visio", leader_may_give=True)
        sent = ticks(*held(house))
    assert "Nothing you may give is called “CRM”." in leader.post(address, sent | {"more-add": "CRM"}).text
    seen = leader.post(address, sent | {"more-add": "visio (lisens)"}).text
    assert "Visio (lisens) is given." in seen
    with tenant(fjordvik):
        visio = permission_of("Visio")
    sent["tick"].append(f"permission:{visio.pk}")
    assert leader.post(address, sent | {"more": str(visio.pk), "save": "1"}).status_code == 302
    with tenant(fjordvik):
        assert "Visio (lisens)" in accesses(house.adviser)


def test_why_not_is_answered_for_a_chosen_level(leader, house, fjordvik):
    address = reverse("access:ask_why", args=[house.adviser.pk])
    found = leader.get(address, {"level": "visio (lisens)"})
    assert found.url.startswith(f"/access/people/{house.adviser.pk}/why/")
    assert "No rule leads to Visio (lisens)" in leader.get(found.url).text
    assert leader.get(address, {"level": "finnes ikke"}).url == reverse("organisation:person", args=[house.adviser.pk])


def test_the_picture_is_for_those_who_give_there_and_never_for_oneself(visit, leader, house, fjordvik, address):
    assert leader.get(reverse("access:person_access", args=[house.leader.pk])).status_code == 409
    with tenant(fjordvik):
        user = make_user(make_employee(house.top))
    browser = visit(user)
    with granting(user, SEE, everywhere=True):
        assert browser.get(address).status_code == 403
        assert browser.post(address, ticks(save="1")).status_code == 403
    assert browser.get(reverse("access:ask_why", args=[house.adviser.pk]), {"level": "CRM"}).status_code == 403


def test_from_another_municipality_no_picture_answers(client, house, fjordvik, sundby, address):
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, GIVE, everywhere=True), granting(user, OFFICER, everywhere=True):
        assert client.get(address).status_code == 404
        assert client.get(reverse("access:ask_why", args=[house.adviser.pk])).status_code == 404


def test_the_picture_costs_the_same_for_one_and_four(leader, house, fjordvik, address, count_statements):
    before = count_statements(leader, address)
    with tenant(fjordvik):
        for number in range(3):
            role = actions.draft_role(f"Rolle {number}", by=SYSTEM)
            actions.set_items(role.pk, [permission_of("Visio").pk], by=SYSTEM)
            actions.activate_role(role.pk, by=SYSTEM)
            actions.give_role(house.adviser.pk, role.pk, by=SYSTEM, period=Period(TODAY), reason="Ja")
    assert count_statements(leader, address) == before

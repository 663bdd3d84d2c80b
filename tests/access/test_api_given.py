"""What was given and what is kept away, for programs: lists, extending, ending, and who may."""

from datetime import date
from uuid import uuid4

import pytest

from grunnmur.access import actions
from grunnmur.access.models import Exclusion, Grant
from grunnmur.access.rules import GIVE, OFFICER
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from tests.access.restraints import NOON, TODAY, give, make_level, of
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/access/people"
LAST = date(2026, 3, 20)


@pytest.fixture
def grant(house, fjordvik):
    """A level the adviser was given for some weeks."""
    with tenant(fjordvik):
        return give(house.adviser, make_level("Draw"), period=Period.through(TODAY, LAST))


@pytest.fixture
def away(house, fjordvik):
    """A level that was given to the adviser, and is kept away from her."""
    with tenant(fjordvik):
        level = make_level("Paint")
        give(house.adviser, level)
        return keep_away(house.adviser, level, Period(TODAY))


def keep_away(person, level, period):
    return actions.exclude(person.pk, of(level), by=SYSTEM, period=period, reason="Nei")


def send(browser, address, sent):
    return browser.post(address, sent, content_type="application/json")


def extending(grant):
    return f"{ROOT}/{grant.person_id}/grants/{grant.pk}/extend"


def ending(away):
    return f"{ROOT}/{away.person_id}/exclusions/{away.pk}/end"


def test_what_was_given_and_kept_away_is_listed_page_by_page(leader, grant, away, house, fjordvik):
    one = f"{ROOT}/{house.adviser.pk}"
    (given,) = [row for row in leader.get(f"{one}/grants").json()["items"] if row["id"] == str(grant.pk)]
    assert (given["id"], given["source"], given["last_day"]) == (str(grant.pk), "leader", "2026-03-20")
    with tenant(fjordvik):
        keep_away(house.adviser, permission_of("Visio"), Period(TODAY))
    first = leader.get(f"{one}/exclusions?limit=1").json()
    second = leader.get(f"{one}/exclusions?limit=1&after={first['next']}").json()
    assert {first["items"][0]["id"], second["items"][0]["id"]} > {str(away.pk)}
    assert second["next"] == ""
    assert leader.get(f"{one}/grants?limit=0").status_code == 422
    with tenant(fjordvik):
        assert PersonalDataRead.objects.filter(what="access.person", subject_id=house.adviser.pk).exists()


def test_the_lists_cost_the_same_for_one_row_and_four(leader, grant, away, house, fjordvik, count_statements):
    addresses = [f"{ROOT}/{house.adviser.pk}/{what}" for what in ("grants", "exclusions")]
    before = [count_statements(leader, address) for address in addresses]
    with tenant(fjordvik):
        for month in (5, 6, 7):
            period = Period.on(date(2026, month, 1))
            give(house.adviser, permission_of("Visio"), period=period)
            keep_away(house.adviser, permission_of("PC"), period)
    assert [count_statements(leader, address) for address in addresses] == before


def test_a_grant_is_extended_with_a_reason(leader, grant, fjordvik):
    answer = send(leader, extending(grant), {"last_day": "2026-04-30", "reason": "Mer"})
    (drawing,) = [one for one in answer.json()["accesses"] if one["name"] == "Draw"]
    assert drawing["last_day"] == "2026-04-30"
    with tenant(fjordvik):
        grant.refresh_from_db()
        assert grant.reason == "Mer"
    assert send(leader, extending(grant), {"last_day": None, "reason": "Fast"}).status_code == 200


def test_a_grant_is_not_shortened_by_extending_it_nor_made_to_overlap(leader, grant, house, fjordvik):
    with tenant(fjordvik):
        give(house.adviser, grant.permission, period=Period.on(date(2026, 4, 1)))
    for last_day in ("2026-03-20", "2026-03-01", "2026-04-01"):
        refused = send(leader, extending(grant), {"last_day": last_day, "reason": "Mer"})
        assert refused.status_code == 409, last_day
        assert refused["Content-Type"] == "application/problem+json"
    assert send(leader, extending(grant), {"last_day": "2026-03-31", "reason": "Mer"}).status_code == 200
    assert send(leader, extending(grant), {"last_day": "2026-04-30", "reason": ""}).status_code == 422
    assert send(leader, extending(grant), {"reason": "Mer"}).status_code == 422


def test_what_is_given_for_hours_is_not_extended(leader, grant, fjordvik):
    with tenant(fjordvik):
        Grant.objects.filter(pk=grant.pk).update(ends_at=NOON)
    refused = send(leader, extending(grant), {"last_day": "2026-04-30", "reason": "Mer"})
    assert "given for hours" in refused.json()["detail"]


def test_what_is_kept_away_is_given_again(leader, away, fjordvik):
    answer = send(leader, ending(away), {"last_day": "2026-03-10"})
    assert [one["first_day"] for one in answer.json()["accesses"] if one["name"] == "Paint"] == ["2026-03-11"]
    assert send(leader, ending(away), {"last_day": "2026-03-12"}).status_code == 409
    assert send(leader, ending(away), {}).status_code == 422
    answer = send(leader, ending(away), {"last_day": "2026-03-01"})
    assert "Paint" in [one["name"] for one in answer.json()["accesses"]]
    with tenant(fjordvik):
        assert not Exclusion.objects.exists()


def calls(grant, away):
    return [
        (extending(grant), {"last_day": "2026-04-30", "reason": "Mer"}),
        (ending(away), {"last_day": "2026-03-10"}),
    ]


def test_who_may_not_give_extends_and_ends_nothing(visit, grant, away, house, fjordvik):
    with tenant(fjordvik):
        her, other = make_user(house.adviser), make_user(make_employee(house.top, "Ole Annen"))
    for address, sent in calls(grant, away):
        assert send(visit(other), address, sent).status_code == 403
        assert send(visit(her), address, sent).status_code == 403
    assert visit(her).get(f"{ROOT}/{house.adviser.pk}/grants").status_code == 200
    for what in ("grants", "exclusions"):
        assert visit(other).get(f"{ROOT}/{house.adviser.pk}/{what}").status_code == 403
    with tenant(fjordvik), granting(her, GIVE, everywhere=True):
        for address, sent in calls(grant, away):
            refused = send(visit(her), address, sent)
            assert (refused.status_code, "herself" in refused.json()["detail"]) == (409, True)


def test_somebody_elses_grant_is_not_found_under_a_person(leader, grant, away, house):
    for address, sent in calls(grant, away):
        wrong = address.replace(str(house.adviser.pk), str(house.newcomer.pk))
        assert send(leader, wrong, sent).status_code == 404
    nobody = f"{ROOT}/{house.adviser.pk}/grants/{uuid4()}/extend"
    assert send(leader, nobody, {"last_day": None, "reason": "Mer"}).status_code == 404


def test_from_another_municipality_there_is_nothing(client, grant, away, house, sundby, fjordvik):
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, GIVE, everywhere=True), granting(user, OFFICER, everywhere=True):
        for address, sent in calls(grant, away):
            assert send(client, address, sent).status_code == 404
        for what in ("grants", "exclusions"):
            assert client.get(f"{ROOT}/{house.adviser.pk}/{what}").status_code == 404
    with tenant(fjordvik):
        assert Grant.objects.get(pk=grant.pk).reason == "Needed"

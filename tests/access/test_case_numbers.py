"""The case in which an access was given: asked for where it is given, and told with the reason."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from grunnmur.access import actions
from grunnmur.access.models import Grant
from grunnmur.access.rules.permissions import AUDIT
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from tests.factories_organisation import SYSTEM, granting, make_employee, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
CASE = "2026/1234-5"
TOLD = f"Dekker en vakt ({CASE})"


@pytest.fixture
def vikar(house):
    return house.roles["Vikar"]


def sent(**more):
    return {"first_day": TODAY.isoformat(), "reason": "Dekker en vakt", "case_number": CASE} | more


def written(fjordvik):
    with tenant(fjordvik):
        grant = Grant.objects.get()
        return grant.case_number, grant.told_reason


def give(house, fjordvik, vikar, **more):
    with tenant(fjordvik):
        period = Period.through(TODAY, TODAY + timedelta(days=9))
        told = {"reason": "Dekker en vakt", "case_number": CASE} | more
        return actions.give_role(house.adviser.pk, vikar.pk, by=SYSTEM, period=period, **told)


def test_giving_a_role_asks_for_the_case(leader, house, fjordvik, vikar):
    address = reverse("access:give", args=[house.adviser.pk])
    assert 'name="case_number"' in leader.get(address).text
    assert leader.post(address, sent(role=str(vikar.pk), confirm="1", case_number="9" * 61)).status_code == 422
    assert leader.post(address, sent(role=str(vikar.pk), confirm="1")).status_code == 302
    assert written(fjordvik) == (CASE, TOLD)


def test_ticks_on_a_persons_page_and_in_the_matrix_take_the_case_along(leader, house, fjordvik, vikar):
    for address, tick in (
        (reverse("access:person_access", args=[house.adviser.pk]), f"role:{vikar.pk}"),
        (reverse("access:team_matrix"), f"{house.adviser.pk} role:{vikar.pk}"),
    ):
        preview = leader.post(address, sent(tick=[tick])).text
        assert f'value="{CASE}"' in preview
        kept = [part.partition('"')[0] for part in preview.split('name="tick" value="')[1:]]
        ticks = [tick, *(one for one in kept if "Vikar" not in one and checked(preview, one))]
        assert leader.post(address, sent(tick=ticks, save="1")).status_code == 302
        assert written(fjordvik) == (CASE, TOLD)
        with tenant(fjordvik):
            actions.take_away_role(house.adviser.pk, vikar.pk, by=SYSTEM, last_day=TODAY - timedelta(days=1))


def checked(html, tick):
    return "checked" in html.partition(f'value="{tick}"')[2].partition(">")[0]


def test_programs_give_with_a_case(leader, house, fjordvik, vikar):
    address = f"/api/v1/access/people/{house.adviser.pk}/grants"
    facts = sent(role_id=str(vikar.pk))
    assert leader.post(address, facts | {"case_number": "9" * 61}, content_type="application/json").status_code == 422
    made = leader.post(address, facts, content_type="application/json")
    assert made.status_code == 201
    assert [one["reason"] for one in made.json()["accesses"] if TOLD in one["reason"]]


def test_the_case_is_told_with_the_reason(leader, visit, house, fjordvik, vikar):
    give(house, fjordvik, vikar)
    assert TOLD in leader.get(reverse("organisation:person", args=[house.adviser.pk])).text
    assert TOLD in leader.get(reverse("access:role", args=[vikar.pk])).text
    with tenant(fjordvik):
        auditor = make_user(make_employee(house.top, "Rita Revisor"))
    with granting(auditor, AUDIT, everywhere=True):
        browser = visit(auditor)
        for page in ("audit", "audit_changes"):
            assert TOLD in browser.get(reverse(f"access:{page}"), {"q": "Per"}).text


def test_a_grant_without_a_case_tells_its_reason_alone(house, fjordvik, vikar):
    assert give(house, fjordvik, vikar, case_number="").told_reason == "Dekker en vakt"


def test_an_extension_is_a_decision_of_its_own(house, fjordvik, vikar):
    grant = give(house, fjordvik, vikar)
    with tenant(fjordvik):
        actions.extend_grant(grant.pk, last_day=TODAY + timedelta(days=20), by=SYSTEM, reason="Mer")
    assert written(fjordvik) == ("", "Mer")

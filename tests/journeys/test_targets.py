"""Targets from the side of IT: a plan that was held back is looked at and released, and what differs is answered."""

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, follow, violations

pytestmark = pytest.mark.journey
REGISTER, DOORS = "Resultatregister kundesenter", "Byggtilgang fellesområder"
CLOSED = """
    SELECT count(*) FROM access_targetaccount a JOIN access_target t ON t.id = a.target_id
    WHERE t.name = %s AND a.state = 'disabled'
"""
TOO_MUCH = """
    SELECT d.id, d.account_id, a.person_id FROM access_driftitem d JOIN access_target t ON t.id = d.target_id
    JOIN access_targetaccount a ON a.id = d.account_id
    WHERE t.name = %s AND d.kind = 'extra' AND d.gone_at IS NULL AND EXISTS (SELECT FROM organisation_employment e
        WHERE e.person_id = a.person_id AND e.valid @> CURRENT_DATE)
    ORDER BY a.username LIMIT 1
"""
MEMBERS = "SELECT count(*) FROM access_targetmember WHERE account_id = %s"
ADOPTED = "SELECT count(*) FROM access_grant WHERE person_id = %s AND source = 'adopted'"


def wait_for(demo, query, parameter, *, wanted):
    """The worker sends within some seconds."""
    tenant = demo.tenant_id("fjordvik")
    for _try in range(60):
        if demo.ask(query, parameter, tenant=tenant) == [(wanted,)]:
            return
        time.sleep(0.25)
    assert demo.ask(query, parameter, tenant=tenant) == [(wanted,)]


def test_it_looks_at_a_plan_that_is_held_back_and_releases_it(demo, enter, complaints):
    page = enter("demo-it")
    expect(page.locator("main")).to_contain_text("Sluttet, men ikke fjernet ennå")
    page.goto(f"{demo.address}/access/targets/")
    row = page.locator("tbody tr", has_text=REGISTER)
    expect(row).to_contain_text("Holdt tilbake")
    assert violations(page) == []
    follow(row.get_by_role("link"))
    register = page.url

    page.locator("main").get_by_role("link", name="Plan", exact=True).click()
    expect(page.locator("main")).to_contain_text("er holdt tilbake, fordi det er mer enn vanlig")
    expect(page.locator("main .rows li")).to_have_count(7)
    assert violations(page) == []
    page.get_by_role("link", name="Se hvorfor, og frigi den").click()
    expect(page.locator("main")).to_contain_text("7 kontoer")
    page.locator("#reason").fill("Sommervikarene har sluttet")
    follow(page.get_by_role("button", name="Frigi planen"))
    wait_for(demo, CLOSED, REGISTER, wanted=7)
    page.goto(register)
    expect(page.locator("#hold")).to_have_count(0)
    assert violations(page) == []
    assert complaints == []


def test_it_takes_away_one_difference_and_lets_somebody_keep_another(demo, enter, complaints):
    tenant = demo.tenant_id("fjordvik")
    page = enter("demo-it")
    page.goto(f"{demo.address}/access/targets/")
    page.get_by_role("link", name=REGISTER).click()
    ((item, account, _person),) = demo.ask(TOO_MUCH, REGISTER, tenant=tenant)
    page.locator("main").get_by_role("link", name="Avvik").click()
    page.locator(f"#item-{item}").check()
    page.get_by_role("button", name="Rett det i systemet").click()
    expect(page.locator(f"tr:has(#item-{item})")).to_contain_text("Skal rettes")
    wait_for(demo, MEMBERS, account, wanted=0)

    ((item, _account, person),) = demo.ask(TOO_MUCH, DOORS, tenant=tenant)
    page.set_viewport_size(PHONE)
    page.goto(f"{demo.address}/access/targets/")
    page.get_by_role("link", name=DOORS).click()
    page.locator("main").get_by_role("link", name="Avvik").click()
    page.locator(f"#item-{item}").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="De får beholde det").click()
    expect(page.locator("main")).to_contain_text("Si hvorfor")
    page.locator("#id_reason").fill("Vakt på rådhuset")
    follow(page.get_by_role("button", name="De får beholde det"))
    assert violations(page) == []
    wait_for(demo, ADOPTED, person, wanted=1)
    assert [one for one in complaints if "422" not in one] == [], "besides the answer without a reason"

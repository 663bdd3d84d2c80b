"""Asking for access: what collides is said before it is sent and refused; what is given ends on the wanted day."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, follow, violations

pytestmark = pytest.mark.journey
CONFLICT, APPROVE, DRIVE = "Rollekonflikt: Opprette og godkjenne faktura", "Skal godkjenne fakturaer", "Skal hente post"
GIVEN = "SELECT upper(valid) - 1 FROM access_grant WHERE source = 'request' AND reason = %s"


def test_a_conflict_is_refused_and_what_is_approved_ends_on_the_day_that_was_asked_for(demo, enter, complaints):
    last = now().date() + timedelta(days=60)

    page = enter("demo-employee")
    page.goto(f"{demo.address}/access/requests/")
    page.get_by_role("link", name="Kurv for").click()
    expect(page.locator("main")).to_contain_text(CONFLICT)
    expect(page.locator("main")).to_contain_text("Du har Fakturasystem (opprette)")
    assert violations(page) == []
    page.locator("[name=reason]").fill(APPROVE)
    page.locator("button[name=send]").click()
    expect(page.locator("main")).to_contain_text("Søknaden er sendt.")

    page.goto(f"{demo.address}/access/requests/")
    follow(page.get_by_role("link", name="Søk om tilgang").first)
    page.goto(f"{page.url}?q=Sj%C3%A5f")
    page.locator("#offers summary").first.click()
    page.locator("#offers input[name=last_day]").first.fill(last.isoformat())
    page.locator("#offers button[type=submit]").first.click()
    page.locator("[name=reason]").fill(DRIVE)
    page.locator("button[name=send]").click()
    expect(page.locator("main")).to_contain_text("Søknaden er sendt.")

    page = enter("demo-leader")
    page.set_viewport_size(PHONE)
    page.goto(f"{demo.address}/access/decide/")
    page.locator("tr", has_text=APPROVE).get_by_role("link").click()
    expect(page.locator("main")).to_contain_text(CONFLICT)
    assert violations(page) == []
    expect(page.locator("[data-answer-keys-help]")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".ds-error-summary")).to_contain_text("Opprette og godkjenne faktura")
    assert demo.ask(GIVEN, APPROVE) == []
    page.locator("[name=note]").fill("En annen i teamet godkjenner.")
    page.get_by_role("button", name="Nei").click()
    expect(page.locator("main")).to_contain_text("Du svarte nei.")

    page.goto(f"{demo.address}/access/decide/")
    page.locator("tr", has_text=DRIVE).get_by_role("link").click()
    expect(page.locator("[data-answer-keys-help]")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("main")).to_contain_text("Du svarte ja.")
    assert demo.ask(GIVEN, DRIVE) == [(last,)]
    complaints[:] = [one for one in complaints if "422" not in one]
    assert complaints == []


def test_nobody_decides_to_own_benefit(demo, enter):
    line, reason = demo.ask(
        "SELECT l.id, r.reason FROM access_requestline l JOIN access_request r ON r.id = l.request_id"
        " JOIN organisation_person p ON p.id = r.receiver_id JOIN core_user u ON u.id = p.user_id"
        " WHERE u.username = 'demo-leader' AND l.state = 'waiting'"
    )[0]
    page = enter("demo-leader")
    page.goto(f"{demo.address}/access/decide/")
    assert page.locator("tr", has_text=reason).count() == 0
    page.goto(f"{demo.address}/access/decide/{line}/")
    expect(page.locator("main")).to_contain_text("Dette venter ikke på ditt svar.")
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()

    sent = {"answer": "yes", "note": "", "csrfmiddlewaretoken": token}
    answer = page.request.post(page.url, form=sent, headers={"Referer": page.url})

    assert answer.status == 422
    assert "Ingen avgjør" in answer.text()
    assert demo.ask("SELECT state FROM access_requestline WHERE id = %s", line) == [("waiting",)]

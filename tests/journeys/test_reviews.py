"""A review from beginning to end: opened with a preview, answered by keyboard, carried out, closed, and its report."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, follow, take_along, violations

pytestmark = pytest.mark.journey
NAME = "Attestering på reise"
HELD = """
    SELECT count(*) FROM access_held h JOIN access_permission p ON p.id = h.permission_id
    JOIN access_resource r ON r.id = p.resource_id WHERE r.name = 'Corporator' AND h.valid @> CURRENT_DATE
"""


def confirm_by_keyboard(page):
    """Nothing is removed by one key: it is asked, and the answer has the focus."""
    expect(page.get_by_role("button", name="Ja, fjern")).to_be_focused()
    expect(page.locator("#preview")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Enter")


def begin(page, demo):
    """Come from the list of reviews to the form of a new one."""
    page.goto(f"{demo.address}/access/reviews/")
    assert page.locator("tbody tr").count() >= 3
    page.locator("a[href$='/access/reviews/new/']").click()


def test_a_leader_removes_by_keyboard_what_an_officer_asked_about(demo, enter, complaints):
    tenant = demo.tenant_id("fjordvik")
    assert demo.ask(HELD, tenant=tenant) == [(1,)]

    page = enter("demo-it")
    begin(page, demo)
    page.locator("#id_name").fill(NAME)
    for resource in ("Corporator", "FD Nett"):
        page.locator("input[name='resources-add']").fill(resource)
        page.get_by_role("button", name="Se hva det spørres om").click()
    expect(page.locator("#outcome")).to_contain_text("Leder for Kundesenter: 2")
    assert violations(page) == []
    page.get_by_role("button", name="Åpne attesteringen").click()
    expect(page.locator("h1")).to_have_text(NAME)
    review = page.url

    page = enter("demo-leader")
    page.goto(f"{demo.address}/work/")
    page.get_by_role("link", name=NAME).first.click()
    page.locator("main dd").get_by_role("link", name=NAME, exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(2)
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    follow(page.get_by_role("link", name="Én om gangen"))
    for _question in range(2):
        title = page.locator("h1").text_content() or ""
        key = "r" if title.startswith("Corporator") else "k"
        assert violations(page) == []
        page.keyboard.press(key)
        if key == "r":
            confirm_by_keyboard(page)
        expect(page.locator("main")).to_contain_text("Fjernet:" if key == "r" else "Beholdt:")
    expect(page.locator("h1")).to_have_text("Mine attesteringer")
    assert demo.ask(HELD, tenant=tenant) == [(0,)]

    page = enter("demo-it")
    page.goto(review)
    expect(page.locator("main")).to_contain_text("2 av 2")
    assert violations(page) == []
    page.get_by_role("button", name="Lukk attesteringen").click()
    expect(page.locator("main")).to_contain_text("Attesteringen er lukket.")
    with page.expect_download() as report:
        take_along(page, "PDF")
    assert report.value.path().read_bytes().startswith(b"%PDF")
    assert complaints == []

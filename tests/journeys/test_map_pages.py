"""The table that tells what depends on a thing: opened by keyboard, and just as true without scripts."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import follow, violations

SYSTEM = "Identitetsplattform"


@pytest.fixture(scope="module")
def address(demo):
    """Where the demo tells what depends on the platform that everybody logs in with."""
    query = "SELECT id FROM landscape_element WHERE type = 'system' AND name = %s AND tenant_id = %s"
    pk = demo.ask(query, SYSTEM, demo.tenant_id("fjordvik"))[0][0]
    return f"{demo.address}/map/elements/{pk}/dependencies/"


@pytest.mark.journey
def test_the_table_is_opened_and_closed_by_keyboard(enter, address, complaints):
    page = enter("demo-leader")
    page.goto(address)
    table = page.get_by_role("treegrid")
    rows = table.locator("tbody tr")
    first = rows.nth(1)
    before = rows.count()

    rows.nth(0).focus()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    assert first.get_attribute("aria-level") == "2"
    page.keyboard.press("ArrowRight")
    expect(first).to_have_attribute("aria-expanded", "true")
    assert rows.count() > before
    page.keyboard.press("ArrowRight")
    assert rows.nth(2).get_attribute("aria-level") == "3"
    expect(rows.nth(2)).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("ArrowLeft")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(rows.nth(2)).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != address)
    assert complaints == []


@pytest.mark.journey
def test_without_scripts_each_row_leads_to_what_is_under_it(browser, enter, demo, address):
    cookies = enter("demo-leader").context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(address)

    assert page.locator("table[data-tree-grid] tbody tr").count() > 1
    follow(page.get_by_role("link", name="Hva er avhengig av dette?").first)
    assert page.url.startswith(f"{demo.address}/map/elements/")
    assert page.url != address
    context.close()

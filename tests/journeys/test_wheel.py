"""The yearly wheel: a duty is planned with a look at when it comes, becomes a task, is done, told of, and ended."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, follow, violations
from tests.journeys.test_hiring import DAY, choose_language, set_day, today, unique

pytestmark = pytest.mark.journey
IN_WORDS = {"en": ("Yearly wheel", "The year as a list"), "nb": ("Årshjul", "Året som liste")}


def click(page: Page, button: str) -> None:
    """Click a button of the main form."""
    follow(page.locator(f"main form {button}"))


def plan(page: Page, site: str, title: str) -> str:
    """Plan a duty for everybody in the unit, after a look at when it comes; returns its page."""
    page.goto(f"{site}/work/wheel/")
    page.locator("a[href$='/work/wheel/new/']").click()
    page.locator("[name=title]").fill(title)
    page.locator("[name=owner]").select_option("unit")
    page.locator("[name=steps]").fill("Sjekk kassa\nFyll på")
    page.locator("[name=needs_evidence]").check()
    page.locator("[name=is_reported]").check()
    set_day(page, "[name=first_date]", today() + 3 * DAY)
    click(page, "button[name=preview]")
    expect(page.locator("section[aria-labelledby=preview] li")).not_to_have_count(0)
    expect(page.locator("[name=title]")).to_have_value(title)
    assert violations(page) == []
    click(page, "button:not([name])")
    expect(page.locator("h1")).to_have_text(title)
    return page.url


def on_the_wheel(page: Page, site: str, title: str, state: str) -> None:
    """See a duty in the ring and in the list of the year in which it comes, in its state."""
    page.goto(f"{site}/work/wheel/?year={(today() + 3 * DAY).year}")
    expect(page.locator(f"svg.wheel a[aria-label*='{title}']").first).to_be_attached()
    expect(page.locator("tbody tr").filter(has_text=title).first).to_contain_text(state)


def test_a_duty_comes_round_and_is_done(demo, enter, complaints):
    title = unique("Førstehjelpsskap")
    page = enter("demo-leader")
    duty = plan(page, demo.address, title)
    expect(page.locator("section[aria-labelledby=next] li")).not_to_have_count(1)
    on_the_wheel(page, demo.address, title, "Åpen")

    page.goto(f"{demo.address}/work/")
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("main")).to_contain_text("Sjekk kassa")
    page.locator("[name=evidence]").fill("Plaster og bandasje fylt på")
    follow(page.locator("form:has([name=evidence]) button").first)
    on_the_wheel(page, demo.address, title, "Gjort")

    page.goto(f"{demo.address}/work/wheel/report/")
    expect(page.locator("tbody tr").filter(has_text=title)).to_have_count(1)
    page.goto(f"{duty}end/")
    set_day(page, "[name=last_day]", today() + 3 * DAY)
    click(page, "button")
    page.goto(duty)
    expect(page.locator("section[aria-labelledby=next] li")).to_have_count(1)  # the day it ends, and none after
    assert complaints == []


@pytest.mark.parametrize("language", IN_WORDS)
def test_the_wheel_is_readable_large_and_small_in_two_languages(demo, enter, language):
    heading, listed = IN_WORDS[language]
    page = enter("demo-leader")
    choose_language(page, demo.address, language)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.goto(f"{demo.address}/work/wheel/")
        expect(page.locator("h1")).to_have_text(heading)
        expect(page.get_by_role("heading", name=listed)).to_be_visible()
        drawn = page.locator("svg.wheel").bounding_box()
        assert drawn["width"] <= size["width"]
        assert abs(drawn["width"] - drawn["height"]) < 1
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert violations(page) == []
    choose_language(page, demo.address, "nb")

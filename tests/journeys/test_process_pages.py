"""From a pasted checklist to a process one reads: at the desk, on a phone, and by keyboard alone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, violations

CHECKLIST = Path(__file__).resolve().parents[2] / "src/grunnmur/demo/data/hiring-checklist.md"
HEARD = Path(__file__).with_name("hiring-as-heard.txt")
WORD_TABLE = (
    "<html><body><table><tr><td>Nr</td><td>Hva</td><td>Hvem</td></tr><tr><td>1</td><td>Bestill<ul><li>Nøkkel</li></ul>"
    "</td><td>Leder</td></tr></table></body></html>"
)
PASTE = """html => {
  const field = document.querySelector('[data-paste-table]')
  const data = new DataTransfer()
  data.setData('text/html', html)
  field.focus()
  field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))
}"""


def press(page, element, key="Enter"):
    element.focus()
    page.keyboard.press(key)


def test_a_checklist_becomes_a_process_by_keyboard(demo, enter, complaints):
    page = enter("demo-flow-chief")
    page.goto(f"{demo.address}/processes/new/")
    page.locator("#id_checklist-text").fill(CHECKLIST.read_text(encoding="utf-8"))
    press(page, page.locator("form[action$='/new/checklist/'] button[type=submit]"))
    expect(page.locator(".ds-alert").first).to_contain_text("Nummer 3 mangler mellom 2 og 4.")
    assert violations(page) == []
    guess = page.locator("fieldset", has_text="Konsulteres: HTV").first
    press(page, guess.locator("input[value=accepted]"), "ArrowLeft")
    assert guess.locator("input[value=changed]").is_checked()
    guess.locator("input[list]").fill("Verneombud")
    press(page, page.locator("button[name=draw]"))
    page.locator("#id_title").fill("Ansettelse ved tastatur")
    page.locator("#id_code").fill("tastatur")
    page.locator("#id_line").focus()
    page.keyboard.press("Home")  # the first of the choices: valid at once
    press(page, page.locator("main form button[type=submit]"))
    expect(page).to_have_url(re.compile("/processes/TASTATUR/$"))
    expect(page.locator(".step-list")).to_contain_text("Verneombud")
    assert complaints == []


def test_the_steps_of_a_drawing_are_reached_and_followed_by_keyboard(demo, enter):
    page = enter("demo-leader")
    page.goto(f"{demo.address}/processes/ANSETTELSE/")
    first = page.locator("a.bpmn-step").first
    first.focus()
    names = [link.get_attribute("href") for link in page.locator("a.bpmn-step").all()]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == names[1]
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('href')") == names[2]
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.getAttribute('href')") == names[-1]
    seen = page.evaluate(
        """() => { const box = document.activeElement.getBoundingClientRect()
        const frame = document.querySelector('.drawing-frame').getBoundingClientRect()
        return box.left >= frame.left && box.right <= frame.right }"""
    )
    assert seen
    page.keyboard.press("Home")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(names[0])


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_list_comes_first_on_a_phone_and_the_drawing_first_at_a_desk(demo, enter, size):
    page = enter("demo-leader")
    page.set_viewport_size(size)
    page.goto(f"{demo.address}/processes/ANSETTELSE/")
    drawing, steps = (page.locator(name).bounding_box()["y"] for name in (".process-drawing", ".process-steps"))
    assert (steps < drawing) == (size is PHONE)
    assert violations(page) == []


def test_the_heads_of_the_lanes_stay_in_sight_while_the_drawing_is_moved(demo, enter):
    page = enter("demo-leader")
    page.goto(f"{demo.address}/processes/ANSETTELSE/")
    before = page.locator(".bpmn-heads").bounding_box()["x"]
    page.evaluate("document.querySelector('.drawing-frame').scrollLeft = 900")
    assert page.locator(".bpmn-heads").bounding_box()["x"] == before


def test_a_table_from_the_clipboard_keeps_its_bullets(demo, enter):
    page = enter("demo-flow-chief")
    page.goto(f"{demo.address}/processes/new/")
    page.evaluate(PASTE, WORD_TABLE)
    kept = page.locator("#id_checklist-table")
    expect(kept).to_have_value(re.compile("<li>Nøkkel</li>"))
    page.locator("#id_checklist-text").press_sequentially("x")
    assert kept.input_value() == ""


def heard_of(page):
    """The drawing and the list of steps as a screen reader tells of them, without addresses."""
    regions = [page.get_by_role("region", name=name, exact=True) for name in ("Tegning av Ansettelse", "Stegene")]
    lines = "\n".join(region.aria_snapshot() for region in regions).split("\n")
    return "\n".join(line for line in lines if not line.strip().startswith("- /url:")) + "\n"


def test_a_screen_reader_tells_of_the_hiring_process_what_was_read_and_found_good(demo, enter):
    page = enter("demo-employee")
    page.goto(f"{demo.address}/processes/ANSETTELSE/")
    assert heard_of(page) == HEARD.read_text(encoding="utf-8")

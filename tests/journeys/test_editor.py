"""Drawing a draft in the browser: with the panel, by keyboard, without a connection, and two at once."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, follow, violations

pytestmark = pytest.mark.journey
STEP, RENAMED = "Steng kontoer og tilganger", "Steng alle kontoer"
READY = "[data-editor][data-ready]"
MARK_IS_ON_TOP = """() => {
  const mark = document.querySelector('.bjs-powered-by')
  mark.scrollIntoView({block: 'center'})
  const box = mark.getBoundingClientRect()
  return mark.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2))
}"""


@pytest.fixture(scope="module")
def address(demo):
    """The editor of the demo's draft."""
    query = "SELECT v.id FROM publishing_version v JOIN publishing_item i ON i.id = v.item_id WHERE i.code = %s"
    rows = demo.ask(f"{query} AND v.state = 'draft'", "SLUTT")
    return f"{demo.address}/processes/drafts/{rows[0][0]}/edit/"


def opened(page, address):
    page.goto(address)
    page.wait_for_selector(READY)
    return page


def status(page):
    return page.locator("[data-status]")


def saved(page):
    """Wait until the server has everything."""
    expect(page.get_by_role("button", name="Lagre nå")).to_be_disabled(timeout=15_000)
    expect(status(page)).to_have_text(re.compile(r"^Lagret \d\d:\d\d"))


def test_a_step_is_moved_renamed_and_given_roles_and_all_is_saved_by_itself(demo, enter, address, complaints):
    warned = []
    page = enter("demo-flow-chief")
    page.on("console", lambda line: warned.append(line.text) if line.type == "warning" else None)
    page.set_viewport_size(DESK)
    opened(page, address)
    page.select_option("#editor-element", label=STEP)
    page.fill("#editor-name", RENAMED)
    page.keyboard.press("Tab")
    page.select_option("#editor-lane", label="Leder")
    page.get_by_role("button", name="Legg til en rolle").press("Enter")
    page.locator("[data-rows=letter] [data-part=letter]").select_option("K")
    page.locator("[data-rows=letter] [data-part=role]").fill("Personalkontoret")
    page.keyboard.press("Tab")
    expect(page.locator("[data-from-lane]")).to_contain_text("Utføres av Leder")
    saved(page)
    assert violations(page) == []

    opened(page, address)
    page.select_option("#editor-element", label=RENAMED)
    expect(page.locator("#editor-lane option:checked")).to_have_text("Leder")
    expect(page.locator("[data-rows=letter] [data-part=role]")).to_have_value("Personalkontoret")
    page.goto(address.replace("edit/", ""))
    row = page.locator("li.step-row", has_text=RENAMED)
    expect(row).to_contain_text("Leder")
    expect(row).to_contain_text("Personalkontoret")
    assert complaints == []
    assert warned == []


def test_a_change_is_undone_and_done_again_by_keyboard(enter, address):
    page = opened(enter("demo-flow-chief"), address)
    page.select_option("#editor-element", index=4)
    name = page.locator("#editor-name")
    before = name.input_value()
    name.fill("Noe helt annet")
    page.keyboard.press("Tab")
    page.locator(".djs-container svg").first.focus()
    page.keyboard.press("Control+z")
    expect(name).to_have_value(before)
    page.keyboard.press("Control+y")
    expect(name).to_have_value("Noe helt annet")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+s")
    saved(page)


def test_what_could_not_be_saved_is_kept_and_offered(enter, address):
    page = opened(enter("demo-flow-chief"), address)
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.route("**/edit/drawing/", without_answer)
    page.select_option("#editor-element", index=4)
    page.fill("#editor-text", "Skrevet uten nett")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+s")
    expect(status(page)).to_contain_text("det er ingen forbindelse")

    opened(page, address)
    page.context.unroute("**/edit/drawing/")
    expect(page.locator("[data-kept]")).to_contain_text("som ikke ble lagret")
    page.get_by_role("button", name="Ta dem inn igjen").click()
    saved(page)
    page.select_option("#editor-element", index=4)
    expect(page.locator("#editor-text")).to_have_value("Skrevet uten nett")


def without_answer(route):
    if route.request.method == "PUT":
        route.abort()
    else:
        route.continue_()


def test_what_arrived_without_an_answer_is_not_offered_again(enter, address):
    page = opened(enter("demo-flow-chief"), address)
    page.on("dialog", lambda dialog: dialog.accept())

    def lose_the_answer(route):
        if route.request.method == "PUT":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.context.route("**/edit/drawing/", lose_the_answer)
    page.select_option("#editor-element", index=4)
    page.fill("#editor-text", "Kom fram")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+s")
    expect(status(page)).to_contain_text("det er ingen forbindelse")

    opened(page, address)
    page.select_option("#editor-element", index=4)
    expect(page.locator("#editor-text")).to_have_value("Kom fram")
    expect(page.locator("[data-kept]")).to_be_hidden()


def test_two_who_draw_are_told_and_nothing_is_lost(browser, enter, demo, address):
    hers = enter("demo-flow-chief")
    opened(hers, address)
    context = browser.new_context()
    his = context.new_page()
    his.goto(f"{demo.address}/demo/")
    follow(his.locator("form:has(input[value='demo-personnel']) button"))
    opened(his, address)
    expect(his.locator("[data-others]")).to_contain_text("har også dette utkastet åpent")
    her_text, his_text = (f"{whose} tekst {uuid4()}" for whose in ("Hennes", "Hans"))
    for page, text in ((hers, her_text), (his, his_text)):
        page.select_option("#editor-element", index=5)
        page.fill("#editor-text", text)
        page.keyboard.press("Tab")
        page.keyboard.press("Control+s")
        if page is hers:
            saved(page)
    expect(his.locator("[data-conflict]")).to_contain_text("lagret utkastet mens du tegnet")
    assert violations(his) == []

    his.get_by_role("button", name="Fortsett med min").click()
    saved(his)
    his.goto(address.replace("edit/", ""))
    expect(his.locator("li.step-row", has_text=his_text)).to_have_count(1)
    copies = his.locator("section", has=his.locator("#copies-title")).locator("a").all()
    texts = set()
    for link in [copy.get_attribute("href") for copy in copies[:3]]:
        opened(his, f"{demo.address}{link}")
        his.select_option("#editor-element", index=5)
        texts.add(his.locator("#editor-text").input_value())
    assert texts >= {her_text, his_text}
    context.close()


@pytest.mark.parametrize("width", [800, 1440])
def test_the_mark_of_bpmn_io_is_on_top_of_everything(enter, address, width):
    page = enter("demo-flow-chief")
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, address)
    assert page.evaluate(MARK_IS_ON_TOP)


def test_a_phone_is_told_and_led_to_the_step_table(enter, address):
    page = enter("demo-flow-chief")
    page.set_viewport_size(PHONE)
    page.goto(address)
    expect(page.locator(".editor")).to_be_hidden()
    page.get_by_role("link", name="Endre stegene i stegtabellen i stedet.").click()
    expect(page).to_have_url(re.compile("/table/$"))


def test_readers_load_nothing_of_the_editor(demo, enter):
    page = enter("demo-leader")
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(f"{demo.address}/processes/ANSETTELSE/", wait_until="networkidle")
    assert loaded
    assert [url for url in loaded if "editor" in url] == []

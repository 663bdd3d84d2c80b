"""Conditions and deadlines in the drawing editor: written in the panel, undone, and told by the step table."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, follow, violations
from tests.journeys.test_editor import READY, opened, saved
from tests.processes.bpmn.drawings import file_of, flow

pytestmark = pytest.mark.journey
QUESTION = "Er beløpet stort?"
EXPRESSION = '<conditionExpression xsi:type="tFormalExpression">${amount &gt; 500}</conditionExpression>'
BUYING = file_of(
    '<process id="p" name="Kjøpe inn"><laneSet id="ls"><lane id="l1" name="Leder"/></laneSet>'
    '<startEvent id="s" name="Behov meldt"/><userTask id="a" name="Finn pris"/>'
    f'<exclusiveGateway id="g" name="{QUESTION}"/><userTask id="b" name="Hent tilbud"/>'
    '<exclusiveGateway id="j"/><userTask id="c" name="Bestill varen"/><endEvent id="e" name="Bestilt"/>'
    + flow("f1", "s", "a")
    + flow("f2", "a", "g")
    + flow("f3", "g", "b", 'name="Ja"')
    + flow("f4", "g", "j").replace("/>", f">{EXPRESSION}</sequenceFlow>")
    + flow("f5", "b", "j")
    + flow("f6", "j", "c")
    + flow("f7", "c", "e")
    + "</process>"
)


@pytest.fixture
def draft(demo, enter):
    """The address of a new draft with a question, and the page of whoever draws."""
    page = enter("demo-flow-chief")
    page.set_viewport_size(DESK)
    page.goto(f"{demo.address}/processes/new/")
    page.set_input_files("#id_drawing-file", {"name": "kjop.bpmn", "mimeType": "application/xml", "buffer": BUYING})
    follow(page.locator("form[action$='/new/drawing/'] button[type=submit]"))
    found = re.search(r"/processes/drafts/[0-9a-f-]{36}/", page.url + page.content())
    assert found
    return page, f"{demo.address}{found.group()}"


def chosen(page, label):
    page.select_option("#editor-element", label=label)


def answers(page):
    return page.locator("[data-ways] button").all_inner_texts()


def test_answers_and_the_way_of_all_other_cases_are_written_undone_and_told_by_the_table(draft, complaints):
    page, address = draft
    opened(page, f"{address}edit/")
    chosen(page, QUESTION)
    expect(page.locator("[data-name-label]")).to_have_text("Spørsmål")
    assert answers(page) == ["Ja: til «Hent tilbud»", "uten navn: til «Bestill varen»"]
    page.locator("[data-ways] button").nth(1).press("Enter")
    answer, otherwise = page.locator("#editor-answer"), page.locator("#editor-otherwise")
    expect(answer).to_be_focused()
    expect(page.locator("#editor-answer_error")).to_contain_text("Skriv svaret som fører denne veien")
    expect(page.locator("[data-machine-text]")).to_have_text("${amount > 500}")
    assert violations(page) == []

    answer.fill("ja")
    page.keyboard.press("Tab")
    expect(page.locator("#editor-answer_error")).to_contain_text("Veien til «Hent tilbud» har det samme svaret")
    answer.fill("Nei")
    page.keyboard.press("Tab")
    expect(page.locator("#editor-answer_error")).to_be_hidden()
    expect(otherwise).to_be_focused()
    page.keyboard.press("Space")
    expect(otherwise).to_be_checked()
    expect(page.locator("[data-machine]")).to_be_hidden()
    page.get_by_role("button", name="Angre").click()
    expect(otherwise).not_to_be_checked()
    expect(page.locator("[data-machine-text]")).to_have_text("${amount > 500}")
    page.get_by_role("button", name="Gjør om igjen").click()
    expect(otherwise).to_be_checked()
    assert violations(page) == []
    chosen(page, f"{QUESTION} – Ja: til «Hent tilbud»")
    expect(page.locator("[data-otherwise-now]")).to_contain_text("veien til «Bestill varen»")
    saved(page)

    page.goto(f"{address}table/")
    line = page.locator("li.table-line[data-kind=branch]", has_text="Nei")
    expect(line).to_contain_text("Hvis svaret er «Nei», og i alle andre tilfeller")
    follow(page.locator("li.table-line[data-kind=fork]").get_by_role("link", name="Endre"))
    page.get_by_label("I alle andre tilfeller").select_option(label="Ja")
    follow(page.locator("button[value^='name:']"))
    opened(page, f"{address}edit/")
    chosen(page, QUESTION)
    assert answers(page) == ["Ja, i alle andre tilfeller: til «Hent tilbud»", "Nei: til «Bestill varen»"]
    assert complaints == []


def test_the_deadline_of_a_step_is_written_refused_undone_and_told_by_the_table(draft, complaints):
    page, address = draft
    opened(page, f"{address}edit/")
    chosen(page, "Hent tilbud")
    deadline = page.locator("#editor-deadline")
    deadline.fill("3")
    page.keyboard.press("Tab")
    expect(page.locator("#editor-deadline_error")).to_contain_text("Ikke lagret: Skriv hva tallet teller")
    expect(page.get_by_role("button", name="Angre")).to_be_disabled()
    assert violations(page) == []
    deadline.fill("innen 3 uker; før jul")
    page.keyboard.press("Tab")
    expect(page.locator("#editor-deadline_error")).to_be_hidden()
    page.get_by_role("button", name="Angre").click()
    expect(deadline).to_have_value("")
    page.get_by_role("button", name="Gjør om igjen").click()
    expect(deadline).to_have_value("innen 3 uker; før jul")
    saved(page)

    page.goto(address)
    row = page.locator("li.step-row", has_text="Hent tilbud")
    expect(row).to_contain_text("Frist: innen 3 uker")
    expect(row).to_contain_text("Frist: før jul")
    page.goto(f"{address}table/")
    line = page.locator("li.table-line[data-kind=step]", has_text="Hent tilbud")
    expect(line).to_contain_text("Frist: innen 3 uker; før jul")
    follow(line.get_by_role("link", name="Endre"))
    page.fill("#say-deadline", "innen 2 uker")
    follow(page.locator("button[value^='say:']"))
    opened(page, f"{address}edit/")
    chosen(page, "Hent tilbud")
    expect(page.locator("#editor-deadline")).to_have_value("innen 2 uker")
    assert complaints == []


def test_a_step_that_is_drawn_saved_and_taken_out_again_does_not_come_back(draft):
    page, address = draft
    opened(page, f"{address}edit/")
    chosen(page, "Finn pris")
    page.locator(".djs-context-pad [data-action='append.append-task']").click()
    page.keyboard.type("Spør Arkiv")
    page.keyboard.press("Enter")
    saved(page)
    chosen(page, "Spør Arkiv")
    page.locator(".djs-context-pad [data-action='delete']").click()
    saved(page)

    opened(page, f"{address}edit/")
    expect(page.locator("#editor-element option", has_text="Finn pris")).to_have_count(1)
    expect(page.locator("#editor-element option", has_text="Spør Arkiv")).to_have_count(0)


@pytest.fixture
def blank(demo, enter):
    """The editor with an empty drawing."""
    page = enter("demo-flow-chief")
    page.set_viewport_size(DESK)
    page.goto(f"{demo.address}/processes/new/blank/")
    page.fill("#id_blank-title", "Låne ut utstyr")
    page.select_option("#id_blank-line", index=1)
    with page.expect_navigation():
        page.locator("form:has(#id_blank-title) button[type=submit]").press("Enter")
    page.wait_for_selector(READY)
    return page


def test_lanes_are_added_by_keyboard_and_called_what_their_roles_are_called(blank):
    page, name = blank, blank.locator("#editor-name")
    chosen(page, "Rolle")
    page.fill("#editor-role", "Leder")
    page.keyboard.press("Tab")
    expect(name).to_have_value("Leder")
    page.get_by_role("button", name="Legg til en bane under").press("Enter")
    expect(page.locator("#editor-role")).to_be_focused()
    page.keyboard.type("IKT")
    page.keyboard.press("Tab")
    expect(name).to_have_value("IKT")
    page.get_by_role("button", name="Angre").press("Enter")
    expect(name).to_have_value("")
    assert page.locator(".djs-palette .entry:not([title])").count() == 0


def test_a_process_is_drawn_from_nothing_by_keyboard(blank, complaints):
    page = blank
    chosen(page, "Start")
    add(page, "Legg til et steg", "Finn utstyret")
    add(page, "Legg til et spørsmål", "Er det ledig?")
    add(page, "Legg til et steg", "Lever ut utstyret")
    add(page, "Legg til en slutt", "Lånt ut")
    chosen(page, "Er det ledig?")
    page.select_option("#editor-target", label="Finn utstyret")
    page.get_by_role("button", name="Trekk streken").press("Enter")
    expect(page.locator("#editor-answer")).to_be_focused()
    page.keyboard.type("Nei")
    page.keyboard.press("Tab")
    chosen(page, "Er det ledig?")
    assert answers(page) == ["uten navn: til «Lever ut utstyret»", "Nei: til «Finn utstyret»"]
    assert violations(page) == []
    chosen(page, "Lånt ut")
    page.get_by_role("button", name="Ta den ut av tegningen").press("Enter")
    expect(page.locator("#editor-element option", has_text="Lånt ut")).to_have_count(0)
    page.get_by_role("button", name="Angre").press("Enter")
    expect(page.locator("#editor-element option", has_text="Lånt ut")).to_have_count(1)
    saved(page)

    page.goto(page.url.replace("edit/", "table/"))
    expect(page.locator("li.table-line[data-kind=jump]")).to_contain_text(
        "Er det ledig? Nei: tilbake til 1 Finn utstyret"
    )
    assert complaints == []


def add(page, button, name):
    page.get_by_role("button", name=button).press("Enter")
    expect(page.locator("#editor-name")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")

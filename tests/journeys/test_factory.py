"""The flow factory in a browser: from a pasted checklist to a valid process, and what is read again when it changes.

Keyboard and mouse as people use them; the drawing is changed in the drawing editor. The people are the demo's.
"""

import re
import secrets
import string
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, Demo, follow, violations

pytestmark = pytest.mark.journey
CHECKLIST = (
    "Nr\tHva\tHvem\n1\tRegistrere {what}\tKundekonsulent\n2\tVurdere {what}\tLeder\n"
    "3\tAvslutte {what}\tKundekonsulent\n4\tArkivere {what}\tPersonalkontoret\n"
)
READY = "[data-editor][data-ready]"
READ_BY = """
    SELECT DISTINCT jsonb_array_elements_text(keys.value)
    FROM publishing_readingdemand demand JOIN publishing_version version ON version.id = demand.version_id
    JOIN publishing_item item ON item.id = version.item_id, jsonb_each(demand.keys) AS keys
    WHERE item.code = %s AND version.major = %s
"""


@dataclass(frozen=True)
class Made:
    """A process a journey makes: its title and code, and the page of the version on its way."""

    title: str
    code: str
    version: str


def press(page: Page, selector: str) -> None:
    """Press a button, and wait for the page it leads to."""
    follow(page.locator(selector).first)


def drafted(page: Page, site: str) -> Made:
    """Paste a checklist, look at what was guessed, and accept it into the line."""
    word = "".join(secrets.choice(string.ascii_lowercase) for _ in range(6))
    title = f"Behandle {word}"
    page.goto(f"{site}/processes/new/")
    page.locator("form[action$='/checklist/'] [name$=name]").fill(title)
    page.locator("form[action$='/checklist/'] textarea").fill(CHECKLIST.format(what=word))
    press(page, "form[action$='/checklist/'] button[type=submit]")
    assert violations(page) == []
    press(page, "button[name=draw]")
    page.locator("[name=code]").fill(word.upper())
    page.locator("[name=owner]").select_option(label="Kundesenter")
    page.locator("[name=line]").select_option(label="Fellestjenester")
    press(page, "main form button[type=submit]")
    expect(page).to_have_url(re.compile("/publishing/versions/"))
    return Made(title, word.upper(), page.url)


def drawn(page: Page, version: str, step: str, *, lane: str = "", text: str = "") -> None:
    """Open the drawing editor from a version's page, change a step, and wait until it is saved."""
    page.set_viewport_size(DESK)
    page.goto(version)
    page.get_by_role("link", name="Rediger innholdet").click()
    page.wait_for_selector(READY)
    page.select_option("#editor-element", label=step)
    if lane:
        page.select_option("#editor-lane", label=lane)
    if text:
        page.fill("#editor-text", text)
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Lagre nå")).to_be_disabled(timeout=15_000)
    expect(page.locator("[data-status]")).to_have_text(re.compile(r"^Lagret \d\d:\d\d"))


def sent_in(page: Page, version: str, note: str) -> None:
    """Send the draft to quality control as a significant change."""
    page.goto(version)
    page.locator("form[action$='/submit/'] [name=change_note]").fill(note)
    page.locator("form[action$='/submit/'] [name=is_significant][value=yes]").check()
    press(page, "form[action$='/submit/'] button[type=submit]")


def passed_on(page: Page, version: str) -> None:
    """Say something about each warning, and pass the version on."""
    page.goto(version)
    assert violations(page) == []
    for field in page.locator("#assure-form input[name^=warning-]").all():
        field.fill("Sett på.")
    press(page, "#assure-form button[type=submit]")


def approved(page: Page, version: str) -> None:
    """Find the version among what waits for one's approval, and say yes."""
    page.goto(version)
    press(page, "form[action$='/approve/'] button[type=submit]")


def readers(demo: Demo, made: Made, major: int) -> set[str]:
    """The process roles whose holders were asked to read a version."""
    return {name for (name,) in demo.ask(READ_BY, made.code, major)}


def waits_to_be_read(page: Page, site: str, made: Made) -> bool:
    """Whether the process stands in one's reading list."""
    page.goto(f"{site}/publishing/reading/")
    return page.locator("main li:not(section li)", has_text=made.title).count() > 0


def test_a_process_is_made_assured_approved_read_changed_and_read_again_by_those_it_touches(demo, enter, complaints):
    site = demo.address
    made = first_version(demo, enter)
    page = enter("demo-employee")
    assert waits_to_be_read(page, site, made)
    page.get_by_role("link", name=made.title).click()
    press(page, "main form button[type=submit]")
    assert not waits_to_be_read(page, site, made)
    page.goto(f"{site}/processes/?role=mine")
    expect(page.locator("main")).to_contain_text(made.title)
    assert readers(demo, made, 1) == {"Kundekonsulent", "Leder", "Personalkontoret"}

    second_version(enter, site, made)
    assert readers(demo, made, 2) == {"Kundekonsulent", "Leder"}
    assert waits_to_be_read(enter("demo-employee"), site, made)
    assert complaints == []


def first_version(demo: Demo, enter) -> Made:
    """Make a process from a checklist, touch it up in the editor, and bring it through the factory."""
    page = enter("demo-flow-chief")
    made = drafted(page, demo.address)
    drawn(page, made.version, f"Vurdere {made.code.lower()}", text="Se på saken i fagsystemet.")
    sent_in(page, made.version, "Første utgave.")
    passed_on(enter("demo-assurer"), made.version)
    approved(enter("demo-leader"), made.version)
    page.goto(f"{demo.address}/processes/{made.code}/")
    expect(page.locator("li.step-row", has_text="Vurdere")).to_contain_text("Se på saken i fagsystemet.")
    return made


def second_version(enter, site: str, made: Made) -> None:
    """Move the last task but one to the leader's lane, and bring that through the factory too."""
    page = enter("demo-flow-chief")
    page.goto(f"{site}/publishing/items/{made.code}/versions/")
    press(page, "form[action$='/start/'] button[type=submit]")
    version = page.url
    drawn(page, version, f"Avslutte {made.code.lower()}", lane="Leder")
    page.goto(version)
    changes = page.locator("section[aria-labelledby=changes]")
    expect(changes).to_contain_text(re.compile("Steg 3 Avslutte .*: utføres av Leder, ikke lenger av Kundekonsulent"))
    sent_in(page, version, "Lederen avslutter.")
    passed_on(enter("demo-assurer"), version)
    approved(enter("demo-leader"), version)

"""The thread through the product: somebody is hired, finds a laid table, and leaves it again. With scripts and without.

The people are the demo's; whoever is hired here has a name of her own for each test.
"""

import re
import secrets
import string
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pytest
from babel.dates import format_date
from playwright.sync_api import Locator, Page, expect

from grunnmur.core.clock import now

pytestmark = pytest.mark.journey
DAY = timedelta(days=1)
WITH_AND_WITHOUT_SCRIPTS = [  # with a family name for those who are hired there
    pytest.param("Skriptsen", id="with_scripts"),
    pytest.param("Utensen", id="without_scripts", marks=pytest.mark.browser_context_args(java_script_enabled=False)),
]
# What a customer adviser of the demo gets, and the unit that hands it out.
HANDED_OUT_BY = {
    "PC (bærbar)": "IT-avdelingen",
    "CRM (bidra)": "IT-avdelingen",
    "Byggtilgang fellesområder (alltid)": "Eiendom",
    "Visittkort": "Kommunikasjon",
}
BECAUSE = {
    "nn": "Følgjer av rolla",
    "da": "Følger af rollen",
    "en": "Follows from the role",
    "nb": "Følger av rollen",
}
WRITTEN = """
    SELECT (SELECT count(*) FROM organisation_personevent), (SELECT count(*) FROM organisation_employmentevent),
           (SELECT count(*) FROM access_heldevent), (SELECT count(*) FROM worklist_task)
"""
CHECKLIST = """| Nr | Hva | Hvem |
|---|---|---|
| 1 | Meld fra om {what} | Leder |
| 2 | Bestill det som trengs | Leder |
| 3 | Sett opp utstyret | IKT |
| 4 | Prøv at alt virker | Leder |
"""


@dataclass(frozen=True)
class Hired:
    """Somebody a journey has hired: her name, first day, and the page about her."""

    name: str
    first_day: date
    page: str


@pytest.fixture
def family_name(request):
    """A name that nobody in the demo has, also when the journey is walked twice in one demo."""
    return unique(request.param)


def unique(name: str) -> str:
    """A name followed by letters of no meaning."""
    return f"{name}{''.join(secrets.choice(string.ascii_lowercase) for _ in range(6))}"


def today() -> date:
    return now().astimezone(ZoneInfo("Europe/Oslo")).date()


def working_day_before(day: date) -> date:
    """The last day before this one on which people work in Norway."""
    calendar = holidays.country_holidays("NO")
    before = (day - back * DAY for back in range(1, 12))
    return next(each for each in before if each.weekday() < 5 and each not in calendar)


def long(day: date) -> str:
    return format_date(day, "long", locale="nb_NO")


def tab_to(page: Page, selector: str) -> Locator:
    """Press Tab until the element has the focus."""
    wanted = page.locator(f"{selector}:focus")
    for _ in range(80):
        if wanted.count():
            return wanted
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {selector}")


def press(page: Page, selector: str) -> None:
    """Go to a button or link by Tab, and press Enter."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, selector: str, text: str) -> None:
    """Go to a field by Tab, and type."""
    tab_to(page, selector)
    page.keyboard.type(text)


def choose(page: Page, selector: str, beginning: str, wanted: str) -> None:
    """Go to a list by Tab, and choose by typing how the entry begins."""
    write(page, selector, beginning)
    expect(page.locator(f"{selector} option:checked")).to_have_text(wanted)


def set_day(page: Page, selector: str, day: date) -> None:
    """Fill in a day: which keys a date field takes depends on the browser's own language."""
    page.locator(selector).fill(day.isoformat())


def hire(page: Page, site: str, family_name: str) -> Hired:
    """Hire somebody for the customer desk by the form, by keyboard, after a look at what follows."""
    first_day = today() + 6 * DAY
    page.goto(f"{site}/organisation/hire/")
    write(page, "[name=given_name]", "Thea")
    write(page, "[name=family_name]", family_name)
    choose(page, "[name=unit]", "Kundest", "Kundestøtte")  # keys as on an American keyboard, without an ø
    choose(page, "[name=position]", "Kundek", "Kundekonsulent")
    set_day(page, "[name=first_day]", first_day)
    press(page, "main form button")
    follows = page.locator("section[aria-labelledby=impact] li")
    expect(follows.filter(has_text="Kundestøtte").first).to_be_visible()
    expect(follows.filter(has_text="PC").first).to_be_visible()
    press(page, "button[name=confirm]")
    expect(page.locator("h1")).to_have_text(f"Thea {family_name}")
    return Hired(f"Thea {family_name}", first_day, page.url)


def line(page: Page, thing: str) -> Locator:
    """The line about an access on the page of a person."""
    return page.locator("main ul.rows > li").filter(has=page.get_by_text(thing, exact=True))


def has_a_laid_table_coming(page: Page, hired: Hired) -> None:
    """See, before the first day, the roles, the accesses, and who makes them ready by when."""
    page.goto(hired.page)
    by = long(working_day_before(hired.first_day))
    for role in ("Ansatt", "Fast ansatt", "Kundestøtte"):
        expect(line(page, role)).to_contain_text(long(hired.first_day))
    for thing, unit in HANDED_OUT_BY.items():
        expect(line(page, thing)).to_contain_text(re.compile(f"{unit} .*{by}"))


def task_of(page: Page, site: str, hired: Hired, *, verb: str) -> Locator:
    """The task of my group about somebody."""
    page.goto(f"{site}/work/")
    return page.get_by_role("link", name=re.compile(f"^{verb} .*{hired.name}"))


def finish(page: Page, task: Locator, *, evidence: str) -> None:
    """Open a task, write what shows that it is done, and say so."""
    task.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    write(page, "[name=evidence]", evidence)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def not_ready(page: Page, site: str, hired: Hired) -> Locator:
    """What the leader's page of the team says is not ready for somebody."""
    page.goto(f"{site}/access/team/?q={hired.name.replace(' ', '+')}")
    return page.get_by_role("row").filter(has_text=hired.name)


def end(page: Page, hired: Hired) -> date:
    """Give the employment its last day, after a look at what is lost."""
    last_day = hired.first_day + 3 * DAY
    page.goto(hired.page)
    tab_to(page, "main details:has(a[href$='/end/']) > summary")
    page.keyboard.press("Enter")
    press(page, "main a[href$='/end/']")
    set_day(page, "[name=last_day]", last_day)
    press(page, "main form button:not([name])")
    expect(page.locator("section[aria-labelledby=impact] li").filter(has_text="Kundestøtte").first).to_be_visible()
    press(page, "button[name=confirm]")
    expect(page.locator("main")).to_contain_text(long(last_day))
    return last_day


@pytest.mark.parametrize("family_name", WITH_AND_WITHOUT_SCRIPTS, indirect=True)
def test_a_leader_hires_and_the_table_is_laid_and_cleared(demo, enter, family_name):
    page = enter("demo-leader")
    hired = hire(page, demo.address, family_name)
    has_a_laid_table_coming(page, hired)
    expect(not_ready(page, demo.address, hired)).to_contain_text("CRM (bidra)")

    page = enter("demo-it")
    finish(page, task_of(page, demo.address, hired, verb="Gjør klart"), evidence="Serienummer 5CG-1234")
    expect(task_of(page, demo.address, hired, verb="Gjør klart")).to_have_count(0)

    page = enter("demo-leader")
    waiting = not_ready(page, demo.address, hired)
    expect(waiting).to_contain_text("Visittkort")
    expect(waiting).not_to_contain_text("CRM (bidra)")
    last_day = end(page, hired)
    page.goto(f"{hired.page}?on={last_day}")
    expect(line(page, "CRM (bidra)")).to_have_count(1)
    page.goto(f"{hired.page}?on={last_day + DAY}")
    expect(line(page, "CRM (bidra)")).to_have_count(0)
    expect(line(page, "Kundestøtte")).to_have_count(0)

    page = enter("demo-it")
    expect(task_of(page, demo.address, hired, verb="Ta tilbake")).to_have_count(1)


def choose_language(page: Page, site: str, language: str) -> None:
    """Choose the language of the pages, as the menu's button does."""
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    sent = {"language": language, "next": "/", "csrfmiddlewaretoken": token}
    page.request.post(f"{site}/language/", form=sent, headers={"Referer": site})


def accesses_on_start_page(page: Page, site: str) -> dict[str, str]:
    """Each access on the start page with its reason."""
    page.goto(site)
    found = {}
    for access in page.locator(".access-lines > li").all():
        access.locator("summary").click()
        reason = access.locator(".access-reason")
        expect(reason).to_be_visible()
        found[access.locator("summary span").first.inner_text()] = reason.inner_text()
    return found


def test_the_start_page_of_somebody_new_shows_it_all_and_says_why_in_every_language(demo, enter):
    page = enter("demo-newcomer")
    for language, because in BECAUSE.items():
        choose_language(page, demo.address, language)
        said = accesses_on_start_page(page, demo.address)
        assert set(HANDED_OUT_BY) <= set(said)
        for reason in said.values():
            assert re.fullmatch(rf"{because} \S.+\.", reason), reason

    expect(page.locator("section[aria-labelledby=start-roles]")).to_contain_text("Kundestøtte")
    expect(page.locator("section[aria-labelledby=start-accesses]")).to_contain_text("Gjøres klar")


def upload(page: Page, site: str, file: Path) -> None:
    """Upload an HR file, and wait for its plan."""
    page.goto(f"{site}/organisation/imports/new/")
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=source]").fill("hr")
    set_day(page, "[name=effective_date]", today())
    press(page, "main form:has([name=file]) button[type=submit]")
    expect(page.locator("#state[hx-get]")).to_have_count(0, timeout=40_000)


def take_in(page: Page) -> None:
    """Apply the plan, and wait for the end of it."""
    press(page, "form[action$='/apply/'] button")
    expect(page.locator("#state .ds-alert[data-color=success]")).to_be_visible(timeout=40_000)


def unit_and_position(demo) -> tuple[str, str]:
    """The codes of the customer desk and its position."""
    unit = "SELECT code FROM organisation_unit WHERE name = 'Kundestøtte'"
    position = "SELECT code FROM organisation_position WHERE name = 'Kundekonsulent'"
    return demo.ask(unit)[0][0], demo.ask(position)[0][0]


def test_an_hr_file_hires_too_and_the_same_file_again_writes_nothing(demo, enter, tmp_path):
    unit, position = unit_and_position(demo)
    name = unique("Filsen")
    first_day = today() + 8 * DAY
    file = tmp_path / "nye.csv"
    file.write_text(
        "person_key;fornavn;etternavn;employment_key;enhetskode;stillingskode;ansettelsestype;prosent;fra\n"
        f"{name};Frida;{name};{name}-1;{unit};{position};fast;100;{first_day:%d.%m.%Y}\n",
        encoding="utf-8",
    )
    page = enter("demo-personnel")

    upload(page, demo.address, file)
    expect(page.locator("main")).to_contain_text(name)
    take_in(page)
    page.goto(f"{demo.address}/search/?q=Frida+{name}")
    page.get_by_role("link", name=f"Frida {name}").first.click()
    expect(page.locator("h1")).to_have_text(f"Frida {name}")
    has_a_laid_table_coming(page, Hired(f"Frida {name}", first_day, page.url))
    written = demo.ask(WRITTEN)

    upload(page, demo.address, file)
    expect(page.locator("main")).not_to_contain_text(name)
    expect(page.locator("form[action$='/apply/']")).to_have_count(0)  # nothing to apply
    assert demo.ask(WRITTEN) == written


@pytest.mark.parametrize("family_name", WITH_AND_WITHOUT_SCRIPTS, indirect=True)
def test_a_pasted_checklist_becomes_a_process_of_those_it_names(demo, enter, family_name):
    title, code = f"Nytt utstyr for {family_name}", family_name.upper()
    page = enter("demo-flow-chief")
    page.goto(f"{demo.address}/processes/new/")
    write(page, "form[action$='/checklist/'] [name$=name]", title)
    page.locator("form[action$='/checklist/'] textarea").fill(CHECKLIST.format(what=family_name))
    press(page, "form[action$='/checklist/'] button[type=submit]")
    expect(page.locator(".review-row")).to_have_count(4)
    expect(page.locator("mark").first).to_be_visible()
    press(page, "button[name=draw]")
    page.locator("[name=code]").fill(code)
    page.locator("[name=line]").select_option("")  # valid at once
    press(page, "main form button[type=submit]")
    expect(page.locator("svg.bpmn .bpmn-lane").first).to_be_attached()
    lanes = page.locator("svg.bpmn:not(.bpmn-heads) .bpmn-lane + .bpmn-lane-head + text").all_text_contents()
    assert sorted(lanes) == ["IKT", "Leder"]

    page.goto(f"{demo.address}/search/?q=utstyr+{family_name}")
    expect(page.locator(".search-results a").filter(has_text=title)).to_have_count(1)
    for username in ("demo-leader", "demo-it"):
        page = enter(username)
        expect(page.locator("section[aria-labelledby=start-processes]")).to_contain_text(title)

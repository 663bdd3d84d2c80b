"""A reorganisation that moves 500 people, in one sitting: seen, released by name, carried out, and a target in step.

The demo is everybody's, so they are moved back at last, the same way; then everybody has what she had.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import follow, violations
from tests.journeys.test_hiring import today, unique, upload

pytestmark = pytest.mark.journey
LEAST = 500
OPENED = "1100"  # the unit everybody comes to
LOST = "CRM (bidra)"  # by whoever leaves the customer desk
COLUMN = "bruker"  # of the file, in which the level lies
SLOW = 40_000  # milliseconds that a job may take on a busy machine
HEADER = "employment_key;person_key;unit_code;position_code;kind;percent;from;to"
# Those who were given something by hand for their work stay where they are: it would end with that work.
WORKING = """
    SELECT e.external_id, k.key, u.code, coalesce(p.code, ''), e.kind, e.percent, lower(e.valid), upper(e.valid) - 1
    FROM organisation_employment e JOIN organisation_unit u ON u.id = e.unit_id
    JOIN organisation_personkey k ON k.person_id = e.person_id AND k.source = e.source
    LEFT JOIN organisation_position p ON p.id = e.position_id
    WHERE e.tenant_id = %s AND e.source = 'hr' AND e.valid @> CURRENT_DATE AND u.code ~ '^([234]|5110)'
        AND NOT EXISTS (SELECT FROM access_grant g WHERE g.employment_id = e.id AND g.valid @> CURRENT_DATE)
    ORDER BY e.external_id
"""
HELD = """
    SELECT person_id, role_id, permission_id, scope_unit_id, valid FROM access_held
    WHERE tenant_id = %s AND permission_id IS DISTINCT FROM %s::uuid
    ORDER BY person_id, role_id, permission_id, scope_unit_id, valid
"""
# The unit everybody comes to, and how many of those who are moved have what whoever leaves the customer desk loses.
ASKED = """
    SELECT u.id, (
        SELECT count(DISTINCT e.person_id) FROM organisation_employment e
        JOIN organisation_unit l ON l.id = e.unit_id AND l.code = '5110'
        JOIN access_held h ON h.person_id = e.person_id AND h.valid @> CURRENT_DATE
        JOIN access_role r ON r.id = h.role_id AND r.name = 'Kundestøtte'
        WHERE e.tenant_id = u.tenant_id AND e.valid @> CURRENT_DATE AND e.external_id = ANY (%s)
    ) FROM organisation_unit u WHERE u.tenant_id = %s AND u.code = %s
"""
MEANT = """
    SELECT DISTINCT p.work_email FROM access_held h JOIN organisation_person p ON p.id = h.person_id
    WHERE h.permission_id = %s::uuid AND h.valid @> CURRENT_DATE
"""


@dataclass(frozen=True)
class Common:
    """What those get who come to the new unit: its name, its level, and the file that tells another program of it."""

    name: str
    level: str
    file: str


@dataclass(frozen=True)
class Work:
    """An employment as the HR system knows it."""

    key: str
    person: str
    unit: str
    position: str
    kind: str
    percent: object
    first: date
    last: date | None

    def row(self, unit: str) -> str:
        """The employment in a unit, as a row of the file."""
        last = self.last or ""
        return ";".join(
            map(str, (self.key, self.person, unit, self.position, self.kind, self.percent, self.first, last))
        )


@pytest.fixture
def works(demo) -> list[Work]:
    """Those who are moved: schools, health, technical services and the customer desk."""
    found = [Work(*row) for row in demo.ask(WORKING, demo.tenant_id("fjordvik"))]
    assert len({work.person for work in found}) >= LEAST
    return found


def send(page: Page, address: str, sent: object) -> dict[str, str]:
    """Ask the API as the one who is logged in."""
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(address, data=sent, headers={"X-CSRFToken": token, "Referer": address})
    assert answer.ok, answer.text()
    return answer.json() if answer.body() else {}


def click(page: Page, selector: str) -> None:
    """Click what leads to another page."""
    follow(page.locator(selector))


def until(true: Callable[[], object], *, what: str) -> None:
    """Wait for what a job does."""
    end = monotonic() + SLOW / 1000
    while not true():
        assert monotonic() < end, what
        sleep(0.3)


def make_a_resource(page: Page, site: str) -> Common:
    """Register something new that has one level, so that nothing else of the demo has to do with it."""
    name = unique("Fagsystem")
    resources = f"{site}/api/v1/access/resources"
    resource = send(page, resources, {"name": name, "kind": "list"})["id"]
    level = send(page, f"{resources}/{resource}/permissions", {"level": ""})["id"]
    return Common(name, level, f"{name.lower()}.csv")


def connect_a_file(page: Page, site: str, common: Common) -> str:
    """Let Grunnmur manage a file in which the level lies; returns the page of the target."""
    page.goto(f"{site}/access/targets/new/?kind=csv")
    page.locator("[name=name]").fill(common.name)
    page.locator("[name=address]").fill(common.file)
    click(page, "button[name=save]")
    page.locator("[name=permission_id]").select_option(value=common.level)
    page.locator("[name=place_name]").fill(COLUMN)
    click(page, "form:has([name=place_name]) button")
    click(page, "form[action$='/read/'] button")
    never = page.get_by_text("Sist lest: Aldri")
    until(lambda: page.reload() and never.count() == 0, what="the file is not read")
    for mode in ("dry_run", "managed"):
        set_mode(page, page.url, mode)
    return page.url


def set_mode(page: Page, target: str, mode: str) -> None:
    """Let Grunnmur do more or less in a target."""
    page.goto(target)
    click(page, f"form[action$='/mode/']:has([value='{mode}']) button")


def make_a_rule(page: Page, site: str, common: Common, unit: str) -> str:
    """Let whoever works in the unit itself have the level; returns the address of the rule in the API."""
    rules = f"{site}/api/v1/access/rules"
    sent = {"name": common.name, "permission_id": common.level, "reason": "Felles fagsystem"}
    return f"{rules}/{send(page, rules, sent | {'selector': {'units_alone': [unit]}})['id']}"


def write_file(folder: Path, works: list[Work], name: str, *, unit: str = "") -> Path:
    """Write the file of the HR system: everybody in one unit, or where she works."""
    file = folder / name
    file.write_text("\n".join([HEADER, *(work.row(unit or work.unit) for work in works)]), encoding="utf-8")
    return file


def see_the_guard(page: Page, *, moved: int) -> str:
    """See that the guard holds the file, also from her who brought it; returns its page."""
    expect(page.locator("#state")).to_contain_text("Sikkerhetssperren holder importen tilbake")
    expect(page.locator("main")).to_contain_text(f"{moved} personer bytter enhet")
    expect(page.locator("form[action$='/apply/'], form[action$='/release/']")).to_have_count(0)
    return page.url


def see_who(page: Page, *, gets: tuple[str, int], loses: tuple[str, int]) -> None:
    """See how many get and lose what, and their names."""
    page.get_by_role("link", name="Hvem som får og hvem som mister tilgang").click()
    levels = page.locator("section[aria-labelledby=levels] tbody tr")
    for (name, count), column in ((gets, 0), (loses, 1)):
        expect(levels.filter(has_text=name).locator("td").nth(column)).to_have_text(str(count))
    assert violations(page) == []
    levels.get_by_role("link", name=loses[0]).click()
    expect(page.locator("#rows tbody tr")).to_have_count(loses[1])


def release(page: Page, run: str) -> None:
    """Let the file of somebody else pass, with a reason."""
    page.goto(run)
    page.locator("#release-reason").fill("Vedtatt i kommunestyret")
    click(page, "form[action$='/release/'] button")


def carry_out(page: Page, run: str) -> None:
    """Import what was released, and follow how far it is."""
    page.goto(run)
    expect(page.locator("main")).to_contain_text("Frigitt av")
    click(page, "form[action$='/apply/'] button")
    expect(page.locator("#state progress")).to_be_visible()
    expect(page.locator("#state .ds-alert[data-color=success]")).to_be_visible(timeout=SLOW)


def told(file: Path) -> set[str]:
    """Who has it, as the file says."""
    if not file.exists():
        return set()
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return {row["email"] for row in csv.DictReader(rows, delimiter=";") if row["active"] == row[COLUMN] == "1"}


def in_step(demo, page: Page, target: str, common: Common, *, most: int = 10_000, least: int = 0) -> bool:
    """Tell whether the file names exactly those who shall have it, and the target has nothing left to do."""
    meant = {email for (email,) in demo.ask(MEANT, common.level)}
    if not least <= len(meant) <= most or told(demo.home / "drops/fjordvik" / common.file) != meant:
        return False
    page.goto(f"{target}plan/")
    return page.get_by_role("heading", name="Ingenting å gjøre").count() == 1


def bring(demo, enter, file: Path, *, moved: int, look: Callable[[Page], None]) -> None:
    """Bring a file that the guard holds, look at what it would do, have it released by another, and carry it out."""
    page = enter("demo-personnel")
    upload(page, demo.address, file)
    run = see_the_guard(page, moved=moved)
    look(page)
    release(enter("demo-it"), run)
    carry_out(enter("demo-personnel"), run)


def test_500_people_are_moved_and_moved_back(demo, enter, works, complaints, tmp_path):
    tenant = demo.tenant_id("fjordvik")
    ((unit, leavers),) = demo.ask(ASKED, [work.key for work in works], tenant, OPENED)
    people = len({work.person for work in works})
    page = enter("demo-it")
    common = make_a_resource(page, demo.address)
    before = demo.ask(HELD, tenant, common.level)
    target = connect_a_file(page, demo.address, common)
    rule = make_a_rule(page, demo.address, common, str(unit))

    def look(page: Page) -> None:
        see_who(page, gets=(common.name, people), loses=(LOST, leavers))

    there = write_file(tmp_path, works, "omstilling.csv", unit=OPENED)
    bring(demo, enter, there, moved=len(works), look=look)
    page = enter("demo-it")
    until(lambda: in_step(demo, page, target, common, least=LEAST), what="the file is not in step")

    back = write_file(tmp_path, works, "tilbake.csv")
    bring(demo, enter, back, moved=len(works), look=lambda _page: None)
    page = enter("demo-it")
    page.goto(target)
    page.locator("[name=reason]").fill("De er flyttet tilbake")
    click(page, "form[action$='/release/'] button")
    until(lambda: in_step(demo, page, target, common, most=LEAST // 10), what="the file is not in step again")
    set_mode(page, target, "observed")
    send(page, f"{rule}/end", {"last_day": today().isoformat()})
    assert demo.ask(HELD, tenant, common.level) == before
    assert complaints == []

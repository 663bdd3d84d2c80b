"""From a list of systems to a decision: imported, related, asked, walked by keyboard, thought through, taken out."""

import io
import zipfile

import pytest
from playwright.sync_api import expect

from grunnmur.landscape.exchange import archimate
from tests.journeys.conftest import follow, violations

SYSTEMS = [f"Testsystem {number:02}" for number in range(1, 61)]
SUPPLIER, FIRST = "Prøveleverandør AS", SYSTEMS[0]
STEPS = ("Kravspesifikasjon", "Intervju", "Arbeidsavtale")


@pytest.fixture(scope="module")
def id_of(demo):
    """Return a function that tells the id of an element of the Norwegian municipality by type and name."""

    def find(element_type, name):
        query = (
            "SELECT id FROM landscape_element WHERE type = %s AND name = %s AND tenant_id = %s AND retired_at IS NULL"
        )
        return demo.ask(query, element_type, name, demo.tenant_id("fjordvik"))[0][0]

    return find


def list_of_systems():
    """A zip of two tables as municipalities keep them: a supplier, and sixty systems of which it supplies one."""
    rows = [f"S{index};{name};{SUPPLIER if name == FIRST else ''}" for index, name in enumerate(SYSTEMS, start=1)]
    tables = {
        "leverandører.csv": f"ekstern_id;navn;land\nL1;{SUPPLIER};NO\n",
        "systemer.csv": "ekstern_id;navn;leverandør\n" + "\n".join(rows) + "\n",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, text in tables.items():
            file.writestr(name, text.encode("utf-8-sig"))
    return packed.getvalue()


def bring_in(page, address):
    page.goto(f"{address}/map/imports/new/")
    file = {"name": "systemliste.zip", "mimeType": "application/zip", "buffer": list_of_systems()}
    page.locator("#id_file").set_input_files(file)
    page.locator("#id_source").fill("systemliste")
    follow(page.locator("main form button[type=submit]"))


def relate_to_step(page, address, system, step):
    page.goto(f"{address}/map/elements/{system}/relate/?kind=supports&way=out&q={step}")
    page.locator(f"label:has-text('{step}') >> nth=0").click()
    follow(page.locator("form[data-guard] button[type=submit]"))
    expect(page.locator("main")).to_contain_text(step)


@pytest.mark.journey
def test_from_a_list_of_sixty_systems_to_a_change_case_and_a_file(demo, enter, id_of, complaints):
    page = enter("demo-it")
    bring_in(page, demo.address)
    expect(page.locator("main")).to_contain_text("Det er ingenting galt med filen.")
    follow(page.locator("form[action$='/apply/'] button"))
    expect(page.locator("main")).to_contain_text("Filen er importert")

    bring_in(page, demo.address)
    expect(page.locator("main")).to_contain_text("Ingenting vil bli endret")

    system, supplier = id_of("system", FIRST), id_of("supplier", SUPPLIER)
    for step in STEPS:
        relate_to_step(page, demo.address, system, step)

    page.goto(f"{demo.address}/map/elements/{supplier}/dependencies/")
    table = page.get_by_role("treegrid")
    for name in (FIRST, *STEPS, "Ansettelse"):
        expect(table).to_contain_text(name)
    expect(table).to_contain_text("6 av 17 steg rammes")
    expect(table).to_contain_text(f"bruker {FIRST} → leveres av {SUPPLIER}")
    assert violations(page) == []

    page.goto(f"{demo.address}/map/elements/{supplier}/figure/")
    boxes = page.locator("svg a.map-box")
    boxes.first.focus()
    walked = [page.evaluate("document.activeElement.querySelector('title').textContent")]
    for _more in range(boxes.count() - 1):
        page.keyboard.press("Tab")
        walked.append(page.evaluate("document.activeElement.querySelector('title').textContent"))
    assert len(set(walked)) == boxes.count()
    assert any(name.startswith(f"System: {FIRST}, stopper, 1 ledd unna") for name in walked)
    assert violations(page) == []

    page.goto(f"{demo.address}/map/elements/{system}/")
    follow(page.get_by_role("link", name="Hva om dette avvikles?"))
    plan_retirement(page)
    expect(page.locator("main")).to_contain_text("Kravspesifikasjon")
    with page.expect_download() as report:
        page.locator("a[href$='report.pdf']").click()
    assert report.value.path().read_bytes().startswith(b"%PDF")

    taken = take_out(page, demo.address)
    names = {element.name for element in archimate.read(taken, language="nb").model.elements}
    assert {*SYSTEMS, SUPPLIER, *STEPS} <= names
    assert complaints == []


def plan_retirement(page):
    """Go from the question to the case, and on to what it means."""
    follow(page.locator("main form[method=post] button[type=submit]").first)
    follow(page.locator("a[href$='/report/']").first)


def take_out(page, address):
    """Take the map out as an ArchiMate exchange file, with what colleagues may see."""
    page.goto(f"{address}/map/export/")
    page.locator("input[name=profile][value=internal]").check()
    page.locator("input[name=file_format][value=archimate]").check()
    with page.expect_download() as download:
        page.locator("main form button[type=submit]").click()
    return download.value.path().read_bytes()

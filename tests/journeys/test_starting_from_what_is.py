"""Starting from what is: a file, an unknown name, a proposal, its rule. And the auditor, who asks and takes a file."""

import re
from random import Random

import pytest
from playwright.sync_api import expect

from grunnmur.access.mining import Workforce, propose
from tests.journeys.conftest import follow, take_along

pytestmark = pytest.mark.journey
LARGEST = """
    SELECT p.employee_number FROM organisation_employment e JOIN organisation_person p ON p.id = e.person_id
    WHERE e.valid @> current_date AND p.employee_number <> '' AND e.unit_id = (
        SELECT unit_id FROM organisation_employment WHERE tenant_id = %s AND valid @> current_date
        GROUP BY unit_id ORDER BY count(*) DESC, unit_id LIMIT 1
    ) ORDER BY p.employee_number
"""


def test_what_people_have_becomes_a_draft_role_and_a_rule(demo, enter, complaints):
    numbers = [row[0] for row in demo.ask(LARGEST, demo.tenant_id("fjordvik"))]
    assert len(numbers) >= 3
    rows = [f"{number};Kartportal;les" for number in [*numbers, "ukjent-1"]]
    page = enter("demo-it")
    page.goto(f"{demo.address}/access/mining/")
    page.get_by_role("link", name="Ny fil").first.click()
    page.locator("input[type=file]").set_input_files(
        {"name": "kart.csv", "mimeType": "text/csv", "buffer": "\n".join(["person_key;resource;level", *rows]).encode()}
    )
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Lag planen").click()
    follow(page.get_by_role("button", name="Importer filen"))

    page.goto(f"{demo.address}/access/mining/things/")
    row = page.locator("li", has_text="Kartportal (les)")
    row.get_by_role("button", name="Registrer").click()
    expect(page.get_by_text("Ressursen er registrert og koblet.")).to_be_visible()

    page.goto(f"{demo.address}/access/mining/people/")
    page.locator("li", has_text="ukjent-1").get_by_role("button", name="Se bort fra").click()
    expect(page.get_by_text("Alt er koblet.")).to_be_visible()

    page.get_by_role("link", name="Se forslagene").click()
    proposed = page.locator("tbody tr", has_text="Kartportal (les)").first
    proposed.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Hvem som ville få det nytt")).to_be_visible()
    page.get_by_label("Navn på rollen").fill("Kartbrukere")
    page.get_by_role("button", name="Godta forslaget").click()

    expect(page.get_by_role("heading", name="Kartbrukere")).to_be_visible()
    expect(page.get_by_text(re.compile(r"får Kartbrukere"))).to_be_visible()
    assert not complaints


def test_an_auditor_asks_who_had_it_on_a_day_and_takes_it_along(demo, enter, complaints):
    page = enter("demo-privacy")
    page.goto(f"{demo.address}/access/audit/")
    page.get_by_label("Ressurs", exact=True).select_option(label="CRM")
    page.get_by_role("button", name="Vis", exact=True).click()
    table = page.locator("#rows table")
    expect(table).to_contain_text("CRM (bidra)")
    with page.expect_download() as taken:
        take_along(page, "Excel")
    assert taken.value.suggested_filename.endswith(".xlsx")

    table.locator("a.row-link").first.click()
    expect(page.get_by_role("heading", name="Fra vedtak til utlevering")).to_be_visible()
    expect(page.locator("ol.timeline li").first).to_contain_text("Regel laget")

    page.goto(f"{demo.address}/access/audit/exports/")
    expect(page.locator("tbody tr").first).to_contain_text("XLSX")
    assert not complaints


ON = "valid @> current_date AND tenant_id = %s"
FACTS = {
    "employments": f"SELECT person_id::text, unit_id::text, position_id::text FROM organisation_employment WHERE {ON}",
    "appointments": f"SELECT person_id::text, function_id::text FROM organisation_appointment WHERE {ON}",
    "leaders": f"SELECT person_id::text FROM organisation_leadership WHERE {ON}",
    "above": f"""SELECT descendant_id::text, ancestor_id::text FROM organisation_unitclosure
        WHERE structure = 'line' AND {ON} ORDER BY descendant_id, distance""",
}
EFFECTIVE = """
    SELECT DISTINCT h.person_id::text, coalesce(h.permission_id, c.permission_id)::text
    FROM access_held h LEFT JOIN access_rolecontent c ON c.role_id = h.role_id AND c.valid @> current_date
    JOIN access_permission p ON p.id = coalesce(h.permission_id, c.permission_id)
    JOIN access_resource r ON r.id = p.resource_id
    WHERE h.tenant_id = %s AND h.valid @> current_date AND NOT r.is_own
"""


def test_mining_what_the_demo_has_with_noise_rebuilds_rules_for_nearly_all_of_it(demo):
    municipality = demo.tenant_id("fjordvik")
    facts = {name: demo.ask(query, municipality) for name, query in FACTS.items()}
    above = {unit: [one for each, one in facts["above"] if each == unit] for unit, _above in facts["above"]}
    leaders = [person for (person,) in facts["leaders"]]
    workforce = Workforce(
        employments=facts["employments"], appointments=facts["appointments"], leaders=leaders, ancestors=above
    )
    persons = workforce.persons
    true = {pair for pair in demo.ask(EFFECTIVE, municipality) if pair[0] in set(persons)}
    random = Random(5)  # noqa: S311  # the same noise each time
    ranked = sorted(true)
    lost = set(random.sample(ranked, len(ranked) // 20))
    wrong = {(random.choice(persons), random.choice(ranked)[1]) for _ in lost}

    mined = propose((true - lost) | wrong, workforce)

    gets = {
        (person, one) for proposal in mined.proposals for person in proposal.members for one in proposal.permissions
    }
    assert len(gets & true) >= 0.95 * len(true)

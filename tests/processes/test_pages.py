"""The library, the reading page and the roles, through the middleware, as a person who is logged in."""

import re

import pytest
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.processes import actions
from grunnmur.processes.models import Assignment, Lane, ProcessRole
from grunnmur.processes.rules import BIND_ROLES, IMPORT
from tests.factories_organisation import SYSTEM, granting, make_employee, make_user
from tests.factories_processes import import_drawing, make_process
from tests.processes.bpmn.drawings import file_of
from tests.processes.reading_html import find, parsed, text_of

pytestmark = pytest.mark.django_db
LIBRARY = "/processes/"
NASTY = '<script>alert("x")</script>'


def rows_of(response):
    return [one.text_content() for one in find(parsed(response), "row-link")]


def test_pages_ask_for_login(client, office):
    assert client.get(LIBRARY, headers={"host": "fjordvik.example"}).status_code == 302


def test_the_library_tells_code_title_purpose_and_roles(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse", purpose="Rett person på plass.")
    text = visitor.get(LIBRARY).text
    for expected in ("ANS", "Ansettelse", "Rett person på plass.", "Leder, Personalkontoret"):
        assert expected in text


def test_an_empty_library_says_what_to_do(visitor, office):
    assert "They come when somebody who draws processes brings the first one." in visitor.get(LIBRARY).text
    with granting(office["user"], IMPORT, everywhere=True):
        assert reverse("processes:new") in visitor.get(LIBRARY).text


def test_processes_are_found_by_the_words_of_their_steps(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse")
        import_drawing(code="SOK")
    assert rows_of(visitor.get(LIBRARY, {"q": "utlysninger"})) == ["Ansettelse"]
    assert "No process matches this." in visitor.get(LIBRARY, {"q": "romfart"}).text


def test_the_library_is_narrowed_by_role_and_by_what_is_mine(visitor, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse")
        import_drawing(code="SOK")
        role = ProcessRole.objects.get(name="Personalkontoret")
        actions.bind_role(role.pk, "unit", target=office["unit"].pk, by=SYSTEM)
    assert rows_of(visitor.get(LIBRARY, {"role": str(role.pk)})) == ["Ansettelse"]
    narrowed = visitor.get(LIBRARY, {"role": "mine"})
    assert rows_of(narrowed) == ["Ansettelse"]
    assert '<option value="mine" selected>' in narrowed.text
    assert "No process matches this." in visitor.get(LIBRARY, {"role": "nonsense"}).text


@pytest.mark.parametrize(
    ("sort", "titles"), [("code", ["B", "A", "C"]), ("title", ["A", "B", "C"]), ("updated", ["C", "A", "B"])]
)
def test_the_library_is_sorted_and_its_pages_go_on_where_they_ended(visitor, fjordvik, monkeypatch, sort, titles):
    with tenant(fjordvik):
        for code, title in (("A-1", "B"), ("A-2", "A"), ("A-3", "C")):
            make_process(code, title=title)
    monkeypatch.setattr("grunnmur.processes.views.library.PAGE", 2)
    first = visitor.get(LIBRARY, {"sort": sort})
    (following,) = parsed(first).xpath("//a[@rel='next']/@href")
    assert rows_of(first) + rows_of(visitor.get(following)) == titles


def test_htmx_gets_the_rows_alone(visitor):
    text = visitor.get(LIBRARY, {"q": "x"}, headers={"HX-Request": "true"}).text
    assert text.lstrip().startswith('<div id="rows">')


@pytest.mark.parametrize("address", [LIBRARY, f"{LIBRARY}?q=utlysning", f"{LIBRARY}?role=mine", "/processes/roles/"])
def test_lists_cost_the_same_for_one_and_four(visitor, fjordvik, count_statements, address):
    with tenant(fjordvik):
        make_process()
    before = count_statements(visitor, address)
    with tenant(fjordvik):
        for content in (b"Hva;Hvem\nRydd;Vaktmester", b"Hva;Hvem\nVask;Renhold", b"Hva;Hvem\nLakk;Maler"):
            make_process(content=content)
    assert count_statements(visitor, address) == before


@pytest.mark.parametrize("name", ["process", "huki", "history"])
def test_a_process_costs_the_same_for_one_and_four_steps(visitor, fjordvik, count_statements, name):
    with tenant(fjordvik):
        make_process("ONE", content=b"Hva;Hvem\nRydd;Vaktmester")
        make_process("FOUR", content=b"Hva;Hvem\nRydd;Vaktmester\nVask;Renhold\nLakk;Maler\nTenn;Leder")
    costs = {code: count_statements(visitor, reverse(f"processes:{name}", args=[code])) for code in ("ONE", "FOUR")}
    assert costs["ONE"] == costs["FOUR"]


def test_the_step_list_says_everything_the_drawing_says(visitor, fjordvik):
    with tenant(fjordvik):
        import_drawing(code="SOK")
    page = parsed(visitor.get("/processes/SOK/"))
    listed = {
        (row.get("id"), way.get("href")[1:])
        for row in find(page, "step-row")
        for way in row.xpath(".//ul[@class='step-ways']//a")
    }
    drawn = {link.get("data-element"): link.get("href")[1:] for link in find(page, "bpmn-step")}
    lines = {(g.get("data-source"), g.get("data-target")) for g in find(page, "bpmn-sequence")}
    assert listed == {(drawn[source], drawn[target]) for source, target in lines}
    assert len(lines) == 5
    text = find(page, "step-list")[0].text_content()
    for said in (
        "Choice:",
        "Er noe uklart?",
        "If “Nei”: 2.",
        "Back to 1 if “Ja”.",
        "Only if “Er noe uklart?” is “Nei”.",
    ):
        assert said in text


def test_every_link_of_the_drawing_leads_to_a_row_in_the_same_order(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
    page = parsed(visitor.get("/processes/ANS/"))
    links = [link.get("href")[1:] for link in find(page, "bpmn-step")]
    assert links == [row.get("id") for row in find(page, "step-row")]
    region = find(page, "drawing-frame")[0]
    assert (region.get("role"), region.get("tabindex"), region.get("aria-label")) == (
        "region",
        "0",
        region.get("aria-label"),
    )
    assert region.get("aria-label").startswith("Drawing of ")


def test_the_step_list_holds_checklists_letters_and_links(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
    text = text_of(find(parsed(visitor.get("/processes/ANS/")), "step-list")[0])
    for said in ("Bruk malen i Compilo", "Compilo", "Accountable", "Consulted", "Tillitsvalgt"):
        assert said in text


def test_my_steps_are_marked_in_drawing_and_list(visitor, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS")
        role = ProcessRole.objects.get(name="Personalkontoret")
        actions.bind_role(role.pk, "unit", target=office["unit"].pk, by=SYSTEM)
    page = parsed(visitor.get("/processes/ANS/"))
    assert "1 of 3 steps is yours." in page.text_content()
    assert [text_of(row.xpath(".//h3")[0]) for row in find(page, "step-row", having="data-mine")] == [
        "Kontroller utlysning"
    ]
    (marked,) = find(page, "is-mine")
    assert marked.get("aria-label").endswith("This step is yours.")
    narrowed = parsed(visitor.get("/processes/ANS/?show=mine"))
    assert len(find(narrowed, "is-dimmed")) == 4
    assert len(find(narrowed, "step-row", having="data-dimmed")) == 4


def test_the_size_of_the_drawing_is_a_link_that_keeps_the_role(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
        role = ProcessRole.objects.get(name="Leder")
    page = parsed(visitor.get(f"/processes/ANS/?show={role.pk}&size=whole"))
    assert find(page, "drawing-frame", having="data-whole")
    assert f"?show={role.pk}#drawing" in [link.get("href") for link in page.xpath("//section[@id='drawing']//ul//a")]
    assert "2 of 3 steps are put forward." in page.text_content()


def test_a_process_that_is_not_there_is_404(visitor):
    assert visitor.get("/processes/XX/").status_code == 404


def test_another_municipality_finds_nothing(client, fjordvik, sundby):
    with tenant(fjordvik):
        make_process("ANS")
        role = ProcessRole.objects.first()
    with tenant(sundby):
        client.force_login(make_user())
    client.defaults["HTTP_HOST"] = "sundby.example"
    for address in (
        "/processes/ANS/",
        "/processes/ANS/huki/",
        "/processes/ANS/drawing.svg",
        f"/processes/roles/{role.pk}/",
    ):
        assert client.get(address).status_code == 404
    assert "ANS" not in client.get(LIBRARY).text


def test_nasty_names_are_escaped_in_page_and_drawing(visitor, fjordvik, office):
    escaped = NASTY.replace("<", "&lt;").replace('"', "&quot;")
    content = file_of(
        f'<process id="p" name="{escaped}"><laneSet id="ls"><lane id="l" name="{escaped}"><flowNodeRef>a</flowNodeRef>'
        f'</lane></laneSet><userTask id="a" name="{escaped}"><documentation>{escaped}</documentation></userTask>'
        "</process>"
    )
    with tenant(fjordvik):
        version = import_drawing(content, code="XSS", name=f"{NASTY}.bpmn")
        lane = Lane.objects.get()
        actions.confirm_lanes(version.pk, {}, new=[lane.pk], by=SYSTEM)
        role = ProcessRole.objects.get()
    pages = ["/processes/XSS/", "/processes/XSS/huki/", "/processes/XSS/history/", "/processes/XSS/lanes/"]
    with granting(office["user"], BIND_ROLES, everywhere=True):
        for address in (
            *pages,
            "/processes/XSS/drawing.svg",
            LIBRARY,
            "/processes/roles/",
            f"/processes/roles/{role.pk}/",
        ):
            text = visitor.get(address).text
            assert "alert(" in text
            assert "<script>alert" not in text


def test_the_huki_table_has_real_headers(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
    table = parsed(visitor.get("/processes/ANS/huki/")).xpath("//table")[0]
    roles = [head.text_content() for head in table.xpath("thead//th[@scope='col']")][1:]
    first = table.xpath("tbody/tr")[0]
    assert text_of(first.xpath("th[@scope='row']")[0]) == "1 Skriv utlysning"
    letters = dict(zip(roles, [text_of(cell) for cell in first.xpath("td")], strict=True))
    assert letters["Leder"] == "HU"


def test_history_tells_the_version_and_the_changes(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
    text = visitor.get("/processes/ANS/history/").text
    assert "Version 1.0: valid" in text
    assert "Registered: kind and purpose" in text


@pytest.mark.parametrize("name", ["processes:huki", "publishing:versions", "publishing:feedback", "publishing:used"])
def test_the_tabs_of_a_process_are_the_same_on_all_its_pages(visitor, fjordvik, name):
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse")
    pages = (parsed(visitor.get(reverse(one, args=["ANS"]))) for one in ("processes:process", name))
    path = "//nav[contains(@class, 'tabs')]//a"
    tabs = [[(tab.text_content().strip(), tab.get("href")) for tab in page.xpath(path)] for page in pages]
    assert len(tabs[0]) == 8
    assert tabs[0] == tabs[1]


def test_the_drawing_is_sent_as_a_file_in_which_nothing_runs(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
    answer = visitor.get("/processes/ANS/drawing.svg")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "<style>" in answer.text


def test_a_role_tells_who_it_is_today_without_protected_persons(visitor, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS")
        role = ProcessRole.objects.get(name="Personalkontoret")
        actions.bind_role(role.pk, "unit", target=office["unit"].pk, by=SYSTEM)
        hidden = make_employee(office["unit"], "Skjult Person")
        type(hidden).objects.filter(pk=hidden.pk).update(is_protected=True)
    text = visitor.get(f"/processes/roles/{role.pk}/").text
    assert "Kari Fjell" in text
    assert "2 people" in text
    assert "Skjult Person" not in text


def test_a_role_is_bound_by_those_who_may_and_by_nobody_else(visitor, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS")
        role = ProcessRole.objects.get(name="Personalkontoret")
    address = f"/processes/roles/{role.pk}/"
    sent = {"binding": "unit", "unit": str(office["unit"].pk)}
    assert "Say who it is" not in visitor.get(address).text
    assert visitor.post(address, sent).status_code == 403
    with granting(office["user"], BIND_ROLES, everywhere=True):
        assert visitor.post(address, {"binding": "unit"}).status_code == 422
        assert visitor.post(address, sent).status_code == 302
    with tenant(fjordvik):
        assert ProcessRole.objects.get(pk=role.pk).keys == [f"unit:{office['unit'].pk}"]


def test_lanes_become_roles_on_the_page_after_an_import(visitor, fjordvik, office):
    with tenant(fjordvik):
        version = import_drawing(code="SOK")
        lanes = list(Lane.objects.filter(process_version=version).order_by("ordinal"))
        role = actions.make_role("Avdelingsleder", by=SYSTEM)
    sent = {f"lane-{lanes[0].pk}": "new", f"lane-{lanes[1].pk}": str(role.pk)}
    assert visitor.post("/processes/SOK/lanes/", sent).status_code == 403
    with granting(office["user"], BIND_ROLES, everywhere=True):
        assert "2 lanes have no role yet" in visitor.get("/processes/SOK/").text
        text = visitor.get("/processes/SOK/lanes/").text
        assert re.search(r"Steps</span>\s*<span class=\"stat-value\">2", text)
        assert visitor.post("/processes/SOK/lanes/", sent).status_code == 302
    with tenant(fjordvik):
        letters = Assignment.objects.filter(letter="U").values_list("process_role__name", flat=True)
        assert set(letters) == {"Saksbehandler", "Avdelingsleder"}


def test_the_page_of_a_person_shows_her_processes_to_herself_and_her_leader(visitor, client, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse")
        role = ProcessRole.objects.get(name="Personalkontoret")
        actions.bind_role(role.pk, "unit", target=office["unit"].pk, by=SYSTEM)
        other = make_employee(office["unit"], "Per Annen")
    heading = "Processes this person takes part in"
    assert heading in visitor.get(reverse("organisation:person", args=[office["person"].pk])).text
    assert heading not in visitor.get(reverse("organisation:person", args=[other.pk])).text
    unit = visitor.get(reverse("organisation:unit", args=[office["unit"].pk])).text
    assert "Processes this unit takes part in" in unit

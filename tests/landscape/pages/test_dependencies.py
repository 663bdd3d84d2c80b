"""What depends on a thing, as a table that opens row by row, as a file, and as a figure."""

import re
from hashlib import sha256
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.core.users import choose_language
from grunnmur.landscape.models import ExportLog
from grunnmur.landscape.queries.impact import asking
from tests.factories_landscape import make_element, make_relation

pytestmark = pytest.mark.django_db
PAGES = ("dependencies", "branch", "figure")


def at(name, thing):
    return reverse(f"landscape:{name}", args=[thing.pk])


@pytest.fixture
def chain(fjordvik, house):
    """A supplier delivers the archive, which a step of a process needs; a hidden system needs it too."""
    with tenant(fjordvik):
        house.supplier = make_element("supplier", "Leverandør AS")
        house.step = make_element("activity", "Registrer melding")
        house.process = make_element("process", "Barnevernssak")
        make_relation("supplies", house.supplier, house.archive)
        make_relation("supports", house.archive, house.step)
        make_relation("has_step", house.process, house.step)
        make_relation("contains", house.secret, house.archive)
        return house


@pytest.mark.parametrize("name", [*PAGES, "dependencies_csv", "dependencies_xlsx"])
def test_what_is_hidden_or_elsewhere_is_not_there(visitor, house, name):
    assert visitor.get(at(name, house.secret)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_an_element_of_another_municipality_is_not_there(stranger, house, name):
    assert stranger.get(at(name, house.archive)).status_code == 404


def test_everything_that_depends_on_it_is_told_with_level_and_path(visitor, chain):
    html = visitor.get(at("dependencies", chain.supplier)).text
    assert "3 things depend on Leverandør AS." in html
    for expected in (
        "stops",
        "1 of 1 step is hit",
        "Barnevernssak → consists of",
        "This shows what you have access to.",
    ):
        assert expected in html
    groups = visitor.get(at("dependencies", chain.supplier)).context["groups"]
    assert [(group["label"], group["count"]) for group in groups] == [
        ("Processes", "1"),
        ("Steps", "1"),
        ("Systems", "1"),
    ]


def test_what_is_hidden_is_in_no_answer_no_count_and_no_file(visitor, visit, chain):
    for name in ("dependencies", "figure", "dependencies_csv"):
        assert "Hemmelig" not in visitor.get(at(name, chain.archive)).text
    assert "2 things depend on Arkivsystemet." in visitor.get(at("dependencies", chain.archive)).text
    owner = visit(chain.other_user)
    assert "3 things depend on Arkivsystemet." in owner.get(at("dependencies", chain.archive)).text


def test_the_question_can_be_turned_round(visitor, chain):
    html = visitor.get(at("dependencies", chain.process), {"way": "dependencies"}).text
    assert "Barnevernssak depends on 3 things." in html
    assert "stops it" in html


def test_the_switches_are_kept_in_every_address(visitor, chain):
    asked = {"policy": "legal", "way": "dependents", "hops": "2", "on": "2026-03-01", "type": "activity"}
    answer = visitor.get(at("dependencies", chain.archive), asked)
    assert '<option value="legal" selected>' in answer.text
    assert 'name="type" value="activity"' in answer.text
    for address in answer.context["files"].values():
        assert "policy=legal" in address
        assert "on=2026-03-01" in address
    nonsense = {"policy": "x", "way": "x", "hops": "0", "on": "x", "type": "x", "start": "-1"}
    assert visitor.get(at("dependencies", chain.archive), nonsense).context["policy"] == "availability"


def test_a_type_narrows_the_rows_and_not_the_counts(visitor, chain):
    answer = visitor.get(at("dependencies", chain.supplier), {"type": "activity"})
    assert [group["type"] for group in answer.context["groups"]] == ["activity"]
    assert [chip["label"] for chip in answer.context["chips"]] == ["Processes", "Steps", "Systems"]
    assert [chip["is_chosen"] for chip in answer.context["chips"]] == [False, True, False]


def test_rows_open_one_by_one(visitor, chain):
    row = visitor.get(at("dependencies", chain.supplier), {"type": "system"}).context["groups"][0]["rows"][0]
    assert row["branch_url"].startswith(at("branch", chain.archive))
    html = visitor.get(row["branch_url"]).text
    assert re.findall(r'data-level="(\d)" data-place="(\d)" data-of="(\d)"', html) == [("3", "1", "1")]
    assert "Registrer melding" in html
    assert "Barnevernssak" not in html
    deepest = visitor.get(at("branch", chain.archive), {"level": "99"}).text
    assert 'data-level="12"' in deepest
    assert "data-branch" not in deepest


def test_without_anything_the_page_says_so_and_how_to_begin(visitor, house):
    html = visitor.get(at("dependencies", house.archive)).text
    assert "Nothing is registered as depending on this" in html
    assert at("relate", house.archive) in html
    assert (
        "Nothing is registered that this depends on"
        in visitor.get(at("figure", house.archive), {"way": "dependencies"}).text
    )


def test_more_than_can_be_followed_is_never_a_total(visitor, chain, fjordvik, monkeypatch):
    monkeypatch.setattr(asking, "LIMIT", 2)
    html = visitor.get(at("dependencies", chain.supplier)).text
    assert "More than 1 things depend on Leverandør AS." in html
    assert "at least" in html


def test_files_hold_every_row_with_its_path_for_those_who_may_take_them_out(visitor, visit, chain):
    lines = visitor.get(at("dependencies_csv", chain.supplier)).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Name;Type;What happens;Steps away;Owner;Path"
    assert lines[1].startswith("Arkivsystemet;System;stops;1;Kultur;Arkivsystemet → is supplied by Leverandør AS")
    assert len(lines) == 4
    sheet = openpyxl.load_workbook(BytesIO(visitor.get(at("dependencies_xlsx", chain.supplier)).content)).worksheets[0]
    assert sheet.max_row == 4
    employee = visit(chain.employee)
    assert employee.get(at("dependencies_csv", chain.supplier)).status_code == 403
    assert at("dependencies_csv", chain.supplier) not in employee.get(at("dependencies", chain.supplier)).text


@pytest.mark.parametrize(
    ("name", "file_format", "relations"),
    [("dependencies_csv", "csv", 0), ("dependencies_xlsx", "xlsx", 0), ("figure_pdf", "pdf", 1)],
)
def test_file_is_noted_with_what_was_asked_and_how_much_it_holds(
    visitor, fjordvik, chain, name, file_format, relations
):
    asked = f"{at(name, chain.supplier)}?hops=1"
    content = visitor.get(asked).content
    with tenant(fjordvik):
        log = ExportLog.objects.get()
    assert (log.profile, log.file_format, log.subject) == ("internal", file_format, asked)
    assert (log.element_count, log.relation_count) == (1 + relations, relations)
    assert (log.exported_by, log.sha256) == ("Lise Leder", sha256(content).hexdigest())


def test_file_that_is_refused_is_not_noted(employee, fjordvik, chain):
    assert employee.get(at("dependencies_csv", chain.supplier)).status_code == 403
    with tenant(fjordvik):
        assert not ExportLog.objects.exists()


def test_the_figure_names_every_box_and_says_the_same_in_a_table(visitor, chain):
    html = visitor.get(at("figure", chain.supplier), {"hops": "4"}).text
    svg = html.partition('class="map"')[2].partition("</svg>")[0]
    for name in ("Leverandør AS", "Arkivsystemet", "Registrer melding", "Barnevernssak"):
        assert name in svg
    assert 'style="' not in svg
    rows = visitor.get(at("figure", chain.supplier), {"hops": "4"}).context["rows"]
    assert [(row["src"], row["kind"], row["dst"]) for row in rows] == [
        ("Arkivsystemet", "supports", "Registrer melding"),
        ("Barnevernssak", "consists of", "Registrer melding"),
        ("Leverandør AS", "supplies", "Arkivsystemet"),
    ]
    assert "Only the nearest are drawn." not in html


def test_the_figure_shows_two_steps_unless_asked_for_more(visitor, chain):
    names = {row["src"] for row in visitor.get(at("figure", chain.supplier)).context["rows"]}
    assert names == {"Leverandør AS", "Arkivsystemet"}


@pytest.mark.parametrize("name", ["dependencies", "figure"])
def test_pages_cost_at_most_six_statements_for_one_and_four(visitor, fjordvik, chain, own_statements, name):
    before = own_statements(visitor, at(name, chain.archive))
    with tenant(fjordvik):
        for _ in range(4):
            make_relation("supports", chain.archive, make_element("activity"))
    assert own_statements(visitor, at(name, chain.archive)) == before
    assert before <= 6


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "er avhengige av"), ("nn", "er avhengige av"), ("da", "er afhængige af"), ("en", "depend on")],
)
def test_the_answer_is_in_the_readers_language(visit, fjordvik, chain, language, words):
    with tenant(fjordvik):
        choose_language(language, by=chain.user)
    assert words in visit(chain.user, language=language).get(at("dependencies", chain.supplier)).text

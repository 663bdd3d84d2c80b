"""The guides to drawing and to value streams: whole in every language, their examples right, found from the gates."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from grunnmur.processes.bpmn.lint import Level, lint
from grunnmur.processes.method.examples import EXAMPLES, SIGNS, draw_example, draw_sign, example
from grunnmur.processes.method.stream import STREAM_SIGNS, STREAMS, draw_stream, draw_stream_sign, totals
from grunnmur.processes.method.words import words
from grunnmur.processes.queries import guides
from grunnmur.processes.queries.factory import gates
from grunnmur.publishing.queries import figures_named_in, sections_of
from grunnmur.publishing.rules import LANGUAGES
from tests.factories_organisation import granting
from tests.factories_processes import import_drawing

MISTAKES = {
    "choice-bad": {"L07"},
    "ends-bad": {"L18"},
    "flows-bad": {"L02", "L14"},
    "join-bad": {"L03"},
    "lanes-bad": set(),  # whether a lane is a role, no rule can tell
    "names-bad": {"L11"},
    "parallel-bad": {"L03", "L04"},
    "pools-bad": {"L06", "L15"},
    "waiting-bad": set(),  # nor whether a task is waiting
}
KEYS = (guides.DRAWING, guides.STREAM)


def found_in(name):
    return {finding.rule for finding in lint(example(name, "en")) if finding.level is not Level.HINT}


@pytest.mark.parametrize("key", KEYS)
def test_a_guide_has_the_same_sections_and_figures_in_every_language(key):
    shapes = {
        language: ([one.anchor for one in sections_of(key, language=language)], figures_named_in(key, language))
        for language in LANGUAGES
    }
    assert shapes["nb"] == shapes["nn"] == shapes["da"] == shapes["en"]
    assert len(set(shapes["en"][0])) == len(shapes["en"][0]) >= 8


@pytest.mark.parametrize("key", KEYS)
def test_every_section_is_told_in_the_language_itself(key):
    told = {language: sections_of(key, language=language) for language in LANGUAGES}
    for each in zip(*told.values(), strict=True):
        assert len({re.sub(r"<[^>]+>", "", one.body) for one in each}) == len(LANGUAGES), each[0].anchor
        assert all(one.heading for one in each)


def test_every_figure_is_in_a_text_and_every_one_in_a_text_is_drawn():
    named = {name for key in KEYS for name in figures_named_in(key, "en")}
    assert named == guides.figure_names()
    assert all("<svg" in guides.figure(name, language) for name in named for language in LANGUAGES)


def test_a_figure_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        guides.figure("names-worse", "en")


def test_every_name_of_an_example_has_its_word_in_every_language():
    assert all(set(row) == set(LANGUAGES) - {"en"} and all(row.values()) for row in words().values())
    assert "Sjekk søknaden" in draw_example("names-good", "nb").replace("</tspan> <tspan", "").replace("\n", " ")
    assert "Tjek ansøgningen" in draw_example("names-good", "da")


@pytest.mark.parametrize("name", [one for one in EXAMPLES if one.endswith("-good")])
def test_the_rules_find_nothing_in_a_good_example(name):
    assert found_in(name) == set()


@pytest.mark.parametrize("name", [one for one in EXAMPLES if one.endswith("-bad")])
def test_the_rules_find_in_a_bad_example_what_its_text_says(name):
    assert found_in(name) >= MISTAKES[name]
    assert bool(found_in(name)) == bool(MISTAKES[name])


def test_examples_are_pictures_that_say_what_they_show_and_lead_nowhere():
    svg = draw_example("ends-good", "en")
    assert 'role="img" aria-label="Application received, Decide on the application, Decision sent"' in svg
    assert "<a " not in svg
    assert "</a>" not in svg
    assert all('aria-hidden="true"' in draw_sign(name) for name in SIGNS)
    assert all('aria-hidden="true"' in draw_stream_sign(name) for name in STREAM_SIGNS)


def test_a_stream_adds_up_as_its_text_says():
    now, then = totals(STREAMS["stream-now"]), totals(STREAMS["stream-then"])
    assert (now.days, now.minutes, now.right, now.efficiency) == (24, 75, 47, 0.7)
    assert then.days == 6
    assert "0,7 %" in draw_stream("stream-now", "nb")
    assert "0.7 %" in draw_stream("stream-now", "en")


def test_every_rule_of_drawing_is_explained_in_a_section_that_exists():
    source = Path(guides.__file__).parents[1] / "bpmn" / "lint"
    rules = {rule for path in source.glob("*.py") for rule in re.findall(r'"(L\d\d)"', path.read_text("utf-8"))}
    anchors = {one.anchor for one in sections_of(guides.DRAWING, language="en")}
    assert rules <= set(guides.EXPLAINED)
    assert set(guides.EXPLAINED.values()) <= anchors
    assert guides.explained_url("unheard of") == ""


@pytest.mark.django_db
class TestPages:
    """As somebody who works here opens them."""

    def test_the_guides_are_listed_and_open_in_the_readers_language(self, visitor, count_statements):
        assert "/publishing/method/drawing/" in visitor.get("/publishing/method/").text
        page = visitor.get("/publishing/method/drawing/").text
        assert '<a href="#tasks">Naming tasks</a>' in page
        assert 'id="tasks"' in page
        visitor.cookies["language"] = "da"
        assert "Navne på opgaver" in visitor.get("/publishing/method/drawing/").text
        assert count_statements(visitor, "/publishing/method/drawing/") <= 16

    def test_a_guide_that_is_not_there_is_not_found(self, visitor):
        assert visitor.get("/publishing/method/dancing/").status_code == 404

    @pytest.mark.usefixtures("office")
    def test_guides_ask_for_login(self, client):
        assert client.get("/publishing/method/drawing/", headers={"host": "fjordvik.example"}).status_code == 302

    def test_one_who_draws_finds_the_guide_where_she_begins(self, visitor, office):
        with granting(office["user"], "processes.import", everywhere=True):
            assert "/publishing/method/drawing/" in visitor.get("/processes/new/").text


@pytest.mark.django_db
def test_a_gate_leads_to_the_section_that_explains_it(here):
    row = import_drawing()
    with translation.override("en"):
        wrong = [result for result in gates(row.version_id) if result.key == "lane"]
    assert wrong
    assert wrong[0].explained_url == "/publishing/method/drawing/#lanes"

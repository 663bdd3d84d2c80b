"""Markdown as safe HTML and as pieces, and what changed between two texts."""

import pytest
from lxml.html import fragment_fromstring

from grunnmur.documents.text import (
    LinkTarget,
    Piece,
    as_plain,
    codes_in,
    group,
    pieces_of_markdown,
    read_pieces,
    write_markdown,
    written,
)
from grunnmur.documents.text.compare import amount, compare, runs
from tests.factories_documents import TEXT

HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<img src=x onerror=alert(1)>",
    "![x](https://example.org/spy.png)",
    '[x](https://example.org "onmouseover=alert(1)")',
    "<a href='javascript:alert(1)'>x</a>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_text_becomes_anything_that_runs_or_fetches(text):
    elements = list(fragment_fromstring(written(text, {}).html, create_parent=True).iter())

    assert {element.tag for element in elements} <= {"div", "p", "a"}
    for element in elements:
        assert set(element.keys()) <= {"href", "title", "rel"}
        assert element.get("href", "https://").startswith("https://")


def test_headings_begin_at_level_two_whatever_they_are_written_as():
    assert "<h2 " in written("# Formål\n\n## Hvem", {}).html
    assert "<h2 " in written("### Formål", {}).html
    assert [heading.level for heading in written("## A\n\n### B", {}).headings] == [2, 3]


def test_two_headings_of_the_same_words_have_anchors_of_their_own():
    anchors = [heading.anchor for heading in written("## Formål\n\n## Formål", {}).headings]

    assert anchors == ["s-formål", "s-formål-2"]


def test_an_anchor_stays_when_text_is_written_above_it():
    before = written("## Hvem", {}).headings[0].anchor

    assert written("Ny innledning.\n\n## Hvorfor\n\n## Hvem", {}).headings[1].anchor == before


def test_a_code_leads_to_what_has_it_under_its_title_of_today():
    html = written("Se [[ANSETTELSE]].", {"ANSETTELSE": LinkTarget("Ansett <medarbeider>", "/p/")}).html

    assert '<a href="/p/" rel="noopener noreferrer">Ansett &lt;medarbeider&gt;</a>' in html


def test_a_code_that_leads_nowhere_stands_as_it_is():
    assert "<p>Se BORTE.</p>" in written("Se [[BORTE]].", {}).html


def test_codes_are_found_with_the_heading_they_stand_under_but_not_in_code():
    text = "[[A-1]]\n\n## Hvem\n\n[[B-2]] og [[B-2]] og `[[C-3]]`"

    assert codes_in(text) == [("A-1", ""), ("B-2", "s-hvem")]


def test_a_text_as_pieces_and_back_says_the_same():
    pieces = pieces_of_markdown(TEXT)

    assert [piece.kind for piece in pieces] == ["heading", "text", "heading", "item", "item", "row", "row"]
    assert as_plain(pieces_of_markdown(write_markdown(pieces))) == as_plain(pieces)


def test_two_tables_one_after_the_other_are_two():
    pieces = pieces_of_markdown("| A |\n|---|\n| 1 |\n\n| B |\n|---|\n| 2 |")

    assert [one.kind for one in group(pieces)] == ["table", "table"]


def test_pieces_are_kept_and_read_back_with_anchors():
    kept = [piece.stored() for piece in (Piece("heading", "Formål", 2), Piece("row", cells=("a", "b")))]

    heading, row = read_pieces(kept)
    assert heading.anchor == "s-formål"
    assert row.cells == ("a", "b")


def test_a_changed_word_is_told_inside_its_paragraph():
    old = [Piece("text", "Nøkler leveres ut mot underskrift."), Piece("text", "Alle.")]
    new = [Piece("text", "Nøkler leveres inn mot underskrift."), Piece("text", "Alle.")]

    passages = compare(old, new)

    assert [passage.kind for passage in passages] == ["changed", "same"]
    assert [(run.kind, run.text) for run in passages[0].runs][1:3] == [("removed", "ut"), ("added", "inn")]
    assert amount(passages).changed == 1


def test_a_paragraph_that_is_wholly_another_is_gone_and_new():
    passages = compare([Piece("text", "Før sto det noe her")], [Piece("text", "Ingen liknende ord finnes lenger")])

    assert sorted(passage.kind for passage in passages) == ["added", "removed"]


def test_comparing_says_everything_of_both_texts():
    older, newer = pieces_of_markdown(TEXT), pieces_of_markdown(TEXT.replace("Lever ut", "Gi").replace("Formål", "Mål"))

    passages = compare(older, newer)

    assert [passage.older for passage in passages if passage.older] == older
    assert [passage.newer for passage in passages if passage.newer] == newer


def test_runs_of_the_same_text_are_one():
    assert [run.kind for run in runs("a b c", "a b c")] == ["same"]

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grunnmur.core.search.query import MAX_CHARACTERS, MAX_WORDS, Query, parse
from grunnmur.core.search.tsquery import literals

STEMS = {("nb", "søknader"): "søknad", ("da", "søknader"): "søknad", ("nb", "og"): None, ("da", "og"): None}


def stem(words):
    return {word: STEMS.get(word, word[1]) for word in words}


def words(text: str) -> str:
    """The tsquery of a text without the part that asks for a number."""
    found = literals(parse(text), prefix="ab12", languages=("nb", "da"), stem=stem)
    return found.words.split(" | 'ab12=")[0]


def typed(query: Query) -> list[str]:
    return [token.text for term in query.terms for token in term.tokens if not token.is_whole]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ab søknader x", "(('ab12ab') & ('ab12søknad' | 'ab12søknader') & ('ab12x'))"),
        ("søknader*  x", "(('ab12søknad' | 'ab12søknader' | 'ab12søknader':*) & ('ab12x'))"),
        ("barnehage", "(('ab12barnehage' | 'ab12barnehage':*))"),
        ("plan og bygg x", "(('ab12plan') & ('ab12bygg') & ('ab12x'))"),
        ('"plan og bygg"', "((('ab12plan') <2> ('ab12bygg')))"),
        ("e-post x", "(('ab12e-post' | (('ab12e') <1> ('ab12post'))) & ('ab12x'))"),
        ("2026/123", "(('ab122026/123':* | (('ab122026') <1> ('ab12123' | 'ab12123':*))))"),
        ("o'hara & !x | y:*", "((('ab12o') <1> ('ab12hara')) & ('ab12x') & ('ab12y'))"),
    ],
)
def test_each_way_to_ask_becomes_its_tsquery(text, expected):
    assert words(text) == expected


def test_excluded_words_stand_apart():
    found = literals(parse("plan -søknader"), prefix="ab12", languages=("nb",), stem=stem)
    assert found.excluded == "('ab12søknad' | 'ab12søknader')"
    assert "søknad" not in found.words
    assert found.wanted.forms == {"plan"}


@pytest.mark.parametrize("text", ["", "   ", '"', "-", "!!! &&& <->", "\x00", "*", ":"])
def test_text_without_words_asks_for_nothing_that_could_be_found(text):
    assert not words(text)


def test_filters_are_read_in_every_language():
    query = parse('type:sak enhet:"Nes skole" etter:2025-01-31 før:1.2.2026 mine')
    assert (query.types, query.unit, query.is_mine) == (("sak",), "nes skole", True)
    assert (query.after, query.before) == (date(2025, 1, 31), date(2026, 2, 1))
    assert not query.has_words
    assert not query.is_empty
    assert parse("unit:x efter:2025 before:2025-06") == Query(
        text="unit:x efter:2025 before:2025-06", unit="x", after=date(2025, 1, 1), before=date(2025, 6, 1)
    )


@pytest.mark.parametrize("text", ["after:yesterday", "before:2025-02-30", "after:32.1.2025", "after:0000-01-01"])
def test_a_day_that_is_none_is_told_and_not_used(text):
    query = parse(f"plan {text}")
    assert query.left_out == text
    assert typed(query) == ["plan"]


def test_more_than_twelve_words_are_told_and_not_used():
    query = parse(" ".join(f"ord{number}" for number in range(14)))
    assert len(query.terms) == MAX_WORDS
    assert query.left_out == "ord12 ord13"


def test_more_than_four_hundred_characters_are_told_and_not_used():
    query = parse("a" * MAX_CHARACTERS + " Resten")
    assert query.left_out == "Resten"


def test_an_unknown_filter_is_words():
    assert typed(parse("notat:ting")) == ["notat", "ting"]


def test_only_the_last_word_is_taken_as_half_typed():
    first, last = parse("plan bygg").terms
    assert not first.is_beginning
    assert last.is_beginning
    assert not parse("plan by").terms[-1].is_beginning
    assert not parse('"plan bygg"').terms[-1].is_beginning
    assert not parse("plan -bygg").terms[-1].is_beginning


def test_the_mark_of_a_number_is_asked_beside_the_words():
    found = literals(parse("987 654 321"), prefix="ab12", languages=("nb",), stem=stem)
    assert found.code == "'ab12=987654321'"
    assert found.words.endswith(" | 'ab12=987654321'")


@given(st.text(max_size=500))
def test_every_text_is_understood_somehow(text):
    query = parse(text)
    found = literals(query, prefix="ab12", languages=("nb", "da"), stem=lambda words: {word: word[1] for word in words})
    assert query.has_words == bool(found.words)
    assert sum(len([token for token in term.tokens if not token.is_whole]) for term in query.terms) <= MAX_WORDS

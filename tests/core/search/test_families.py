"""Inflections against PostgreSQL's own stemmers. A line of a list is one word in all its forms.

`families` are the words the rules were made for, `tuned` were added when they failed, `held_out` were never looked at
while rules were written: they are the honest test.
"""

from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from grunnmur.core.search.analyse import Document, Field, Token, vectors, word_of
from grunnmur.core.search.query import parse
from grunnmur.core.search.stemmer import stem
from grunnmur.core.search.tsquery import literals

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent


def families(name: str) -> list[list[str]]:
    return [line.split() for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()]


def stems_of(words: list[str], language: str) -> set[str | None]:
    asked = [word_of(Token(word, 1), language=language) for word in words]
    return set(stem(asked).values())


def collapsing(name: str, language: str) -> int:
    return sum(len(stems_of(family, language)) == 1 for family in families(name))


@pytest.mark.parametrize(("language", "least", "total"), [("nb", 29, 30), ("da", 23, 24)])
def test_inflections_of_a_word_meet(language, least, total):
    assert len(families(f"families_{language}")) == total
    assert collapsing(f"families_{language}", language) >= least


@pytest.mark.parametrize("language", ["nb", "da"])
def test_words_that_once_failed_meet(language):
    assert collapsing(f"tuned_{language}", language) == len(families(f"tuned_{language}"))


def test_nine_of_ten_words_never_looked_at_meet():
    held_out = {language: families(f"held_out_{language}") for language in ("nb", "da")}
    total = sum(map(len, held_out.values()))
    assert total >= 200
    assert sum(collapsing(f"held_out_{language}", language) for language in held_out) >= 0.9 * total


@pytest.mark.parametrize("language", ["nb", "da"])
@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("får", "far"),
        ("bør", "bor"),
        ("hus", "husk"),
        ("leder", "ledning"),
        ("bruker", "brukt"),
        ("regning", "regn"),
        ("lån", "lønn"),
        ("skole", "skolering"),
    ],
)
def test_different_words_do_not_meet(left, right, language):
    assert stems_of([left], language).isdisjoint(stems_of([right], language))


def test_nynorsk_inflections_meet():
    for family in (["søknad", "søknaden", "søknader", "søknadane"], ["regel", "regelen", "reglar", "reglane"]):
        assert len(stems_of(family, "nn")) == 1


def test_stop_words_have_no_stem():
    assert stem([("nb", "og"), ("da", "og"), ("en", "the")]) == dict.fromkeys(
        [("nb", "og"), ("da", "og"), ("en", "the")]
    )


def test_remembered_words_cost_no_statement(django_assert_num_queries):
    words = [("nb", "statementet"), ("da", "statementet")]
    with django_assert_num_queries(1):
        stem(words)
    with django_assert_num_queries(0):
        stem(words)


HOSTILE = st.text("ab'\\\"&|!()<>:*- @./_åæø0\x00\ud800", max_size=60)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=120), HOSTILE))
def test_no_text_makes_the_database_complain(text):
    found = literals(parse(text), prefix="ab12", languages=("nb", "da"), stem=stem)
    (vector,) = vectors([Document((Field(text, "A"),), "nb", title=text, codes=(text,))], prefix="ab12", stem=stem)
    asked = [found.words, found.excluded, found.code, found.title]
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(%s::text[])::tsquery, %s::tsvector", [asked, vector])

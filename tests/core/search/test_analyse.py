from collections.abc import Collection, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grunnmur.core.search.analyse import (
    Document,
    Field,
    Token,
    Word,
    code_mark,
    fold,
    shown,
    title_mark,
    tokens,
    vectors,
)
from grunnmur.core.search.inflection import base_form, other_beginning

STOP_WORDS = {"og", "i", "på"}


def no_stem(words: Collection[Word]) -> Mapping[Word, str | None]:
    return {word: None if word[1] in STOP_WORDS else word[1] for word in words}


def literal(*fields: Field, **marks: object) -> str:
    return vectors([Document(fields, "nb", **marks)], prefix="ab12", stem=no_stem)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bør", "bør"),
        ("Blåbærsyltetøy", "blåbærsyltetøy"),
        ("Blåbær", "blåbær"),  # å as a + ring
        ("Göteborg Malmö Ängelholm", "gøteborg malmø ængelholm"),
        ("idé kafé Müller", "ide kafe muller"),
        ("saks\u00adbehandler", "saksbehandler"),
        ("saks\u200bbehandler", "saksbehandler"),
        ("STRASSE İ", "strasse i̇"),
    ],
)
def test_folding_keeps_nordic_letters_and_drops_what_is_no_letter(text, expected):
    assert fold(text) == expected


@pytest.mark.parametrize(("left", "right"), [("får", "far"), ("bør", "bor"), ("hær", "har"), ("kål", "kal")])
def test_nordic_letters_are_never_folded_to_others(left, right):
    assert fold(left) != fold(right)


@pytest.mark.parametrize("number", ["2026/123", "12.34.56", "123/45", "ks-2024/17", "kari.nes@kommune.no", "e-post"])
def test_numbers_codes_and_addresses_are_kept_whole_and_split(number):
    found = list(tokens(f"se {number} her"))
    assert Token(number, 2, is_whole=True) in found
    parts = [token for token in found if not token.is_whole]
    assert [token.position for token in parts] == list(range(1, len(parts) + 1))
    assert parts[-1].text == "her"


def test_words_beside_a_slash_are_only_split():
    assert [token.text for token in tokens("og/eller www.kommune.no")] == ["og", "eller", "www", "kommune", "no"]


def test_shown_tokens_name_each_piece_once():
    assert [token.text for token in shown(tokens("sak 2026/123 nå"))] == ["sak", "2026/123", "nå"]


def test_vector_carries_prefix_position_and_weight_and_leaves_stop_words_out():
    assert literal(Field("Plan og bygg", "A")) == "'ab12bygg':3A 'ab12plan':1A"


def test_phrases_cannot_run_from_one_field_into_the_next():
    assert literal(Field("plan", "A"), Field("bygg", "C")) == "'ab12bygg':12C 'ab12plan':1A"


def test_title_keeps_the_typed_form_beside_the_stem():
    stems = {("nb", "nes"): "ne", ("nb", "hansen"): "hans"}
    document = Document((Field("Nes Hansen", "A", keeps_typed=True), Field("Nes", "C")), "nb")
    (found,) = vectors([document], prefix="ab12", stem=lambda words: {word: stems[word] for word in words})
    assert found == "'ab12hans':2A 'ab12hansen':2A 'ab12ne':1A,13C 'ab12nes':1A"


def test_all_documents_of_a_batch_ask_the_stemmer_once():
    calls = []

    def counting(words):
        calls.append(set(words))
        return no_stem(words)

    vectors([Document((Field(word, "C"),), "nb") for word in ("plan", "bygg")], prefix="ab12", stem=counting)
    assert calls == [{("nb", "plan"), ("nb", "bygg")}]


def test_numbers_are_not_stemmed():
    def refuse(words):
        assert not words
        return {}

    assert vectors([Document((Field("2026 a1b2", "C"),), "nb")], prefix="ab12", stem=refuse)


def test_marks_of_title_and_code_cannot_be_written_by_a_text():
    vector = literal(Field("^plan =123", "C"), title="Plan", codes=("123",))
    assert "'ab12^plan'" in vector
    assert "'ab12=123'" in vector
    assert vector.count("^") == 1
    assert vector.count("=") == 1


@pytest.mark.parametrize("code", ["987 654 321", "987654321", " 987 654321 "])
def test_a_number_is_the_same_however_it_is_spaced(code):
    assert code_mark(code) == "=987654321"


def test_code_marks_keep_what_separates_the_parts():
    assert code_mark("2026/123") != code_mark("20261/23")


def test_title_mark_ignores_punctuation_and_case():
    assert title_mark("Plan: «Bygg»") == title_mark("plan bygg")


def test_a_lexeme_keeps_at_most_255_places_and_16383_is_the_last():
    vector = literal(Field("plan " * 400 + "x " * 17_000 + "bygg", "C"))
    places = {part.split(":")[0]: part.split(":")[1] for part in vector.split(" ")}
    assert places["'ab12plan'"].count(",") == 254
    assert places["'ab12bygg'"] == "16383C"


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing_and_every_token_is_letters_and_digits_first(text):
    folded = fold(text)
    assert fold(folded) == folded
    found = list(tokens(folded))
    assert all(token.text[0].isalnum() and "'" not in token.text and "\\" not in token.text for token in found)
    positions = [token.position for token in found]
    assert positions == sorted(positions)


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("lærebøkene", "nb", "lærebok"),
        ("fagbøgerne", "da", "fagbog"),
        ("saksbehandlerne", "nb", "saksbehandler"),
        ("skjemaene", "nb", "skjema"),
        ("programmene", "nn", "program"),
        ("children", "en", "children"),
        ("lære", "nb", "lære"),
    ],
)
def test_base_form_mends_what_the_stemmer_misses(word, language, expected):
    assert base_form(word, language=language) == expected


@pytest.mark.parametrize(("stem", "expected"), [("lærebok", "lærebøk"), ("regel", "regl"), ("plan", None)])
def test_irregular_words_are_known_by_their_other_beginning(stem, expected):
    assert other_beginning(stem) == expected

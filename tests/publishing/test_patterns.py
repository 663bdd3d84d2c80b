"""Patterns of names: what they say, what they refuse, and that none of them takes long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grunnmur.publishing.rules.patterns import PatternError, read_pattern


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{verb} {tekst}", "Ansett medarbeider"),
        ("{verb} {text}", "  Check   the references "),
        ("{udsagnsord} {tekst}", "Tjek referencer"),
        ("[Rutine/Prosedyre] for {tekst}", "Prosedyre for brannøvelse"),
        ("Budsjett {år}", "Budsjett 2027"),
        ("{bokstaver}-{tall}", "ØK-014"),
        ("{word} – {number}.{number}", "Kap-3 – 1.2"),
        ("{text} ({year})", "Plan for vann (og avløp) (2026)"),
        ("{text}{text}", "ab"),
        ("Ferdig", "Ferdig"),
    ],
)
def test_a_name_that_follows_the_pattern_fits(pattern, name):
    assert read_pattern(pattern).fits(name)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{verb} {tekst}", "Ansettelse"),
        ("{verb} {tekst}", "Behandling av søknad"),
        ("{verb} {tekst}", "Sjekk"),
        ("[Rutine/Prosedyre] for {tekst}", "rutine for brannøvelse"),
        ("[Rutine/Prosedyre] for {tekst}", "Rutine for"),
        ("Budsjett {år}", "Budsjett 27"),
        ("Budsjett {år}", "Budsjett 20270"),
        ("{bokstaver}-{tall}", "øk-014"),
        ("{word}", "to ord"),
        ("{text}{text}", "a"),
        ("{text}", ""),
        ("{text}", "x" * 401),
    ],
)
def test_a_name_that_does_not_follow_it_does_not_fit(pattern, name):
    assert not read_pattern(pattern).fits(name)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "  ",
        "{verb",
        "verb}",
        "[a/b",
        "a]",
        "{regex}",
        "[]",
        "[a//b]",
        "[{verb}/b]",
        "[[a]/b]",
        "{a{b}}",
        "x" * 121,
        "[a/b/c/d/e/f/g/h/i/j/k]",
        "{text}" * 20 + "a",
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused_with_a_sentence(pattern):
    with pytest.raises(PatternError) as refused:
        read_pattern(pattern)
    assert str(refused.value).endswith(".")


def test_signs_of_regular_expressions_mean_nothing():
    assert read_pattern("(a+)+$").fits("(a+)+$")
    assert not read_pattern("(a+)+$").fits("aaa")


@settings(deadline=None)
@given(st.text(alphabet="{}[]/ aVerbtext", max_size=40), st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_and_never_breaks(pattern, name):
    try:
        read = read_pattern(pattern)
    except PatternError:
        return
    assert read.fits(name) in {True, False}


@pytest.mark.parametrize("pattern", ["{text}" * 20, "{text} " * 9 + "x", "{capitals}{word}" * 7, "[a/aa/aaa]" * 11])
@pytest.mark.parametrize("letter", ["a", "A", "a ", "é"])
def test_the_worst_pattern_and_the_longest_name_cost_no_time(pattern, letter):
    name = (letter * 400)[:398] + "!"
    began = time.process_time()
    read_pattern(pattern).fits(name)
    assert time.process_time() - began < 0.5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grunnmur.core.search import match
from grunnmur.core.search.result import Piece
from grunnmur.core.search.snippet import LENGTH, Wanted, snippet, words_to_ask
from tests.core.search.things import asker

EMPLOYEE = asker("everyone")


def pieces(text: str, *forms: str, beginnings: tuple[str, ...] = (), is_cut: bool = False) -> tuple[Piece, ...]:
    wanted = Wanted(frozenset(forms), beginnings)
    stems = {word: word[1] for word in words_to_ask(text, language="nb", wanted=wanted)}
    return snippet(text, language="nb", wanted=wanted, stems=stems, is_cut=is_cut)


def test_hits_are_pieces_of_their_own():
    assert pieces("En plan for vann.", "plan", "vann") == (
        Piece("En "),
        Piece("plan", is_hit=True),
        Piece(" for "),
        Piece("vann", is_hit=True),
        Piece("."),
    )


def test_markup_in_a_text_stays_text():
    assert Piece("<b>") in pieces("<b>plan</b>", "plan")


def test_a_word_that_only_begins_like_the_one_asked_for_is_no_hit():
    assert not any(piece.is_hit for piece in pieces("skolering", "skole"))
    assert any(piece.is_hit for piece in pieces("skolering", beginnings=("skole",)))


def test_a_hit_far_into_a_text_is_shown_with_what_stands_around_it():
    found = pieces("ord " * 100 + "plan " + "etter " * 100, "plan")
    assert found[0] == Piece("… ")
    assert found[-1] == Piece(" …")
    assert Piece("plan", is_hit=True) in found
    assert sum(len(piece.text) for piece in found) <= LENGTH + 4


def test_without_hit_the_beginning_is_shown():
    assert pieces("Innledning til noe", "plan") == (Piece("Innledning til noe"),)
    assert pieces("", "plan") == ()


def test_a_window_from_inside_a_text_says_so():
    assert pieces("plan", "plan", is_cut=True)[0] == Piece("… ")


def test_soft_hyphens_do_not_hide_a_hit():
    assert Piece("saks\u00adbehandler", is_hit=True) in pieces("En saks\u00adbehandler", "saksbehandler")


@given(st.text(max_size=600), st.text(max_size=5))
def test_a_snippet_is_never_longer_than_it_may_be(text, form):
    assert sum(len(piece.text) for piece in pieces(text, form)) <= LENGTH + 4


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("query", ["bok", "bøker", "lærebok bøkene"])
def test_inflected_words_are_marked_wherever_they_stand(things, query):
    things.put("Lærebok", body="ord " * 500 + "Her er Bøkene dine. " + "ord " * 500)
    (hit,) = match(query, seen_by=EMPLOYEE).hits
    assert Piece("Bøkene", is_hit=True) in hit.snippet

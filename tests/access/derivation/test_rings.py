"""The search for rings of garbage rests while people are derived, and goes on as before afterwards."""

import gc

import pytest

from grunnmur.access.derivation.rings import no_search_for_rings


@pytest.fixture(autouse=True)
def _searching():
    """Let Python search again, whatever a test leaves."""
    yield
    gc.enable()


def test_the_search_rests_and_goes_on_also_after_an_error():
    with no_search_for_rings():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), no_search_for_rings():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_where_nothing_was_searched_for_nothing_is_afterwards():
    gc.disable()
    with no_search_for_rings():
        pass
    assert not gc.isenabled()

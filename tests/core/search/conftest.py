import pytest

from grunnmur.core import links
from grunnmur.core.search import kinds
from tests.core.search.things import Things, register


@pytest.fixture
def things(monkeypatch) -> Things:
    """A kind of things."""
    monkeypatch.setattr(kinds, "_kinds", {})
    monkeypatch.setattr(links, "_resolvers", {})
    return register(Things("thing"), label="Ting")

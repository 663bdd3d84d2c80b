"""A line of the factory with its people, a type of document, and a browser of each."""

import pytest

from tests.factories_documents import make_draft
from tests.publishing.conftest import _files, count_statements, enter, inside, made, standing_factory

__all__ = ["_files", "count_statements", "enter", "inside", "made", "standing_factory"]


@pytest.fixture
def draft(inside):
    """A draft the modeller wrote."""
    return make_draft(inside)

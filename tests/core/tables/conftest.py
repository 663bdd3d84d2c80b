"""Sentences are compared in English here, whatever language the catalogues would give."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield

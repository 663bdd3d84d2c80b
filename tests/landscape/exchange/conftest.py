"""What the tests of exchange share."""

import os
from pathlib import Path

import pytest
from lxml import etree

FOLDER = os.environ.get("GRUNNMUR_ARCHIMATE_XSD", "")


@pytest.fixture(scope="session")
def schema():
    """The official schema with drawings, from a folder of one's own."""
    if not FOLDER:
        pytest.skip("GRUNNMUR_ARCHIMATE_XSD names no folder with the schema of the exchange format (archimate3_*.xsd)")
    return etree.XMLSchema(etree.parse(Path(FOLDER) / "archimate3_Diagram.xsd"))


@pytest.fixture
def assert_valid(schema):
    def check(data):
        schema.assertValid(etree.fromstring(data))

    return check

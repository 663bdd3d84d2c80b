"""The schema of the exchange format accepts relations that ArchiMate forbids; these tests do not."""

import pytest
from lxml import etree

from grunnmur.landscape.catalogue import KINDS, PAIRS, TYPES
from grunnmur.landscape.exchange import archimate
from tests.landscape.exchange.legal import CONCEPTS, legal_triples, triples_of
from tests.landscape.exchange.models import large_model

FORBIDDEN = (
    ("Aggregation", "Contract", "ApplicationComponent"),
    ("Assignment", "BusinessActor", "ApplicationComponent"),
    ("Access", "BusinessRole", "ApplicationComponent"),
)


@pytest.mark.parametrize(("kind", "source", "target"), sorted(PAIRS))
def test_a_pair_of_the_catalogue_is_legal_in_archimate(kind, source, target):
    assert (KINDS[kind].archimate, TYPES[source].archimate, TYPES[target].archimate) in legal_triples()


def test_the_table_names_only_concepts_of_the_map():
    legal = legal_triples()
    assert {concept for _relation, source, target in legal for concept in (source, target)} == CONCEPTS


@pytest.mark.parametrize("triple", FORBIDDEN)
def test_what_archimate_forbids_is_not_in_the_table(triple):
    assert triple not in legal_triples()


def test_an_export_of_all_pairs_holds_legal_relations_only():
    found = triples_of(archimate.write(large_model(5_000, 5_000), language="nb"))
    assert found <= legal_triples()
    assert len(found) > 80  # nearly every pair of the catalogue was drawn
    assert not found & set(FORBIDDEN)


def test_an_export_of_all_pairs_is_valid(assert_valid):
    assert_valid(archimate.write(large_model(5_000, 5_000), language="nb"))


@pytest.mark.parametrize("access_type", ["Read", "Write", "ReadWrite", "Access"])
def test_an_access_says_how(access_type):
    root = etree.fromstring(archimate.write(large_model(500, 2_000), language="nb"))
    assert access_type in {one.get("accessType") for one in root.iter("{*}relationship")}

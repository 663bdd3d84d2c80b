"""A whole map as an exchange file: valid by the official schema, legal, and the same after it came back."""

import os
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from lxml import etree

from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.runs import Upload
from grunnmur.landscape.actions.exports import export_map
from grunnmur.landscape.actions.imports import apply_import, plan_import, upload_import
from grunnmur.landscape.catalogue import KINDS, PAIRS
from grunnmur.landscape.exchange import archimate
from grunnmur.landscape.exchange import model as exchange
from tests.factories_landscape import SYSTEM
from tests.landscape.exchange.legal import legal_triples, triples_of
from tests.one_day import one_day

__all__ = ["one_day"]
ELEMENTS, RELATIONS = 5_000, 1_500
FOLDER = os.environ.get("GRUNNMUR_ARCHIMATE_XSD", "")
TYPES = ("system", "supplier", "information", "service", "goal", "law", "interface", "technology")


def a_map():
    """5,000 elements of the map's own, with some twenty relations of each legal pair, as our own writer writes them."""
    elements = [
        exchange.Element(
            id=UUID(int=number + 1),
            type=TYPES[number % len(TYPES)],
            name=f"Nr. {number} & <co>",
            code=f"N{number}",
            lifecycle="active",
        )
        for number in range(ELEMENTS)
    ]
    by_type = {kind: [one for one in elements if one.type == kind] for kind in TYPES}
    legal = sorted(pair for pair in PAIRS if pair[1] in TYPES and pair[2] in TYPES)
    relations = {}
    for number in range(RELATIONS):
        kind, src_type, dst_type = legal[number % len(legal)]
        src = by_type[src_type][number % len(by_type[src_type])]
        dst = by_type[dst_type][(number * 7 + 1) % len(by_type[dst_type])]
        if src.id != dst.id:
            relations[kind, src.id, dst.id] = exchange.Relation(
                id=uuid5(NAMESPACE_URL, f"id-{src.id} {kind} id-{dst.id} {date(2025, 1, 1)}"),
                kind=kind,
                src=src.id,
                dst=dst.id,
                strength=KINDS[kind].strength,
                valid_from=date(2025, 1, 1),
            )
    return exchange.Model(
        id=UUID(int=0),
        name="Kart",
        properties=(("profile", "internal"),),
        elements=tuple(elements),
        relations=tuple(relations.values()),
    )


def bring(content):
    upload = Upload(
        content=content,
        file_name="map.xml",
        source="archimate",
        mode="delta",
        effective_date=date(2026, 3, 2),
        mapping=Mapping(),
    )
    run = plan_import(upload_import(upload, by=SYSTEM).pk)
    assert (run.state, run.error_count) == ("planned", 0)
    return apply_import(run.pk, by=SYSTEM)


def body(content):
    text = content.decode()
    return text[text.index("<elements>") :]


def test_5000_elements_are_valid_legal_and_byte_equal_after_they_came_back(here):
    """The file that is brought in is what the export gives, byte for byte: so it is an export that came back."""
    first = archimate.write(a_map(), language="en")
    bring(first)
    content = export_map("archimate", profile="internal", by=SYSTEM).content
    assert body(content) == body(first)
    if FOLDER:
        etree.XMLSchema(etree.parse(Path(FOLDER) / "archimate3_Diagram.xsd")).assertValid(etree.fromstring(content))
    read = archimate.read(content)
    assert (len(read.model.elements), list(read.findings)) == (ELEMENTS, [])
    assert len(read.model.relations) > RELATIONS * 0.9
    assert triples_of(content) <= legal_triples()


@pytest.mark.skipif(not FOLDER, reason="GRUNNMUR_ARCHIMATE_XSD names no folder with the schema of the exchange format")
@pytest.mark.parametrize("profile", ["public", "internal", "security"])
def test_empty_map_is_a_valid_file(here, profile):
    content = export_map("archimate", profile=profile, by=SYSTEM).content
    etree.XMLSchema(etree.parse(Path(FOLDER) / "archimate3_Diagram.xsd")).assertValid(etree.fromstring(content))

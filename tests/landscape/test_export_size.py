"""A whole map as an exchange file: valid by the official schema, legal, and the same after it came back."""

import os
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from grunnmur.core.clock import now
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.runs import Upload
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.exports import export_map
from grunnmur.landscape.actions.imports import apply_import, plan_import, upload_import
from grunnmur.landscape.catalogue import KINDS, PAIRS
from grunnmur.landscape.exchange import archimate
from grunnmur.landscape.models import Element, Relation
from tests.factories_landscape import SYSTEM
from tests.one_day import one_day

__all__ = ["one_day"]
ELEMENTS = 5_000
FOLDER = os.environ.get("GRUNNMUR_ARCHIMATE_XSD", "")
TYPES = ("system", "supplier", "information", "service", "goal", "law", "interface", "technology")


def a_municipality():
    """5,000 elements of the map's own, each but the first of its type related to one before it."""
    rows = [
        Element(type=TYPES[number % len(TYPES)], name=f"Nr. {number} & <co>", changed_at=now(), code=f"N{number}")
        for number in range(ELEMENTS)
    ]
    for row in rows:
        row.ref = row.id
    Element.objects.bulk_create(rows, batch_size=1_000)
    by_type = {kind: [row for row in rows if row.type == kind] for kind in TYPES}
    legal = sorted(pair for pair in PAIRS if pair[1] in TYPES and pair[2] in TYPES)
    relations = {}
    for number in range(ELEMENTS):
        kind, src_type, dst_type = legal[number % len(legal)]
        src = by_type[src_type][number % len(by_type[src_type])]
        dst = by_type[dst_type][(number * 7 + 1) % len(by_type[dst_type])]
        if src.pk != dst.pk:
            relations[kind, src.pk, dst.pk] = Relation(
                src=src,
                dst=dst,
                kind=kind,
                src_type=src_type,
                dst_type=dst_type,
                strength=KINDS[kind].strength,
                valid=f"[{date(2025, 1, 1)},)",
            )
    Relation.objects.bulk_create(relations.values(), batch_size=1_000)


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


def test_5000_elements_are_valid_legal_and_byte_equal_after_they_came_back(fjordvik, sundby):
    with tenant(fjordvik):
        a_municipality()
        content = export_map("archimate", profile="internal", by=SYSTEM).content
    if FOLDER:
        etree.XMLSchema(etree.parse(Path(FOLDER) / "archimate3_Diagram.xsd")).assertValid(etree.fromstring(content))
    read = archimate.read(content)
    assert (len(read.model.elements), list(read.findings)) == (ELEMENTS, [])
    with tenant(sundby):
        bring(content)
        assert Element.objects.count() == ELEMENTS
        again = export_map("archimate", profile="internal", by=SYSTEM).content
        assert body(again) == body(content)


@pytest.mark.skipif(not FOLDER, reason="GRUNNMUR_ARCHIMATE_XSD names no folder with the schema of the exchange format")
@pytest.mark.parametrize("profile", ["public", "internal", "security"])
def test_empty_map_is_a_valid_file(here, profile):
    content = export_map("archimate", profile=profile, by=SYSTEM).content
    etree.XMLSchema(etree.parse(Path(FOLDER) / "archimate3_Diagram.xsd")).assertValid(etree.fromstring(content))

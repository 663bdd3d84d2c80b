"""Claim: 20,000 elements and 20,000 relations are written as ArchiMate exchange file in at most 3 s of CPU.

The peer is bare lxml writing the same nodes piece by piece, with nothing looked up, checked or sorted. Both files are
parsed and compared before a speed is told. Run as `python bench/exchange.py`; prints one JSON line.
"""

import json
import statistics
import time
from collections import defaultdict
from datetime import date
from io import BytesIO
from random import Random
from typing import NamedTuple
from uuid import UUID

from lxml import etree

from grunnmur.landscape.catalogue import PAIRS, TYPES
from grunnmur.landscape.exchange import archimate
from grunnmur.landscape.exchange.model import LIFECYCLES, Element, Model, Relation

ELEMENTS, RELATIONS, BLOCKS, GOAL_SECONDS = 20_000, 20_000, 10, 3.0
random = Random(2026)


class Shape(NamedTuple):
    """One node of a file and those within it."""

    tag: str
    attributes: dict[str, str]
    text: str
    inside: tuple["Shape", ...]


def new_id() -> UUID:
    """Return a fixed random uuid."""
    return UUID(int=random.getrandbits(128))


def make_model() -> Model:
    """Return elements of all types with the fields and details municipalities fill in, and legal relations."""
    elements = tuple(
        Element(
            id=new_id(),
            type=tuple(TYPES)[number % len(TYPES)],
            name=f"Ærlig & <åpen> {number}",
            code=f"E-{number}",
            summary="Hva dette er og hvorfor vi har det.",
            owner_unit="Helse og omsorg",
            owner_function="Systemeier",
            lifecycle=random.choice(LIFECYCLES),
            criticality=random.randrange(1, 5),
            properties=(("hosting", "saas"), ("login", "sso"), ("operated_by", "supplier")),
        )
        for number in range(ELEMENTS)
    )
    by_type = defaultdict(list)
    for element in elements:
        by_type[element.type].append(element.id)
    relations = tuple(make_relation(by_type) for _ in range(RELATIONS))
    return Model(id=new_id(), name="Virksomhetskart", elements=elements, relations=relations)


def make_relation(by_type: dict[str, list[UUID]]) -> Relation:
    """Return a relation of a random legal pair."""
    kind, source, target = random.choice(sorted(PAIRS))
    src, dst = random.choice(by_type[source]), random.choice(by_type[target])
    days = {"valid_from": date(2020, 1, 1), "valid_to": date(2030, 1, 1)}
    return Relation(id=new_id(), kind=kind, src=src, dst=dst, strength=random.randrange(3), note="Merknad", **days)


def shape_of(node: etree._Element) -> Shape:
    """Return a node as plain Python."""
    tag = etree.QName(node).localname
    attributes = {etree.QName(name).localname: value for name, value in node.attrib.items()}
    text = (node.text or "").strip() if len(node) else node.text or ""
    return Shape(tag, attributes, text, tuple(shape_of(child) for child in node))


def write_bare(model: Shape) -> bytes:
    """Write the nodes with lxml, each element and relation when its turn comes."""
    out = BytesIO()
    with etree.xmlfile(out, encoding="UTF-8") as file, file.element(model.tag, model.attributes):
        for part in model.inside:
            with file.element(part.tag, part.attributes):
                file.write(part.text)
                for shape in part.inside:
                    file.write(grown(shape))
    return out.getvalue()


def grown(shape: Shape) -> etree._Element:
    """Return the node of a shape."""
    node = etree.Element(shape.tag, shape.attributes)
    fill(node, shape)
    return node


def fill(node: etree._Element, shape: Shape) -> None:
    """Give a node its text and the nodes within."""
    node.text = shape.text
    for child in shape.inside:
        fill(etree.SubElement(node, child.tag, child.attributes), child)


def seconds(work: object, *arguments: object, **named: object) -> float:
    """Return the CPU time of one call."""
    begin = time.process_time()
    work(*arguments, **named)
    return time.process_time() - begin


def main() -> None:
    """Compare the files, measure in turns, print."""
    model = make_model()
    data = archimate.write(model, language="nb")
    shape = shape_of(etree.fromstring(data))
    nodes = sum(1 for _ in etree.fromstring(data).iter())
    assert nodes > 10 * (ELEMENTS + RELATIONS)
    assert shape_of(etree.fromstring(write_bare(shape))) == shape
    pairs = [(seconds(archimate.write, model, language="nb"), seconds(write_bare, shape)) for _ in range(BLOCKS)]
    ratios = sorted(ours / bare for ours, bare in pairs)
    ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    result = {
        "claim": f"write {ELEMENTS:,} elements and {RELATIONS:,} relations as ArchiMate exchange file",
        "ours": f"{ours:.2f} s CPU",
        "peer": f"bare lxml, the same {nodes:,} nodes piece by piece: {bare:.2f} s CPU",
        "ratio": round(statistics.median(ratios), 2),
        "spread": [round(ratios[0], 2), round(ratios[-1], 2)],
        "goal": f"≤ {GOAL_SECONDS:.0f} s",
        "holds": ours <= GOAL_SECONDS,
        "rows": ELEMENTS + RELATIONS,
    }
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()

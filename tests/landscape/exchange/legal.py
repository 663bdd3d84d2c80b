"""The relations that ArchiMate 3.2 allows between the concepts of the map.

archimate_3_2.csv is a subset of the table in appendix B of the specification: what follows from the metamodel and the
derivation rules for certain. An association is always allowed. What the file does not list counts as illegal here.
"""

import csv
from pathlib import Path

from lxml import etree

from grunnmur.landscape.catalogue import TYPES

TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
FILE = Path(__file__).with_name("archimate_3_2.csv")
CONCEPTS = frozenset(one.archimate for one in TYPES.values())


def legal_triples():
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    return frozenset(
        (relation, source, target)
        for row in rows
        for relation in row["relations"].split()
        for source in _concepts(row["sources"])
        for target in _concepts(row["targets"])
    )


def _concepts(cell):
    return CONCEPTS if cell == "*" else cell.split()


def triples_of(data):
    """The relations of an exchange file, as the concepts they join."""
    root = etree.fromstring(data)
    concepts = {one.get("identifier"): one.get(TYPE) for one in root.iter("{*}element")}
    return {
        (one.get(TYPE), concepts[one.get("source")], concepts[one.get("target")])
        for one in root.iter("{*}relationship")
    }

"""CSV files of Archi, and of people who edited them in a spreadsheet."""

import csv
import zipfile
from io import BytesIO, StringIO

import pytest

from grunnmur.landscape.exchange import archi_csv
from grunnmur.landscape.exchange.archi_csv.columns import guard, unguard
from grunnmur.landscape.exchange.findings import Problem
from tests.landscape.exchange.models import large_model
from tests.landscape.exchange.test_hostile import zipped

ELEMENTS = """"ID","Type","Name","Documentation","Specialization"
"m","ArchimateModel","Kommunen","Om",""
"a","BusinessProcess","Ålesund","",""
"b","BusinessObject","'=Sak","To
linjer","Journal"
"c","BusinessActor","Firma","","Leverandør"
"d","Junction","","",""
"""
RELATIONS = """"ID","Type","Name","Documentation","Source","Target","Specialization"
"r","AccessRelationship","","","a","b",""
"s","AssociationRelationship","","","a","gone",""
"""
PROPERTIES = """"ID","Key","Value"
"m","Version","7"
"a","lifecycle","active"
"r","Access_Type","Write"
"gone","x","y"
"""


def members(elements=ELEMENTS, relations=RELATIONS, rows=PROPERTIES):
    return {"my-elements.csv": elements, "my-relations.csv": relations, "my-properties.csv": rows}


def test_files_of_archi_are_read():
    read = archi_csv.read(zipped(members()))
    model = read.model
    assert (model.id, model.name, model.documentation, model.properties) == ("m", "Kommunen", "Om", (("Version", "7"),))
    assert [(one.id, one.type, one.name, one.lifecycle) for one in model.elements] == [
        ("a", "process", "Ålesund", "active"),
        ("b", "information", "=Sak", ""),
        ("c", "supplier", "Firma", ""),
    ]
    assert model.elements[1].summary == "To\nlinjer"
    assert model.elements[1].properties == (("Specialization", "Journal"),)
    assert [(one.kind, one.src, one.dst) for one in model.relations] == [("writes", "a", "b")]
    assert [(one.problem, one.part, one.line) for one in read.findings] == [
        (Problem.DANGLING_REFERENCE, "properties.csv", 5),
        (Problem.MISSING_NAME, "elements.csv", 6),
        (Problem.DANGLING_REFERENCE, "relations.csv", 3),
    ]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_spreadsheet_may_have_saved_them(separator):
    text = ELEMENTS.replace('","', f'"{separator}"').replace("\n", "\r\n")
    read = archi_csv.read(zipped({"elements.csv": text.encode("cp1252")}))
    assert [one.name for one in read.model.elements] == ["Ålesund", "=Sak", "Firma"]


def test_columns_may_stand_in_any_order_and_be_missing_at_the_end():
    read = archi_csv.read(zipped({"elements.csv": "type,id,NAME,Documentation\nGoal,a,Mål\n\nGoal,b,Mer,Om\n"}))
    assert [(one.id, one.name, one.summary) for one in read.model.elements] == [("a", "Mål", ""), ("b", "Mer", "Om")]


def test_other_files_in_the_zip_are_told():
    read = archi_csv.read(zipped({"elements.csv": "ID,Type,Name\n", "old/elements.csv": "", "notes.txt": "x"}))
    assert [(one.problem, one.part) for one in read.findings] == [
        (Problem.NOT_TAKEN, "notes.txt"),
        (Problem.NOT_TAKEN, "old/elements.csv"),
    ]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "''-", "'", "plain", "", "'tis"])
def test_guarding_keeps_every_text_and_leaves_no_formula(text):
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_no_cell_of_an_export_begins_as_a_formula():
    with zipfile.ZipFile(BytesIO(archi_csv.write(large_model(500, 500), language="nb"))) as archive:
        assert archive.namelist() == ["elements.csv", "relations.csv", "properties.csv"]
        for name in archive.namelist():
            rows = list(csv.reader(StringIO(archive.read(name).decode("utf-8-sig"), newline="")))
            assert len(rows) > 400
            assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_an_export_has_the_headers_of_archi():
    with zipfile.ZipFile(BytesIO(archi_csv.write(large_model(50, 50), language="nb"))) as archive:
        heads = [archive.read(name).decode("utf-8-sig").partition("\r\n")[0] for name in archive.namelist()]
    assert heads == [
        '"ID","Type","Name","Documentation","Specialization"',
        '"ID","Type","Name","Documentation","Source","Target","Specialization"',
        '"ID","Key","Value"',
    ]

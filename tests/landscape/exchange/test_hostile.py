"""Files that mean harm, or that are no models: refused with a sentence, fast and in little memory."""

import time
import zipfile
from io import BytesIO

import pytest
from django.utils import translation

from grunnmur.core.tables.sheet import UnreadableFileError
from grunnmur.landscape.exchange import archi_csv, archimate, findings
from grunnmur.landscape.exchange.archimate import source
from grunnmur.landscape.exchange.findings import Problem
from tests.landscape.exchange.documents import HEAD, document, element

BILLION_LAUGHS = b"""<?xml version="1.0"?>
<!-- harmless -->
<!DOCTYPE model [
<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/"><name>&c;</name></model>"""
EXTERNAL_ENTITY = b"""<!DOCTYPE model [<!ENTITY file SYSTEM "file:///etc/passwd">]>
<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/"><name>&file;</name></model>"""
EXTERNAL_DTD = b"""<?xml version="1.0"?><!DOCTYPE model SYSTEM "http://localhost:9/x.dtd"><model/>"""


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty"),
        (BILLION_LAUGHS, "DOCTYPE.*line 3"),
        (BILLION_LAUGHS.decode().encode("utf-16"), "DOCTYPE.*line 3"),
        (EXTERNAL_ENTITY, "DOCTYPE.*line 1"),
        (EXTERNAL_DTD, "DOCTYPE.*line 1"),
        (b"PK\x03\x04", "not an XML file"),
        (b"Name;Type\nA;B\n", "not an XML file"),
        (b"<html><body/></html>", "another kind .html"),
        (b'<model xmlns="http://www.opengroup.org/xsd/archimate"/>', "ArchiMate 2"),
        (b'<a:model xmlns:a="http://www.archimatetool.com/archimate"/>', "Archi's own file"),
        (b'<?xml version="1.0" encoding="utf-7"?><model/>', "letters"),
        (b'<?xml version="1.0" encoding="UTF-8"?><model name="\xff"/>', "letters"),
        (document([element("a", "Goal")])[:-3], "not well-formed XML, line 8"),
        (document(["<element"]), "not well-formed XML, line 6"),
        (document([element("a", "Goal", "&laughs;")]), "not well-formed XML, line 5: Entity"),
        (document(["<a>" * 300 + "</a>" * 300]), "not well-formed XML, line 5: Excessive depth"),
    ],
)
def test_what_is_no_safe_model_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(UnreadableFileError, match=sentence):
        archimate.read(data)


def test_a_hundred_megabytes_are_refused_at_once():
    data = (HEAD + "<elements>").encode() + b"<element/>" * (10 * 1024 * 1024)
    begin = time.process_time()
    with pytest.raises(UnreadableFileError, match="larger than 64 MB"):
        archimate.read(data)
    assert time.process_time() - begin < 1


@pytest.mark.parametrize("part", ["<a/>", "<a b=''/>"])
def test_a_flood_of_parts_is_refused_before_it_is_parsed(monkeypatch, part):
    monkeypatch.setattr(source, "MAX_NODES", 900)
    monkeypatch.setattr(source, "MAX_ATTRIBUTES", 800)
    monkeypatch.setattr(source.etree, "iterparse", None)
    with pytest.raises(UnreadableFileError, match="more parts"):
        archimate.read(document([part * 1_000]))


def test_a_model_of_too_many_elements_is_refused(monkeypatch):
    monkeypatch.setattr(source, "MAX_CONCEPTS", 10)
    with pytest.raises(UnreadableFileError, match="more parts"):
        archimate.read(document([element(f"a{number}", "Goal") for number in range(20)]))


def test_a_flood_of_mistakes_is_told_in_part(monkeypatch):
    monkeypatch.setattr(findings, "MOST", 3)
    read = archimate.read(document([element(f"a{number}", "Dragon") for number in range(10)]))
    assert [one.problem for one in read.findings] == [Problem.UNKNOWN_TYPE] * 3 + [Problem.MORE]
    assert "7" in str(read.findings[-1])


def test_an_endless_comment_before_the_model_takes_no_time():
    begin = time.process_time()
    with pytest.raises(UnreadableFileError):
        archimate.read(b"<!-- " * 1_000_000)
    assert time.process_time() - begin < 2


def zipped(members):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"ID,Type,Name", "damaged"),
        (b"PK\x03\x04 and no more", "damaged"),
        (zipped({"notes.txt": "x"}), "no elements.csv"),
        (zipped({"elements.csv": ""}), "elements.csv lacks the column ID"),
        (zipped({"elements.csv": "ID,Name\na,b\n"}), "elements.csv lacks the column Type"),
        (
            zipped({"elements.csv": "ID,Type,Name\n", "relations.csv": "ID,Type\n"}),
            "relations.csv lacks the column Sou",
        ),
        (zipped({"elements.csv": 'ID,Type,Name\na,Goal,"x\n'}), "elements.csv cannot be read in line 2"),
        (zipped({"elements.csv": b"ID,Type,Name\na,Goal,\x00\n"}), "not text"),
        (zipped({f"{number}.txt": "" for number in range(200)}), "too many parts"),
    ],
)
def test_what_is_no_safe_zip_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(UnreadableFileError, match=sentence):
        archi_csv.read(data)


def test_a_zip_bomb_is_refused():
    bomb = zipped({"elements.csv": b"0" * (201 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    with pytest.raises(UnreadableFileError, match="unpacks to more than 200 MB"):
        archi_csv.read(bomb)

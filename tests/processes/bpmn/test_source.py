import time

import pytest

from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.read.source import MAX_BYTES
from tests.processes.bpmn.drawings import MODEL, file_of, process_of

TASK = '<process id="p"><task id="a" name="Søknad"/></process>'


def name_in(data):
    return read(data).processes[0].nodes[0].name


def refusal(data):
    with pytest.raises(BpmnError) as caught:
        read(data)
    return caught.value


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \r\n\0", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\xd0\xcf\x11\xe0rest", "old Visio"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"Hei", "not an XML file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<!DOCTYPE html><html><body><p>not closed</body></html>", "HTML"),
        (b"<html><br></html>", "HTML"),
        (b"<AML><Header/></AML>", "ARIS AML"),
        (b"<Package xmlns='http://www.wfmc.org/2008/XPDL2.1'/>", "XPDL"),
        (b"<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/'/>", "DMN"),
        (b"<VisioDocument xmlns='http://schemas.microsoft.com/visio/2003/core'/>", "Visio"),
        (b"<bpmn:BpmnDiagram xmlns:bpmn='http://stp.eclipse.org/bpmn'/>", "BPMN 1.x"),
        (b"<mxfile/>", "draw.io"),
        (b"<q:definitions/>", "another kind (q:definitions)"),
        (b"<project/>", "another kind (project)"),
        (f"<process xmlns='{MODEL}'/>".encode(), "piece of a BPMN file"),
    ],
)
def test_other_formats_are_refused_by_name(data, word):
    assert word in refusal(data).sentence


def test_file_cut_short_is_refused_with_its_line():
    error = refusal(process_of("\n<task id='a'/>\n")[:-24])
    assert error.line == 4
    assert error.column > 0
    assert "Premature end" in error.sentence


def test_mismatched_tags_are_refused_with_their_line():
    error = refusal(file_of("<process id='p'>\n\n<task></process>"))
    assert error.line == 4
    assert "mismatch" in error.sentence


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-1"?>', "latin-1"),
        ('<?xml version="1.0" encoding="windows-1252"?>', "cp1252"),
        ('<?xml version="1.0" encoding="UTF-8"?>', "utf-8"),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16"),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16-le"),
        ("", "utf-8"),
        ("", "utf-8-sig"),
    ],
)
def test_declared_encodings_are_followed_without_a_note(head, encoding):
    data = file_of(TASK, head=head).decode().encode(encoding)
    assert name_in(data) == "Søknad"
    assert not read(data).notes


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<?xml version="1.0" encoding="UTF-8"?>', "cp1252"),
        ('<?xml version="1.0" encoding="us-ascii"?>', "utf-8"),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-8"),
        ('<?xml version="1.0" encoding="no-such-thing"?>', "utf-8"),
        ('<?xml version="1.0" encoding="punycode"?>', "utf-8"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>', "utf-8-sig"),
    ],
)
def test_wrong_declarations_are_survived_and_noted(head, encoding):
    data = file_of(TASK, head=head).decode().encode(encoding)
    assert name_in(data) == "Søknad"
    assert len(read(data).notes) == 1


def test_rubbish_before_the_declaration_is_left_out_and_lines_still_count():
    data = b"rubbish\n\n" + file_of("<process id='p'>\n<task/></process>")
    notes = read(data).notes
    assert notes[0].text == "Text before the XML was left out."
    assert notes[1].line == 5


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("A&#0;B", "AB"),
        ("A\x01B", "AB"),
        ("A&nbsp;B", "A B"),
        ("A & B", "A & B"),
        ("A &nosuch; B", "A &nosuch; B"),
        ("A&#xFFFFFFF;B", "AB"),
    ],
)
def test_forbidden_characters_are_mended_and_noted(written, name):
    data = process_of(f'<task id="a" name="{written}"/>')
    assert name_in(data) == name
    assert any("does not allow" in note.text for note in read(data).notes)


@pytest.mark.parametrize(
    "inside",
    [
        '<task id="a" name="A" q:x="1"/>',
        '<task id="a" name="A"/><q:thing/>',
        '<task id="a" name="A"><extensionElements><q:thing/></extensionElements></task>',
        '<task id="a" name="A" xmlns:q="foo bar"/>',
        '<task id="a" name="A" x="1" x="2"/>',
        '<task id="a" name="A" y="a&lt;b" x="a<b"/>',
    ],
)
def test_small_faults_are_recovered_from_and_noted(inside):
    data = process_of(inside)
    assert name_in(data) == "A"
    assert read(data).notes


def test_definitions_without_a_namespace_are_read():
    assert name_in(b'<definitions><process id="p"><task id="a" name="A"/></process></definitions>') == "A"


def test_entity_bomb_is_refused_at_once():
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    head = f'<?xml version="1.0"?>\n<!DOCTYPE d [<!ENTITY e0 "{"x" * 100}">{entities}]>\n'
    start = time.process_time()
    error = refusal(file_of('<process id="p"><task id="a" name="&e9;"/></process>', head=head))
    assert "entities" in error.sentence
    assert error.line == 2
    assert time.process_time() - start < 0.5


def test_external_entity_is_refused_and_never_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hemmelig")
    head = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    assert "hemmelig" not in str(refusal(file_of("<process id='p'><task id='a'>&x;</task></process>", head=head)))


def test_entity_hidden_behind_a_comment_is_refused():
    head = '<!-- > --><!DOCTYPE d [<!-- ]> --><!ENTITY x "y">]>'
    assert "entities" in refusal(file_of("<process id='p' name='&x;'/>", head=head)).sentence


def test_external_dtd_is_not_fetched():
    head = '<!DOCTYPE definitions SYSTEM "http://127.0.0.1:9/never.dtd">'
    assert name_in(file_of(TASK, head=head)) == "Søknad"


def test_too_large_files_are_refused():
    assert "10 MB" in refusal(b"<" * (MAX_BYTES + 1)).sentence


def test_too_many_elements_are_refused():
    assert "50000 elements" in refusal(process_of("<task/>" * 50_001)).sentence


def test_too_many_tags_are_refused_before_parsing():
    start = time.process_time()
    assert "50000 elements" in refusal(process_of("<a/>" * 1_000_000)).sentence
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("depth", [199, 5000])
def test_too_deep_files_are_refused(depth):
    error = refusal(process_of("<subProcess>" * depth + "</subProcess>" * depth))
    assert "deep" in error.sentence


def test_deepest_allowed_file_is_read():
    depth = 198
    model = read(process_of("<subProcess>" * depth + "</subProcess>" * depth))
    assert len(model.processes[0].nodes) == depth

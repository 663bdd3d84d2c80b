"""A file is patched: what nobody changed is there as before, whoever made it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grunnmur.processes.bpmn.edit import Document, losses
from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.read import read
from tests.processes.bpmn.drawings import file_of, process_of

FOREIGN = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- made elsewhere -->
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:other:tool"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" id="d" targetNamespace="urn:t" x:seal="7">
  <b:itemDefinition id="i" structureRef="xs:string"/>
  <b:process id="p" x:colour="blue">
    <!-- the lanes -->
    <b:laneSet id="ls"><b:lane id="l1" name="Leder"><b:flowNodeRef>a</b:flowNodeRef></b:lane>
      <b:lane id="l2" name="Arkiv"><b:childLaneSet id="c"><b:lane id="l3" name="Inne"/>
      </b:childLaneSet></b:lane></b:laneSet>
    <b:userTask id="a" name="Les &amp; svar"><b:documentation id="doc">Slik</b:documentation>
      <b:documentation>og slik</b:documentation>
      <b:extensionElements><x:form key="7"><x:field>tekst</x:field></x:form></b:extensionElements></b:userTask>
    <b:task name="uten id"/><b:endEvent id="e"/>
    <b:sequenceFlow id="f" sourceRef="a" targetRef="e"/>
  </b:process>
</b:definitions>
"""


def nodes_of(data):
    return {node.id: node for process in read(data).processes for node in process.nodes}


def lanes_of(data):
    return {lane.id: lane for process in read(data).processes for lane in process.lanes}


def test_opening_and_writing_keeps_everything_comments_and_foreign_parts_too():
    written = Document.of(FOREIGN).write()

    assert losses(FOREIGN, written) == []
    assert b"<!-- made elsewhere -->" in written
    assert b'xmlns:xs="http://www.w3.org/2001/XMLSchema"' in written
    assert b'structureRef="xs:string"' in written


def test_name_facts_and_role_are_changed_and_nothing_else_is_lost():
    document = Document.of(FOREIGN)
    document.rename("a", "Les brevet")
    document.set_facts("a", [("uid", "u1"), ("number", "2"), ("checklist", "Sjekk"), ("checklist", "Send")])
    document.set_role("l1", "r1", name="Leder")
    document.set_role("l1", "r2", name="Avdelingsleder")
    written = document.write()

    found = nodes_of(written)["a"]
    assert (found.name, found.ext) == (
        "Les brevet",
        (("uid", "u1"), ("number", "2"), ("checklist", "Sjekk"), ("checklist", "Send")),
    )
    assert lanes_of(written)["l1"].role_id == "r2"
    assert losses(FOREIGN, written) == [
        "attribute name='Les & svar' of userTask (http://www.omg.org/spec/BPMN/20100524/MODEL)"
    ]


def test_what_is_taken_back_leaves_the_file_as_it_was():
    document = Document.of(FOREIGN)
    document.set_facts("a", [("uid", "u")])
    document.set_role("l2", "r")
    again = Document.of(document.write())
    again.set_facts("a", [])
    again.set_role("l2", "")

    assert losses(FOREIGN, again.write()) == []
    assert b"flyt" not in again.write()


def test_a_description_takes_the_place_of_all_that_were_there():
    document = Document.of(FOREIGN)
    document.describe("a", "Kort")
    document.describe("e", "Slutt")
    written = document.write()

    assert (nodes_of(written)["a"].doc, nodes_of(written)["e"].doc) == ("Kort", "Slutt")
    assert b'<b:documentation id="doc">Kort</b:documentation>' in written
    document.describe("a", "")
    assert nodes_of(document.write())["a"].doc == ""


def test_a_node_moves_to_one_lane_and_out_of_every_other():
    document = Document.of(FOREIGN)
    document.move("a", "l2")

    assert nodes_of(document.write())["a"].lane == "l2"
    assert lanes_of(document.write())["l1"].members == ()
    text = document.write().decode()
    assert text.index("<b:flowNodeRef>a") < text.index("<b:childLaneSet")  # as the schema has them


def test_elements_without_an_id_are_named_as_the_model_names_them():
    (made,) = (name for name, node in nodes_of(FOREIGN).items() if node.name == "uten id")
    document = Document.of(FOREIGN)
    document.set_facts(made, [("uid", "u9")])

    assert nodes_of(document.write())[made].ext == (("uid", "u9"),)


def test_extensions_come_after_the_descriptions_and_before_all_else():
    document = Document.of(
        file_of(
            '<process id="p"><userTask id="a"><documentation>x</documentation><incoming>f</incoming>'
            "</userTask></process>"
        )
    )
    document.set_facts("a", [("uid", "u")])
    text = document.write().decode()

    assert text.index("</documentation>") < text.index("<extensionElements>") < text.index("<incoming>")


def test_unknown_elements_and_broken_files_are_refused():
    with pytest.raises(KeyError):
        Document.of(FOREIGN).rename("nobody", "x")
    with pytest.raises(BpmnError):
        Document.of(b"hei")


def test_losses_tell_what_is_gone_and_how_often():
    assert losses(b"<a b='1'><c/>x<c/><!--k--></a>", b"<a b='2'><c/></a>") == [
        "attribute b='1' of a",
        "comment k",
        "element c",
        "text x",
    ]


WRITABLE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=30)


@settings(max_examples=60, deadline=None)
@given(WRITABLE, WRITABLE)
def test_any_text_can_be_written_and_read_again(uid, fact):
    document = Document.of(FOREIGN)
    document.set_facts("a", [("uid", uid), ("note", fact)])

    assert nodes_of(document.write())["a"].ext == (("uid", uid), ("note", fact))


def test_the_way_of_all_other_cases_has_no_condition_for_machines_and_can_be_taken_back():
    data = process_of(
        '<exclusiveGateway id="g"/><endEvent id="e"/><endEvent id="h"/>'
        '<sequenceFlow id="f" sourceRef="g" targetRef="e"><conditionExpression>x</conditionExpression></sequenceFlow>'
        '<sequenceFlow id="k" sourceRef="g" targetRef="h"><conditionExpression>y</conditionExpression></sequenceFlow>'
    )
    document = Document.of(data)
    document.take_otherwise("g", "f")
    written = document.write()
    assert nodes_of(written)["g"].default == "f"
    assert [(flow.id, flow.condition) for flow in read(written).processes[0].flows] == [("f", ""), ("k", "y")]

    document.take_otherwise("g", "")
    document.take_otherwise("g", "")
    assert nodes_of(document.write())["g"].default == ""
    for flow_id in ("e", "nowhere"):
        with pytest.raises(KeyError):
            document.take_otherwise("g", flow_id)

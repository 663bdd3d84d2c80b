import pytest

from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.model import NodeKind, NoteKind
from grunnmur.processes.bpmn.read import read
from tests.processes.bpmn.drawings import (
    CHOICE,
    LINE,
    diagram,
    file_of,
    flow,
    process_of,
    shape,
)


def nodes_of(data):
    return {node.id: node for process in read(data).processes for node in process.nodes}


def repairs(model):
    return [note.text for note in model.notes if note.kind is NoteKind.REPAIRED]


def test_nodes_and_flows_come_in_the_order_of_the_file():
    process = read(process_of(LINE)).processes[0]
    assert [node.id for node in process.nodes] == ["s", "a", "b", "e"]
    assert [(flow.source, flow.target) for flow in process.flows] == [("s", "a"), ("a", "b"), ("b", "e")]
    assert process.name == "Ansettelse"


def test_flows_listed_before_their_nodes_are_read():
    process = read(process_of(flow("f", "a", "b") + '<task id="a"/><task id="b"/>')).processes[0]
    assert process.flows[0].target == "b"
    assert not read(process_of(flow("f", "a", "b") + '<task id="a"/><task id="b"/>')).notes


@pytest.mark.parametrize("kind", list(NodeKind))
def test_every_node_kind_is_read(kind):
    assert nodes_of(process_of(f'<{kind.value} id="x" name="N"/>'))["x"].kind is kind


def test_any_prefix_will_do():
    data = (
        b'<q:definitions xmlns:q="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">'
        b'<q:process id="p"><q:task id="a" name="A"/></q:process></q:definitions>'
    )
    assert nodes_of(data)["a"].name == "A"


def test_node_details_are_read():
    nodes = nodes_of(
        process_of(
            '<subProcess id="sub" triggeredByEvent="true"><startEvent id="inner" isInterrupting="false">'
            "<timerEventDefinition/></startEvent></subProcess>"
            '<task id="t" isForCompensation="true" default="f"><documentation>Slik gjør du</documentation>'
            '<multiInstanceLoopCharacteristics isSequential="true"/></task>'
            '<boundaryEvent id="b" attachedToRef="t" cancelActivity="false"><messageEventDefinition/></boundaryEvent>'
            '<callActivity id="c" calledElement="other"><standardLoopCharacteristics/></callActivity>'
            '<scriptTask id="sc"><script>do()</script></scriptTask>'
            '<endEvent id="e"><messageEventDefinition/><signalEventDefinition/></endEvent>'
        )
    )
    assert nodes["sub"].is_event_sub_process
    assert (nodes["inner"].parent, nodes["inner"].event, nodes["inner"].is_interrupting) == ("sub", "timer", False)
    assert (nodes["t"].doc, nodes["t"].loop, nodes["t"].default) == ("Slik gjør du", "sequential", "f")
    assert nodes["t"].is_compensation
    assert (nodes["b"].attached_to, nodes["b"].is_interrupting) == ("t", False)
    assert (nodes["c"].called, nodes["c"].loop) == ("other", "standard")
    assert nodes["sc"].script == "do()"
    assert nodes["e"].event == "multiple"


def test_our_step_and_role_are_read():
    model = read(
        process_of(
            '<laneSet id="ls"><lane id="l" name="Leder"><extensionElements><flyt:role id="r1"/></extensionElements>'
            '<flowNodeRef>a</flowNodeRef></lane></laneSet><task id="a"><extensionElements>'
            '<flyt:step uid="u1" number="6b"/></extensionElements></task>'
        )
    )
    assert model.processes[0].lanes[0].role_id == "r1"
    assert dict(model.processes[0].nodes[0].ext) == {"uid": "u1", "number": "6b"}


def test_innermost_lane_wins_and_what_is_inside_follows():
    process = read(
        process_of(
            '<laneSet id="ls"><lane id="out" name="Etat"><flowNodeRef>a</flowNodeRef><flowNodeRef>sub</flowNodeRef>'
            '<childLaneSet id="c"><lane id="in" name="Leder"><flowNodeRef>a</flowNodeRef></lane></childLaneSet>'
            '</lane></laneSet><task id="a"/><boundaryEvent id="b" attachedToRef="a"/>'
            '<subProcess id="sub"><task id="deep"/></subProcess>'
        )
    ).processes[0]
    assert {node.id: node.lane for node in process.nodes} == {"a": "in", "b": "in", "sub": "out", "deep": "out"}
    assert [(lane.id, lane.parent) for lane in process.lanes] == [("out", ""), ("in", "out")]


def test_lanes_without_members_are_filled_from_the_drawing():
    model = read(
        file_of(
            '<process id="p"><laneSet id="ls"><lane id="l1"/>'
            '<lane id="l2"/></laneSet><task id="a"/><task id="b"/></process>'
            + diagram(
                shape("l1", 0, 0, 600, 100) + shape("l2", 0, 100, 600, 100) + shape("a", 10, 10) + shape("b", 10, 110)
            )
        )
    )
    assert [node.lane for node in model.processes[0].nodes] == ["l1", "l2"]
    assert any("the drawing decided" in text for text in repairs(model))


def test_flow_node_ref_to_nothing_is_ignored_and_noted():
    model = read(
        process_of('<laneSet id="ls"><lane id="l"><flowNodeRef>gone</flowNodeRef></lane></laneSet><task id="a"/>')
    )
    assert [note.element_id for note in model.notes if note.kind is NoteKind.IGNORED] == ["l"]


def test_several_processes_pools_and_a_black_box():
    model = read(
        file_of(
            '<collaboration id="c"><participant id="p1" name="Kommunen" processRef="p"/>'
            '<participant id="p2" name="Søker"/><messageFlow id="m" name="Svar" sourceRef="a" targetRef="p2"/>'
            '</collaboration><process id="p"><task id="a"/></process><process id="q"><task id="z"/></process>'
        )
    )
    assert [(pool.name, pool.process) for pool in model.participants] == [("Kommunen", "p"), ("Søker", "")]
    assert model.message_flows[0].target == "p2"
    assert [process.id for process in model.processes] == ["p", "q"]


def test_references_with_a_prefix_find_their_element():
    model = read(
        file_of(
            '<collaboration id="c"><participant id="pool" processRef="tns:p"/></collaboration>'
            '<process id="p"><task id="a:b"/><task id="c d"/>' + flow("f", "a:b", "c d") + "</process>"
        )
    )
    assert model.participants[0].process == "p"
    assert (model.processes[0].flows[0].source, model.processes[0].flows[0].target) == ("a:b", "c d")
    assert not repairs(model)


def test_second_of_two_equal_ids_is_renamed_and_noted():
    model = read(process_of('<task id="a" name="En"/><task id="a" name="To"/><task id="a_2" name="Tre"/>'))
    names = {node.id: node.name for node in model.processes[0].nodes}
    assert names == {"a": "En", "a_3": "To", "a_2": "Tre"}
    assert repairs(model) == ["Two elements have the id a; the second is now a_3."]


def test_many_equal_ids_are_renamed_in_linear_time():
    model = read(process_of('<task id="a"/>' * 5000))
    assert len({node.id for node in model.processes[0].nodes}) == 5000


def test_missing_ids_are_made_the_same_way_every_time():
    data = process_of('<task name="En"/><task name="To"/>')
    first, second = read(data), read(data)
    assert first == second
    ids = [node.id for node in first.processes[0].nodes]
    assert len(set(ids)) == 2
    assert all(name.startswith("n_") and len(name) == 14 for name in ids)


def test_ids_that_differ_only_in_case_stay_apart():
    assert set(nodes_of(process_of('<task id="Start"/><task id="start"/><task id="End"/>'))) == {
        "Start",
        "start",
        "End",
    }


def test_flow_with_one_end_is_kept_and_noted():
    model = read(process_of('<task id="a"/><sequenceFlow id="f" sourceRef="a"/>'))
    assert model.processes[0].flows[0].target == ""
    assert [note.element_id for note in model.notes] == ["f"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Lag&#10;utlysning", "Lag\nutlysning"),
        ("&lt;b&gt;Lag&lt;/b&gt;&lt;br/&gt;utlysning", "Lag\nutlysning"),
        ("  Lag   utlysning ", "Lag utlysning"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("😀", "😀"),
        ("x" * 400, "x" * 400),
        ("Lag\u00a0utlysning", "Lag utlysning"),
        ("\u202eLag", "Lag"),
    ],
)
def test_names_are_made_clean(written, name):
    assert nodes_of(process_of(f'<task id="a" name="{written}"/>'))["a"].name == name


def test_text_annotation_in_cdata_is_read():
    process = read(
        process_of(
            '<task id="a"/><textAnnotation id="t"><text><![CDATA[Husk <frist> & svar]]></text></textAnnotation>'
            '<association id="as" sourceRef="a" targetRef="t"/>'
        )
    ).processes[0]
    assert process.artifacts[0].text == "Husk <frist> & svar"
    assert (process.associations[0].source, process.associations[0].target) == ("a", "t")


def test_data_and_group_are_read():
    process = read(
        file_of(
            '<category id="c"><categoryValue id="v" value="Fase 1"/></category><process id="p"><task id="a">'
            '<dataInputAssociation id="i"><sourceRef>o</sourceRef>'
            "<targetRef>x</targetRef></dataInputAssociation></task>"
            '<dataObject id="do" isCollection="true"/><dataObjectReference id="o" name="Søknad" dataObjectRef="do">'
            '<dataState name="mottatt"/></dataObjectReference><group id="g" categoryValueRef="v"/></process>'
        )
    ).processes[0]
    texts = {artifact.id: (artifact.text, artifact.is_collection) for artifact in process.artifacts}
    assert texts["o"] == ("Søknad [mottatt]", True)
    assert texts["g"] == ("Fase 1", False)
    assert (process.associations[0].source, process.associations[0].target) == ("o", "a")


def test_unknown_drawn_element_becomes_a_named_box():
    model = read(
        file_of(
            '<choreography id="ch"><choreographyTask id="ct" name="Avtale"/></choreography>'
            + diagram(shape("ct"), plane="ch")
        )
    )
    assert [(artifact.kind, artifact.text) for artifact in model.artifacts] == [("choreographyTask", "Avtale")]
    assert any(note.kind is NoteKind.FOREIGN for note in model.notes)


def test_foreign_extensions_are_counted_once():
    model = read(
        process_of(
            '<task id="a"><extensionElements><z:x xmlns:z="urn:z"/><z:y xmlns:z="urn:z"/></extensionElements></task>'
        )
    )
    assert [note.text for note in model.notes] == ["Kept as foreign detail: 2 extensions of urn:z."]


def test_choice_keeps_its_default_and_condition():
    process = read(
        process_of(
            CHOICE.replace(
                'name="Ja"/>', 'name="Ja"><conditionExpression>x &gt; 1</conditionExpression></sequenceFlow>'
            )
        )
    ).processes[0]
    assert process.nodes[1].default == "no"
    assert process.flows[1].condition == "x > 1"


def test_error_tells_template_and_place():
    with pytest.raises(BpmnError) as caught:
        read(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert caught.value.template % caught.value.params == caught.value.sentence
    assert caught.value.sentence == str(caught.value)

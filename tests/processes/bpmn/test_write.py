import pytest
from lxml import etree

from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.model import Artifact, Model, Node, NodeKind, Process
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.write import write
from tests.processes.bpmn.drawings import CHOICE, LINE, LINE_DRAWN, diagram, edge, file_of, flow, process_of, shape

FULL = file_of(
    '<message id="msg" name="Svar"/><category id="g_category"><categoryValue id="g_value" value="Fase"/></category>'
    '<collaboration id="c"><participant id="pool" name="Kommunen" processRef="p"/><participant id="x" name="Søker">'
    "<participantMultiplicity/></participant>"
    '<messageFlow id="m" name="Svar" sourceRef="a" targetRef="x"/></collaboration>'
    '<process id="p" name="Ansettelse" isExecutable="true"><documentation>Slik ansetter vi</documentation>'
    '<laneSet id="ls"><lane id="l" name="Leder"><extensionElements><flyt:role id="r1"/></extensionElements>'
    '<flowNodeRef>a</flowNodeRef><childLaneSet id="cl">'
    '<lane id="l2" name="Inne"><flowNodeRef>sub</flowNodeRef></lane>'
    '</childLaneSet></lane></laneSet><startEvent id="s"><timerEventDefinition/></startEvent>'
    '<userTask id="a" name="Lag &lt;utlysning&gt;" default="f2">'
    "<documentation>Hvordan</documentation><extensionElements>"
    '<flyt:step uid="u" number="6b"/></extensionElements>'
    '<multiInstanceLoopCharacteristics isSequential="true"/></userTask>'
    '<boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><messageEventDefinition/></boundaryEvent>'
    '<subProcess id="sub" name="Inni"><scriptTask id="deep"><script>x</script></scriptTask>'
    '<endEvent id="deepend"/><sequenceFlow id="df" sourceRef="deep" targetRef="deepend"/></subProcess>'
    '<callActivity id="call" calledElement="other" name="Kall"/><dataObjectReference id="d1" name="Søknad"/>'
    '<intermediateThrowEvent id="lk" name="Videre"><linkEventDefinition name="Videre"/></intermediateThrowEvent>'
    '<sequenceFlow id="f1" name="Ja" sourceRef="s" targetRef="a"><conditionExpression>n &gt; 1</conditionExpression>'
    '</sequenceFlow><sequenceFlow id="f2" sourceRef="a" targetRef="sub"/><textAnnotation id="t"><text>Husk</text>'
    '</textAnnotation><group id="g" categoryValueRef="g_value"/>'
    '<association id="as" sourceRef="a" targetRef="t" associationDirection="One"/></process>'
    + diagram(
        shape("pool", 0, 0, 600, 300, 'isHorizontal="true"')
        + shape("a", 50, 50)
        + shape("sub", 200, 50, 100, 80, 'isExpanded="false"')
        + edge("f2", (150, 90), (200.5, 90)),
        plane="c",
    )
)


@pytest.mark.parametrize("data", [FULL, process_of(CHOICE), file_of(f'<process id="p">{LINE}</process>{LINE_DRAWN}')])
def test_what_is_written_reads_back_the_same(data):
    model = read(data)
    assert read(write(model)) == model
    assert not read(write(model)).notes


def test_facts_that_a_step_has_often_keep_their_number_and_order():
    facts = (("uid", "u"), ("number", "1"), ("checklist_item", "Ring <nå>"), ("item_condition", "ved behov"))
    facts += (("checklist_item", "Skriv brev"), ("letter", "K:HTV"))
    node = Node("a", NodeKind.USER_TASK, "Ring", ext=facts)
    again = read(write(Model("d", (Process("p", nodes=(node,)),))))
    assert again.processes[0].nodes[0].ext == facts


def test_the_same_model_gives_the_same_bytes():
    assert write(read(FULL)) == write(read(FULL))


def test_nodes_name_their_flows():
    root = etree.fromstring(write(read(process_of(LINE))))
    task = root.find(".//{*}task[@id='a']")
    assert [(etree.QName(part).localname, part.text) for part in task] == [("incoming", "f1"), ("outgoing", "f2")]


def test_our_facts_are_in_our_namespace():
    root = etree.fromstring(write(read(FULL)))
    assert root.find(".//{urn:grunnmur:flyt:1}step").attrib == {"uid": "u", "number": "6b"}
    assert root.find(".//{urn:grunnmur:flyt:1}role").get("id") == "r1"


def test_control_characters_are_left_out():
    model = Model("d", processes=(Process("p", nodes=(Node("a", NodeKind.TASK, name="A\x00\x1bB"),)),))
    assert read(write(model)).processes[0].nodes[0].name == "AB"


def test_hostile_text_is_only_text():
    name = "</task><script>alert(1)</script>&x;]]>"
    model = Model("d", processes=(Process("p", nodes=(Node("a", NodeKind.TASK, name=name, doc=name),)),))
    assert read(write(model)).processes[0].nodes[0].name == name


def test_a_node_whose_holder_is_gone_is_written_outermost():
    model = Model("d", processes=(Process("p", nodes=(Node("a", NodeKind.TASK, parent="gone"),)),))
    assert read(write(model)).processes[0].nodes[0].id == "a"


def test_elements_without_a_class_are_refused():
    model = Model("d", processes=(Process("p", artifacts=(Artifact("x", "choreographyTask"),)),))
    with pytest.raises(BpmnError, match="choreographyTask"):
        write(model)


def test_flow_order_is_kept():
    model = read(process_of('<task id="a"/><task id="b"/>' + flow("z", "a", "b") + flow("y", "b", "a")))
    assert [f.id for f in read(write(model)).processes[0].flows] == ["z", "y"]

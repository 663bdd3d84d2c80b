import pytest

from grunnmur.processes.bpmn.lint import Level, lint
from grunnmur.processes.bpmn.model import Model, Node, NodeKind, Process
from grunnmur.processes.bpmn.read import read
from tests.processes.bpmn.drawings import CHOICE, LINE, file_of, flow, process_of

DESCRIBED = LINE.replace("/><task", "/><task").replace(
    'utlysning"/>', 'utlysning"><documentation>x</documentation></task>'
)
DESCRIBED = DESCRIBED.replace('referanser"/>', 'referanser"><documentation>x</documentation></task>')
JOIN = '<exclusiveGateway id="j"/>'


def found(inside):
    return {(finding.rule, finding.element_id) for finding in lint(read(process_of(inside)))}


def test_a_good_drawing_has_no_findings():
    assert found(DESCRIBED) == set()


@pytest.mark.parametrize(
    ("rule", "element", "inside"),
    [
        ("L01", "x", LINE + '<sequenceFlow id="x" sourceRef="a"/>'),
        ("L01", "x", LINE + flow("x", "gone", "b")),
        ("L02", "t", LINE + '<task id="t" name="Stå stille"/>' + flow("x", "a", "t")),
        ("L03", "b", LINE + flow("x", "s", "b")),
        ("L04", "a", LINE + '<task id="t"/>' + flow("x", "a", "t")),
        ("L05", "p", '<startEvent id="s"/><task id="a"/>' + flow("1", "s", "a")),
        ("L06", "p", '<task id="a"/><endEvent id="e"/>' + flow("1", "a", "e")),
        ("L07", "g", CHOICE.replace(' name="Ber noen om innsyn?"', "")),
        ("L07", "fy", CHOICE.replace(' name="Ja"', "").replace('fy" sourceRef="g" targetRef="yes" name="Ja"', "")),
        ("L08", "a", LINE.replace(' name="Lag utlysning"', "")),
        ("L09", "a", '<laneSet id="ls"><lane id="l"><flowNodeRef>b</flowNodeRef></lane></laneSet>' + LINE),
        ("L10", "a", LINE),
        ("L11", "a", LINE.replace("Lag utlysning", "Utlysning")),
        ("L11", "a", LINE.replace("Lag utlysning", "Vurdering av søkere")),
        ("L12", "g", CHOICE + '<task id="t"/>' + flow("x", "t", "g")),
        ("L14", "t", LINE + '<task id="t" name="Henge løst"/>' + flow("x", "t", "b")),
        ("L16", "b", LINE.replace('<task id="a"', '<eventBasedGateway id="a"')),
        ("L17", "s", LINE + flow("x", "b", "s")),
        ("L17", "e", LINE + flow("x", "e", "b")),
        ("L18", "s", LINE.replace(' name="Behov meldt"', "")),
        ("L18", "e", LINE.replace(' name="Ansatt"', "")),
        ("L18", "b", LINE.replace("Sjekk referanser", "LAG utlysning")),
        ("L21", "x", LINE + '<scriptTask id="x" name="Regn ut"><script>1</script></scriptTask>'),
        ("L22", "p", "".join(f'<task id="t{i}" name="Gjør {i}"/>' for i in range(26))),
    ],
)
def test_each_fault_is_found_at_its_element(rule, element, inside):
    assert (rule, element) in found(inside)


@pytest.mark.parametrize(
    ("rule", "inside"),
    [
        ("L02", LINE + '<task id="u" isForCompensation="true" name="Angre bestilling"/>'),
        ("L03", LINE + flow("x", "s", "e")),
        (
            "L04",
            LINE
            + '<task id="t"/>'
            + flow("x", "a", "t").replace("/>", "><conditionExpression>x</conditionExpression></sequenceFlow>"),
        ),
        ("L07", CHOICE.replace(' name="Nei"', "")),
        (
            "L09",
            '<laneSet id="ls"><lane id="l">'
            + "".join(f"<flowNodeRef>{i}</flowNodeRef>" for i in "sabe")
            + "</lane></laneSet>"
            + LINE
            + '<boundaryEvent id="x" attachedToRef="a"/>',
        ),
        ("L11", LINE.replace("Lag utlysning", "Send melding")),
        ("L14", LINE + '<boundaryEvent id="x" name="Frist" attachedToRef="a"/>'),
        ("L14", LINE + '<subProcess id="x" name="Ved feil" triggeredByEvent="true"/>'),
        ("L18", LINE + '<subProcess id="x" name="Gjør mer"><startEvent id="xs"/></subProcess>'),
        ("L22", "".join(f'<task id="t{i}" name="Gjør {i}"/>' for i in range(25))),
    ],
)
def test_what_is_right_is_left_alone(rule, inside):
    assert rule not in {name for name, _ in found(inside)}


def test_flows_that_cross_pools_are_found_both_ways():
    model = read(
        file_of(
            '<collaboration id="c"><participant id="1" processRef="p"/><participant id="2" processRef="q"/>'
            '<messageFlow id="in" sourceRef="a" targetRef="a2"/><messageFlow id="ok" sourceRef="a" targetRef="z"/>'
            '</collaboration><process id="p"><task id="a"/><task id="a2"/>'
            + flow("across", "a", "z")
            + '</process><process id="q"><task id="z"/></process>'
        )
    )
    assert [f.element_id for f in lint(model) if f.rule == "L15"] == ["across", "in"]
    assert not [f for f in lint(model) if f.rule == "L01"]


def test_two_nodes_with_one_id_are_found():
    twins = (Node("a", NodeKind.TASK, name="Lag en"), Node("a", NodeKind.TASK, name="Lag to"))
    assert [f.element_id for f in lint(Model("d", processes=(Process("p", nodes=twins),))) if f.rule == "L17"] == ["a"]


def test_a_pool_without_lanes_asks_for_none():
    assert "L09" not in {name for name, _ in found(LINE)}


def test_sentences_fill_their_template_and_errors_are_levelled():
    findings = lint(read(process_of(LINE + '<sequenceFlow id="x" name="Videre" sourceRef="a"/>')))
    first = findings[0]
    assert (first.rule, first.level) == ("L01", Level.ERROR)
    assert first.sentence == "The flow Videre is loose at one end. Connect it or delete it."
    assert all("%(" not in finding.sentence and finding.sentence[-1] in ".?" for finding in findings)


def test_percent_signs_in_names_do_no_harm():
    assert "100 % %(name)s" in lint(read(process_of('<task id="a" name="100 % %(name)s"/>')))[-1].sentence

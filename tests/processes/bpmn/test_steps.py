from grunnmur.processes.bpmn.phrases import Labels, Phrases
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.steps import steps_of
from tests.processes.bpmn.drawings import CHOICE, LINE, file_of, flow, process_of


def rows(data):
    return {step.element_id: step for step in steps_of(read(data))}


def said(data, name):
    steps = steps_of(read(data))
    step = next(step for step in steps if step.element_id == name)
    return Phrases(steps, labels=Labels()).sentences(step)


def heard(data, name):
    steps = steps_of(read(data))
    step = next(step for step in steps if step.element_id == name)
    return Phrases(steps, labels=Labels()).link_name(step)


PARALLEL = (
    '<startEvent id="s"/><parallelGateway id="g"/><task id="a" name="Bestill PC"/><task id="b" name="Gi tilgang"/>'
    '<task id="b2" name="Test tilgang"/><parallelGateway id="j"/><task id="c" name="Ta imot"/>'
    + flow("1", "s", "g")
    + flow("2", "g", "a")
    + flow("3", "g", "b")
    + flow("4", "a", "j")
    + flow("5", "b", "b2")
    + flow("6", "b2", "j")
    + flow("7", "j", "c")
)


def test_every_node_is_a_row_and_only_work_is_counted():
    steps = steps_of(read(process_of(CHOICE)))
    assert [(s.element_id, s.ordinal, s.position, s.number) for s in steps] == [
        ("s", 1, 0, ""),
        ("g", 2, 0, ""),
        ("yes", 3, 1, "1"),
        ("go", 4, 2, "2"),
        ("e", 5, 0, ""),
    ]


def test_the_flows_can_be_rebuilt_from_the_rows():
    model = read(process_of(CHOICE + PARALLEL.replace('id="s"', 'id="s2"').replace('sourceRef="s"', 'sourceRef="s2"')))
    listed = {(step.element_id, way.target, way.flow_id) for step in steps_of(model) for way in step.next}
    assert listed == {(f.source, f.target, f.id) for f in model.processes[0].flows}


def test_a_step_after_a_choice_knows_question_answer_and_the_other_way():
    condition = rows(process_of(CHOICE))["yes"].condition
    assert (condition.question, condition.answer, condition.otherwise) == ("Ber noen om innsyn?", "Ja", ("go",))
    assert rows(process_of(CHOICE))["go"].condition is None


def test_conditions_and_choices_are_said_in_sentences():
    assert said(process_of(CHOICE), "yes")[:2] == ("Only if “Ber noen om innsyn?” is “Ja”.", "Otherwise go to 2.")
    assert said(process_of(CHOICE), "g") == ("If “Ja”: 1.", "If “Nei”: 2.")


def test_the_way_of_all_other_cases_is_said_without_an_answer():
    inside = CHOICE.replace('default="no"', 'default="fy"').replace('name="Ja"', "")
    assert "When no other answer to “Ber noen om innsyn?” fits." in said(process_of(inside), "yes")


def test_a_jump_back_is_said():
    inside = LINE.replace(flow("f3", "b", "e"), "") + '<exclusiveGateway id="g" name="God nok?"/>'
    inside += flow("1", "b", "g") + flow("2", "g", "a", 'name="Nei"') + flow("3", "g", "e", 'name="Ja"')
    assert said(process_of(inside), "g") == ("Back to 1 if “Nei”.", "If “Ja”: Ansatt.")


def test_steps_of_parallel_branches_know_each_other_until_the_join():
    steps = rows(process_of(PARALLEL))
    assert steps["a"].parallel == steps["b"].parallel == steps["b2"].parallel == ("a", "b")
    assert steps["j"].parallel == steps["c"].parallel == ()
    assert "At the same time as 2." in said(process_of(PARALLEL), "a")
    assert not [s for s in said(process_of(PARALLEL), "b2") if "same time" in s]


def test_a_parallel_split_inside_a_branch_belongs_to_its_own_join():
    inside = PARALLEL.replace(
        '<task id="a" name="Bestill PC"/>',
        '<parallelGateway id="a"/><task id="x"/><task id="y"/><parallelGateway id="z"/>',
    )
    inside = inside.replace(flow("4", "a", "j"), flow("4", "z", "j"))
    inside += flow("8", "a", "x") + flow("9", "a", "y") + flow("10", "x", "z") + flow("11", "y", "z")
    steps = rows(process_of(inside))
    assert steps["x"].parallel == ("x", "y")
    assert steps["z"].parallel == ("a", "b")
    assert steps["c"].parallel == ()


def test_lane_path_and_pool_tell_who():
    data = file_of(
        '<collaboration id="c"><participant id="pool" name="Kommunen" processRef="p"/>'
        '</collaboration><process id="p">'
        '<laneSet id="ls"><lane id="l" name="Etat"><childLaneSet id="cl"><lane id="l2" name="Leder">'
        "<flowNodeRef>a</flowNodeRef></lane></childLaneSet></lane>"
        '</laneSet><task id="a" name="Lag utlysning"/></process>'
    )
    step = rows(data)["a"]
    assert (step.lane_path, step.lane_name, step.pool) == (("Etat", "Leder"), "Leder", "Kommunen")
    assert heard(data, "a") == "Step 1, 1 of 1: Lag utlysning. Done by Etat / Leder."


def test_messages_data_and_notes_are_on_the_row():
    data = file_of(
        '<collaboration id="c"><participant id="k" processRef="p"/><participant id="x" name="Søker"/>'
        '<messageFlow id="m" name="Svar" sourceRef="a" targetRef="x"/></collaboration><process id="p">'
        '<task id="a" name="Send svar"><dataInputAssociation id="i">'
        "<sourceRef>o</sourceRef></dataInputAssociation></task>"
        '<dataObjectReference id="o" name="Søknad"/><textAnnotation id="t">'
        "<text>Innen 14 dager.</text></textAnnotation>"
        '<association id="as" sourceRef="a" targetRef="t"/></process>'
    )
    assert said(data, "a") == ("Uses Søknad.", "Sends “Svar” to Søker.", "Note: Innen 14 dager.")


def test_boundary_events_tell_what_they_do_to_their_step():
    inside = LINE + '<boundaryEvent id="x" name="Frist" attachedToRef="a" cancelActivity="false"/>'
    inside += '<boundaryEvent id="y" name="Trukket" attachedToRef="b"/>'
    assert said(process_of(inside), "x")[0] == "May happen during 1."
    assert said(process_of(inside), "y")[0] == "Breaks off 2."


def test_anchor_is_the_uid_or_a_safe_form_of_the_id():
    inside = '<task id="a b:c"/><task id="plain"/>'
    inside += '<task id="n"><extensionElements><flyt:step uid="u-7"/></extensionElements></task>'
    steps = rows(process_of(inside + '<task id="a_b:c"/>'))
    assert steps["plain"].anchor == "step-plain"
    assert steps["n"].anchor == "step-u-7"
    assert steps["a b:c"].anchor.startswith("step-a-b-c-")
    assert len({step.anchor for step in steps.values()}) == 4


def test_a_gateway_of_forty_ways_lists_them_all():
    inside = '<exclusiveGateway id="g" name="Hvilken?"/>' + "".join(
        f'<task id="t{i}" name="Steg {i}"/>' + flow(f"f{i}", "g", f"t{i}", f'name="{i}"') for i in range(40)
    )
    assert len(rows(process_of(inside))["g"].next) == 40
    assert rows(process_of(inside))["t0"].condition.otherwise == tuple(f"t{i}" for i in range(1, 40))
    assert said(process_of(inside), "t0") == ("Only if “Hvilken?” is “0”.",)


def test_default_flow_on_a_parallel_gateway_is_no_condition():
    steps = rows(process_of(PARALLEL.replace('parallelGateway id="g"', 'parallelGateway id="g" default="2"')))
    assert steps["a"].condition is None
    assert steps["g"].next[0].is_default


def test_a_message_start_in_the_second_pool_is_listed_after_the_first_pool():
    data = file_of(
        '<collaboration id="c"><participant id="1" name="A" processRef="p"/>'
        '<participant id="2" name="B" processRef="q"/>'
        '<messageFlow id="m" sourceRef="a" targetRef="s2"/></collaboration>'
        '<process id="q"><startEvent id="s2"><messageEventDefinition/></startEvent><task id="b"/>'
        + flow("f", "s2", "b")
        + '</process><process id="p"><task id="a"/></process>'
    )
    steps = steps_of(read(data))
    assert [(step.element_id, step.number) for step in steps] == [("a", "1"), ("s2", ""), ("b", "2")]
    assert steps[1].receives[0].other == "a"

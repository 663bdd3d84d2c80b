import time

from grunnmur.processes.bpmn.order import ordered_processes, reading_order, step_numbers
from grunnmur.processes.bpmn.read import read
from tests.processes.bpmn.drawings import CHOICE, LINE, file_of, flow, process_of


def order_of(inside):
    return reading_order(read(process_of(inside)).processes[0])


def names(inside):
    return [node.id for node in order_of(inside).nodes]


def numbers(inside):
    return step_numbers([order_of(inside)])


def tasks(*ids):
    return "".join(f'<task id="{name}"/>' for name in ids)


def test_flows_decide_not_the_order_of_the_file():
    assert names(
        tasks("b", "a")
        + '<endEvent id="e"/><startEvent id="s"/>'
        + flow("1", "s", "a")
        + flow("2", "a", "b")
        + flow("3", "b", "e")
    ) == ["s", "a", "b", "e"]


def test_a_join_comes_after_all_its_branches():
    assert names(CHOICE) == ["s", "g", "yes", "go", "e"]


def test_branches_come_one_after_the_other():
    inside = (
        '<startEvent id="s"/><parallelGateway id="g"/>' + tasks("a1", "b1", "a2", "b2") + '<parallelGateway id="j"/>'
    )
    inside += flow("1", "s", "g") + flow("2", "g", "a1") + flow("3", "g", "b1") + flow("4", "a1", "a2")
    inside += flow("5", "b1", "b2") + flow("6", "a2", "j") + flow("7", "b2", "j")
    assert names(inside) == ["s", "g", "a1", "a2", "b1", "b2", "j"]


def test_a_branch_that_soon_ends_comes_last():
    inside = (
        '<startEvent id="s"/><exclusiveGateway id="g"/><endEvent id="no"/>' + tasks("a", "b") + '<endEvent id="e"/>'
    )
    inside += (
        flow("1", "s", "g") + flow("2", "g", "no") + flow("3", "g", "a") + flow("4", "a", "b") + flow("5", "b", "e")
    )
    assert names(inside) == ["s", "g", "a", "b", "e", "no"]


def test_back_flows_are_known_and_ignored():
    inside = '<startEvent id="s"/>' + tasks("a") + '<exclusiveGateway id="g"/><endEvent id="e"/>'
    inside += flow("1", "s", "a") + flow("2", "a", "g") + flow("back", "g", "a") + flow("4", "g", "e")
    order = order_of(inside)
    assert [node.id for node in order.nodes] == ["s", "a", "g", "e"]
    assert order.back == {"back"}


def test_a_step_that_leads_to_itself_is_a_back_flow():
    assert order_of(tasks("a") + flow("1", "a", "a")).back == {"1"}


def test_what_nothing_leads_to_comes_last():
    assert names(tasks("loose") + LINE) == ["s", "a", "b", "e", "loose"]


def test_every_node_of_a_circle_without_start_comes_once():
    assert names(tasks("a", "b") + flow("1", "a", "b") + flow("2", "b", "a")) == ["a", "b"]


def test_what_a_sub_process_holds_follows_it():
    inside = '<startEvent id="s"/><subProcess id="p1"><endEvent id="pe"/><startEvent id="ps"/>' + flow("i", "ps", "pe")
    inside += '</subProcess><endEvent id="e"/>' + flow("1", "s", "p1") + flow("2", "p1", "e")
    assert names(inside) == ["s", "p1", "ps", "pe", "e"]


def test_a_boundary_event_follows_its_host_after_the_main_way():
    inside = LINE + '<boundaryEvent id="late" attachedToRef="a"/>' + tasks("remind") + flow("x", "late", "remind")
    assert names(inside) == ["s", "a", "b", "e", "late", "remind"]


def test_a_link_leads_on_to_its_landing():
    link = '<linkEventDefinition name="X"/>'
    inside = f'<startEvent id="s"/><intermediateCatchEvent id="in">{link}</intermediateCatchEvent>' + tasks("b")
    inside += (
        f'<intermediateThrowEvent id="out">{link}</intermediateThrowEvent>'
        + flow("1", "s", "out")
        + flow("2", "in", "b")
    )
    assert names(inside) == ["s", "out", "in", "b"]


def test_processes_follow_their_pools():
    model = read(
        file_of(
            '<collaboration id="c"><participant id="1" processRef="q"/>'
            '<participant id="2" processRef="p"/></collaboration>'
            '<process id="p"/><process id="loose"/><process id="q"/>'
        )
    )
    assert [process.id for process in ordered_processes(model)] == ["q", "p", "loose"]


def test_steps_are_numbered_through_and_inside_each_other():
    inside = (
        '<startEvent id="s"/><task id="a"/><subProcess id="b"><task id="b1"/><task id="b2"/></subProcess><task id="c"/>'
    )
    inside += flow("1", "s", "a") + flow("2", "a", "b") + flow("3", "b", "c") + flow("4", "b1", "b2")
    assert numbers(inside) == {"a": "1", "b": "2", "b1": "2.1", "b2": "2.2", "c": "3"}


def test_kept_numbers_stay_with_their_gaps_and_new_steps_get_letters():
    def numbered(name, number):
        return f'<task id="{name}"><extensionElements><flyt:step number="{number}"/></extensionElements></task>'

    inside = numbered("a", "1") + numbered("b", "4") + tasks("new", "newer") + numbered("c", "4b") + tasks("last")
    inside += "".join(
        flow(x + y, x, y) for x, y in [("a", "b"), ("b", "new"), ("new", "newer"), ("newer", "c"), ("c", "last")]
    )
    assert numbers(inside) == {"a": "1", "b": "4", "new": "4a", "newer": "4c", "c": "4b", "last": "4d"}


def test_more_new_steps_than_letters_still_get_numbers_of_their_own():
    inside = '<task id="a"><extensionElements><flyt:step number="4"/></extensionElements></task>'
    assert len(set(numbers(inside + tasks(*(f"t{i}" for i in range(60)))).values())) == 61


def test_ten_thousand_steps_are_ordered_without_recursion_and_in_time():
    count = 10_000
    inside = tasks(*(f"t{i}" for i in range(count))) + "".join(
        flow(f"f{i}", f"t{i}", f"t{i + 1}") for i in range(count - 1)
    )
    process = read(process_of(inside)).processes[0]
    start = time.process_time()
    assert len(reading_order(process).nodes) == count
    assert time.process_time() - start < 2

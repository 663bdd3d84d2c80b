"""A wide drawing on sheets: every shape whole on one of them, every line that is cut marked at both ends."""

import re
from collections import Counter

import pytest
from lxml import etree

from grunnmur.processes.bpmn.checklist import parse, propose
from grunnmur.processes.bpmn.checklist.build import build
from grunnmur.processes.bpmn.draw import Mark, Room, draw_sheets
from grunnmur.processes.bpmn.layout import lay_out
from grunnmur.processes.bpmn.model import (
    Artifact,
    Bounds,
    Diagram,
    Edge,
    Flow,
    Lane,
    Model,
    Node,
    NodeKind,
    Participant,
    Process,
    Shape,
)
from grunnmur.processes.bpmn.phrases import Labels
from grunnmur.processes.bpmn.steps import steps_of
from tests.bpmn_geometry import meets
from tests.hash_seeds import printed_under
from tests.processes.bpmn.test_layout import random_process

SVG = "{http://www.w3.org/2000/svg}"
PIXELS = 96 / 25.4
ROOM = Room(261 * PIXELS, 128 * PIXELS)
HIGH_ROOM = Room(384 * PIXELS, 900 * PIXELS)
MARK = re.compile(r"(\w+) · (to|from) sheet (\d+)")


def sheets_of(model, room=ROOM, **options):
    return draw_sheets(model, steps_of(model), labels=Labels(), room=room, **options)


def random_model(seed):
    return lay_out(Model("m", (random_process(seed),)))


def listed(count):
    """A process drawn from a checklist of so many rows, with a condition in every fifth."""
    people = ("Leder", "Personalkontoret", "Arkivet")
    row = "| {0} | Kontroller dokument {0}{1} | {2} |"
    asks = " <ul><li>Hvis noe mangler, ber Arkivet om det</li></ul>"
    rows = [row.format(n, asks if n % 5 == 0 else "", people[n // 4 % 3]) for n in range(1, count + 1)]
    table = parse("\n".join(["| Nr | Hva | Hvem |", "|---|---|---|", *rows]).encode())
    return lay_out(build(propose(table, name="Kontroll")))


def trees(sheets):
    return [etree.fromstring(sheet.svg) for sheet in sheets]


def drawn_in(tree, group):
    (found,) = tree.iterfind(f"{SVG}g[@class='{group}']")
    return [one.get("data-element") for one in found if one.get("data-element")]


def marks_of(tree):
    texts = [text.text for text in tree.iterfind(f".//{SVG}g[@class='bpmn-passage']/{SVG}text")]
    return [(letter, way, int(sheet)) for letter, way, sheet in (MARK.fullmatch(text).groups() for text in texts)]


def boxes_of(tree):
    for rect in tree.iterfind(f".//{SVG}g[@class='bpmn-passage']/{SVG}rect"):
        yield Bounds(*(float(rect.get(side)) for side in ("x", "y", "width", "height")))


def inside(tree, bounds):
    x, y, width, height = map(float, tree.get("viewBox").split())
    return x <= bounds.x and y <= bounds.y and bounds.right <= x + width and bounds.bottom <= y + height


def faults(model, sheets):
    """Everything that is wrong with the sheets of a model, as one line each."""
    drawn = trees(sheets)
    shapes = {shape.element: shape.bounds for shape in model.diagrams[0].shapes}
    places = Counter(element for tree in drawn for element in drawn_in(tree, "bpmn-steps"))
    nodes = [node.id for process in model.processes for node in process.nodes]
    yield from (f"{node} is drawn {places[node]} times" for node in nodes if places[node] != 1)
    for number, tree in enumerate(drawn, start=1):
        own = [shapes[element] for element in drawn_in(tree, "bpmn-steps")]
        yield from (f"{bounds} hangs out of sheet {number}" for bounds in own if not inside(tree, bounds))
        for box in boxes_of(tree):
            yield from (f"a mark lies on {bounds}, sheet {number}" for bounds in own if meets(box, bounds))
            if not inside(tree, box):
                yield f"a mark hangs out of sheet {number}"
    yield from _unmarked(model, drawn)


def _unmarked(model, drawn):
    """Flows that are not drawn whole once, or cut with the same letter and each other's sheet at both ends."""
    places = {}
    for number, tree in enumerate(drawn, start=1):
        for element in drawn_in(tree, "bpmn-lines"):
            places.setdefault(element, []).append(number)
    flows = [flow.id for process in model.processes for flow in process.flows]
    yield from (
        f"{flow} is on the sheets {places.get(flow)}" for flow in flows if len(places.get(flow, ())) not in {1, 2}
    )
    told = Counter(
        (letter, way, here, there) for here, tree in enumerate(drawn, 1) for letter, way, there in marks_of(tree)
    )
    yield from (f"{one} is told {times} times" for one, times in told.items() if times != 1)
    for letter, way, here, there in told:
        other = (letter, "from" if way == "to" else "to", there, here)
        if other not in told:
            yield f"{letter} on sheet {here} has no other end on sheet {there}"
    cut = sum(len(found) == 2 for found in places.values())
    if 2 * cut != len(told):
        yield f"{cut} lines are cut and {len(told)} marks told"


def test_every_shape_is_whole_on_one_sheet_and_every_cut_line_marked_at_both_ends():
    models = {seed: random_model(seed) for seed in range(80)}
    cut = {seed: sheets for seed, model in models.items() if (sheets := sheets_of(model, HIGH_ROOM))}

    assert len(cut) > 60
    assert sum(len(marks_of(tree)) for sheets in cut.values() for tree in trees(sheets)) > 1000
    assert {seed: found for seed, sheets in cut.items() if (found := list(faults(models[seed], sheets)))} == {}


@pytest.mark.parametrize("count", [8, 14, 33, 60, 120])
def test_drawn_checklists_are_cut_cleanly(count):
    model = listed(count)
    sheets = sheets_of(model)

    assert len(sheets) >= count // 6
    assert list(faults(model, sheets)) == []
    assert [number for sheet in sheets for number in sheet.numbers] == [
        step.number for step in steps_of(model) if step.number
    ]


def test_sixty_steps_in_a_row_are_printed_at_seven_points_or_more():
    sheets = sheets_of(listed(60))
    for tree in trees(sheets):
        width, height = (float(tree.get(side)) for side in ("width", "height"))
        scale = width / float(tree.get("viewBox").split()[2])
        assert scale * 12 * 0.75 >= 7
        assert (width <= ROOM.width, height <= ROOM.height) == (True, True)


def test_all_sheets_of_a_drawing_are_at_one_scale():
    scales = {
        round(float(tree.get("width")) / float(tree.get("viewBox").split()[2]), 2)
        for tree in trees(sheets_of(listed(40)))
    }

    assert len(scales) == 1


def test_heads_of_the_lanes_stand_on_each_sheet():
    drawn = trees(sheets_of(listed(30)))

    assert len(drawn) > 3
    for tree in drawn:
        heads = {
            "".join(text.itertext()) for text in tree.iterfind(f".//{SVG}text") if "bpmn-head" in text.get("class")
        }
        assert heads >= {"Leder", "Personalkontoret", "Arkiv"}


def test_drawing_that_can_be_read_on_one_page_is_not_cut():
    assert sheets_of(listed(3)) == ()
    assert sheets_of(Model("m")) == ()


def test_high_drawing_that_is_not_wide_is_not_cut():
    model = random_model(3)
    high = Diagram(
        "d",
        shapes=tuple(Shape(node.id, Bounds(0, 200 * n, 100, 80)) for n, node in enumerate(model.processes[0].nodes)),
    )
    assert sheets_of(Model("m", model.processes, diagrams=(high,))) == ()


def test_marks_of_steps_are_on_the_sheets_and_nothing_is_a_link():
    model = listed(30)
    sheets = sheets_of(model, marks={steps_of(model)[4].element_id: Mark("mine", "★", "You do this.")})

    assert sum("is-mine" in sheet.svg for sheet in sheets) == 1
    assert not any("<a " in sheet.svg for sheet in sheets)


def manual():
    """Steps of two lanes so close that no upright line misses them all, a group, a closed pool, and loose lines."""
    count = 24
    nodes = tuple(Node(f"n{n}", NodeKind.TASK, f"Steg {n}", lane="b" if n % 2 else "a") for n in range(count))
    flows = tuple(Flow(f"f{n}", f"n{n}", f"n{n + 1}", "Ja") for n in range(count - 1))
    lanes = tuple(Lane(name, name, members=tuple(n.id for n in nodes if n.lane == name)) for name in "ab")
    note = Artifact("t", "textAnnotation", "Husk")
    group = Artifact("g", "group", "Hele")
    process = Process("p", nodes=nodes, flows=flows, lanes=lanes, artifacts=(note, group))
    width = 90 * count + 120
    shapes = (
        Shape("pool", Bounds(0, 0, width, 300)),
        Shape("out", Bounds(0, 340, width, 60)),
        Shape("a", Bounds(30, 0, width - 30, 150)),
        Shape("b", Bounds(30, 150, width - 30, 150)),
        Shape("g", Bounds(70, 10, width - 100, 280)),
        Shape("t", Bounds(400, -60, 100, 40)),
        *(Shape(f"n{n}", Bounds(80 + 90 * n, 160 if n % 2 else 20, 140, 80)) for n in range(count)),
    )
    edges = tuple(
        Edge(f"f{n}", ((150 + 90 * n, 200 if n % 2 else 60), (150 + 90 * (n + 1), 60 if n % 2 else 200)))
        for n in range(count - 1)
    )
    message = Edge("m", ((150, 100), (150, 340)))
    return Model(
        "m",
        (process,),
        participants=(Participant("pool", "Kommunen", "p"), Participant("out", "Søker")),
        message_flows=(Flow("m", "n0", "out", "Brev"),),
        diagrams=(Diagram("d", shapes=shapes, edges=(*edges, message)),),
    )


def test_shapes_too_close_for_a_clean_cut_are_still_whole_on_one_sheet_each():
    model = manual()
    sheets = sheets_of(model)

    assert len(sheets) > 1
    assert list(faults(model, sheets)) == []
    for tree in trees(sheets):
        assert {"pool", "out", "a", "b", "g"} <= set(drawn_in(tree, "bpmn-ground"))
    assert [tree.findall(f".//{SVG}g[@data-element='t']") != [] for tree in trees(sheets)].count(True) == 1


def test_sheets_are_the_same_in_every_process():
    code = (
        "from tests.processes.bpmn.test_sheets import listed, sheets_of;"
        "print(*(sheet.svg for sheet in sheets_of(listed(40))))"
    )
    assert len(printed_under("1", "2", code=code)) == 1

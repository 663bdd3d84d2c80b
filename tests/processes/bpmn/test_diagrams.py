import pytest

from grunnmur.processes.bpmn.model import Bounds, NoteKind
from grunnmur.processes.bpmn.read import read
from tests.processes.bpmn.drawings import LINE, LINE_DRAWN, diagram, edge, file_of, flow, shape


def repairs(model):
    return [note.text for note in model.notes if note.kind is NoteKind.REPAIRED]


def test_bounds_and_waypoints_are_read():
    drawing = read(file_of(f'<process id="p">{LINE}</process>{LINE_DRAWN}')).diagrams[0]
    assert drawing.plane == "p"
    assert drawing.shapes[1].bounds == Bounds(100, 10, 100, 80)
    assert drawing.edges[0].waypoints == ((46, 48), (100, 48))


def test_bad_bounds_are_left_out_or_turned_and_noted():
    model = read(
        file_of(
            '<process id="p"><task id="a"/><task id="b"/><task id="c"/></process>'
            + diagram(
                shape("a", float("nan"), 0)
                + shape("b", 100, 100, -40, -20)
                + shape("c", 0, 0).replace('"100"', '"100,5"')
            )
        )
    )
    assert {s.element: s.bounds for s in model.diagrams[0].shapes} == {
        "b": Bounds(60, 80, 40, 20),
        "c": Bounds(0, 0, 100.5, 80),
    }
    assert repairs(model) == ["The drawing gives no usable place for a."]


@pytest.mark.parametrize("points", [(), ((100, 40),)])
def test_line_without_enough_points_is_drawn_straight(points):
    model = read(
        file_of(
            f'<process id="p"><task id="a"/><task id="b"/>{flow("f", "a", "b")}</process>'
            + diagram(shape("a", 0, 0) + shape("b", 200, 0) + edge("f", *points))
        )
    )
    assert model.diagrams[0].edges[0].waypoints == ((100, 40), (200, 40))
    assert len(repairs(model)) == 1


def test_several_diagrams_are_all_kept_and_the_rest_noted():
    model = read(
        file_of('<process id="p"><task id="a"/></process>' + diagram(shape("a")) + diagram(shape("a"), name="d2"))
    )
    assert [drawing.id for drawing in model.diagrams] == ["dia", "d2"]
    assert any("2 drawings" in note.text for note in model.notes)


def test_sub_process_without_a_word_is_open_when_its_steps_are_drawn():
    process = '<process id="p"><subProcess id="s"><task id="a"/></subProcess></process>'
    opened = read(file_of(process + diagram(shape("s", 0, 0, 300, 200) + shape("a", 20, 20))))
    closed = read(file_of(process + diagram(shape("s"))))
    assert opened.diagrams[0].shapes[0].is_expanded
    assert not closed.diagrams[0].shapes[0].is_expanded

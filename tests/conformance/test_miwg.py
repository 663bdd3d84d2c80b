"""The reference models of OMG's BPMN Model Interchange Working Group (CC BY 3.0), from a folder of one's own."""

import json
import os
import statistics
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from grunnmur.cli.bpmn import bpmn
from grunnmur.processes.bpmn.draw import draw
from grunnmur.processes.bpmn.model import ACTIVITIES
from grunnmur.processes.bpmn.phrases import Labels
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.standalone import draw_file, is_drawing_missing
from grunnmur.processes.bpmn.steps import steps_of
from grunnmur.processes.bpmn.write import write

FOLDER = os.environ.get("GRUNNMUR_MIWG", "")
FILES = sorted(Path(FOLDER).rglob("*.bpmn")) if FOLDER else []
NAMESPACE = {"b": "http://www.omg.org/spec/BPMN/20100524/MODEL", "di": "http://www.omg.org/spec/BPMN/20100524/DI"}
SVG = "{http://www.w3.org/2000/svg}"
pytestmark = pytest.mark.skipif(not FOLDER, reason="GRUNNMUR_MIWG names no folder with the MIWG reference models")


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def file(request):
    return request.param


def count(file, path):
    return int(etree.parse(file).xpath(f"count({path})", namespaces=NAMESPACE))


def test_the_folder_holds_files():
    assert FILES


def test_counts_equal_those_of_xpath(file):
    result = CliRunner().invoke(bpmn, ["check", str(file)])
    assert result.exit_code == 0, result.output
    line = json.loads(result.stdout)
    kinds = " | ".join(f"//b:{kind.value}" for kind in ACTIVITIES)
    assert {key: line[key] for key in ("processes", "steps", "lanes", "flows")} == {
        "processes": count(file, "//b:process"),
        "steps": count(file, kinds),
        "lanes": count(file, "//b:lane"),
        "flows": count(file, "//b:sequenceFlow"),
    }


def test_nothing_is_lost_when_a_file_is_changed_and_changed_back(file):
    result = CliRunner().invoke(bpmn, ["roundtrip", str(file)])
    assert json.loads(result.stdout) == {"file": str(file), "ok": True, "lost": []}
    assert result.exit_code == 0


def test_every_shape_and_line_of_the_drawing_is_drawn_inside_the_view(file):
    model = read(file.read_bytes())
    assert not is_drawing_missing(model)
    svg = etree.fromstring(draw(model, steps_of(model), labels=Labels()))
    drawn = {element.get("data-element") for element in svg.iter()} - {None}
    tree = etree.parse(file)
    asked = tree.xpath("(//di:BPMNPlane)[1]//*/@bpmnElement", namespaces=NAMESPACE)
    assert drawn == {str(name).removeprefix("bpmn2:") for name in asked}  # one tool writes names with their prefix
    left, top, width, height = map(float, svg.get("viewBox").split())
    for shape in model.diagrams[0].shapes:
        assert left <= shape.bounds.x
        assert shape.bounds.right <= left + width
        assert top <= shape.bounds.y
        assert shape.bounds.bottom <= top + height


def test_links_come_in_the_order_of_the_step_list(file):
    model = read(file.read_bytes())
    steps = steps_of(model)
    svg = etree.fromstring(draw_file(model))
    links = [link.get("href") for link in svg.iter(f"{SVG}a")]
    drawn = {shape.element for shape in model.diagrams[0].shapes}
    assert links == [f"#{step.anchor}" for step in steps if step.element_id in drawn]
    assert len(set(links)) == len(links)


def test_flows_can_be_rebuilt_from_the_step_list(file):
    model = read(file.read_bytes())
    listed = {(step.element_id, way.target) for step in steps_of(model) for way in step.next if way.flow_id}
    assert listed == {(flow.source, flow.target) for process in model.processes for flow in process.flows}


def test_messages_and_data_are_in_the_step_list(file):
    model = read(file.read_bytes())
    steps = steps_of(model)
    told = {message.flow_id for step in steps for message in (*step.sends, *step.receives)}
    assert told == {flow.id for flow in model.message_flows}


def test_what_we_write_of_it_reads_back_the_same(file):
    model = read(file.read_bytes())
    again = read(write(model))
    assert again.processes == model.processes
    assert (again.participants, again.message_flows) == (model.participants, model.message_flows)
    assert [len(drawing.shapes) for drawing in again.diagrams] == [len(drawing.shapes) for drawing in model.diagrams]


def test_drawings_are_small_and_quick():
    sizes, reading, drawing = [], [], []
    for file in FILES:
        data = file.read_bytes()
        start = time.process_time()
        model = read(data)
        steps = steps_of(model)
        middle = time.process_time()
        svg = draw(model, steps, labels=Labels())
        reading.append(middle - start)
        drawing.append(time.process_time() - middle)
        sizes.append(len(svg.encode()))
    assert statistics.median(sizes) <= 60_000
    assert statistics.median(reading) <= 0.010  # goal 1 ms on a quiet machine; a busy one must not fail the build
    assert statistics.median(drawing) <= 0.015

"""The layout's promise: nothing overlaps, nothing runs through anything, the same every time."""

import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import combinations, pairwise
from time import process_time

import pytest

from grunnmur.processes.bpmn.layout import lay_out
from grunnmur.processes.bpmn.model import (
    Artifact,
    Bounds,
    Diagram,
    Flow,
    Lane,
    Model,
    Node,
    NodeKind,
    Participant,
    Process,
)

SUBS = {NodeKind.SUB_PROCESS}


def random_process(seed, *, name="p"):
    """A list of steps over lanes with choices, ways back and boundary events, ids prefixed by name."""
    dice = random.Random(seed)
    count, lane_count = dice.randint(2, 60), dice.randint(1, 12)
    lanes = [f"{name}_lane{i}" for i in range(lane_count)]
    nodes = [Node(f"{name}_start", NodeKind.START_EVENT, "Stillingen er ledig", lane=lanes[0])]
    flows = []

    def flow(source, target, text=""):
        flows.append(Flow(f"{name}_f{len(flows)}", source, target, text))

    def add(kind, text=""):
        node = Node(f"{name}_n{len(nodes)}", kind, text, lane=dice.choice(lanes))
        nodes.append(node)
        return node.id

    tail = nodes[0].id
    choices = dice.randint(0, 10)
    earlier = []
    for _ in range(count):
        if choices and dice.random() < 0.3:
            choices -= 1
            tail = _choice(dice, tail, add, flow, earlier)
        step = add(NodeKind.USER_TASK, "Behandle søknad om innsyn")
        flow(tail, step)
        earlier.append(step)
        tail = step
        if dice.random() < 0.08:
            event = Node(f"{step}_b", NodeKind.BOUNDARY_EVENT, "Frist", lane=nodes[-1].lane, attached_to=step)
            nodes.append(event)
            flow(event.id, earlier[0])
    flow(tail, add(NodeKind.END_EVENT, "Ferdig"))
    members = Counter(node.lane for node in nodes)
    made = tuple(
        Lane(lane, f"Rolle {lane}", members=tuple(n.id for n in nodes if n.lane == lane))
        for lane in lanes
        if members[lane]
    )
    return Process(name, nodes=tuple(nodes), flows=tuple(flows), lanes=made)


def _choice(dice, tail, add, flow, earlier):
    """A gateway with two to five branches, some of them empty, and sometimes a way back."""
    split = add(NodeKind.EXCLUSIVE_GATEWAY, "Krav om innsyn i søkerlisten?")
    flow(tail, split)
    join = add(NodeKind.EXCLUSIVE_GATEWAY)
    empty = dice.randint(0, 5)
    for branch in range(dice.randint(2, 5)):
        if branch == empty:
            flow(split, join, "Nei")
        else:
            step = add(NodeKind.USER_TASK, "Vurder")
            flow(split, step, f"Ja {branch}")
            flow(step, join)
    if earlier and dice.random() < 0.4:
        flow(split, dice.choice(earlier), "Tilbake")
    return join


def random_model(seed):
    process = random_process(seed)
    return Model("m", (process,), (Participant("pool", "Kommunen", "p"),))


def meets(one: Bounds, other: Bounds, *, margin=0.0) -> bool:
    return (
        one.x < other.right - margin
        and other.x < one.right - margin
        and one.y < other.bottom - margin
        and other.y < one.bottom - margin
    )


def is_container(element, model):
    subs = {n.id for p in model.processes for n in p.nodes if any(m.parent == n.id for m in p.nodes)}
    lanes = {lane.id for p in model.processes for lane in p.lanes}
    pools = {pool.id for pool in model.participants if pool.process}
    return element in subs | lanes | pools


def faults(model: Model, diagram: Diagram) -> list[str]:
    """Everything wrong with a drawing, as one line each."""
    boundary = {n.id: n.attached_to for p in model.processes for n in p.nodes if n.attached_to}
    flows = [*model.message_flows, *(f for p in model.processes for f in (*p.flows, *p.associations))]
    ends = {f.id: {f.source, f.target, boundary.get(f.source), boundary.get(f.target)} for f in flows}
    solid = [s for s in diagram.shapes if not is_container(s.element, model)]
    found = []
    for one, other in combinations(solid, 2):
        hosts = {boundary.get(one.element), boundary.get(other.element)}
        if meets(one.bounds, other.bounds) and not hosts & {one.element, other.element}:
            found.append(f"overlap {one.element} {other.element}")
    stretches = []
    for edge in diagram.edges:
        for (x1, y1), (x2, y2) in pairwise(edge.waypoints):
            if x1 != x2 and y1 != y2:
                found.append(f"slanted {edge.element}")
            line = Bounds(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))
            stretches.append((edge.element, line))
            for shape in solid:
                if shape.element not in ends[edge.element] and meets(line, shape.bounds):
                    found.append(f"through {edge.element} {shape.element}")
                if shape.label and meets(line, shape.label, margin=0.5):
                    found.append(f"line on name {edge.element} {shape.element}")
            for other in diagram.edges:
                if other.label and meets(line, other.label):
                    found.append(f"line on name {edge.element} {other.element}")
    found += shared(stretches)
    return found


def shared(stretches) -> list[str]:
    found = []
    for (one, a), (other, b) in combinations(stretches, 2):
        same_row = a.height == b.height == 0 and abs(a.y - b.y) < 0.01
        same_column = a.width == b.width == 0 and abs(a.x - b.x) < 0.01
        if one != other and (
            (same_row and min(a.right, b.right) - max(a.x, b.x) > 0.01)
            or (same_column and min(a.bottom, b.bottom) - max(a.y, b.y) > 0.01)
        ):
            found.append(f"shared {one} {other}")
    return found


@pytest.mark.parametrize("seed", range(40))
def test_generated_process_is_drawn_without_a_fault(seed):
    model = lay_out(random_model(seed))
    assert faults(model, model.diagrams[0]) == []

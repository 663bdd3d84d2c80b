"""The order steps are read in, and their numbers."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from grunnmur.processes.bpmn.graph import Graph, graph_of
from grunnmur.processes.bpmn.model import ACTIVITIES, Model, Node, NodeKind, Process

_LEADING_NUMBER = re.compile(r"\d+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Order(NamedTuple):
    """Every node of a process once: `nodes` in reading order, `back` the ids of the flows that jump back."""

    nodes: tuple[Node, ...]
    back: frozenset[str]


@dataclass(slots=True)
class _Level:
    """The nodes of a process or of one sub-process, while they are put in order."""

    graph: Graph
    next: Mapping[str, Sequence[str]]  # what can follow each node on this level, in the order of the file
    done: dict[str, None] = field(default_factory=dict)  # in order
    back: set[tuple[str, str]] = field(default_factory=set)  # pairs (source, target)


def ordered_processes(model: Model) -> tuple[Process, ...]:
    """Return the processes in the order of their pools, those without a pool last."""
    place = {pool.process: index for index, pool in reversed(list(enumerate(model.participants)))}
    return tuple(sorted(model.processes, key=lambda process: place.get(process.id, len(place))))


def reading_order(process: Process, *, graph: Graph | None = None) -> Order:
    """Return the nodes as they are read.

    Topological from the start, ties by the order of the file, branches one after the other with those that soon end
    last, flows back ignored, what a sub-process holds right after it, what nothing leads to last.
    """
    graph = graph or graph_of(process)
    children: dict[str, list[Node]] = {}
    for node in process.nodes:
        children.setdefault(node.parent if node.parent in graph.nodes else "", []).append(node)
    back: set[tuple[str, str]] = set()
    orders: dict[str, list[str]] = {}
    for parent, nodes in children.items():
        ids = {node.id for node in nodes}
        level = _Level(graph, {node.id: [n for n in graph.successors(node.id) if n in ids] for node in nodes})
        orders[parent] = _level_order(level)
        back |= level.back
    jumps = [flow.id for flow in process.flows if (flow.source, flow.target) in back] if back else ()
    return Order(tuple([graph.nodes[name] for name in _flatten(orders)]), frozenset(jumps))


def _flatten(orders: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Return each level's nodes, what a node holds right after it."""
    top = orders.get("", ())
    if len(orders) <= 1:
        return top
    flat = []
    stack = list(reversed(top))
    while stack:
        name = stack.pop()
        flat.append(name)
        stack.extend(reversed(orders.get(name, ())))
    return flat


def _level_order(level: _Level) -> list[str]:
    reached = {target for name, targets in level.next.items() for target in targets if target != name}
    loose = [name for name in level.next if name not in reached]
    starts = [name for name in loose if level.graph.nodes[name].kind is NodeKind.START_EVENT]
    _walk(level, starts)
    _walk(level, [name for name in loose if name not in level.done])
    for name in level.next:
        if name not in level.done:
            _walk(level, [name])
    return list(level.done)


def _walk(level: _Level, roots: Sequence[str]) -> None:
    """Put everything reachable from the roots, and not yet done, in order."""
    postorder = _search(level, roots)
    forward = {name: _ahead(level, name) for name in postorder}
    waiting: dict[str, int] = dict.fromkeys(postorder, 0)
    for targets in forward.values():
        for target in targets:
            waiting[target] += 1
    rank = _ranks(level, postorder, forward, waiting)
    stack = list(reversed(roots))
    while stack:
        name = stack.pop()
        if name in level.done:
            continue
        level.done[name] = None
        ready = []
        for target in forward[name]:
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
        if len(ready) > 1:
            ready.sort(key=rank.__getitem__)
            ready.reverse()
        stack += ready


def _ahead(level: _Level, name: str) -> list[str]:
    """Return what follows a node and is not yet done, without ways back."""
    ahead = [target for target in level.next[name] if target not in level.done]
    return [target for target in ahead if (name, target) not in level.back] if level.back else ahead


def _search(level: _Level, roots: Sequence[str]) -> list[str]:
    """Return the nodes in postorder of a depth-first search, noting flows to a node on the path as back flows."""
    state: dict[str, bool] = {}  # True while on the path
    postorder: list[str] = []
    for root in roots:
        if root in state or root in level.done:
            continue
        state[root] = True
        stack: list[tuple[str, Iterator[str]]] = [(root, iter(level.next[root]))]
        while stack:
            name, targets = stack[-1]
            for target in targets:
                if state.get(target):
                    level.back.add((name, target))
                elif target not in state and target not in level.done:
                    state[target] = True
                    stack.append((target, iter(level.next[target])))
                    break
            else:
                stack.pop()
                state[name] = False
                postorder.append(name)
    return postorder


def _ranks(
    level: _Level, postorder: Sequence[str], forward: Mapping[str, Sequence[str]], waiting: Mapping[str, int]
) -> dict[str, tuple[int, int]]:
    """Return the sort key of each node among its siblings: branches that join others, then dead ends, longest first.

    Where nothing branches there are none.
    """
    if all(len(targets) < 2 for targets in forward.values()):
        return {}
    height: dict[str, int] = {}
    is_dead_end: dict[str, bool] = {}
    for name in postorder:  # successors come first
        targets = forward[name]
        height[name] = 1 + max([height[t] for t in targets], default=0)
        is_dead_end[name] = waiting[name] == 1 and all(map(is_dead_end.__getitem__, targets))
    keys: dict[str, tuple[int, int]] = {}
    for name in postorder:
        if level.graph.nodes[name].kind is NodeKind.BOUNDARY_EVENT:
            keys[name] = (2, 0)
        else:
            keys[name] = (1, -height[name]) if is_dead_end[name] else (0, 0)
    return keys


def step_numbers(orders: Iterable[Order]) -> dict[str, str]:
    """Return the number of each activity: kept where it has one, else 1 … n through all processes, 7.1 inside 7.

    A step without a number among numbered ones gets its predecessor's with a letter: 6a, 6b.
    """
    groups: dict[str, list[Node]] = {}
    for order in orders:
        ids = {node.id for node in order.nodes}
        for node in order.nodes:
            if node.kind in ACTIVITIES:
                groups.setdefault(node.parent if node.parent in ids else "", []).append(node)
    numbers: dict[str, str] = {}
    for parent, nodes in groups.items():  # a sub-process stands before what it holds
        own = {node.id: dict(node.ext).get("number", "").strip()[:12] for node in nodes}
        base = f"{numbers[parent]}." if parent in numbers else ""
        if any(own.values()):
            _fill_gaps(nodes, own, base)
        else:
            own = {node.id: f"{base}{index}" for index, node in enumerate(nodes, 1)}
        numbers |= own
    return numbers


def _fill_gaps(nodes: Sequence[Node], own: dict[str, str], base: str) -> None:
    taken = {number for number in own.values() if number}
    last = f"{base}0"
    for node in nodes:
        if own[node.id]:
            last = own[node.id]
            continue
        found = _LEADING_NUMBER.search(last.removeprefix(base))
        stem = f"{base}{found.group() if found else last}"
        own[node.id] = _next_free(stem, taken)
        taken.add(own[node.id])


def _next_free(stem: str, taken: Iterable[str]) -> str:
    size = 1
    while True:
        for index in range(len(_LETTERS) ** size):
            suffix = _suffix(index, size)
            if f"{stem}{suffix}" not in taken:
                return f"{stem}{suffix}"
        size += 1


def _suffix(index: int, size: int) -> str:
    letters = ""
    for _ in range(size):
        index, rest = divmod(index, len(_LETTERS))
        letters = _LETTERS[rest] + letters
    return letters

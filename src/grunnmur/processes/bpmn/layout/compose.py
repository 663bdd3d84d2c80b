"""Pools below each other, message flows between them, artifacts below: a model's diagrams."""

from collections import Counter
from collections.abc import Sequence

from grunnmur.processes.bpmn.layout.boxes import Box, Family, Link, artifact_box, drop_of
from grunnmur.processes.bpmn.layout.grid import Row
from grunnmur.processes.bpmn.layout.parts import Nesting, Part, lane_frames, make_part
from grunnmur.processes.bpmn.layout.sheet import Frame, Sheet, place
from grunnmur.processes.bpmn.model import Artifact, Diagram, Flow, Model, Participant, Process

POOL_GAP = 30.0
CLOSED_POOL_HEIGHT = 60.0
CLOSED, NOTES = -1, -2  # groups of rows: pools without content, artifacts


def compose_diagrams(model: Model) -> tuple[Diagram, ...]:
    """Return one diagram for the pools and one for each process outside them."""
    pooled = {participant.process for participant in model.participants}
    sheets: list[tuple[str, _Composer]] = []
    if model.participants:
        sheets.append((_collaboration(model), _pools(model)))
    sheets += [(process.id, _single(process)) for process in model.processes if process.id not in pooled]
    known = {diagram.plane: diagram.id for diagram in model.diagrams}
    taken = set(known.values())
    diagrams = []
    for number, (plane, composer) in enumerate(sheets, start=1):
        drawing = place(composer.sheet)
        name = known.get(plane) or _fresh(f"diagram_{number}", taken)
        diagrams.append(Diagram(name, plane, drawing.shapes, drawing.edges))
    return tuple(diagrams)


def _fresh(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _collaboration(model: Model) -> str:
    """Return the id of the collaboration: the plane of a drawing that shows no single process."""
    processes = {process.id for process in model.processes}
    planes = [diagram.plane for diagram in model.diagrams if diagram.plane not in processes]
    return next(filter(None, planes), "collaboration_1")


def _single(process: Process) -> "_Composer":
    composer = _Composer()
    composer.add_process(process, pool="")
    composer.add_artifacts(process.artifacts, process.associations)
    return composer


def _pools(model: Model) -> "_Composer":
    composer = _Composer()
    processes = {process.id: process for process in model.processes}
    opened: dict[str, Participant] = {}  # a process is drawn in the first pool that names it
    for participant in model.participants:
        if participant.process in processes:
            opened.setdefault(participant.process, participant)
    closed = [pool.id for pool in model.participants if opened.get(pool.process) is not pool]
    composer.add_closed_pools(closed)
    for name, pool in opened.items():
        composer.add_process(processes[name], pool=pool.id)
    composer.spread_closed_pools(closed)
    composer.add_message_flows(model.message_flows)
    artifacts = [artifact for name in opened for artifact in processes[name].artifacts]
    associations = [flow for name in opened for flow in processes[name].associations]
    composer.add_artifacts([*artifacts, *model.artifacts], [*associations, *model.associations])
    return composer


class _Composer:
    """Fills one sheet from above to below."""

    def __init__(self) -> None:
        self.sheet = Sheet([], [], [], [])
        self.ends: dict[str, Box] = {}  # what a message flow or association may name

    def _begin_group(self) -> int:
        """Leave a gap below the rows so far; return the next row."""
        if self.sheet.rows:
            self.sheet.rows.append(Row(len(self.sheet.rows), POOL_GAP))
        return len(self.sheet.rows)

    def add_closed_pools(self, pools: Sequence[str]) -> None:
        """Put pools without content side by side in a row of their own."""
        if pools:
            self.sheet.rows.append(Row(CLOSED))
        for pool in pools:
            self.ends[pool] = Box(pool, Family.POOL, 0.0, CLOSED_POOL_HEIGHT)
            self.sheet.boxes.append(self.ends[pool])

    def spread_closed_pools(self, pools: Sequence[str]) -> None:
        """Share the columns among the pools without content."""
        count = max(len(pools), 1 + max((box.column for box in self.sheet.boxes), default=0))
        for number, pool in enumerate(pools):
            first, last = number * count // len(pools), (number + 1) * count // len(pools) - 1
            self.ends[pool].span = (first, last)
            self.ends[pool].column = (first + last) // 2

    def add_process(self, process: Process, *, pool: str) -> None:
        """Add a process below what is there, in a pool if it has one."""
        first = self._begin_group()
        nesting = Nesting(process)
        part = make_part(nesting)
        for box in part.boxes.values():
            box.row += first
        self.sheet.rows += [Row(first)] * part.row_count
        self.sheet.boxes += part.boxes.values()
        self.sheet.links += part.links
        if pool:
            self.sheet.frames.append(Frame(pool, first, first + part.row_count - 1))
        self.sheet.frames += lane_frames(part, first_row=first, indent=int(bool(pool)))
        depth = max(part.lane_depth.values(), default=-1) + 1
        self.sheet.headers = max(self.sheet.headers, int(bool(pool)) + depth)
        self._name_ends(nesting, part, pool or process.id)

    def _name_ends(self, nesting: Nesting, part: Part, whole: str) -> None:
        """Let every node stand for the box it is drawn in; the pool itself for its first box."""
        for node in nesting.process.nodes:
            path = nesting.path(node.id)
            if path and path[0] in part.boxes:
                self.ends[node.id] = part.boxes[path[0]]
        if part.boxes:
            self.ends[whole] = next(iter(part.boxes.values()))

    def add_message_flows(self, flows: Sequence[Flow]) -> None:
        """Add message flows; at a pool without content each has a place of its own on the edge."""
        links = [link for flow in flows if (link := self._link(flow))]
        at_pool: Counter[str] = Counter()
        for link in links:
            at_pool.update(box.id for box in (link.source, link.target) if box.family is Family.POOL)
        used: Counter[str] = Counter()
        for link in links:
            if link.source.family is Family.POOL:
                link.drop = _place_on_edge(link.source.id, at_pool, used)
            if link.target.family is Family.POOL:
                link.rise = _place_on_edge(link.target.id, at_pool, used)
        self.sheet.links += links

    def _link(self, flow: Flow) -> Link | None:
        source, target = self.ends.get(flow.source), self.ends.get(flow.target)
        if source is None or target is None:
            return None
        return Link(flow.id, source, target, flow.name, drop=drop_of(source, flow.source))

    def add_artifacts(self, artifacts: Sequence[Artifact], associations: Sequence[Flow]) -> None:
        """Put annotations and data objects in rows of their own, under what they belong to."""
        if not artifacts:
            return
        first = self._begin_group()
        taken: set[tuple[int, int]] = set()
        for artifact in artifacts:
            box = artifact_box(artifact)
            box.column = self._column_beside(artifact.id, associations)
            row = next(r for r in range(len(artifacts)) if (box.column, r) not in taken)
            taken.add((box.column, row))
            box.row = first + row
            self.ends[artifact.id] = box
            self.sheet.boxes.append(box)
        rows = 1 + max(row for _, row in taken)
        self.sheet.rows += [Row(NOTES)] * rows
        self.sheet.links += [link for flow in associations if (link := self._link(flow))]

    def _column_beside(self, artifact: str, associations: Sequence[Flow]) -> int:
        for flow in associations:
            other = {flow.source: flow.target, flow.target: flow.source}.get(artifact, "")
            if other in self.ends:
                return self.ends[other].column
        return 0


def _place_on_edge(pool: str, total: Counter[str], used: Counter[str]) -> float:
    """Return the next free place under a pool, in pixels from the middle of its column."""
    used[pool] += 1
    return (used[pool] / (total[pool] + 1) - 0.5) * 32

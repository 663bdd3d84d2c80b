"""One process whole, and its drawing in the reader's language."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from grunnmur.core.permissions import Actor
from grunnmur.processes.bpmn.draw import Mark, Room, Sheet, draw_parts, draw_sheets
from grunnmur.processes.bpmn.linking import uids_of
from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.bpmn.phrases import Phrases
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.standalone import draw_file, draw_file_sheets, drawable
from grunnmur.processes.bpmn.steps import Step as DrawnStep
from grunnmur.processes.bpmn.steps import steps_of
from grunnmur.processes.models import Assignment, Lane, Process, ProcessVersion, Step
from grunnmur.processes.queries.facts import StepFacts, facts_of
from grunnmur.processes.queries.labels import counted, labels_in_language
from grunnmur.processes.queries.library import processes
from grunnmur.processes.queries.links import NamedLink
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.queries import Item, Version


@dataclass(frozen=True)
class ReadProcess:
    """A process as it is read: its valid version, and its lanes, steps and letters as rows."""

    process: Process
    item: Item
    version: Version
    row: ProcessVersion
    lanes: Sequence[Lane]
    steps: Sequence[Step]
    letters: dict[UUID, list[Assignment]]


@dataclass(frozen=True)
class Drawing:
    """The drawing and the step list of one version, in the reader's language; facts by element id.

    heads: the lanes' heads once more as a strip, to stand still while the drawing is moved; may be empty.
    sheets: the drawing cut to be printed; empty when it can be read on one page, or nobody asked.
    """

    svg: str
    heads: str
    steps: Sequence[DrawnStep]
    phrases: Phrases
    facts: Mapping[str, StepFacts]
    sheets: Sequence[Sheet] = ()


@dataclass(frozen=True)
class Found:
    """What was found in a file: how many pools, lanes, steps (work) and flows."""

    pools: int
    lanes: int
    steps: int
    flows: int


def find_process(code: str, *, seen_by: Actor) -> ReadProcess:
    """Return a process by its code with its valid version, or the last one that was if it is withdrawn.

    Raises Process.DoesNotExist; seven statements.
    """
    process = processes(seen_by=seen_by).get(item__code=code)
    return _read(process, publishing.read_version(process.item_id))


def find_draft(version_id: UUID, *, seen_by: Actor) -> ReadProcess:
    """Return a process in a version that is on its way, to those who work on it, own it or decide about it.

    Raises Version.DoesNotExist, also for one that is not for the asker.
    """
    version = publishing.find_version(version_id, seen_by=seen_by).version
    process = Process.objects.select_related("item").get(item_id=version.item_id)
    return _read(process, version)


def _read(process: Process, version: Version) -> ReadProcess:
    row = ProcessVersion.objects.select_related("original", "version").get(version_id=version.pk)
    letters: defaultdict[UUID, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(step__process_version=row).select_related("process_role")
    for one in rows.order_by("letter", "process_role__name"):
        letters[one.step_id].append(one)
    lanes = Lane.objects.filter(process_version=row).select_related("process_role").order_by("ordinal")
    steps = Step.objects.filter(process_version=row).select_related("lane").order_by("ordinal")
    return ReadProcess(process, process.item, version, row, list(lanes), list(steps), dict(letters))


def drawing_of(
    row: ProcessVersion,
    *,
    title: str,
    marks: Mapping[str, Mark] | None = None,
    links: Mapping[str, Sequence[NamedLink]] | None = None,
    room: Room | None = None,
) -> Drawing:
    """Draw a version anew from its file: the newest look, the reader's language. No statements.

    links: those of the version by uid (`named_links`), instead of those its file says. room: on a page it may be
    printed on.
    """
    return drawing_of_model(read(bytes(row.xml)), title=title, marks=marks, links=links, room=room)


def drawing_of_model(
    model: Model,
    *,
    title: str,
    marks: Mapping[str, Mark] | None = None,
    links: Mapping[str, Sequence[NamedLink]] | None = None,
    room: Room | None = None,
) -> Drawing:
    """Draw a model that may not be stored yet. marks: what to show on steps, by element id.

    links, room: see `drawing_of`.
    """
    complete = drawable(model)
    steps = steps_of(complete)
    labels = labels_in_language()
    facts = facts_of(complete)
    if links is not None:
        for element, uid in uids_of(steps).items():
            if uid in links or element in facts:
                facts.setdefault(element, StepFacts()).links = list(links.get(uid, ()))
    asides = {element: counted(one.links) for element, one in facts.items()}
    steps = tuple(step._replace(aside=asides.get(step.element_id, "")) for step in steps)
    parts = draw_parts(complete, steps, labels=labels, name=title, marks=marks)
    sheets = draw_sheets(complete, steps, labels=labels, room=room, marks=marks) if room else ()
    return Drawing(parts.svg, parts.heads, steps, Phrases(steps, labels=labels), facts, sheets)


def file_drawing_of(row: ProcessVersion, *, title: str) -> str:
    """Draw a version as an SVG file that needs nothing round it. No statements."""
    return draw_file(read(bytes(row.xml)), name=title, labels=labels_in_language())


def file_sheets_of(row: ProcessVersion, *, room: Room) -> Sequence[Sheet]:
    """Draw a version cut into sheets with room on a page, each an SVG file; none when one is enough. No statements."""
    return draw_file_sheets(read(bytes(row.xml)), room=room, labels=labels_in_language())


def found_in(row: ProcessVersion) -> Found:
    """Count what a version's file holds. No statements."""
    model = read(bytes(row.xml))
    return Found(
        pools=len(model.participants),
        lanes=sum(len(process.lanes) for process in model.processes),
        steps=sum(step.is_activity for step in steps_of(model)),
        flows=sum(len(process.flows) for process in model.processes) + len(model.message_flows),
    )

"""The process library: what there is to read, one process whole, and the drawing in the reader's language."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from grunnmur.core.permissions import Actor
from grunnmur.processes.bpmn.draw import draw
from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.bpmn.phrases import Phrases
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.standalone import drawable
from grunnmur.processes.bpmn.steps import Step as DrawnStep
from grunnmur.processes.bpmn.steps import steps_of
from grunnmur.processes.models import Assignment, Lane, Process, ProcessVersion, Step
from grunnmur.processes.queries.labels import labels_in_language
from grunnmur.processes.rules import KIND
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.queries import Item, Version


def processes(*, seen_by: Actor) -> QuerySet[Process]:
    """Return the processes the actor may read, in the order of their codes."""
    readable = publishing.items(KIND, seen_by=seen_by)
    rows = Process.objects.filter(item_id__in=readable.order_by().values("pk"))
    return rows.select_related("item").order_by("item__code")


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
    """The drawing and the step list of one version, in the reader's language."""

    svg: str
    steps: Sequence[DrawnStep]
    phrases: Phrases


def find_process(code: str, *, seen_by: Actor) -> ReadProcess:
    """Return a process by its code, with its valid version. Raises Process.DoesNotExist; seven statements."""
    process = processes(seen_by=seen_by).get(item__code=code)
    version = publishing.current_versions([process.item_id])[process.item_id]
    row = ProcessVersion.objects.select_related("original").get(version_id=version.pk)
    letters: defaultdict[UUID, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(step__process_version=row).select_related("process_role")
    for one in rows.order_by("letter", "process_role__name"):
        letters[one.step_id].append(one)
    lanes = Lane.objects.filter(process_version=row).select_related("process_role").order_by("ordinal")
    steps = Step.objects.filter(process_version=row).select_related("lane").order_by("ordinal")
    return ReadProcess(process, process.item, version, row, list(lanes), list(steps), dict(letters))


def drawing_of(row: ProcessVersion, *, title: str) -> Drawing:
    """Draw a version anew from its file: the newest look, the reader's language. No statements."""
    return drawing_of_model(read(bytes(row.xml)), title=title)


def drawing_of_model(model: Model, *, title: str) -> Drawing:
    """Draw a model that may not be stored yet."""
    complete = drawable(model)
    steps = steps_of(complete)
    labels = labels_in_language()
    return Drawing(draw(complete, steps, labels=labels, name=title), steps, Phrases(steps, labels=labels))

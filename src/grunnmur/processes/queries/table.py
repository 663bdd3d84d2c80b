"""A draft as the step table shows it: its rows, or why it cannot be told in rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.core.models import User
from grunnmur.core.permissions import Actor
from grunnmur.processes.bpmn.layout import lay_out
from grunnmur.processes.bpmn.model import ACTIVITIES, Diagram, Model
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.table import NotTellableError, Row, Table, table_of
from grunnmur.processes.models import DraftVisit, ProcessVersion
from grunnmur.processes.queries.drawing import file_to_edit, find_draft_to_edit
from grunnmur.processes.queries.reading import ReadProcess


@dataclass(frozen=True)
class ReadTable:
    """A draft, its file as the editor gets it, and its table; without one `reason` says in words why.

    is_tidy: the drawing stands as it would be laid out, so nobody arranged it by hand.
    """

    read: ReadProcess
    content: bytes
    model: Model
    table: Table | None
    reason: str
    is_tidy: bool

    @property
    def rows(self) -> Sequence[Row]:
        """The steps of the table, or all work in the drawing if it has no table."""
        if self.table:
            return self.table.rows()
        return [
            row_of(self.model, node.id)
            for process in self.model.processes
            for node in process.nodes
            if node.kind in ACTIVITIES
        ]


def read_table(version_id: UUID, *, seen_by: Actor) -> ReadTable:
    """Return a draft for the step table. Raises as `find_draft_to_edit`."""
    return table_in(find_draft_to_edit(version_id, seen_by=seen_by))


def table_in(draft: ReadProcess) -> ReadTable:
    """Return a draft that was read as a table. No statements."""
    content = file_to_edit(draft)
    model = read(content)
    try:
        table, reason = table_of(model), ""
    except NotTellableError as error:
        table, reason = None, _(error.template) % error.params
    return ReadTable(draft, content, model, table, reason, is_tidy(model))


def row_of(model: Model, element_id: str) -> Row:
    """Return one step of a drawing as a row. Raises KeyError."""
    lanes = {lane.id: lane.name for process in model.processes for lane in process.lanes}
    nodes = {node.id: node for process in model.processes for node in process.nodes}
    node = nodes[element_id]
    return Row(node.id, node.name, lanes.get(node.lane, ""), node.doc, node.ext)


def is_tidy(model: Model) -> bool:
    """Tell whether a drawing stands as it would be laid out; one without steps is nobody's arrangement."""
    if not any(node.kind in ACTIVITIES for process in model.processes for node in process.nodes):
        return True
    return _places(model.diagrams) == _places(lay_out(model).diagrams)


def _places(diagrams: Sequence[Diagram]) -> set[tuple[object, ...]]:
    places: set[tuple[object, ...]] = set()
    for diagram in diagrams:
        places |= {(one.element, round(one.bounds.x), round(one.bounds.y)) for one in diagram.shapes}
        places |= {(one.element, *(round(x) for x, _y in one.waypoints)) for one in diagram.edges}
    return places


def visit_to_undo(row: ProcessVersion, *, content_hash: str, seen_by: User) -> DraftVisit | None:
    """Return the visit whose last save in the table can be undone: nobody saved since. One statement."""
    visits = DraftVisit.objects.filter(process_version=row, user_id=seen_by.pk, undo_hash=content_hash)
    return visits.exclude(undo=None).first() if content_hash else None

"""Drawing: saving what the editor holds, keeping what gives way, telling who is at it, beginning an empty one."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.models import User
from grunnmur.core.permissions import require
from grunnmur.processes.actions.hashing import content_hash_of
from grunnmur.processes.actions.importing import (
    MOST,
    NewProcess,
    NewVersion,
    make_process,
    read_model,
    write_drawing,
    write_version,
)
from grunnmur.processes.bpmn.edit import rescued
from grunnmur.processes.bpmn.layout import lay_out
from grunnmur.processes.bpmn.model import Diagram, Lane, Model, Node, NodeKind, Participant
from grunnmur.processes.bpmn.model import Process as DrawnProcess
from grunnmur.processes.bpmn.write import write
from grunnmur.processes.models import DraftVisit, DrawingCopy, ProcessVersion
from grunnmur.processes.queries.drawing import HERE, find_draft_to_edit, last_save_of
from grunnmur.processes.rules import IMPORT, DrawingMovedOnError, UnreadableProcessError
from grunnmur.publishing import actions as publishing
from grunnmur.publishing.queries import Version

ROOM = 700  # pixels beside the start of an empty drawing


@dataclass(frozen=True, kw_only=True)
class DrawingFile:
    """What the editor holds: the file, the content it was begun on, and the elements that were taken out by hand.

    based_on: the hash the draft's version had. is_over: it is to stand instead of the one that was saved meanwhile.
    """

    content: bytes
    based_on: str
    removed: Collection[str] = ()
    is_over: bool = False


@dataclass(frozen=True)
class SavedDrawing:
    """The draft's new hash, and what the editor had lost and was put back, in no words of ours."""

    content_hash: str
    put_back: tuple[str, ...]


@transaction.atomic
def save_drawing(version_id: UUID, drawn: DrawingFile, *, by: User) -> SavedDrawing:
    """Write what the editor holds into a draft; a drawing that somebody else saved last is kept as a copy.

    What the editor cannot hold is put back from the file before. Raises Version.DoesNotExist, PermissionDenied,
    WrongStateError, UnreadableProcessError, DrawingMovedOnError when the draft is not what the drawing was begun on.
    """
    row = ProcessVersion.objects.select_for_update().get(version_id=version_id)
    find_draft_to_edit(version_id, seen_by=by)
    version = Version.objects.get(pk=version_id)
    if version.content_hash != drawn.based_on:
        raise DrawingMovedOnError(_moved_on(row))
    if len(drawn.content) > MOST:
        raise UnreadableProcessError(_("The drawing is larger than 10 MB."))
    read_model(drawn.content)
    content, put_back = rescued(bytes(row.xml), drawn.content, removed=drawn.removed)
    _keep_before(row, by=by, is_over=drawn.is_over)
    write_drawing(row, content, read_model(content))
    changed = publishing.content_changed(version_id, content_hash=content_hash_of(row), by=by)
    _visit(row, by=by, is_saving=True)
    return SavedDrawing(changed.content_hash, put_back)


def _moved_on(row: ProcessVersion) -> str:
    last = last_save_of(row)
    if last is None:
        return _("The draft was changed while you drew. Your drawing is kept as a copy.")
    return _("%(name)s saved the draft while you drew. Your drawing is kept as a copy.") % {"name": last.user}


def _keep_before(row: ProcessVersion, *, by: User, is_over: bool) -> None:
    """Keep what a drawing is saved instead of: what somebody else saved last, or what gives way in a conflict."""
    last = last_save_of(row)
    if is_over or (last and last.user_id != by.pk):
        drawn_by = str(last.user) if last else _("before it was drawn on here")
        at = (last.saved_at if last else None) or now()
        DrawingCopy.objects.create(process_version=row, xml=bytes(row.xml), drawn_by=drawn_by, kept_at=at)


@transaction.atomic
def keep_copy(version_id: UUID, content: bytes, *, by: User) -> DrawingCopy:
    """Keep a drawing beside a draft; the same one is kept once. Raises as `save_drawing`."""
    row = find_draft_to_edit(version_id, seen_by=by).row
    if len(content) > MOST:
        raise UnreadableProcessError(_("The drawing is larger than 10 MB."))
    read_model(content)
    last = DrawingCopy.objects.filter(process_version=row, drawn_by=str(by)).order_by("-kept_at").first()
    if last and bytes(last.xml) == content:
        return last
    return DrawingCopy.objects.create(process_version=row, xml=content, drawn_by=str(by), kept_at=now())


@transaction.atomic
def visit_draft(version_id: UUID, *, by: User) -> DraftVisit:
    """Tell that somebody has a draft open in the editor. Raises as `find_draft_to_edit`."""
    return _visit(find_draft_to_edit(version_id, seen_by=by).row, by=by)


def _visit(row: ProcessVersion, *, by: User, is_saving: bool = False) -> DraftVisit:
    moment = now()
    visit = DraftVisit.objects.filter(process_version=row, user=by).first()
    if visit is None:
        visit = DraftVisit(process_version=row, user=by, since=moment)
    elif visit.seen_at < moment - HERE:
        visit.since = moment
    visit.seen_at = moment
    if is_saving:
        visit.saved_at = moment
    visit.save()
    return visit


@transaction.atomic
def start_drawing(new: NewProcess, *, by: User) -> ProcessVersion:
    """Begin a process in a line with an empty drawing: one lane with room to draw in, and a start.

    Raises PermissionDenied (needs processes.import, and a part in the line), CodeTakenError.
    """
    require(by, IMPORT)
    model = blank_model(new.title)
    process, item = make_process(new, title=new.title)
    content = write(model)
    name = f"{item.code.lower()}.bpmn"
    return write_version(process, item, NewVersion(content=content, model=model, name=name), by=by)


def blank_model(title: str) -> Model:
    """Return a drawing to begin with, in the language of this thread."""
    start = Node(id="n_start", kind=NodeKind.START_EVENT, name=_("Start"), lane="l_1")
    lane = Lane(id="l_1", name=_("Role"), members=(start.id,))
    process = DrawnProcess(id="p_1", name=title, nodes=(start,), lanes=(lane,))
    model = lay_out(Model(id="d_1", processes=(process,), participants=(Participant("pool_1", title, process.id),)))
    return replace(model, diagrams=tuple(_widened(diagram, but=start.id) for diagram in model.diagrams))


def _widened(diagram: Diagram, *, but: str) -> Diagram:
    """Return a drawing with room to the right of its start, for drawing in; what lies outside a pool is refused."""
    shapes = (
        one if one.element == but else one._replace(bounds=one.bounds._replace(width=one.bounds.width + ROOM))
        for one in diagram.shapes
    )
    return replace(diagram, shapes=tuple(shapes))

"""The step table: each change of it is one save of the drawing, which is drawn anew or patched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.models import User
from grunnmur.processes.actions.drawing import DrawingFile, SavedDrawing, save_drawing
from grunnmur.processes.bpmn.edit import Document
from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.table import Table, edits, model_of
from grunnmur.processes.bpmn.table.words import Words, is_bare_number, said, words_of
from grunnmur.processes.bpmn.write import write
from grunnmur.processes.models import DraftVisit, ProcessVersion
from grunnmur.processes.queries.drawing import find_draft_to_edit, last_save_of
from grunnmur.processes.queries.table import ReadTable, row_of, table_in, visit_to_undo
from grunnmur.processes.rules import ArrangedByHandError, TableMovedOnError, TableRefusedError

Change = Callable[[Table], Table]


@dataclass(frozen=True)
class PartsSaid:
    """Names by element; otherwise: by gateway, the flow that is taken in all other cases, "" for none."""

    names: Mapping[str, str]
    otherwise: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def change_table(version_id: UUID, change: Change, *, based_on: str, by: User) -> SavedDrawing:
    """Change the order of a draft's steps, and draw it anew.

    Raises Version.DoesNotExist, PermissionDenied, WrongStateError; TableMovedOnError when the draft is not what the
    table was shown of, TableRefusedError when it cannot be done or told, ArrangedByHandError when somebody
    arranged the drawing by hand: `tidy_drawing` comes first.
    """
    found = _opened(version_id, based_on=based_on, by=by)
    table = _table(found)
    try:
        changed = change(table)
    except BpmnError as error:
        raise TableRefusedError(_(error.template) % error.params) from error
    if not found.is_tidy and changed != table:
        raise ArrangedByHandError(
            _("The drawing was arranged by hand. Tidy it first; the drawing as it is now is kept as a copy.")
        )
    return _save(found, write(model_of(changed, found.model)), based_on=based_on, by=by)


@transaction.atomic
def say_step(version_id: UUID, element_id: str, words: Words, *, based_on: str, by: User) -> SavedDrawing:
    """Say what a step is called, who does it, and what it says. Another role moves it, which needs a table.

    Raises as `change_table`.
    """
    found = _opened(version_id, based_on=based_on, by=by)
    try:
        row = row_of(found.model, element_id)
    except KeyError as error:
        raise TableRefusedError(_(edits.NOT_THERE)) from error
    told = said(row, words)
    if words.deadline != words_of(row).deadline and is_bare_number(words.deadline):
        raise TableRefusedError(_("Write what the number of the deadline counts: “3 weeks”, not “3”."))
    if told.role != row.role:
        return change_table(version_id, lambda table: edits.reword(table, told), based_on=based_on, by=by)
    document = Document.of(found.content)
    if told.name != row.name:
        document.rename(element_id, told.name)
    if told.doc != row.doc:
        document.describe(element_id, told.doc)
    if told.facts != row.facts:
        document.set_facts(element_id, told.facts)
    return _save(found, document.write(), based_on=based_on, by=by)


@transaction.atomic
def name_parts(version_id: UUID, parts: PartsSaid, *, based_on: str, by: User) -> SavedDrawing:
    """Name events, questions and answers, and say which answer holds in all other cases. Raises as `change_table`."""
    found = _opened(version_id, based_on=based_on, by=by)
    document = Document.of(found.content)
    try:
        for element_id, name in parts.names.items():
            document.rename(element_id, name)
        for gateway_id, flow_id in parts.otherwise.items():
            document.take_otherwise(gateway_id, flow_id)
    except KeyError as error:
        raise TableRefusedError(_(edits.NOT_THERE)) from error
    return _save(found, document.write(), based_on=based_on, by=by)


@transaction.atomic
def tidy_drawing(version_id: UUID, *, based_on: str, by: User) -> SavedDrawing:
    """Lay a draft's drawing out anew; the one that was arranged by hand is kept as a copy. Raises as `change_table`."""
    found = _opened(version_id, based_on=based_on, by=by)
    drawing = DrawingFile(content=_laid_out(found.content, found.model), based_on=based_on, is_over=True)
    return _noted(found, save_drawing(version_id, drawing, by=by), by=by)


@transaction.atomic
def undo_table(version_id: UUID, *, based_on: str, by: User) -> SavedDrawing:
    """Take one's last save in the table back, if nobody saved since. Raises as `change_table`."""
    found = _opened(version_id, based_on=based_on, by=by)
    visit = visit_to_undo(found.read.row, content_hash=found.read.version.content_hash, seen_by=by)
    if visit is None or visit.undo is None:
        raise TableRefusedError(_("There is nothing of yours to undo."))
    content = bytes(visit.undo)
    gone = _ids(found.content) - _ids(content)
    saved = save_drawing(version_id, DrawingFile(content=content, based_on=based_on, removed=gone), by=by)
    DraftVisit.objects.filter(pk=visit.pk).update(undo=None, undo_hash="")
    return saved


def _opened(version_id: UUID, *, based_on: str, by: User) -> ReadTable:
    row = ProcessVersion.objects.select_for_update().get(version_id=version_id)
    draft = find_draft_to_edit(version_id, seen_by=by)
    if draft.version.content_hash != based_on:
        last = last_save_of(row)
        name = str(last.user) if last else _("Somebody else")
        raise TableMovedOnError(
            _("%(name)s changed the draft while you wrote. Nothing was saved yet.") % {"name": name}
        )
    return table_in(draft)


def _table(found: ReadTable) -> Table:
    if found.table is None:
        raise TableRefusedError(_("The steps cannot be moved here: %(reason)s.") % {"reason": found.reason})
    return found.table


def _save(found: ReadTable, content: bytes, *, based_on: str, by: User) -> SavedDrawing:
    """Save a file, laid out anew if nobody arranged it by hand."""
    if found.is_tidy:
        content = _laid_out(content, read(content))
    gone = _ids(found.content) - _ids(content)
    drawing = DrawingFile(content=content, based_on=based_on, removed=gone)
    return _noted(found, save_drawing(found.read.version.pk, drawing, by=by), by=by)


def _noted(found: ReadTable, saved: SavedDrawing, *, by: User) -> SavedDrawing:
    """Keep what a save can be undone to."""
    visits = DraftVisit.objects.filter(process_version=found.read.row, user_id=by.pk)
    visits.update(undo=found.content, undo_hash=saved.content_hash)
    return saved


def _laid_out(content: bytes, model: Model) -> bytes:
    document = Document.of(content)
    document.draw_anew(model)
    return document.write()


def _ids(content: bytes) -> set[str]:
    return {name for element in Document.of(content).root.iter("*") if (name := element.get("id"))}

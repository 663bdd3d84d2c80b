"""Bringing a process into the library from a BPMN 2.0 file, whoever drew it."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.events import publish
from grunnmur.core.files import store
from grunnmur.core.links import Ref
from grunnmur.core.permissions import Actor, require
from grunnmur.processes.actions.hashing import content_hash_of
from grunnmur.processes.actions.linking import hold_links, lay_down_links
from grunnmur.processes.actions.roles import assign_from_lane, assign_letters, forget_letters
from grunnmur.processes.actions.rows import write_rows
from grunnmur.processes.actions.searching import index_process
from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.model import Model, Note
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.events import ProcessPublished
from grunnmur.processes.models import Lane, Process, ProcessVersion, Step
from grunnmur.processes.rules import IMPORT, KIND, SameVersionError, UnreadableProcessError
from grunnmur.publishing import actions as publishing
from grunnmur.publishing.queries import Item, open_version

MOST = 10 * store.MEGABYTE


@dataclass(frozen=True, kw_only=True)
class NewProcess:
    """What people say of a process beside its drawing; the title is the drawing's own if blank.

    line_id: the production line it is made in: it begins as a draft there. Without one it is valid at once.
    """

    title: str = ""
    code: str = ""
    kind: str = Process.Kind.SUPPORT
    purpose: str = ""
    owner_key: str = ""
    line_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NewVersion:
    """A file as it came, what was read from it, what it is called, and what people say is new in it."""

    content: bytes
    model: Model
    name: str
    change_note: str = ""


@transaction.atomic
def import_model(content: bytes, *, name: str, new: NewProcess, by: Actor) -> ProcessVersion:
    """Read a file into the library as a process with its first version; nothing is kept when it cannot be read.

    The original bytes are kept. Lanes whose names are those of process roles are bound to them at once.
    Raises PermissionDenied (needs processes.import, and a part in the line if there is one), UnreadableProcessError,
    CodeTakenError.
    """
    require(by, IMPORT)
    model = read_model(content)
    process, item = make_process(new, title=_title(model) or name)
    return write_version(process, item, NewVersion(content=content, model=model, name=name), by=by)


def make_process(new: NewProcess, *, title: str) -> tuple[Process, Item]:
    """Make a process without a version, and its item. title: if nobody said another. Raises CodeTakenError."""
    item = publishing.create_item(
        publishing.NewItem(
            kind=KIND,
            title=(new.title or title)[:200],
            code=new.code,
            owner_key=new.owner_key,
            line_id=new.line_id,
        )
    )
    return Process.objects.create(item_id=item.pk, kind=new.kind, purpose=new.purpose), item


@transaction.atomic
def import_version(process_id: UUID, content: bytes, *, name: str, change_note: str, by: Actor) -> ProcessVersion:
    """Read a file into the library as the next version of a process; the one before is kept.

    Without a line it is valid from today. In a line it becomes the content of the draft, which is begun if there is
    none. Raises Process.DoesNotExist, PermissionDenied (needs processes.import, and a part in the line if there is
    one), UnreadableProcessError, SameVersionError.
    """
    require(by, IMPORT)
    process = Process.objects.select_related("item").select_for_update(of=("self",)).get(pk=process_id)
    model = read_model(content)
    current = ProcessVersion.objects.filter(process=process, version__state="current").first()
    if current and bytes(current.xml) == content:
        raise SameVersionError(_("This is the very file of the valid version. Nothing was changed."))
    new = NewVersion(content=content, model=model, name=name, change_note=change_note)
    return write_version(process, process.item, new, by=by)


def read_model(content: bytes) -> Model:
    """Read BPMN 2.0. Raises UnreadableProcessError with the place and the reason."""
    try:
        return read(content)
    except BpmnError as error:
        raise UnreadableProcessError(str(error)) from error


def write_version(process: Process, item: Item, new: NewVersion, *, by: Actor) -> ProcessVersion:
    """Write one version: valid at once and found, or in a line as the content of the open draft."""
    if item.line_id:
        return write_draft(process, item, new, by=by)
    content_hash = hashlib.sha256(new.content).hexdigest()
    version = publishing.record_version(item, content_hash=content_hash, change_note=new.change_note, by=by)
    row = ProcessVersion(process=process, version_id=version.pk)
    write_content(row, new, by=by)
    hold_links(row)
    index_process(row)
    publish(ProcessPublished(process.pk, row.pk))
    return row


def write_content(row: ProcessVersion, new: NewVersion, *, by: Actor) -> None:
    """Write a file, its lanes and steps, and who does what, into a version that holds nothing yet."""
    row.original = store.store(new.content, name=new.name, about=Ref(KIND, row.process_id), by=by, most=MOST)
    lay_down_links(row, new.model)
    write_drawing(row, new.content, new.model)


def write_drawing(row: ProcessVersion, content: bytes, model: Model) -> None:
    """Write a drawing, its lanes and steps, and who does what; the file it once came from stays what it was.

    Rows of a draft that say the same as before are left alone: a drawing is saved often.
    """
    row.xml, row.notes = content, [_note(note) for note in model.notes]
    row.save()
    lanes = write_rows(row, model)
    forget_letters(row, model)
    for lane in lanes:
        assign_from_lane(lane)
    assign_letters(row, model)


def write_draft(process: Process, item: Item, new: NewVersion, *, by: Actor) -> ProcessVersion:
    """Put a file's content into the open draft of a process in a line; the draft is begun if there is none.

    Raises PermissionDenied, WrongStateError when the open version is approved already.
    """
    version = open_version(item.pk) or publishing.start_version(item.pk, change_note=new.change_note, by=by)
    row = ProcessVersion.objects.select_for_update().filter(version_id=version.pk).first()
    if row is None:
        row = ProcessVersion(process=process, version_id=version.pk, is_draft=True)
    else:
        empty(row)
    write_content(row, new, by=by)
    publishing.content_changed(version.pk, content_hash=content_hash_of(row), by=by)
    return row


def empty(row: ProcessVersion) -> None:
    """Take lanes, steps and letters out of a draft. Raises a database error for a frozen one."""
    Step.objects.filter(process_version=row).delete()
    Lane.objects.filter(process_version=row).delete()


def _title(model: Model) -> str:
    names = [pool.name for pool in model.participants if pool.process] + [one.name for one in model.processes]
    return next((" ".join(name.split()) for name in names if name.strip()), "")


def _note(note: Note) -> dict[str, object]:
    """Return a remark as it is kept: with its template, so that each reader gets it in her language."""
    return {
        "kind": str(note.kind),
        "text": note.text,
        "element": note.element_id,
        "line": note.line,
        "template": note.template,
        "params": dict(note.params),
    }

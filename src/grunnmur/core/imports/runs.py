"""The way of a file: uploaded → planned, or held and released → applied; or rejected; or stale and planned anew.

Each function is one step in the caller's transaction. `by` is checked here for the importer's permissions.
"""

import hashlib
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.core.clock import now
from grunnmur.core.events import publish
from grunnmur.core.imports.errors import ClashError, NoReasonError, NothingToReadError, NotNowError, OwnImportError
from grunnmur.core.imports.events import ImportHeld, ImportLeftHold
from grunnmur.core.imports.findings import ERROR
from grunnmur.core.imports.guard import is_held
from grunnmur.core.imports.importer import Importer
from grunnmur.core.imports.mapping import Mapping, fields_of, shape_of, unread_columns
from grunnmur.core.imports.plan import Plan
from grunnmur.core.imports.progress import show_progress
from grunnmur.core.imports.sealing import pack, seal_or_empty, unpack
from grunnmur.core.imports.shapes import Kind
from grunnmur.core.imports.staging import store_findings, store_lines
from grunnmur.core.imports.writing import lock_rows, write_lines
from grunnmur.core.models import ImportFinding, ImportLine, ImportProfile, ImportRun
from grunnmur.core.permissions import Actor, System, require
from grunnmur.core.tables.sheet import Note, Sheet
from grunnmur.core.tenancy import current_tenant

State = ImportRun.State
MOST_LETTERS = 500  # of the names of columns that are told


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file and how it is meant. `effective_date`: the day on which undated changes and endings happen."""

    content: bytes
    file_name: str
    source: str
    mode: str
    effective_date: date
    mapping: Mapping


def upload_file(importer: Importer, upload: Upload, *, by: Actor) -> ImportRun:
    """Read a file, seal its national numbers, keep it; nothing else is looked at yet.

    The mapping is remembered for the source. Raises PermissionDenied, UnreadableFileError, NothingToReadError.
    """
    _require(by, importer.upload_permission)
    workbook = importer.read(upload.content, upload.file_name)
    sheets, skipped = _known(importer, workbook.sheets, upload.mapping)
    columns = [_identity_columns(importer, sheet, upload.mapping) for sheet in sheets]
    sealed, emptied = seal_or_empty(sheets, columns=columns, of=current_tenant(), on=upload.effective_date)
    _keep_profile(importer, upload.source, upload.mapping)
    return ImportRun.objects.create(
        kind=importer.kind,
        source=upload.source,
        mode=upload.mode,
        effective_date=upload.effective_date,
        file_name=upload.file_name[-200:],
        sha256=hashlib.sha256(upload.content).hexdigest(),
        content=pack(sealed),
        mapping=upload.mapping.to_json(),
        row_count=sum(len(sheet.rows) for sheet in sealed),
        notes=[
            {"message": note.message, "params": dict(note.params)} for note in (*workbook.notes, *skipped, *emptied)
        ],
        uploader_id=_user_id(by),
        uploader_name=str(by),
        uploaded_at=now(),
    )


def _require(by: Actor, permission: str) -> None:
    """Ask for the importer's permission; for a blank one the domain's action has asked."""
    if permission:
        require(by, permission)


def _known(importer: Importer, sheets: Sequence[Sheet], mapping: Mapping) -> tuple[list[Sheet], tuple[Note, ...]]:
    known = [sheet for sheet in sheets if shape_of(sheet, importer.shapes, mapping)]
    if not known:
        raise NothingToReadError(
            _("No table of the file was recognised. Compare its column names with the sample files.")
        )
    message = gettext_noop("The table “%(sheet)s” was not recognised and was skipped.")
    skipped = [Note(message, {"sheet": sheet.name}) for sheet in sheets if sheet not in known]
    return known, (*skipped, *_unread(importer, known, mapping))


def _unread(importer: Importer, sheets: Sequence[Sheet], mapping: Mapping) -> Iterator[Note]:
    """Tell which columns nobody reads: a misspelt one would otherwise be missed in silence."""
    message = gettext_noop("These columns of “%(sheet)s” were not recognised and were not read: %(columns)s.")
    for sheet in sheets:
        shape = shape_of(sheet, importer.shapes, mapping)
        unread = unread_columns(sheet, shape, mapping) if shape else []
        if unread:
            yield Note(message, {"sheet": sheet.name, "columns": ", ".join(unread)[:MOST_LETTERS]})


def _identity_columns(importer: Importer, sheet: Sheet, mapping: Mapping) -> set[int]:
    shape = shape_of(sheet, importer.shapes, mapping)
    fields = fields_of(sheet, shape, mapping) if shape else {}
    return {place for place, name in fields.items() if shape and shape.field(name).kind == Kind.IDENTITY}


def _keep_profile(importer: Importer, source: str, said: Mapping) -> None:
    """Remember how the files of a source are read."""
    profile = ImportProfile.objects.filter(kind=importer.kind, name=source).first()
    mapping = said.to_json()
    if profile is None:
        ImportProfile.objects.create(kind=importer.kind, name=source, source=source, mapping=mapping)
    elif profile.mapping != mapping:
        profile.mapping = mapping
        profile.save(update_fields=["mapping"])


def remembered_mapping(importer: Importer, *, source: str) -> Mapping:
    """Return how this source's files were read last time; an empty mapping the first time."""
    profile = ImportProfile.objects.filter(kind=importer.kind, name=source).first()
    return Mapping.from_json(profile.mapping) if profile else Mapping()


def plan_run(importer: Importer, run_id: UUID) -> ImportRun:
    """Work out what the file would change, and let the guard judge it. Harmless when it is done already.

    Raises ImportRun.DoesNotExist.
    """
    run = _locked(importer, run_id)
    if run.state != State.UPLOADED:
        return run
    plan = _plan(importer, run)
    store_lines(run, plan.lines)
    store_findings(run, plan.findings, shielded=plan.shielded)
    _describe(run, plan)
    run.state = State.HELD if is_held(plan.measures) else State.PLANNED
    run.job = ""
    run.save()
    if run.state == State.HELD:
        publish(ImportHeld(run.pk, run.kind, importer.release_permission, importer.link_kind))
    return run


def leave_out(importer: Importer, run_id: UUID, rows: Dictionary[str, Sequence[int]], *, by: Actor) -> ImportRun:
    """Leave exactly these rows out, by sheet, and plan anew: what they name stays as it is.

    Raises PermissionDenied, NotNowError.
    """
    _require(by, importer.upload_permission)
    run = _locked(importer, run_id)
    if run.state not in {State.PLANNED, State.HELD} or run.job:
        raise NotNowError(_("Rows can be left out only while the import waits for a decision."))
    kept = {sheet: sorted(set(numbers)) for sheet, numbers in sorted(rows.items()) if numbers}
    return _read_anew(importer, run, replace(Mapping.from_json(run.mapping), left_out=kept))


def read_columns_as(importer: Importer, run_id: UUID, columns: Dictionary[str, str], *, by: Actor) -> ImportRun:
    """Read the columns of a file that is here already as these fields (header → field, blank: none), and plan anew.

    It is remembered for the source. Raises PermissionDenied, NotNowError.
    """
    _require(by, importer.upload_permission)
    run = _locked(importer, run_id)
    if run.state not in {State.PLANNED, State.HELD} or run.job:
        raise NotNowError(_("Columns can be read otherwise only while the import waits for a decision."))
    mapping = replace(Mapping.from_json(run.mapping), columns=dict(columns))
    _keep_profile(importer, run.source, replace(mapping, left_out={}))
    return _read_anew(importer, run, mapping)


def _read_anew(importer: Importer, run: ImportRun, mapping: Mapping) -> ImportRun:
    if run.state == State.HELD:
        publish(ImportLeftHold(run.pk, run.kind))
    ImportLine.objects.filter(run=run).delete()
    ImportFinding.objects.filter(run=run).delete()
    run.mapping = mapping.to_json()
    run.releaser_name, run.released_at, run.state = "", None, State.UPLOADED
    run.save()
    return plan_run(importer, run.pk)


def _plan(importer: Importer, run: ImportRun) -> Plan:
    if run.content is None:
        raise NotNowError(_("The file is kept no longer. Upload it again."))
    return importer.make_plan(unpack(bytes(run.content)), Mapping.from_json(run.mapping), run)


def _describe(run: ImportRun, plan: Plan) -> None:
    shielded: dict[str, list[int]] = {}
    for sheet, row in sorted(plan.shielded):
        shielded.setdefault(sheet, []).append(row)
    run.digest = plan.digest
    run.counts = plan.counts
    run.measures = [measure.to_json() for measure in plan.measures]
    run.error_count = sum(finding.severity == ERROR for finding in plan.findings)
    run.warning_count = len(plan.findings) - run.error_count
    run.shielded_rows = shielded


def release_run(importer: Importer, run_id: UUID, *, reason: str, by: Actor) -> ImportRun:
    """Let a run that the guard held be applied after all: another person than the uploader has looked.

    Raises PermissionDenied, NotNowError, OwnImportError, NoReasonError.
    """
    _require(by, importer.release_permission)
    run = _locked(importer, run_id)
    if run.state != State.HELD:
        raise NotNowError(_("This import is not held back."))
    if run.uploader_id is not None and run.uploader_id == _user_id(by):
        raise OwnImportError(_("You uploaded this file, so somebody else must release it."))
    run.reason = _reason(reason)
    run.state = State.PLANNED
    run.releaser_name, run.released_at = str(by), now()
    run.save()
    publish(ImportLeftHold(run.pk, run.kind))
    return run


def reject_run(importer: Importer, run_id: UUID, *, reason: str, by: Actor) -> ImportRun:
    """Decide that the file is not used. Raises PermissionDenied, NotNowError, NoReasonError."""
    _require(by, importer.upload_permission)
    run = _locked(importer, run_id)
    if run.state not in {State.UPLOADED, State.PLANNED, State.HELD}:
        raise NotNowError(_("This import is settled already."))
    was_held = run.state == State.HELD
    run.reason = _reason(reason)
    _settle(run, State.REJECTED, by=by)
    if was_held:
        publish(ImportLeftHold(run.pk, run.kind))
    return run


def _reason(text: str) -> str:
    if not text.strip():
        raise NoReasonError(_("Write the reason."))
    return text.strip()


def begin_apply(importer: Importer, run_id: UUID, *, by: Actor) -> ImportRun:
    """Mark a run as about to be applied by a job. Raises PermissionDenied, NotNowError."""
    run = _ready(importer, run_id, by=by)
    if run.job:
        raise NotNowError(_("This import is being worked on already."))
    run.job = ImportRun.Job.APPLY
    run.save(update_fields=["job"])
    return run


def give_back(importer: Importer, run_id: UUID, *, because: str) -> ImportRun:
    """Note that a job could not do its work, so that people can decide anew. `because` is a whole sentence."""
    run = _locked(importer, run_id)
    run.job = ""
    run.notes = [*run.notes, {"message": "%(sentence)s", "params": {"sentence": because}}]
    run.save(update_fields=["job", "notes"])
    return run


def apply_run(importer: Importer, run_id: UUID, *, by: Actor) -> ImportRun:
    """Carry out the plan if the database is still as it was when the plan was made.

    Otherwise the run becomes stale, and the same file is planned anew as `replaced_by`; nothing is written.
    One import of a kind at a time. Raises PermissionDenied, NotNowError, ClashError.
    """
    run = _ready(importer, run_id, by=by)
    _one_at_a_time(importer)
    for target in importer.targets:
        lock_rows(run, target)
    if _plan(importer, run).digest != run.digest:
        return _replace(importer, run, by=by)
    written = _write(importer, run)
    _settle(run, State.APPLIED, by=by)
    if written:
        importer.after_apply(run.pk)
    return run


def _write(importer: Importer, run: ImportRun) -> int:
    """Carry out all lines, keys between tables checked at once. Raises ClashError; then nothing is written."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            written = 0
            for target in importer.targets:
                written += write_lines(run, target)
                show_progress(run.pk, written)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or "?"
        raise ClashError(
            _("The file clashes with something that is here already (%(rule)s). Nothing was imported.") % {"rule": name}
        ) from error
    planned = ImportLine.objects.filter(run=run).count()
    if written != planned:
        raise RuntimeError(f"The import wrote {written} rows, but planned {planned}.")
    return written


def _ready(importer: Importer, run_id: UUID, *, by: Actor) -> ImportRun:
    _require(by, importer.upload_permission)
    run = _locked(importer, run_id)
    if run.state == State.HELD:
        raise NotNowError(_("This import is held back. Somebody else than the uploader must release it first."))
    if run.state != State.PLANNED:
        raise NotNowError(_("Only a planned import can be applied."))
    return run


def _one_at_a_time(importer: Importer) -> None:
    with connection.cursor() as cursor:
        name = f"{current_tenant().pk}:{importer.kind}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _replace(importer: Importer, run: ImportRun, *, by: Actor) -> ImportRun:
    again = ImportRun.objects.create(
        kind=run.kind,
        source=run.source,
        mode=run.mode,
        effective_date=run.effective_date,
        file_name=run.file_name,
        sha256=run.sha256,
        content=run.content,
        mapping=run.mapping,
        row_count=run.row_count,
        notes=run.notes,
        uploader_id=run.uploader_id,
        uploader_name=run.uploader_name,
        uploaded_at=now(),
    )
    run.replaced_by = plan_run(importer, again.pk)
    _settle(run, State.STALE, by=by)
    return run


def _settle(run: ImportRun, state: str, *, by: Actor) -> None:
    run.state = state
    run.job = ""
    run.settler_name, run.settled_at = str(by), now()
    run.save()


def _locked(importer: Importer, run_id: UUID) -> ImportRun:
    return ImportRun.objects.select_for_update(no_key=True).get(pk=run_id, kind=importer.kind)


def _user_id(by: Actor) -> UUID | None:
    return None if isinstance(by, System) else by.pk

"""The import of the map, step by step. What a file means is in `landscape.imports`."""

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from grunnmur.core.errors import DomainError
from grunnmur.core.imports import runs
from grunnmur.core.imports.errors import NotNowError
from grunnmur.core.imports.importer import Importer
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.plan import Plan
from grunnmur.core.imports.retention import forget_old_files
from grunnmur.core.imports.runs import Upload
from grunnmur.core.models import ImportRun
from grunnmur.core.permissions import Actor
from grunnmur.core.tables.sheet import Sheet
from grunnmur.landscape.actions.claims import lock_relations
from grunnmur.landscape.actions.import_files import read_file
from grunnmur.landscape.actions.import_telling import after_apply
from grunnmur.landscape.imports.planning import KIND, TARGETS, make_plan
from grunnmur.landscape.imports.shapes import SHAPES
from grunnmur.landscape.queries.imports import setting_of
from grunnmur.landscape.rules import IMPORT


def _plan(sheets: Sequence[Sheet], mapping: Mapping, run: ImportRun) -> Plan:
    return make_plan(sheets, mapping, run, setting_of(run))


IMPORTER = Importer(
    kind=KIND,
    shapes=SHAPES,
    targets=TARGETS,
    make_plan=_plan,
    after_apply=after_apply,
    upload_permission=IMPORT,
    release_permission=IMPORT,
    read=read_file,
    link_kind="map_import",
)


@transaction.atomic
def upload_import(upload: Upload, *, by: Actor) -> ImportRun:
    """Read a file about the map and keep it; `plan_import` comes next.

    Raises PermissionDenied (needs landscape.import), UnreadableFileError, NothingToReadError.
    """
    return runs.upload_file(IMPORTER, upload, by=by)


@transaction.atomic
def plan_import(run_id: UUID) -> ImportRun:
    """Work out what an uploaded file would change; the guard may hold it back. Harmless when it is done already.

    Raises ImportRun.DoesNotExist.
    """
    return runs.plan_run(IMPORTER, run_id)


@transaction.atomic
def leave_out_rows(run_id: UUID, rows: Dictionary[str, Sequence[int]], *, by: Actor) -> ImportRun:
    """Leave exactly these rows out, by sheet, and plan anew; none takes all rows in again.

    Raises PermissionDenied (needs landscape.import), NotNowError.
    """
    return runs.leave_out(IMPORTER, run_id, rows, by=by)


@transaction.atomic
def release_import(run_id: UUID, *, reason: str, by: Actor) -> ImportRun:
    """Let an import that was held back be applied.

    Raises PermissionDenied (needs landscape.import), NotNowError, OwnImportError (the uploader may not), NoReasonError.
    """
    return runs.release_run(IMPORTER, run_id, reason=reason, by=by)


@transaction.atomic
def reject_import(run_id: UUID, *, reason: str, by: Actor) -> ImportRun:
    """Decide that a file is not used. Raises PermissionDenied (needs landscape.import), NotNowError, NoReasonError."""
    return runs.reject_run(IMPORTER, run_id, reason=reason, by=by)


@transaction.atomic
def begin_apply_import(run_id: UUID, *, by: Actor) -> ImportRun:
    """Mark an import as about to be applied by a job. Raises PermissionDenied (needs landscape.import), NotNowError."""
    return runs.begin_apply(IMPORTER, run_id, by=by)


@transaction.atomic
def apply_begun_import(run_id: UUID, *, by: Actor) -> ImportRun:
    """Apply in a job what `begin_apply_import` marked; a refusal is noted on the run. Harmless when run twice.

    Raises ImportRun.DoesNotExist, PermissionDenied (needs landscape.import).
    """
    try:
        with transaction.atomic():
            return apply_import(run_id, by=by)
    except NotNowError:  # it is settled already
        return ImportRun.objects.get(pk=run_id)
    except DomainError as refusal:
        return runs.give_back(IMPORTER, run_id, because=str(refusal))


@transaction.atomic
def apply_import(run_id: UUID, *, by: Actor) -> ImportRun:
    """Carry out a plan, and tell the other domains.

    If the map changed meanwhile, nothing is written: the run is outdated, and `replaced_by` is a new plan of the
    same file. Raises PermissionDenied (needs landscape.import), NotNowError, ClashError.
    """
    lock_relations()
    return runs.apply_run(IMPORTER, run_id, by=by)


@transaction.atomic
def forget_old_imports(*, on: date) -> int:
    """Empty the kept files of imports older than 90 days; return how many. Plans and findings stay."""
    return forget_old_files(IMPORTER, on=on)

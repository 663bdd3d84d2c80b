"""The HR import: a file becomes a plan; the plan is released, applied or rejected."""

from datetime import date, datetime
from http import HTTPStatus
from uuid import UUID

from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from grunnmur.core.http import Request
from grunnmur.core.imports.asking import measures_of
from grunnmur.core.imports.runs import Upload, remembered_mapping
from grunnmur.core.models import ImportRun
from grunnmur.core.tables.limits import DEFAULT, refuse_larger
from grunnmur.organisation import tasks
from grunnmur.organisation.actions import imports as actions
from grunnmur.organisation.queries import imports as queries

router = Router()


class ImportIn(Schema):
    """How a file is meant. Its columns are read as those of the source's last file were."""

    source: str = Field(default="hr", min_length=1, max_length=40)
    mode: ImportRun.Mode = ImportRun.Mode.DELTA
    effective_date: date


class ReasonIn(Schema):
    """Why an import is released or rejected."""

    reason: str


class MeasureOut(Schema):
    """How much an import would do of something, and whether that is more than passes."""

    text: str
    is_exceeded: bool


class PeopleImportOut(Schema):
    """An import: its state, what it would change (table → action → number), what is wrong with it, what the guard says.

    While `is_waiting`, a job works on it: ask again. `replaced_by`: the new plan of one that is outdated.
    """

    id: UUID
    file_name: str
    source: str
    state: str
    is_waiting: bool
    rows: int
    errors: int
    warnings: int
    counts: dict[str, dict[str, int]]
    measures: list[MeasureOut]
    reason: str
    uploaded_at: datetime
    replaced_by: UUID | None


@router.get("/imports", response=list[PeopleImportOut])
def runs(request: Request) -> list[PeopleImportOut]:
    """Return the last imports, the newest first."""
    return [_run(run) for run in queries.import_runs(seen_by=request.user)]


@router.post("/imports", response={HTTPStatus.CREATED: PeopleImportOut})
def upload(request: Request, sent: Form[ImportIn], file: File[UploadedFile]) -> tuple[HTTPStatus, PeopleImportOut]:
    """Take a file and plan it: at once, or by a job when it is long. Nothing is changed yet."""
    refuse_larger(file.size or 0, DEFAULT)
    run = actions.upload_import(
        Upload(
            content=file.read(),
            file_name=file.name or "",
            source=sent.source,
            mode=sent.mode,
            effective_date=sent.effective_date,
            mapping=remembered_mapping(actions.IMPORTER, source=sent.source),
        ),
        by=request.user,
    )
    return HTTPStatus.CREATED, _run(tasks.plan_now_or_by_job(run))


@router.get("/imports/{uuid:run_id}", response=PeopleImportOut)
def run(request: Request, run_id: UUID) -> PeopleImportOut:
    """Return one import."""
    return _run(queries.import_run(run_id, seen_by=request.user))


@router.post("/imports/{uuid:run_id}/apply", response=PeopleImportOut)
def apply(request: Request, run_id: UUID) -> PeopleImportOut:
    """Carry out a plan: at once, or by a job when it is long.

    If the organisation changed meanwhile, nothing is imported: see `replaced_by`.
    """
    return _run(tasks.apply_now_or_by_job(queries.import_run(run_id, seen_by=request.user), by=request.user))


@router.post("/imports/{uuid:run_id}/release", response=PeopleImportOut)
def release(request: Request, run_id: UUID, sent: ReasonIn) -> PeopleImportOut:
    """Let an import that was held back be applied; not by who uploaded it."""
    queries.import_run(run_id, seen_by=request.user)
    return _run(actions.release_import(run_id, reason=sent.reason, by=request.user))


@router.post("/imports/{uuid:run_id}/reject", response=PeopleImportOut)
def reject(request: Request, run_id: UUID, sent: ReasonIn) -> PeopleImportOut:
    """Decide that a file is not used."""
    queries.import_run(run_id, seen_by=request.user)
    return _run(actions.reject_import(run_id, reason=sent.reason, by=request.user))


def _run(row: ImportRun) -> PeopleImportOut:
    return PeopleImportOut(
        id=row.pk,
        file_name=row.file_name,
        source=row.source,
        state=row.state,
        is_waiting=row.state == ImportRun.State.UPLOADED or bool(row.job),
        rows=row.row_count,
        errors=row.error_count,
        warnings=row.warning_count,
        counts=row.counts or {},
        measures=[MeasureOut(text=text, is_exceeded=is_over) for text, is_over in measures_of(row)],
        reason=row.reason,
        uploaded_at=row.uploaded_at,
        replaced_by=row.replaced_by_id,
    )

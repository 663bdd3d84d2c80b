"""Files of what people have today, for programs: upload, plan, apply, release, reject. Nobody gets anything by it."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from ninja import Field, File, Form, Schema, UploadedFile

from grunnmur.access.actions.mining import imports as actions
from grunnmur.access.api.routes import router
from grunnmur.access.queries.mining import observed as reads
from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.core.imports.asking import measures_of
from grunnmur.core.imports.runs import Upload, remembered_mapping
from grunnmur.core.models import ImportRun
from grunnmur.core.tables.limits import DEFAULT, refuse_larger


class ObservedUploadIn(Schema):
    """How a file is meant: full = the source has nothing else. Its columns are read as those of its last file were."""

    source: str = Field("it", min_length=1, max_length=40)
    mode: ImportRun.Mode = ImportRun.Mode.DELTA


class ObservedReasonIn(Schema):
    """Why a file is released or rejected."""

    reason: str = Field(min_length=1)


class ObservedMeasureOut(Schema):
    """How much a file would take away, and whether that is more than passes."""

    text: str
    is_exceeded: bool


class ObservedFileOut(Schema):
    """A file: its state, what it would change (table → action → number), and what the guard says.

    replaced_by: the new plan of one that is outdated.
    """

    id: UUID
    file_name: str
    source: str
    state: str
    rows: int
    errors: int
    warnings: int
    counts: dict[str, dict[str, int]]
    measures: list[ObservedMeasureOut]
    reason: str
    uploaded_at: datetime
    replaced_by: UUID | None


@router.get("/mining/imports", response=list[ObservedFileOut])
def observed_files(request: Request) -> list[ObservedFileOut]:
    """Return the last files, the newest first."""
    return [_out(run) for run in reads.observed_runs(seen_by=request.user)]


@router.post("/mining/imports", response={HTTPStatus.CREATED: ObservedFileOut})
def upload_observed(
    request: Request, sent: Form[ObservedUploadIn], file: File[UploadedFile]
) -> tuple[HTTPStatus, ObservedFileOut]:
    """Take a file of what people have today and plan it. Needs access.mine."""
    refuse_larger(file.size or 0, DEFAULT)
    upload = Upload(
        content=file.read(),
        file_name=file.name or "",
        source=sent.source,
        mode=sent.mode,
        effective_date=today(),
        mapping=remembered_mapping(actions.IMPORTER, source=sent.source),
    )
    return HTTPStatus.CREATED, _out(actions.upload_observed(upload, by=request.user))


@router.get("/mining/imports/{uuid:run_id}", response=ObservedFileOut)
def observed_file(request: Request, run_id: UUID) -> ObservedFileOut:
    """Return one file."""
    return _out(reads.observed_run(run_id, seen_by=request.user))


@router.post("/mining/imports/{uuid:run_id}/apply", response=ObservedFileOut)
def apply_observed(request: Request, run_id: UUID) -> ObservedFileOut:
    """Carry out a plan. If what is observed changed meanwhile, nothing is imported: see `replaced_by`."""
    reads.observed_run(run_id, seen_by=request.user)
    return _out(actions.apply_observed(run_id, by=request.user))


@router.post("/mining/imports/{uuid:run_id}/release", response=ObservedFileOut)
def release_observed(request: Request, run_id: UUID, sent: ObservedReasonIn) -> ObservedFileOut:
    """Let a file that was held back be applied; not by who uploaded it. Needs access.officer."""
    reads.observed_run(run_id, seen_by=request.user)
    return _out(actions.release_observed(run_id, reason=sent.reason, by=request.user))


@router.post("/mining/imports/{uuid:run_id}/reject", response=ObservedFileOut)
def reject_observed(request: Request, run_id: UUID, sent: ObservedReasonIn) -> ObservedFileOut:
    """Decide that a file is not used."""
    reads.observed_run(run_id, seen_by=request.user)
    return _out(actions.reject_observed(run_id, reason=sent.reason, by=request.user))


def _out(row: ImportRun) -> ObservedFileOut:
    return ObservedFileOut(
        id=row.pk,
        file_name=row.file_name,
        source=row.source,
        state=row.state,
        rows=row.row_count,
        errors=row.error_count,
        warnings=row.warning_count,
        counts=row.counts or {},
        measures=[ObservedMeasureOut(text=text, is_exceeded=is_over) for text, is_over in measures_of(row)],
        reason=row.reason,
        uploaded_at=row.uploaded_at,
        replaced_by=row.replaced_by_id,
    )

"""Files into the map and out of it: the same steps as on the pages."""

from datetime import date
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, File, Form, Query, Router, Schema, Status, UploadedFile

from grunnmur.core.api_shapes import listed
from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.runs import Upload
from grunnmur.core.imports.screen import MOST_AT_ONCE, as_file
from grunnmur.core.models import ImportRun
from grunnmur.landscape import tasks
from grunnmur.landscape.actions import imports as actions
from grunnmur.landscape.actions.exports import export_map
from grunnmur.landscape.queries import import_changes
from grunnmur.landscape.queries import imports as queries
from grunnmur.landscape.queries.exports import Profile

imports = Router(tags=["landscape"])
exports = Router(tags=["landscape"])
Limit = Annotated[int, Query(ge=1, le=200)]


class UploadIn(Schema):
    """How a file is meant. table: what it holds where its columns do not tell. mode: full ends what it lacks."""

    source: str = Field(min_length=1, max_length=40)
    table: str = ""
    mode: ImportRun.Mode = ImportRun.Mode.DELTA
    effective_date: date | None = None


class RunOut(Schema):
    """An import. `is_waiting`: a job plans or applies it. `replaced_by_id`: the new plan when this one is outdated."""

    id: UUID
    state: Annotated[ImportRun.State, listed(ImportRun.State)]
    is_waiting: bool
    file_name: str
    source: str
    rows: int
    errors: int
    warnings: int
    counts: dict[str, dict[str, int]]
    replaced_by_id: UUID | None


class ChangedOut(Schema):
    """One column of a line of the plan, in words."""

    label: str
    before: str
    after: str


class FileLineOut(Schema):
    """What one line of the plan does. `number` goes into `after` for the next ones."""

    number: int
    action: str
    title: str
    fields: list[ChangedOut]


class FindingOut(Schema):
    """What is wrong or strange in a row of the file; `row` is empty where it is about the whole table."""

    severity: str
    sheet: str
    row: int | None
    column: str
    value: str
    what: str
    how: str


class RowsOut(Schema):
    """Lines of one table of the plan, and findings; either is asked for on with `after` and `findings_after`."""

    run: RunOut
    table: str
    lines: list[FileLineOut]
    findings: list[FindingOut]


class ConfirmIn(Schema):
    """Which rows are left out, by sheet; none unless said."""

    left_out: dict[str, list[int]] | None = None


@imports.post("", response={HTTPStatus.CREATED: RunOut})
def bring_in(request: Request, file: File[UploadedFile], sent: Form[UploadIn]) -> Status[RunOut]:
    """Bring a file: it is planned at once, or by a job when it is long. Nothing is written before it is confirmed."""
    upload = Upload(
        content=file.read(),
        file_name=file.name or "",
        source=sent.source,
        mode=sent.mode.value,
        effective_date=sent.effective_date or today(),
        mapping=Mapping(table=sent.table),
    )
    run = actions.upload_import(upload, by=request.user)
    if run.row_count > MOST_AT_ONCE:
        tasks.plan_import(run_id=str(run.pk))
        return Status(HTTPStatus.CREATED, _out(run))
    return Status(HTTPStatus.CREATED, _out(actions.plan_import(run.pk)))


@imports.get("/{uuid:run_id}/rows", response=RowsOut)
def rows(
    request: Request, run_id: UUID, table: str = "", after: int = 0, findings_after: int = 0, limit: Limit = 50
) -> RowsOut:
    """Return what a file would change in one table, the first that changes unless said, and what is wrong with it."""
    run = queries.import_run(run_id, seen_by=request.user)
    chosen = table or next((name for name, _counts in import_changes.tables_of(run)), "")
    lines = import_changes.changes_of(run, seen_by=request.user, table=chosen, after=after, limit=limit)[:limit]
    found = queries.findings_of(run, seen_by=request.user, after=findings_after, limit=limit)[:limit]
    return RowsOut(
        run=_out(run),
        table=chosen,
        lines=[FileLineOut.model_validate(line, from_attributes=True) for line in lines],
        findings=[FindingOut.model_validate(one, from_attributes=True) for one in found],
    )


@imports.post("/{uuid:run_id}/confirm", response=RunOut)
def confirm(request: Request, run_id: UUID, sent: ConfirmIn) -> RunOut:
    """Carry out a plan: at once, or by a job when it is long. With rows left out, it is planned without them first."""
    run = queries.import_run(run_id, seen_by=request.user)
    if sent.left_out is not None:
        run = actions.leave_out_rows(run_id, sent.left_out, by=request.user)
    if run.row_count > MOST_AT_ONCE:
        begun = actions.begin_apply_import(run_id, by=request.user)
        tasks.apply_import(run_id=str(run_id), user_id=str(request.user.pk))
        return _out(begun)
    return _out(actions.apply_import(run_id, by=request.user))


@exports.get("/{file_format}", response={HTTPStatus.OK: None})
def export(request: Request, file_format: str, profile: Profile = Profile.INTERNAL) -> HttpResponse:
    """Return the map as a file: archimate, csv, xlsx, json or pdf. It is noted who took it."""
    file = export_map(file_format, profile=profile.value, by=request.user)
    return as_file(file.content, file.name, file.content_type)


def _out(run: ImportRun) -> RunOut:
    return RunOut(
        id=run.pk,
        state=ImportRun.State(run.state),
        is_waiting=run.state == ImportRun.State.UPLOADED or bool(run.job),
        file_name=run.file_name,
        source=run.source,
        rows=run.row_count,
        errors=run.error_count,
        warnings=run.warning_count,
        counts=run.counts,
        replaced_by_id=run.replaced_by_id,
    )

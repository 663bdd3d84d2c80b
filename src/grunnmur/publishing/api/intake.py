"""Old documents of a line: the tidy list as it is, and lists brought in by other systems."""

from datetime import date
from http import HTTPStatus
from uuid import UUID

from ninja import File, Form, Schema, Status, UploadedFile

from grunnmur.core.http import Request
from grunnmur.publishing import actions, queries
from grunnmur.publishing.api.routes import router
from grunnmur.publishing.queries import IntakeItem


class IntakeOut(Schema):
    """An old document, and what becomes of it. `target`: the code of what it became or went into."""

    id: UUID
    source: str
    path: str
    title: str
    sha256: str
    size: int | None
    modified: date | None
    owner: str
    decision: IntakeItem.Decision
    reason: str
    target: str


class IntakePage(Schema):
    """One page of a tidy list; `next` is the cursor of the following one, blank at the end."""

    rows: list[IntakeOut]
    next: str


class IntakeRunOut(Schema):
    """What a list would change, or has changed when it is applied, by table and action; `replaced_by`: plan it anew."""

    id: UUID
    state: str
    rows: int
    errors: int
    warnings: int
    counts: dict[str, dict[str, int]]
    replaced_by: UUID | None


@router.get("/lines/{line_id}/intake", response=IntakePage)
def intake(request: Request, line_id: UUID, after: str = "") -> IntakePage:
    """Return a line's old documents by title, fifty at a time."""
    queries.find_line(line_id)
    queries.require_tidy_sight(line_id, seen_by=request.user)
    found = queries.tidy_page(line_id, queries.TidyFilter(), after=after)
    return IntakePage(rows=[_row(row) for row in found.rows], next=found.next)


@router.post("/intake/import", response={HTTPStatus.CREATED: IntakeRunOut})
def import_intake(
    request: Request,
    line_id: Form[UUID],
    source: Form[str],
    file: File[UploadedFile],
    *,
    is_applied: Form[bool] = False,
) -> Status[IntakeRunOut]:
    """Bring a list of old documents, or a ZIP of them; `is_applied` carries the plan out at once."""
    sent = actions.OldDocuments(content=file.read(), file_name=file.name or "", source=source.strip()[:40])
    run = actions.upload_documents(line_id, sent, by=request.user)
    run = actions.plan_documents(run.pk)
    if is_applied:
        run = actions.apply_documents(run.pk, by=request.user)
    told = IntakeRunOut(
        id=run.pk,
        state=run.state,
        rows=run.row_count,
        errors=run.error_count,
        warnings=run.warning_count,
        counts=run.counts,
        replaced_by=run.replaced_by_id,
    )
    return Status(HTTPStatus.CREATED, told)


def _row(row: IntakeItem) -> IntakeOut:
    return IntakeOut(
        id=row.pk,
        source=row.source_system,
        path=row.path,
        title=row.title,
        sha256=row.sha256,
        size=row.size,
        modified=row.modified_date,
        owner=row.owner_hint,
        decision=IntakeItem.Decision(row.decision),
        reason=row.reason,
        target=row.target.code if row.target else "",
    )

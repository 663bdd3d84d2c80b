"""Versions on their way: what changes, what the gates say, and each step one may let them take."""

from datetime import date
from uuid import UUID

from ninja import Field, Schema

from grunnmur.core.http import Request
from grunnmur.publishing import actions, queries
from grunnmur.publishing.api.items import VersionOut, shown_version
from grunnmur.publishing.api.routes import router
from grunnmur.publishing.rules import Level, kind_named


class VersionChangeOut(Schema):
    """One difference, in the caller's language."""

    sentence: str
    is_significant: bool


class GateOut(Schema):
    """What one gate says; `name` is what a comment on a warning is sent under."""

    name: str
    level: Level
    sentence: str
    anchor: str


class SubmitIn(Schema):
    """What the author says of a version."""

    change_note: str = Field(max_length=500)
    is_significant: bool
    significance_reason: str = Field(default="", max_length=500)
    planned_date: date | None = None


class CommentIn(Schema):
    """A comment, reason or note."""

    comment: str = Field(max_length=2000)


class AssureIn(Schema):
    """What the assurer says of each warning, by its name; and whether the change is significant after all."""

    comments: dict[str, str] = Field(default_factory=dict)
    is_significant: bool | None = None


class ApproveIn(Schema):
    """A yes to the content with this hash."""

    seen_hash: str = Field(max_length=64)
    comment: str = Field(default="", max_length=2000)


@router.get("/versions/{version_id}/changes", response=list[VersionChangeOut])
def changes(request: Request, version_id: UUID, to: UUID | None = None) -> list[VersionChangeOut]:
    """Return what a version changes since the valid one; or what another (`to`) changes since this one."""
    row = queries.find_version(version_id, seen_by=request.user).version
    if to is None:
        found = queries.changes_of(row)
    else:
        newer = queries.find_version(to, seen_by=request.user).version
        found = kind_named(row.item.kind).changes(row.pk, newer.pk)
    return [VersionChangeOut(sentence=one.sentence, is_significant=one.is_significant) for one in found]


@router.get("/versions/{version_id}/gates", response=list[GateOut])
def gates(request: Request, version_id: UUID) -> list[GateOut]:
    """Return what the gates say of a version now."""
    row = queries.find_version(version_id, seen_by=request.user).version
    return [
        GateOut(name=result.name, level=result.level, sentence=result.sentence, anchor=result.anchor)
        for result in queries.gates(row)
    ]


@router.post("/versions/{version_id}/submit", response=VersionOut)
def submit(request: Request, version_id: UUID, sent: SubmitIn) -> VersionOut:
    """Send a draft to quality control."""
    queries.find_version(version_id, seen_by=request.user)
    said = actions.Submission(**sent.dict())
    return shown_version(actions.submit_version(version_id, said, by=request.user))


@router.post("/versions/{version_id}/return", response=VersionOut)
def send_back(request: Request, version_id: UUID, sent: CommentIn) -> VersionOut:
    """Send a version back from quality control."""
    queries.find_version(version_id, seen_by=request.user)
    return shown_version(actions.return_version(version_id, comment=sent.comment, by=request.user))


@router.post("/versions/{version_id}/assure", response=VersionOut)
def assure(request: Request, version_id: UUID, sent: AssureIn) -> VersionOut:
    """Pass a version through quality control."""
    queries.find_version(version_id, seen_by=request.user)
    row = actions.assure_version(
        version_id, comments=sent.comments, is_significant=sent.is_significant, by=request.user
    )
    return shown_version(row)


@router.post("/versions/{version_id}/approve", response=VersionOut)
def approve(request: Request, version_id: UUID, sent: ApproveIn) -> VersionOut:
    """Say yes to a version."""
    queries.find_version(version_id, seen_by=request.user)
    row = actions.approve_version(version_id, seen_hash=sent.seen_hash, comment=sent.comment, by=request.user)
    return shown_version(row)


@router.post("/versions/{version_id}/reject", response=VersionOut)
def reject(request: Request, version_id: UUID, sent: CommentIn) -> VersionOut:
    """Say no to a version."""
    queries.find_version(version_id, seen_by=request.user)
    return shown_version(actions.reject_version(version_id, comment=sent.comment, by=request.user))


@router.post("/versions/{version_id}/withdraw", response=VersionOut)
def withdraw(request: Request, version_id: UUID, sent: CommentIn) -> VersionOut:
    """Say that the valid version does not count any more."""
    queries.find_version(version_id, seen_by=request.user)
    return shown_version(actions.withdraw_version(version_id, reason=sent.comment, by=request.user))


@router.post("/versions/{version_id}/correct", response=VersionOut)
def correct(request: Request, version_id: UUID, sent: CommentIn) -> VersionOut:
    """Make a draft valid at once as a correction."""
    queries.find_version(version_id, seen_by=request.user)
    return shown_version(actions.correct_version(version_id, change_note=sent.comment, by=request.user))

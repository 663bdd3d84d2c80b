"""A file of what people have today: upload, plan, release, reject, apply."""

from uuid import UUID

from django.db import transaction

from grunnmur.access.imports.planning import KIND, TARGETS, make_plan
from grunnmur.access.imports.shapes import SHAPES
from grunnmur.access.rules import OFFICER
from grunnmur.access.rules.permissions import MINE
from grunnmur.core.imports import runs
from grunnmur.core.imports.importer import Importer
from grunnmur.core.imports.runs import Upload
from grunnmur.core.models import ImportRun
from grunnmur.core.permissions import Actor


def _after_apply(_run_id: UUID) -> None:
    """Do nothing more: what is observed gives nobody anything."""


IMPORTER = Importer(
    kind=KIND,
    shapes=SHAPES,
    targets=TARGETS,
    make_plan=make_plan,
    after_apply=_after_apply,
    upload_permission=MINE,
    release_permission=OFFICER,
    link_kind="observed_import",
)


@transaction.atomic
def upload_observed(upload: Upload, *, by: Actor) -> ImportRun:
    """Read and keep a file of today's accesses, and plan it.

    Raises PermissionDenied (needs access.mine), UnreadableFileError, NothingToReadError.
    """
    return runs.plan_run(IMPORTER, runs.upload_file(IMPORTER, upload, by=by).pk)


@transaction.atomic
def apply_observed(run_id: UUID, *, by: Actor) -> ImportRun:
    """Carry out a plan; twice writes nothing. Raises PermissionDenied (needs access.mine), NotNowError, ClashError."""
    return runs.apply_run(IMPORTER, run_id, by=by)


@transaction.atomic
def release_observed(run_id: UUID, *, reason: str, by: Actor) -> ImportRun:
    """Let a file that was held back be applied.

    Raises PermissionDenied (needs access.officer), NotNowError, OwnImportError (the uploader may not), NoReasonError.
    """
    return runs.release_run(IMPORTER, run_id, reason=reason, by=by)


@transaction.atomic
def reject_observed(run_id: UUID, *, reason: str, by: Actor) -> ImportRun:
    """Decide that a file is not used. Raises PermissionDenied (needs access.mine), NotNowError, NoReasonError."""
    return runs.reject_run(IMPORTER, run_id, reason=reason, by=by)

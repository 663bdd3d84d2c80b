"""The import of lists of old documents, step by step. Each line has its own; what a file means is in `imports`."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction

from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.imports import runs
from grunnmur.core.imports.errors import NotNowError
from grunnmur.core.imports.importer import Importer
from grunnmur.core.imports.retention import forget_old_files
from grunnmur.core.imports.runs import Upload
from grunnmur.core.models import ImportRun
from grunnmur.core.permissions import Actor
from grunnmur.publishing.actions.likeness import regroup
from grunnmur.publishing.actions.lines import require_leads
from grunnmur.publishing.imports.archive import read_documents
from grunnmur.publishing.imports.guessing import guessed
from grunnmur.publishing.imports.planning import TARGETS, kind_of, line_of, make_plan
from grunnmur.publishing.imports.shape import SHAPE
from grunnmur.publishing.models import ProductionLine


@dataclass(frozen=True, kw_only=True)
class OldDocuments:
    """A list of old documents, or a ZIP of them, and the system it comes from."""

    content: bytes
    file_name: str
    source: str


def importer_of(line_id: UUID) -> Importer:
    """Return the import of one line. Its actions ask who leads the line; there is nothing for a guard to hold back."""
    return Importer(
        kind=kind_of(line_id),
        shapes=(SHAPE,),
        targets=TARGETS,
        make_plan=make_plan,
        after_apply=lambda _run_id: regroup(line_id),
        upload_permission="",
        release_permission="",
        read=read_documents,
    )


@transaction.atomic
def upload_documents(line_id: UUID, sent: OldDocuments, *, by: Actor) -> ImportRun:
    """Read a list of old documents and keep it; columns whose names say nothing are guessed by what stands in them.

    Raises PermissionDenied (the line's chief, or the factory's owner), UnreadableFileError, NothingToReadError.
    """
    require_leads(line_id, by=by)
    importer = importer_of(line_id)
    workbook = read_documents(sent.content, sent.file_name)
    known = replace(runs.remembered_mapping(importer, source=sent.source), left_out={})
    mapping = replace(known, columns={**guessed(workbook.sheets, known), **known.columns})
    upload = Upload(
        content=sent.content,
        file_name=sent.file_name,
        source=sent.source,
        mode=ImportRun.Mode.DELTA,
        effective_date=today(),
        mapping=mapping,
    )
    return runs.upload_file(replace(importer, read=lambda _content, _name: workbook), upload, by=by)


@transaction.atomic
def plan_documents(run_id: UUID) -> ImportRun:
    """Work out what an uploaded list would change. Harmless when it is done already."""
    return runs.plan_run(_importer(run_id), run_id)


@transaction.atomic
def read_columns(run_id: UUID, columns: Dictionary[str, str], *, by: Actor) -> ImportRun:
    """Read the columns of a list as these fields (header → field, blank: none), and plan anew; it is remembered.

    Raises PermissionDenied, NotNowError.
    """
    importer = _led(run_id, by=by)
    return runs.read_columns_as(importer, run_id, columns, by=by)


@transaction.atomic
def begin_apply_documents(run_id: UUID, *, by: Actor) -> ImportRun:
    """Mark an import as about to be applied by a job. Raises PermissionDenied, NotNowError."""
    return runs.begin_apply(_led(run_id, by=by), run_id, by=by)


@transaction.atomic
def apply_begun_documents(run_id: UUID, *, by: Actor) -> ImportRun:
    """Apply in a job what `begin_apply_documents` marked; a refusal is noted on the run. Harmless when run twice."""
    try:
        with transaction.atomic():
            return apply_documents(run_id, by=by)
    except NotNowError:  # it is settled already
        return ImportRun.objects.get(pk=run_id)
    except DomainError as refusal:
        return runs.give_back(_importer(run_id), run_id, because=str(refusal))


@transaction.atomic
def apply_documents(run_id: UUID, *, by: Actor) -> ImportRun:
    """Carry out a plan. If the list changed meanwhile, nothing is written and `replaced_by` is a new plan.

    Raises PermissionDenied, NotNowError, ClashError.
    """
    return runs.apply_run(_led(run_id, by=by), run_id, by=by)


@transaction.atomic
def reject_documents(run_id: UUID, *, reason: str, by: Actor) -> ImportRun:
    """Decide that a list is not used. Raises PermissionDenied, NotNowError, NoReasonError."""
    return runs.reject_run(_led(run_id, by=by), run_id, reason=reason, by=by)


@transaction.atomic
def forget_old_lists(*, on: date) -> int:
    """Empty the kept files of imports older than 90 days; return how many. One statement a line."""
    lines = ProductionLine.objects.order_by("pk").values_list("pk", flat=True)
    return sum(forget_old_files(importer_of(line), on=on) for line in lines)


def _importer(run_id: UUID) -> Importer:
    """Return the import a run is of. Raises ImportRun.DoesNotExist, also for a run of something else."""
    line_id = line_of(ImportRun.objects.values_list("kind", flat=True).get(pk=run_id))
    if line_id is None:
        raise ImportRun.DoesNotExist
    return importer_of(line_id)


def _led(run_id: UUID, *, by: Actor) -> Importer:
    importer = _importer(run_id)
    line_id = line_of(importer.kind)
    if line_id:
        require_leads(line_id, by=by)
    return importer


__all__ = [
    "OldDocuments",
    "apply_begun_documents",
    "apply_documents",
    "begin_apply_documents",
    "forget_old_lists",
    "importer_of",
    "plan_documents",
    "read_columns",
    "reject_documents",
    "upload_documents",
]

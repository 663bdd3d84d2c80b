"""The HR import: upload, plan, release, reject, apply. What a file means is in `organisation.imports`."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from grunnmur.core.errors import DomainError
from grunnmur.core.events import publish
from grunnmur.core.imports import runs
from grunnmur.core.imports.errors import NotNowError
from grunnmur.core.imports.guard import Measure
from grunnmur.core.imports.importer import Importer
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.plan import Plan
from grunnmur.core.imports.retention import forget_old_files
from grunnmur.core.imports.runs import Upload
from grunnmur.core.links import previews
from grunnmur.core.models import ImportRun
from grunnmur.core.permissions import Actor
from grunnmur.core.tables.sheet import Sheet
from grunnmur.organisation.actions.closure import rebuild_closure
from grunnmur.organisation.events import OrganisationImported
from grunnmur.organisation.imports.planning import KIND, TARGETS, make_plan
from grunnmur.organisation.imports.shapes import SHAPES
from grunnmur.organisation.queries import PlannedImport
from grunnmur.organisation.rules import IMPORT_PEOPLE, RELEASE_IMPORT, Loss

MOST_LOST = 5  # percent of all effective accesses


def _make_plan(sheets: Sequence[Sheet], mapping: Mapping, run: ImportRun) -> Plan:
    """Return the plan, with what the domains above would lose by it as one measure more.

    When a plan is made again before it is applied, only its lines count; nobody is asked then.
    """
    plan = make_plan(sheets, mapping, run)
    if run.state == ImportRun.State.UPLOADED and plan.lines:
        losses = [line for line in previews(PlannedImport(run.pk, plan.lines)) if isinstance(line, Loss)]
        plan.measures += _measure(losses)
    return plan


def _measure(losses: Sequence[Loss]) -> list[Measure]:
    if not losses:
        return []
    message = gettext_noop("%(count)s accesses are lost (at most %(limit)s)")
    count, total = sum(loss.count for loss in losses), sum(loss.total for loss in losses)
    return [Measure(message=message, count=count, total=total, at_least=0, percent=MOST_LOST)]


def _after_apply(run_id: UUID) -> None:
    rebuild_closure()
    publish(OrganisationImported(run_id))


IMPORTER = Importer(
    kind=KIND,
    shapes=SHAPES,
    targets=TARGETS,
    make_plan=_make_plan,
    after_apply=_after_apply,
    upload_permission=IMPORT_PEOPLE,
    release_permission=RELEASE_IMPORT,
)


@transaction.atomic
def upload_import(upload: Upload, *, by: Actor) -> ImportRun:
    """Read an HR file and keep it, national numbers sealed; `plan_import` comes next.

    Raises PermissionDenied (needs organisation.import_people), UnreadableFileError, NothingToReadError.
    """
    return runs.upload_file(IMPORTER, upload, by=by)


@transaction.atomic
def plan_import(run_id: UUID) -> ImportRun:
    """Work out what an uploaded file would change; the guard may hold it back. Harmless when it is done already.

    Raises ImportRun.DoesNotExist.
    """
    return runs.plan_run(IMPORTER, run_id)


@transaction.atomic
def release_import(run_id: UUID, *, reason: str, by: Actor) -> ImportRun:
    """Let an import that was held back be applied.

    Raises PermissionDenied (needs organisation.release_import), NotNowError, OwnImportError (the uploader may not),
    NoReasonError.
    """
    return runs.release_run(IMPORTER, run_id, reason=reason, by=by)


@transaction.atomic
def reject_import(run_id: UUID, *, reason: str, by: Actor) -> ImportRun:
    """Decide that a file is not used.

    Raises PermissionDenied (needs organisation.import_people), NotNowError, NoReasonError.
    """
    return runs.reject_run(IMPORTER, run_id, reason=reason, by=by)


@transaction.atomic
def begin_apply_import(run_id: UUID, *, by: Actor) -> ImportRun:
    """Mark an import as about to be applied by a job.

    Raises PermissionDenied (needs organisation.import_people), NotNowError.
    """
    return runs.begin_apply(IMPORTER, run_id, by=by)


@transaction.atomic
def apply_begun_import(run_id: UUID, *, by: Actor) -> ImportRun:
    """Apply in a job what `begin_apply_import` marked; a refusal is noted on the run. Harmless when run twice.

    Raises ImportRun.DoesNotExist, PermissionDenied (needs organisation.import_people).
    """
    try:
        with transaction.atomic():
            return runs.apply_run(IMPORTER, run_id, by=by)
    except NotNowError:  # it is settled already
        return ImportRun.objects.get(pk=run_id)
    except DomainError as refusal:
        return runs.give_back(IMPORTER, run_id, because=str(refusal))


@transaction.atomic
def apply_import(run_id: UUID, *, by: Actor) -> ImportRun:
    """Carry out a plan, and tell the other domains once.

    If the organisation changed meanwhile, nothing is written: the run is outdated, and `replaced_by` is a new plan of
    the same file.
    Raises PermissionDenied (needs organisation.import_people), NotNowError, ClashError.
    """
    return runs.apply_run(IMPORTER, run_id, by=by)


@transaction.atomic
def forget_old_imports(*, on: date) -> int:
    """Empty the kept files of imports older than 90 days; return how many. Plans and findings stay."""
    return forget_old_files(IMPORTER, on=on)

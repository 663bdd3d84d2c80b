"""Imports as people look at them: the runs, what one would change, and what is wrong with a file."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grunnmur.core.imports import asking
from grunnmur.core.imports.errors import NotNowError
from grunnmur.core.imports.plan import Line
from grunnmur.core.models import ImportLine, ImportRun
from grunnmur.core.permissions import Actor, may
from grunnmur.organisation.imports.planning import KIND
from grunnmur.organisation.models import (
    Appointment,
    Employment,
    Leadership,
    Leave,
)
from grunnmur.organisation.queries.planned import PlannedImport
from grunnmur.organisation.rules import IMPORT_PEOPLE, RELEASE_IMPORT, SEE_PROTECTED


def may_see_imports(by: Actor) -> bool:
    """Tell whether somebody may look at imports at all."""
    return may(by, IMPORT_PEOPLE) or may(by, RELEASE_IMPORT)


def import_runs(*, seen_by: Actor, limit: int = 30) -> list[ImportRun]:
    """Return the last runs, the newest first. Raises PermissionDenied."""
    require_sight(seen_by)
    return asking.runs_of(KIND, limit=limit)


def import_run(run_id: UUID, *, seen_by: Actor) -> ImportRun:
    """Return one run, without its file. Raises ImportRun.DoesNotExist, PermissionDenied."""
    require_sight(seen_by)
    return asking.run_of(KIND, run_id)


def waits(run: ImportRun) -> bool:
    """Tell whether a plan with changes is there, and nothing is decided about it or begun yet."""
    return run.state in {ImportRun.State.PLANNED, ImportRun.State.HELD} and not run.job and bool(run.counts)


def waiting_import(run_id: UUID, *, seen_by: Actor) -> PlannedImport:
    """Return what an import would make of the facts, while it waits for a decision.

    Raises ImportRun.DoesNotExist, PermissionDenied, NotNowError when it does not wait (any more).
    """
    if not waits(import_run(run_id, seen_by=seen_by)):
        raise NotNowError(_("This import does not wait for a decision, so there is nothing to preview."))
    lines = ImportLine.objects.filter(run_id=run_id).order_by("number")
    return PlannedImport(run_id, [_planned(line) for line in lines])


def _planned(line: ImportLine) -> Line:
    return Line(
        line.table, line.action, line.title, line.subject_id, line.before, line.after, is_shielded=line.is_shielded
    )


def names_of_imports(ids: Collection[UUID], *, seen_by: Actor) -> dict[UUID, str]:
    """Return the names of the files of these imports; none to who may not see imports."""
    if not may_see_imports(seen_by):
        return {}
    return dict(ImportRun.objects.filter(kind=KIND, pk__in=ids).values_list("id", "file_name"))


def touched_people(run_id: UUID) -> frozenset[UUID]:
    """Return the persons an applied import was about: for domains above that need not look at everybody again.

    A changed unit, or place of a unit, touches all who work below it: see whether `counts` has "units" or "parents".
    """
    lines = ImportLine.objects.filter(run_id=run_id)
    found = set(lines.filter(table="people").values_list("subject_id", flat=True))
    for table, model in (("employments", Employment), ("leaders", Leadership), ("functions", Appointment)):
        subjects = lines.filter(table=table).values("subject_id")
        found |= set(model.objects.filter(pk__in=subjects).values_list("person_id", flat=True))
    leaves = lines.filter(table="leaves")
    at_leave = Leave.objects.filter(pk__in=leaves.values("subject_id"))
    found |= set(at_leave.values_list("employment__person_id", flat=True))
    for side in ("before", "after"):
        named = lines.filter(**{f"{side}__has_key": "person_id"}).values_list(f"{side}__person_id", flat=True)
        found |= {UUID(person) for person in named}
        gone = leaves.filter(**{f"{side}__has_key": "employment_id"}).values_list(f"{side}__employment_id", flat=True)
        found |= set(Employment.objects.filter(pk__in=set(gone)).values_list("person_id", flat=True))
    return frozenset(found)


def last_source() -> str:
    """Return the source that a file was last uploaded from; blank when none was."""
    return asking.last_source(KIND)


def require_sight(seen_by: Actor) -> None:
    """Do nothing if somebody may look at imports. Raises PermissionDenied."""
    if not may_see_imports(seen_by):
        raise PermissionDenied(_("You may not see imports."))


def findings_of(run: ImportRun, *, seen_by: Actor, after: int = 0, limit: int = 50) -> list[asking.Told]:
    """Return what is wrong or strange, errors first, one more than `limit` if there are more.

    after: how many to pass over. Values from rows about protected people are hidden from who may not see them.
    Raises PermissionDenied.
    """
    require_sight(seen_by)
    return asking.findings_of(run, with_shielded=may(seen_by, SEE_PROTECTED), after=after, limit=limit)

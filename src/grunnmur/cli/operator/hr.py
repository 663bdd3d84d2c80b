"""An HR file, read and told about on the command line."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from grunnmur.cli.operator.telling import tell_plan
from grunnmur.core.clock import today
from grunnmur.core.imports.runs import Upload, remembered_mapping
from grunnmur.core.models import ImportRun, Tenant
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.actions.imports import IMPORTER, apply_import, plan_import, upload_import

OPERATOR = System("grunnmur import-hr")
__all__ = ["HrFile", "apply_plan", "plan_file", "tell_plan"]


@dataclass(frozen=True, kw_only=True)
class HrFile:
    """A file and how it is meant; `effective_date` is the day of undated changes, today if none."""

    path: Path
    source: str
    is_full: bool
    effective_date: date | None


def plan_file(file: HrFile, *, of: Tenant) -> ImportRun:
    """Keep the file and work out what it would change; nothing else is written."""
    with tenant(of):
        upload = Upload(
            content=file.path.read_bytes(),
            file_name=file.path.name,
            source=file.source,
            mode=ImportRun.Mode.FULL if file.is_full else ImportRun.Mode.DELTA,
            effective_date=file.effective_date or today(),
            mapping=remembered_mapping(IMPORTER, source=file.source),
        )
        return plan_import(upload_import(upload, by=OPERATOR).pk)


def apply_plan(run: ImportRun, *, of: Tenant) -> ImportRun:
    """Carry out a plan that the guard let pass."""
    with tenant(of):
        return apply_import(run.pk, by=OPERATOR)

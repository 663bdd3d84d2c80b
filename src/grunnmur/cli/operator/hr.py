"""An HR file, read and told about on the command line."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from grunnmur.core.clock import today
from grunnmur.core.imports.findings import sentence
from grunnmur.core.imports.runs import Upload, remembered_mapping
from grunnmur.core.models import ImportFinding, ImportRun, Tenant
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.actions.imports import IMPORTER, apply_import, plan_import, upload_import

OPERATOR = System("grunnmur import-hr")
FINDINGS_SHOWN = 100


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


def tell_plan(run: ImportRun, *, of: Tenant) -> None:
    """Print what a plan would do, what is wrong with which row, and why it is held back if it is."""
    for note in run.notes:
        click.echo(sentence(note["message"], note["params"]))
    for table, actions in sorted(run.counts.items()):
        click.echo(f"{table}: " + ", ".join(f"{action} {number}" for action, number in sorted(actions.items())))
    if not run.counts:
        click.echo("Nothing changes.")
    with tenant(of):
        findings = list(ImportFinding.objects.filter(run=run).order_by("number")[:FINDINGS_SHOWN])
    for finding in findings:
        click.echo(told(finding), err=True)
    left = run.error_count + run.warning_count - len(findings)
    if left:
        click.echo(f"… and {left} more; the import's page in Grunnmur shows all.", err=True)
    for measure in run.measures:
        if measure["is_exceeded"]:
            click.echo(sentence(measure["message"], measure), err=True)


def told(finding: ImportFinding) -> str:
    """One line about one row; of a protected person only that there is something."""
    place = f"{finding.sheet}:{finding.row or ''} {finding.get_severity_display()}"
    if finding.is_shielded:
        return f"{place}: about a protected person; see the import's page in Grunnmur."
    said = sentence(finding.message, finding.params)
    how = sentence(finding.how, finding.params)
    where = f" [{finding.column}]" if finding.column else ""
    return " ".join(part for part in (f"{place}{where}:", said, how) if part)

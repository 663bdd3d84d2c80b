"""What an import would do, told on the command line."""

import click

from grunnmur.core.imports.findings import sentence
from grunnmur.core.models import ImportFinding, ImportRun, Tenant
from grunnmur.core.tenancy import tenant

FINDINGS_SHOWN = 100


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

"""grunnmur import-hr."""

from datetime import datetime
from pathlib import Path

import click

from grunnmur.cli.environment import as_web
from grunnmur.cli.options import MUNICIPALITY


@click.command(help="Read persons, units and employments from FILE (CSV, XLSX, ODS); --apply writes them.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "is_applied", is_flag=True, help="Carry out the plan. Without it, it is only told.")
@MUNICIPALITY
@click.option("--source", default="hr", show_default=True, help="What the file comes from; its keys belong to it.")
@click.option("--full", "is_full", is_flag=True, help="The file names everybody: what it lacks ends.")
@click.option("--effective-date", type=click.DateTime(["%Y-%m-%d"]), help="Of undated changes.  [default: today]")
def command(
    *,
    file: Path,
    is_applied: bool,
    municipality: str | None,
    source: str,
    is_full: bool,
    effective_date: datetime | None,
) -> None:
    """Plan, tell, and apply if asked to and if the guard lets it pass; else exit 1."""
    with as_web():
        from grunnmur.cli.operator import hr  # noqa: PLC0415  # models need Django to be set up
        from grunnmur.cli.operator.municipalities import explained, named  # noqa: PLC0415  # the same

        where = named(municipality)
        day = effective_date.date() if effective_date else None
        with explained(where.language):
            run = hr.plan_file(hr.HrFile(path=file, source=source, is_full=is_full, effective_date=day), of=where)
            hr.tell_plan(run, of=where)
            if not is_applied:
                click.echo("Nothing has been written. Add --apply to carry this out.")
                return
            settled = hr.apply_plan(run, of=where)
        if settled.state != settled.State.APPLIED:
            raise click.ClickException("The organisation changed meanwhile. Nothing was written; run it again.")
        click.echo("Applied.")

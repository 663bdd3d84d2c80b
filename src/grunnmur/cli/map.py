"""grunnmur map: the map of what hangs together, from the keyboard."""

from datetime import datetime
from pathlib import Path

import click

from grunnmur.cli.environment import as_web
from grunnmur.cli.options import MUNICIPALITY
from grunnmur.cli.progress import progress_lines

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)
FORMATS = ("archimate", "csv", "xlsx", "json", "pdf")
PROFILES = ("public", "internal", "security")
POLICIES = ("availability", "confidentiality", "legal")
WAYS = ("dependents", "dependencies")
TABLES = ("systems", "information", "suppliers", "elements", "relations")


@click.group(name="map", help="Ask the map what hangs together, take it out as a file, and bring it in.")
def command() -> None:
    """The commands for the map."""


@command.command(name="export", help="Write the map to FILE.")
@click.option("--format", "file_format", type=click.Choice(FORMATS), required=True, help="csv: Archi's files in a zip.")
@click.option("-o", "--output", type=OUT, required=True, metavar="FILE")
@click.option("--profile", type=click.Choice(PROFILES), default="internal", show_default=True, help="What is let out.")
@MUNICIPALITY
def export_file(*, file_format: str, output: Path, profile: str, municipality: str | None) -> None:
    """Write one file, as the operator of the installation, who may see all."""
    with as_web():
        from grunnmur.cli.operator import maps  # noqa: PLC0415  # models need Django to be set up
        from grunnmur.cli.operator.municipalities import explained, named  # noqa: PLC0415  # the same

        where = named(municipality)
        with explained(where.language):
            content = maps.export_content(file_format, profile=profile, of=where, progress=progress_lines())
        output.write_bytes(content)
        click.echo(f"{output}: {len(content)} bytes.")


@command.command(name="import", help="Read FILE (CSV, XLSX, ODS, ArchiMate XML, a zip of CSV); --apply writes it.")
@click.argument("file", type=FILE)
@click.option("--apply", "is_applied", is_flag=True, help="Carry out the plan. Without it, it is only told.")
@click.option("--profile", type=click.Choice(TABLES), help="What a table holds whose name and columns do not tell.")
@click.option("--source", help="What the file comes from; its ids belong to it.  [default: archimate or list]")
@click.option("--full", "is_full", is_flag=True, help="The file names all relations of the source: what it lacks ends.")
@MUNICIPALITY
def import_file(
    *,
    file: Path,
    is_applied: bool,
    profile: str | None,
    source: str | None,
    is_full: bool,
    municipality: str | None,
) -> None:
    """Plan, tell, and apply if asked to and if the guard lets it pass; else exit 1."""
    with as_web():
        from grunnmur.cli.operator import maps  # noqa: PLC0415  # models need Django to be set up
        from grunnmur.cli.operator.municipalities import explained, named  # noqa: PLC0415  # the same

        where, progress = named(municipality), progress_lines()
        wanted = maps.MapFile(path=file, table=profile or "", source=source or "", is_full=is_full)
        with explained(where.language):
            run = maps.plan_file(wanted, of=where, progress=progress)
            maps.tell_plan(run, of=where)
            if not is_applied:
                click.echo("Nothing has been written. Add --apply to carry this out.")
                return
            settled = maps.apply_plan(run, of=where, progress=progress)
        if settled.state != settled.State.APPLIED:
            raise click.ClickException("The map changed meanwhile. Nothing was written; run it again.")
        click.echo("Applied.")


@command.command(help="Tell what depends on ELEMENT (its code, name or id), or what it depends on.")
@click.argument("element")
@click.option("--policy", type=click.Choice(POLICIES), default="availability", show_default=True, help="What happens.")
@click.option("--direction", type=click.Choice(WAYS), default="dependents", show_default=True, help="Where to look.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day asked about.  [default: today]")
@MUNICIPALITY
def impact(*, element: str, policy: str, direction: str, day: datetime | None, municipality: str | None) -> None:
    """Print a table, the worst first; exit 1 when the element is unknown or its name is that of several."""
    with as_web():
        from grunnmur.cli.operator import impact as asking  # noqa: PLC0415  # models need Django to be set up
        from grunnmur.cli.operator.municipalities import explained, named  # noqa: PLC0415  # the same

        where = named(municipality)
        wanted = asking.Wanted(element=element, policy=policy, way=direction, on=day.date() if day else None)
        with explained(where.language):
            asking.tell_impact(wanted, of=where)

"""grunnmur library: the library of how work is done, from the keyboard."""

from pathlib import Path

import click

from grunnmur.cli.environment import as_web
from grunnmur.cli.options import MUNICIPALITY

OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group(name="library", help="Take the library of processes and documents out.")
def command() -> None:
    """The commands for the library."""


@command.command(help="Write what is for everyone as a zip of plain pages, for days when Grunnmur is down.")
@click.option("-o", "--output", type=OUT, required=True, metavar="FILE")
@MUNICIPALITY
def bundle(*, output: Path, municipality: str | None) -> None:
    """Write one file; the same library gives the same bytes all day."""
    with as_web():
        from grunnmur.cli.operator import libraries  # noqa: PLC0415  # models need Django to be set up
        from grunnmur.cli.operator.municipalities import explained, named  # noqa: PLC0415  # the same

        where = named(municipality)
        with explained(where.language):
            content = libraries.bundle_content(where)
        output.write_bytes(content)
        click.echo(f"{output}: {len(content)} bytes.")

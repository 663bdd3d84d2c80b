"""grunnmur scim-client."""

from typing import Any

import click

from grunnmur.cli.environment import as_web
from grunnmur.cli.options import MUNICIPALITY


@click.group(help="Let systems in that tell of people or ask who has access, by SCIM 2.0 at /scim/v2.")
def command() -> None:
    """Gather the commands about connected systems."""


@command.command(help="Let the system NAME in. Its token is shown once, with --print-token, or never.")
@click.argument("name")
@click.option(
    "--print-token", "is_printed", is_flag=True, help="Write the token, and nothing else, to standard output."
)
@click.option("--mode", type=click.Choice(["source", "consumer"]), default="source", show_default=True)
@click.option("--resource", help="The name of the resource a consumer asks about.")
@click.option("--address", "addresses", multiple=True, help="A network it may call from; may be given several times.")
@click.option("--days", type=int, default=365, show_default=True, help="How long the token works.")
@MUNICIPALITY
def add(*, is_printed: bool, municipality: str | None, **wanted: Any) -> None:  # Any: the fields of scim.Wanted
    """Let a system in, as the operator of the installation."""
    with as_web():
        from grunnmur.cli.operator import scim  # noqa: PLC0415  # models need Django to be set up
        from grunnmur.cli.operator.municipalities import named  # noqa: PLC0415  # the same

        token = scim.let_in(scim.Wanted(**wanted), of=named(municipality))
    click.echo(f"{wanted['name']} may call /scim/v2 for {wanted['days']} days.", err=True)
    if is_printed:
        click.echo(token)


@command.command("list", help="Show the systems that were let in.")
@MUNICIPALITY
def show(*, municipality: str | None) -> None:
    """Write one line a system: name, mode, until when, last used, findings."""
    with as_web():
        from grunnmur.cli.operator import scim  # noqa: PLC0415  # models need Django to be set up
        from grunnmur.cli.operator.municipalities import named  # noqa: PLC0415  # the same

        for line in scim.lines(of=named(municipality)):
            click.echo(line)


@command.command(help="Keep the system NAME out from now on. What it told stays.")
@click.argument("name")
@MUNICIPALITY
def revoke(*, name: str, municipality: str | None) -> None:
    """Make a system's token useless at once."""
    with as_web():
        from grunnmur.cli.operator import scim  # noqa: PLC0415  # models need Django to be set up
        from grunnmur.cli.operator.municipalities import named  # noqa: PLC0415  # the same

        scim.keep_out(name, of=named(municipality))
    click.echo(f"{name} can no longer call.")

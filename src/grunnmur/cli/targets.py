"""grunnmur targets."""

import click

from grunnmur.cli.environment import as_web
from grunnmur.cli.options import MUNICIPALITY

TARGET = click.option("--target", help="The name of one target; without it, all of them.")


@click.group(help="Read the systems that are kept in step, show what they need, and send it.")
def command() -> None:
    """Gather the commands about targets."""


@command.command(help="Read what the systems have, and note what differs.")
@TARGET
@MUNICIPALITY
def observe(*, target: str | None, municipality: str | None) -> None:
    """Write one line a target."""
    _run("observe", target, municipality)


@command.command(help="Show what would be sent. Nothing is.")
@TARGET
@MUNICIPALITY
def plan(*, target: str | None, municipality: str | None) -> None:
    """Write one line a target."""
    _run("plan", target, municipality)


@command.command(help="Plan for everybody and send it, to the managed ones.")
@TARGET
@MUNICIPALITY
def push(*, target: str | None, municipality: str | None) -> None:
    """Write one line a target."""
    _run("push", target, municipality)


def _run(what: str, target: str | None, municipality: str | None) -> None:
    """Do it; ends with 1 when a system could not be reached."""
    with as_web():
        from grunnmur.cli.operator import targets  # noqa: PLC0415  # models need Django to be set up
        from grunnmur.cli.operator.municipalities import named  # noqa: PLC0415  # the same

        is_well = True
        for line in getattr(targets, what)(target, of=named(municipality)):
            click.echo(line.text)
            is_well = is_well and line.is_well
    if not is_well:
        raise SystemExit(1)

"""grunnmur doctor."""

import click

from grunnmur.cli.environment import as_web

COLOURS = {"ok": "green", "warning": "yellow", "wrong": "red"}


@click.command(help="Check this installation, and say in words what is wrong and what to do.")
def command() -> None:
    """Print one line a check; exit 1 when something must be mended."""
    with as_web():
        from grunnmur.core.doctor import examine  # noqa: PLC0415  # models need Django to be set up

        is_wrong = False
        for finding in examine():
            click.echo(click.style(f"{finding.level:<8}", fg=COLOURS[finding.level]) + finding.said)
            if finding.mend:
                click.echo(f"{'':8}{finding.mend}")
            is_wrong = is_wrong or finding.level == "wrong"
    if is_wrong:
        raise SystemExit(1)

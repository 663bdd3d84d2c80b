"""grunnmur work."""

import click

from grunnmur.cli.children import become, work_command


@click.command(help="Run the jobs. Start as many of these as there is work for, on as many machines.")
@click.option("--concurrency", default=1, show_default=True, help="Jobs at a time in this process.")
def command(*, concurrency: int) -> None:
    """Become the worker."""
    become(work_command(concurrency=concurrency))

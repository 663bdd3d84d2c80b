"""grunnmur work."""

import os

import click

from grunnmur.cli.children import become, work_command


@click.command(help="Run the jobs. Start as many of these as there is work for, on as many machines.")
@click.option("--concurrency", default=1, show_default=True, help="Jobs at a time in this process.")
@click.option("--metrics", envvar="GRUNNMUR_METRICS", default="", help="Where Prometheus asks, as host:port.")
def command(*, concurrency: int, metrics: str) -> None:
    """Become the worker."""
    os.environ["GRUNNMUR_METRICS"] = metrics
    become(work_command(concurrency=concurrency))

"""grunnmur serve."""

import os

import click

from grunnmur.cli.assets import collect_assets
from grunnmur.cli.children import become, web_command
from grunnmur.cli.environment import SETTINGS

METRICS = "Where Prometheus asks, as host:port; empty: nowhere. Also GRUNNMUR_METRICS."


@click.command(help="Serve the web pages and the API, behind a proxy that speaks https.")
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port, or unix:PATH.")
@click.option("--workers", default=2, show_default=True, help="Processes; about one for each processor.")
@click.option("--threads", default=4, show_default=True, help="Requests at a time in each process.")
@click.option("--metrics", envvar="GRUNNMUR_METRICS", default="127.0.0.1:9464", show_default=True, help=METRICS)
def command(*, bind: str, workers: int, threads: int, metrics: str) -> None:
    """Collect the assets if they are new, and become gunicorn."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ["GRUNNMUR_METRICS"] = metrics
    collect_assets()
    become(web_command(bind=bind, workers=workers, threads=threads))

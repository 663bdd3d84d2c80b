"""grunnmur collect-assets."""

import os

import click

from grunnmur.cli.assets import collect_assets
from grunnmur.cli.environment import SETTINGS


@click.command(help="Collect styles and scripts for the web server; `serve` does it too.")
def command() -> None:
    """Collect the assets if they are new, as when an image is built."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    collect_assets()

"""Styles and scripts, collected and given their hashed names where the web server finds them."""

import sys

import click

from grunnmur.cli.children import run_step
from grunnmur.cli.environment import home
from grunnmur.cli.fingerprint import asset_fingerprint


def collect_assets() -> None:
    """Collect them if they have changed since that was done; takes some seconds."""
    stamp = home() / "static.fingerprint"
    wanted = asset_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted and (home() / "static").exists():
        return
    click.echo("Collecting styles and scripts.")
    run_step([sys.executable, "-m", "django", "collectstatic", "--noinput", "--clear", "--verbosity=0"])
    stamp.write_text(wanted)

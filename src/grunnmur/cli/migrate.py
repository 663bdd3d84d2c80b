"""grunnmur migrate."""

import os

import click
import django
from django.core.management import call_command

from grunnmur.cli.environment import database


@click.command(help="Bring the database up to date, as its owner (GRUNNMUR_OWNER_URL).")
@click.option("--quiet", is_flag=True, help="Say nothing when all goes well.")
def command(*, quiet: bool) -> None:
    """Run Django's migrations as the role that owns the tables."""
    with database():
        if not os.environ.get("GRUNNMUR_OWNER_URL"):
            raise click.ClickException(
                "Set GRUNNMUR_OWNER_URL: the address of the database for the role grunnmur_owner. "
                "The role of DATABASE_URL may not change tables."
            )
        os.environ["GRUNNMUR_AS"] = "owner"
        django.setup()
        call_command("migrate", interactive=False, verbosity=0 if quiet else 1)

"""grunnmur migrate."""

import click
from django.core.management import call_command

from grunnmur.cli.environment import as_owner
from grunnmur.cli.quick_states import quick_states


@click.command(help="Bring the database up to date, as its owner (GRUNNMUR_OWNER_URL).")
@click.option("--quiet", is_flag=True, help="Say nothing when all goes well.")
def command(*, quiet: bool) -> None:
    """Run Django's migrations as the role that owns the tables."""
    with as_owner(), quick_states():
        call_command("migrate", interactive=False, verbosity=0 if quiet else 1)

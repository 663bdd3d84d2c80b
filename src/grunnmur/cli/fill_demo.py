"""grunnmur fill-demo, which `grunnmur demo` calls."""

import click

from grunnmur.cli.environment import as_owner
from grunnmur.cli.progress import progress_lines


@click.command(help="Fill an empty database with two made-up municipalities.")
@click.option("--employees", default=1000, show_default=True, help="Of the Norwegian municipality.")
@click.option("--municipality-b", default=300, show_default=True, help="Employees of the Danish one.")
def command(*, employees: int, municipality_b: int) -> None:
    """Build the demo, and say how far it has come. As the owner: only that role may begin municipalities."""
    with as_owner():
        from django.db import connection  # noqa: PLC0415  # needs the settings

        from grunnmur.demo.build import build_demo  # noqa: PLC0415  # models need Django to be set up

        try:
            build_demo(progress=progress_lines(), employees=employees, municipality_b=municipality_b)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the first pages are asked for before PostgreSQL looks at new rows by itself

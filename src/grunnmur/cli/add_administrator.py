"""grunnmur add-administrator."""

import click

from grunnmur.cli.environment import as_web


@click.command(help="Make the employee with this EMAIL administrator of a municipality, for some days.")
@click.argument("municipality")
@click.argument("email")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 365), help="How long it lasts.")
def command(*, municipality: str, email: str, days: int) -> None:
    """Give the administrator's role, and a login if she has none; its password is shown once."""
    with as_web():
        from grunnmur.cli.operator.administrators import make_administrator  # noqa: PLC0415  # models need Django
        from grunnmur.cli.operator.municipalities import explained, named  # noqa: PLC0415  # the same
        from grunnmur.core.tenancy import tenant  # noqa: PLC0415  # the same

        with explained(), tenant(named(municipality)):
            password = make_administrator(email, days=days)
        click.echo(f"{email} is administrator for {days} days.")
        if password:
            click.echo(f"Password, shown only now: {password}\nLog in and set up a second factor at once.")

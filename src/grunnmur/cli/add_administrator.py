"""grunnmur add-administrator."""

import click

from grunnmur.cli.environment import as_web


@click.command(help="Make the person with this EMAIL administrator of a municipality, for some days.")
@click.argument("municipality")
@click.argument("email")
@click.option("--given-name", default="", help="If she is not known yet.")
@click.option("--family-name", default="", help="If she is not known yet.")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 365), help="How long it lasts.")
def command(*, municipality: str, email: str, given_name: str, family_name: str, days: int) -> None:
    """Give the administrator's role, and a login if she has none; its password is shown once."""
    with as_web():
        from grunnmur.cli.operator import administrators  # noqa: PLC0415  # models need Django to be set up
        from grunnmur.cli.operator.municipalities import explained, named  # noqa: PLC0415  # the same
        from grunnmur.core.tenancy import tenant  # noqa: PLC0415  # the same

        who = administrators.Administrator(email=email, given_name=given_name, family_name=family_name)
        with explained(), tenant(named(municipality)):
            password = administrators.make_administrator(who, days=days)
        click.echo(f"{email} is administrator for {days} days.")
        if password:
            click.echo(f"Password, shown only now: {password}\nLog in and set up a second factor at once.")

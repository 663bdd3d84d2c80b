"""grunnmur create-municipality."""

import click

from grunnmur.cli.environment import as_owner


@click.command(help="Begin a municipality, as the owner of the database (GRUNNMUR_OWNER_URL).")
@click.argument("slug")
@click.argument("name")
@click.option("--country", type=click.Choice(["NO", "DK"]), required=True)
@click.option("--language", type=click.Choice(["nb", "nn", "da", "en"]), help="Of the pages, until a person chooses.")
@click.option("--host", "hosts", multiple=True, help="A host name of its pages; may be given many times.")
def command(*, slug: str, name: str, country: str, language: str | None, hosts: tuple[str, ...]) -> None:
    """Make the municipality SLUG (as in addresses) called NAME, with the roles everyone begins with."""
    with as_owner():
        from grunnmur.cli.operator import municipalities  # noqa: PLC0415  # models need Django to be set up
        from grunnmur.portal.actions import NewMunicipality  # noqa: PLC0415  # the same

        new = NewMunicipality(slug=slug, name=name, country=country, language=language or "", host_names=hosts)
        made = municipalities.begin(new)
        click.echo(f"{made.name} has begun. Next: grunnmur import-hr, then grunnmur add-administrator {slug}.")

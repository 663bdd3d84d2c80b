"""Options that commands share."""

import click

MUNICIPALITY = click.option(
    "--municipality", help="Its short name; needed when there are several. In a demo: fjordvik, unless you say so."
)

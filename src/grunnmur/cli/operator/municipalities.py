"""The municipality a command is about."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from django.utils import translation

from grunnmur.cli.demo_state import DemoState
from grunnmur.cli.environment import addresses, cluster
from grunnmur.core.errors import DomainError
from grunnmur.core.models import Tenant
from grunnmur.portal.actions import NewMunicipality, create_municipality

DEMO = "fjordvik"
"""The municipality of a demo that commands are about unless they are told otherwise."""


def begin(new: NewMunicipality) -> Tenant:
    """Make a municipality. Raises ClickException with the reason when it may not be."""
    with explained():
        return create_municipality(new)


def named(slug: str | None) -> Tenant:
    """The municipality of that name, the only one, or the first of the demo. Raises ClickException when unclear."""
    asked = slug or (DEMO if is_demo() else "")
    found = list(Tenant.objects.filter(**({"slug": asked} if asked else {})).order_by("slug")[:2])
    if len(found) == 1:
        return found[0]
    slugs = ", ".join(Tenant.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
    raise click.ClickException(f"Say which municipality; there are: {slugs}.")


def is_demo() -> bool:
    """Whether the database is the private one of a folder in which the demo was made."""
    private = cluster()
    return os.environ.get("DATABASE_URL") == addresses(private)["DATABASE_URL"] and DemoState(private).is_filled


@contextmanager
def explained(language: str = "en") -> Iterator[None]:
    """Speak a language, and end the command with the sentence of a domain that says no."""
    with translation.override(language):
        try:
            yield
        except DomainError as error:
            raise click.ClickException(str(error)) from error

"""The municipality a command is about."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from django.utils import translation

from grunnmur.core.errors import DomainError
from grunnmur.core.models import Tenant
from grunnmur.portal.actions import NewMunicipality, create_municipality


def begin(new: NewMunicipality) -> Tenant:
    """Make a municipality. Raises ClickException with the reason when it may not be."""
    with explained():
        return create_municipality(new)


def named(slug: str | None) -> Tenant:
    """The municipality of that name, or the only one. Raises ClickException when that is not clear."""
    found = list(Tenant.objects.filter(**({"slug": slug} if slug else {})).order_by("slug")[:2])
    if len(found) == 1:
        return found[0]
    slugs = ", ".join(Tenant.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
    raise click.ClickException(f"Say which municipality; there are: {slugs}.")


@contextmanager
def explained(language: str = "en") -> Iterator[None]:
    """Speak a language, and end the command with the sentence of a domain that says no."""
    with translation.override(language):
        try:
            yield
        except DomainError as error:
            raise click.ClickException(str(error)) from error

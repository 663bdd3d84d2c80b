"""The way in for the first people of a municipality, from the keyboard of the server."""

import secrets
from uuid import UUID

import click

from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.models import User
from grunnmur.core.permissions import System
from grunnmur.organisation.actions import link_user
from grunnmur.organisation.queries import people_with_email, primary_employments
from grunnmur.portal.actions import add_administrator

OPERATOR = System("The operator of the installation")


def make_administrator(email: str, *, days: int) -> str:
    """Make somebody who works here administrator for so many days, in the municipality of this transaction.

    Returns the password of her new login; empty if she has a login already.
    """
    found = people_with_email(email, seen_by=OPERATOR)
    if len(found) > 1:
        raise click.ClickException(f"Several people have the e-mail {email}.")
    if not found or not primary_employments({found[0].pk}, on=today()):  # no role holds outside an employment
        raise click.ClickException(f"Nobody who works there today has the e-mail {email}: run import-hr first.")
    (person,) = found
    password = "" if person.user_id else _give_login(person.pk, email=person.work_email, name=person.display_name)
    try:
        add_administrator(person.pk, days=days)
    except DomainError as error:
        raise click.ClickException(f"{email} is administrator already on some of these days.") from error
    return password


def _give_login(person_id: UUID, *, email: str, name: str) -> str:
    password = secrets.token_urlsafe(18)
    login = User.objects.create_user(email, password=password, email=email, name=name)
    link_user(person_id, user_id=login.pk, by=OPERATOR)
    return password

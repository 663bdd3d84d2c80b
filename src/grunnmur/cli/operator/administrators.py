"""The way in for the first people of a municipality, from the keyboard of the server."""

import secrets
from dataclasses import dataclass

import click

from grunnmur.core.models import User
from grunnmur.core.permissions import System
from grunnmur.organisation.actions import add_person, link_user
from grunnmur.organisation.models import Person
from grunnmur.organisation.rules import PersonFacts
from grunnmur.portal.actions import add_administrator

OPERATOR = System("The operator of the installation")


@dataclass(frozen=True, kw_only=True)
class Administrator:
    """Who becomes administrator, known by her e-mail at work; the names are needed if she is not known yet."""

    email: str
    given_name: str = ""
    family_name: str = ""


def make_administrator(who: Administrator, *, days: int) -> str:
    """Make somebody administrator for so many days, in the municipality of this transaction.

    Returns the password of her new login; empty if she has a login already.
    """
    person = _person(who)
    password = "" if person.user_id else _give_login(person, who)
    add_administrator(person.pk, days=days)
    return password


def _person(who: Administrator) -> Person:
    found = list(Person.objects.filter(work_email__iexact=who.email).order_by("id")[:2])
    if len(found) > 1:
        raise click.ClickException(f"Several people have the e-mail {who.email}.")
    if found:
        return found[0]
    if not (who.given_name and who.family_name):
        raise click.ClickException(f"Nobody has the e-mail {who.email}: give --given-name and --family-name too.")
    facts = PersonFacts(given_name=who.given_name, family_name=who.family_name, work_email=who.email)
    return add_person(facts, by=OPERATOR)


def _give_login(person: Person, who: Administrator) -> str:
    password = secrets.token_urlsafe(18)
    login = User.objects.create_user(who.email, password=password, email=who.email, name=person.display_name)
    link_user(person.pk, user_id=login.pk, by=OPERATOR)
    return password

"""What a command needs around it before Django is loaded: the database, the settings and the secret key."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import django

from grunnmur.core.database_roles import DATABASE, OWNER, WEB, prepare_database
from grunnmur.core.embedded import Cluster, EmbeddedError

SETTINGS = "grunnmur.config.settings"


def home() -> Path:
    """The folder of an installation without a server of its own: GRUNNMUR_HOME, else .grunnmur here."""
    return Path(os.environ.get("GRUNNMUR_HOME", ".grunnmur")).absolute()


def cluster() -> Cluster:
    """The private PostgreSQL of this folder, not started."""
    return Cluster(home() / "postgres")


@contextmanager
def database() -> Iterator[Cluster | None]:
    """Provide DATABASE_URL and the settings' name to Django; a private PostgreSQL when no address is given.

    Yields the private one, or None.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    embedded = cluster()
    with running(embedded):
        yield embedded


@contextmanager
def running(embedded: Cluster) -> Iterator[None]:
    """Run a private PostgreSQL with its roles and database, and point the environment at it."""
    try:
        embedded.start()
    except EmbeddedError as error:
        raise click.ClickException(str(error)) from error
    try:
        prepare_database(embedded)
        os.environ |= addresses(embedded)
        os.environ.setdefault("GRUNNMUR_SECRET_KEY", secret_key(home() / "secret-key"))
        yield
    finally:
        embedded.stop()


@contextmanager
def as_web() -> Iterator[None]:
    """Load Django with a database, as the role that serves."""
    with database():
        django.setup()
        yield


@contextmanager
def as_owner() -> Iterator[None]:
    """Load Django with a database, as the role that owns the tables (GRUNNMUR_OWNER_URL)."""
    owner_url = os.environ.get("GRUNNMUR_OWNER_URL")
    if owner_url:
        os.environ.setdefault("DATABASE_URL", owner_url)
        os.environ.setdefault("GRUNNMUR_SECRET_KEY", secrets.token_urlsafe(48))  # the owner signs nothing
    with database():
        if not os.environ.get("GRUNNMUR_OWNER_URL"):
            raise click.ClickException(
                "Set GRUNNMUR_OWNER_URL: the address of the database for the role grunnmur_owner. "
                "The role of DATABASE_URL may not do this."
            )
        os.environ["GRUNNMUR_AS"] = "owner"
        django.setup()
        yield


def addresses(embedded: Cluster) -> dict[str, str]:
    """The environment variables that name a private PostgreSQL to Django and to child processes."""
    return {
        "DATABASE_URL": embedded.url(WEB, DATABASE),
        "GRUNNMUR_OWNER_URL": embedded.url(OWNER, DATABASE),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
    }


def secret_key(path: Path) -> str:
    """The installation's own secret key: made once, readable by its user only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()

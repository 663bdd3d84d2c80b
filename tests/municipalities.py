"""Two municipalities that every test run has, one Norwegian and one Danish, and a way into them.

Only the owner of the database may make municipalities; the tests run as the role that serves.
"""

from uuid import UUID

import psycopg
import pytest

from grunnmur.core.models import Tenant
from grunnmur.core.tenancy import tenant

FJORDVIK = UUID("0f000000-0000-4000-8000-00000000000a")
SUNDBY = UUID("0f000000-0000-4000-8000-00000000000b")
INSERT = """
    INSERT INTO core_tenant (id, slug, name, short_name, country, language, time_zone, host_names,
        main_colour, accent_colour, lexeme_prefix)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '#0b5d4f', '#8a4b08', %s)
"""
ROWS = (
    (FJORDVIK, "fjordvik", "Fjordvik kommune", "Fjordvik", "NO", "nb", "Europe/Oslo", ["fjordvik.example"], "fj01"),
    (SUNDBY, "sundby", "Sundby Kommune", "Sundby", "DK", "da", "Europe/Copenhagen", ["sundby.example"], "su01"),
)


def make_municipalities(url: str) -> None:
    """Insert both, as the owner."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.executemany(INSERT, ROWS)


@pytest.fixture
def fjordvik(db) -> Tenant:
    """The Norwegian municipality, not entered: `with tenant(fjordvik): …`."""
    return Tenant.objects.get(pk=FJORDVIK)


@pytest.fixture
def sundby(db) -> Tenant:
    """The Danish municipality, not entered."""
    return Tenant.objects.get(pk=SUNDBY)


@pytest.fixture
def here(fjordvik):
    """The Norwegian municipality, entered for the whole test."""
    with tenant(fjordvik) as entered:
        yield entered

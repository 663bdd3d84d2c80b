"""The database and its three roles: owner migrates, web serves, backup reads. No Django here.

`deploy/db-roles.sql` makes the same on a server of your own. What each role may do with the tables is granted
after `migrate`.
"""

import psycopg
from psycopg import sql

from grunnmur.core.embedded import SUPERUSER, Cluster

OWNER = "grunnmur_owner"
WEB = "grunnmur_web"
BACKUP = "grunnmur_backup"
DATABASE = "grunnmur"
EXTENSIONS = ("pg_trgm", "btree_gist", "fuzzystrmatch")  # trusted: their creator needs not be superuser

ROLES = {
    OWNER: "LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS CREATEDB",  # CREATEDB: only in an embedded cluster
    WEB: "LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOCREATEDB",
    BACKUP: "LOGIN NOSUPERUSER NOCREATEROLE BYPASSRLS NOCREATEDB",
}


def prepare_database(cluster: Cluster, *, database: str = DATABASE) -> None:
    """Make the roles, the database and its extensions in an embedded cluster. Harmless when they are there."""
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        for role, attributes in ROLES.items():
            _make_role(connection, role=role, attributes=attributes)
        _make_database(connection, database=database)
    with psycopg.connect(cluster.url(OWNER, database)) as connection:
        for extension in EXTENSIONS:
            statement = sql.SQL("CREATE EXTENSION IF NOT EXISTS {}")
            connection.execute(statement.format(sql.Identifier(extension)))


def _make_role(connection: psycopg.Connection, *, role: str, attributes: str) -> None:
    found = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount
    if not found:
        statement = f"CREATE ROLE {{}} {attributes}"  # attributes: constants of this file
        connection.execute(sql.SQL(statement).format(sql.Identifier(role)))
    if role == BACKUP:
        connection.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(sql.Identifier(role)))


def _make_database(connection: psycopg.Connection, *, database: str) -> None:
    """Make the database, of the owner, with UTF-8 and byte order; only our own roles may connect."""
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount:
        return
    statements = (
        "CREATE DATABASE {database} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'",
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {web}",
        "GRANT CONNECT ON DATABASE {database} TO {backup}",
    )
    names = {"database": database, "owner": OWNER, "web": WEB, "backup": BACKUP}
    for statement in statements:
        connection.execute(sql.SQL(statement).format(**{k: sql.Identifier(v) for k, v in names.items()}))

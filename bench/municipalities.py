"""A database with the demo's municipality, and the same one a hundred times over: for benches of growth."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from grunnmur.cli.environment import addresses
from grunnmur.core.database_roles import DATABASE, prepare_database
from grunnmur.core.embedded import SUPERUSER, Cluster

LARGE = "grunnmur_large"
# A copy of a row gets ids of its own: the same for the same row and copy, so that keys between copies hold.
REMAP = """
CREATE FUNCTION remap(id uuid, copy text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT md5(id::text || copy)::uuid $$;
CREATE FUNCTION remap_key(key text, copy text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN key ~ '^[a-z]+:[0-9a-f-]{36}$'
    THEN split_part(key, ':', 1) || ':' || remap(split_part(key, ':', 2)::uuid, copy) ELSE key END $$;
"""
COLUMNS = """
SELECT c.table_name, c.column_name, c.udt_name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER' AND c.is_identity = 'NO'
    AND EXISTS (SELECT FROM information_schema.columns k WHERE k.table_schema = 'public'
        AND k.table_name = c.table_name AND k.column_name = 'tenant_id')
    AND c.table_name NOT LIKE '%%event' AND c.table_name NOT LIKE 'search%%' AND c.table_name <> 'core_session'
ORDER BY 1, c.ordinal_position
"""


@contextmanager
def demo_cluster(*, employees: int) -> Iterator[Cluster]:
    """Run a private PostgreSQL that holds the demo, and point the environment at it, as the role that serves."""
    with TemporaryDirectory(prefix="grunnmur-bench-") as name:
        Path(name).chmod(0o711)
        with Cluster(Path(name) / "postgres", fast=True) as cluster:
            prepare_database(cluster)
            os.environ |= {**addresses(cluster), "GRUNNMUR_TEST": "1", "GRUNNMUR_HOME": name}
            os.environ["DJANGO_SETTINGS_MODULE"] = "grunnmur.config.settings"
            own = [sys.executable, "-m", "grunnmur.cli"]
            subprocess.run([*own, "migrate", "--quiet"], check=True)  # noqa: S603 (our own command)
            size = ["--employees", str(employees)]
            subprocess.run([*own, "fill-demo", *size], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (ours)
            yield cluster


def multiply(cluster: Cluster, *, copies: int) -> None:
    """Make the database LARGE: the demo's, and its first municipality so many times more."""
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(LARGE), sql.Identifier(DATABASE))
        )
    with psycopg.connect(cluster.url(SUPERUSER, LARGE), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no triggers, no checks: the copies are exact
        connection.execute(REMAP)
        (tenant,) = connection.execute("SELECT id FROM core_tenant WHERE slug = 'fjordvik'").fetchone() or ("",)
        for number in range(copies):
            _copy_tenant(connection, tenant, str(number))
        connection.execute("VACUUM ANALYZE")


def _copy_tenant(connection: psycopg.Connection, tenant: object, copy: str) -> None:
    connection.execute(
        "INSERT INTO core_tenant SELECT remap(id, %(copy)s), slug || %(copy)s, name, short_name, country, language,"
        " time_zone, '{}', main_colour, accent_colour, substr(md5(%(copy)s), 1, 4)"
        " FROM core_tenant WHERE id = %(tenant)s",
        {"copy": copy, "tenant": tenant},
    )
    tables: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in connection.execute(COLUMNS).fetchall():
        tables.setdefault(table, []).append((column, kind))
    for table, columns in tables.items():
        names = sql.SQL(", ").join(sql.Identifier(column) for column, _kind in columns)
        values = sql.SQL(", ").join(_copied(column, kind) for column, kind in columns)
        statement = sql.SQL("INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE tenant_id = {tenant}")
        connection.execute(
            statement.format(table=sql.Identifier(table), names=names, values=values, tenant=sql.Literal(tenant)),
            {"copy": copy},
        )


def _copied(column: str, kind: str) -> sql.Composable:
    """Return the copy of one column: ids anew, keys that hold an id with it, everything else as it is."""
    name = sql.Identifier(column)
    match kind:
        case "uuid":
            return sql.SQL("remap({}, %(copy)s)").format(name)
        case "_uuid":
            return sql.SQL("ARRAY(SELECT remap(one, %(copy)s) FROM unnest({}) one)").format(name)
        case "varchar" if column.endswith("_key"):
            return sql.SQL("remap_key({}, %(copy)s)").format(name)
        case "_varchar" if column in {"keys", "audience"}:
            return sql.SQL("ARRAY(SELECT remap_key(one, %(copy)s) FROM unnest({}) one)").format(name)
        case _:
            return name

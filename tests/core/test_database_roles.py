import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from grunnmur.core.database_roles import BACKUP, DATABASE, OWNER, WEB, prepare_database
from grunnmur.core.embedded import SUPERUSER, Cluster
from grunnmur.core.embedded.binaries import find_binaries

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "db-roles.sql"

ROLES = """
    SELECT rolname, rolcanlogin, rolsuper, rolcreaterole, rolbypassrls, rolcreatedb,
           ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid)
    FROM pg_roles r WHERE rolname LIKE 'grunnmur%' ORDER BY rolname
"""
DATABASES = """
    SELECT datname, datdba::regrole::text, pg_encoding_to_char(encoding), datcollate,
           ARRAY(SELECT acl::text FROM unnest(datacl) acl ORDER BY 1)
    FROM pg_database WHERE datname = 'grunnmur'
"""
EXTENSIONS = "SELECT extname, extowner::regrole::text FROM pg_extension ORDER BY extname"


@pytest.fixture(scope="module")
def bare_cluster():
    with tempfile.TemporaryDirectory(prefix="grunnmur-roles-") as name:
        Path(name).chmod(0o711)
        with Cluster(Path(name) / "postgres", fast=True) as cluster:
            yield cluster


def rows(cluster, query):
    with psycopg.connect(cluster.url(SUPERUSER, DATABASE)) as database:
        return database.execute(query).fetchall()


@pytest.mark.django_db
def test_tests_run_as_the_role_that_serves():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == (WEB, WEB)


def test_only_backup_passes_by_row_level_security(cluster):
    found = {name: (is_super, passes_by) for name, _, is_super, _, passes_by, *_ in rows(cluster, ROLES)}
    assert found == {OWNER: (False, False), WEB: (False, False), BACKUP: (False, True)}


def test_web_may_make_neither_tables_nor_databases(cluster):
    with psycopg.connect(cluster.url(WEB, DATABASE), autocommit=True) as web:
        for statement in ("CREATE TABLE t (a int)", "CREATE DATABASE other", "CREATE ROLE other"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(statement)


def test_web_may_copy_into_a_temporary_table(cluster):
    with psycopg.connect(cluster.url(WEB, DATABASE)) as web:
        web.execute("CREATE TEMPORARY TABLE lines (line text)")
        with web.cursor().copy("COPY lines FROM STDIN") as copy:
            copy.write_row(["æ"])
        assert web.execute("SELECT line FROM lines").fetchall() == [("æ",)]


def test_backup_may_not_write(cluster):
    with psycopg.connect(cluster.url(BACKUP, DATABASE)) as backup:
        backup.execute("SELECT count(*) FROM django_migrations")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            backup.execute("DELETE FROM django_migrations")


def test_prepare_twice_changes_nothing(bare_cluster):
    prepare_database(bare_cluster)
    before = rows(bare_cluster, ROLES), rows(bare_cluster, DATABASES), rows(bare_cluster, EXTENSIONS)
    prepare_database(bare_cluster)
    assert (rows(bare_cluster, ROLES), rows(bare_cluster, DATABASES), rows(bare_cluster, EXTENSIONS)) == before


def test_the_script_for_a_server_makes_the_same_but_lets_no_role_make_databases(bare_cluster):
    prepare_database(bare_cluster)
    made = rows(bare_cluster, ROLES), rows(bare_cluster, DATABASES), rows(bare_cluster, EXTENSIONS)
    with psycopg.connect(bare_cluster.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        admin.execute("DROP DATABASE grunnmur")
        admin.execute("DROP ROLE grunnmur_owner, grunnmur_web, grunnmur_backup")
    for _time in range(2):  # harmless when run again
        run_script(bare_cluster)
    by_script = [tuple(row) for row in rows(bare_cluster, ROLES)]
    assert [row[:5] + row[6:] for row in by_script] == [row[:5] + row[6:] for row in made[0]]
    assert [row[5] for row in by_script] == [False, False, False]
    assert (rows(bare_cluster, DATABASES), rows(bare_cluster, EXTENSIONS)) == made[1:]


def run_script(cluster):
    psql = find_binaries().folder / "psql"
    command = [psql, "-q", "-d", cluster.url(SUPERUSER, "postgres"), "-f", SCRIPT]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 (psql of the tested PostgreSQL)

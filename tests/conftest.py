"""The database of a test run: a cluster of its own, migrated once for each state of the schema.

Tests run as the role `grunnmur_web`, under row-level security, as the product does. The migrated cluster is kept
in GRUNNMUR_TEST_HOME (default: .grunnmur/test) and copied for each run, so that runs side by side never meet.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ["GRUNNMUR_TEST"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "grunnmur.config.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the thread of the tests
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # many tests start Python: let it compile what it imports once
sys.dont_write_bytecode = False

import django
import psycopg
import pytest
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from psycopg import sql
from xdist.scheduler import LoadScopeScheduling

from grunnmur.cli.environment import addresses
from grunnmur.cli.fingerprint import applied_parts, schema_fingerprint
from grunnmur.config.settings import database as database_settings
from grunnmur.core.database_roles import DATABASE, OWNER, prepare_database
from grunnmur.core.embedded import SUPERUSER, Cluster

# No test fails because the machine is busy.
hypothesis_settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("any machine")
django.setup()  # before the fixtures that read models are imported

from tests import standing
from tests.municipalities import fjordvik, here, make_municipalities, sundby  # noqa: F401  # fixtures for all

ROOT = Path(__file__).resolve().parent.parent
TEST_HOME = Path(os.environ.get("GRUNNMUR_TEST_HOME", ROOT / ".grunnmur" / "test"))
TEMPLATES_KEPT = 6


TOGETHER = ("tests/journeys", "tests/access/targets")  # they share what is slow to start: a demo, directories


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long folders, so that nobody waits for them at the end."""
    items.sort(key=lambda item: _group_of(item.nodeid) not in TOGETHER)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Say which world the test wants before its transaction begins."""
    standing.expect(item)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "SideBySide":
    """Let side by side what can be: each file stays on one worker, and so does each of the long folders."""
    return SideBySide(config, log)


class SideBySide(LoadScopeScheduling):
    """Hands out files, and long folders whole."""

    def _split_scope(self, nodeid: str) -> str:
        return _group_of(nodeid)


def _group_of(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return next((folder for folder in TOGETHER if file.startswith(f"{folder}/")), file)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The run's own PostgreSQL, with the migrated and empty database of the product."""
    with passable_folder() as folder, copy_of_template(folder / "postgres") as own:
        yield own


@pytest.fixture
def installation() -> Iterator[Path]:
    """The folder of an installation without a server of its own, right after `grunnmur migrate`."""
    with passable_folder() as folder:
        copy_of_template(folder / "postgres")
        yield folder


@pytest.fixture(scope="session")
def django_db_setup(cluster, django_db_blocker):
    """Point Django at the run's database, as the role the product serves with. Replaces pytest-django's own."""
    os.environ |= addresses(cluster)
    connections.settings["default"].update(database_settings(os.environ["DATABASE_URL"]))
    with pytest.MonkeyPatch.context() as patch:
        make_municipalities(cluster.url(OWNER, DATABASE))
        kept = _written_tables(cluster)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: _empty_tables(cluster, kept=kept))
        standing.hold(patch)
        yield
        with django_db_blocker.unblock():
            standing.fall()
            connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Drive the system's Chromium: no browser is downloaded."""
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {
        "executable_path": os.environ.get("GRUNNMUR_CHROMIUM") or shutil.which("chromium"),
        "args": [*quiet, *as_root],
    }


@contextmanager
def passable_folder() -> Iterator[Path]:
    """A temporary folder that the server's account can reach when the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="grunnmur-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def copy_of_template(folder: Path) -> Cluster:
    """A cluster of one's own, not started, with the migrated database."""
    own = Cluster(folder, fast=True)
    with _only_one_at_a_time():
        copy = ["cp", "-a", "--reflink=auto", str(_migrated_template().data), str(own.data)]
        subprocess.run(copy, check=True)  # noqa: S603 (a copy that keeps the owner)
    return own


@contextmanager
def _only_one_at_a_time() -> Iterator[None]:
    TEST_HOME.mkdir(parents=True, exist_ok=True)
    with (TEST_HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrated_template() -> Cluster:
    """A stopped cluster that holds the migrated database for the code as it is now."""
    template = Cluster(TEST_HOME / schema_fingerprint(), fast=True)
    finished = template.folder / "migrated"
    if not finished.exists():
        template.remove()
        older = _template_to_go_on_from()
        if older:
            subprocess.run(["cp", "-a", "--reflink=auto", str(older), str(template.folder)], check=True)  # noqa: S603, S607
            (template.folder / "migrated").unlink()
        template = Cluster(template.folder, fast=True)
        with template:
            prepare_database(template)
            environment = os.environ | addresses(template)
            command = [sys.executable, "-m", "grunnmur.cli", "migrate", "--quiet"]
            subprocess.run(command, check=True, env=environment)  # noqa: S603 (our own command)
        finished.write_text(json.dumps(applied_parts()), encoding="utf-8")
    _forget_old_templates(keep=template.folder)
    return template


def _template_to_go_on_from() -> Path | None:
    """The folder of the newest template to which only migrations were added since."""
    now = applied_parts()
    made = sorted(TEST_HOME.glob("*/migrated"), key=lambda path: path.stat().st_mtime, reverse=True)
    for finished in made:
        then = json.loads(finished.read_text(encoding="utf-8") or "{}")
        if then and all(now.get(part) == mark for part, mark in then.items()):
            return finished.parent
    return None


def _forget_old_templates(*, keep: Path) -> None:
    """Delete all but the newest, in the order they were made."""
    made = [path.parent for path in keep.parent.glob("*/migrated") if path.parent != keep]
    for folder in sorted(made, key=lambda path: (path / "migrated").stat().st_mtime)[: 1 - TEMPLATES_KEPT]:
        shutil.rmtree(folder)


def _written_tables(cluster: Cluster) -> set[str]:
    """The tables that hold rows, or did since they were last emptied."""
    query = """
        SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
    """
    with psycopg.connect(cluster.url(SUPERUSER, DATABASE)) as connection:
        return {name for (name,) in connection.execute(query)}


def _empty_tables(cluster: Cluster, *, kept: set[str]) -> None:
    """Undo what a test committed: empty what it wrote to, save the tables that the migrations fill.

    The product's role may not do that, and triggers guard some tables against it.
    """
    written = _written_tables(cluster) - kept
    if not written:
        return
    names = sql.SQL(", ").join(map(sql.Identifier, sorted(written)))
    with psycopg.connect(cluster.url(SUPERUSER, DATABASE)) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET lock_timeout = '10s'")
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))

"""The check of an installation: what is well, what is not, and what to do about it, in words."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from grunnmur.core.database_roles import EXTENSIONS
from grunnmur.core.documents_out import missing_packages
from grunnmur.core.models import Tenant

OLDEST_POSTGRESQL = 15
SHORTEST_SECRET = 32  # characters
SILENT_SECONDS = 60  # a worker says every ten seconds that it lives


class Level(StrEnum):
    """How bad it is: `wrong` must be mended, `warning` may be meant so."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One sentence about the installation; `mend` says what to do."""

    level: Level
    said: str
    mend: str = ""


_of_domains: list[Callable[[], Iterable[Finding]]] = []


def examine_with(check: Callable[[], Iterable[Finding]]) -> None:
    """Let a domain above check what is its own; asked last, when the database is as it shall be."""
    if check not in _of_domains:
        _of_domains.append(check)


def examine() -> Iterator[Finding]:
    """Check one thing after another; what needs the database is left out when it does not answer."""
    for check in (_secrets, _switches, _hosts, _files, _assets, _translations, _documents):
        yield check()
    answer = _answers()
    yield answer
    if answer.level is Level.WRONG:
        return
    for check in (_role, _extensions, _migrations):
        yield check()
    if not _unapplied():
        for check in (_walls, _municipalities, _workers, _failed_jobs, *_checks):
            yield check()


_checks: list[Callable[[], Finding]] = []


def also_check(check: Callable[[], Finding]) -> None:
    """Let a domain add a check; it is asked outside any municipality, when the database answers and is up to date."""
    if check not in _checks:
        _checks.append(check)


def _judged(is_well: bool, well: str, ill: str, mend: str, *, level: Level = Level.WRONG) -> Finding:  # noqa: FBT001
    return Finding(Level.OK, well) if is_well else Finding(level, ill, mend)


def _secrets() -> Finding:
    return _judged(
        len(settings.SECRET_KEY) >= SHORTEST_SECRET,
        "The secret key is long enough.",
        f"The secret key is shorter than {SHORTEST_SECRET} characters.",
        "Set GRUNNMUR_SECRET_KEY to what `openssl rand -hex 32` prints.",
    )


def _switches() -> Finding:
    names = [name for name in ("GRUNNMUR_DEMO", "GRUNNMUR_DEBUG", "GRUNNMUR_TEST") if os.environ.get(name) == "1"]
    return _judged(
        not names,
        "No switch of the demo, of developers or of tests is on.",
        f"{', '.join(names)} is on: this installation lets in too much.",
        "Take it out of the environment, unless this is a demo, a developer's machine or a test.",
        level=Level.WARNING,
    )


def _hosts() -> Finding:
    names = [name for name in settings.ALLOWED_HOSTS if name not in {"localhost", "127.0.0.1"}]
    return _judged(
        bool(names) and "*" not in names,
        f"Pages are asked for by {', '.join(names)}.",
        "Pages can be asked for only on this machine." if not names else "Pages can be asked for by any host name.",
        "Set GRUNNMUR_HOSTS to the host names of the municipalities, with commas between.",
        level=Level.WARNING,
    )


def _files() -> Finding:
    folder = Path(settings.MEDIA_ROOT)
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    return _judged(
        os.access(nearest, os.W_OK | os.X_OK),
        f"Files can be kept in {folder}.",
        f"Files cannot be written to {folder}.",
        "Make the folder, and let it belong to the user who runs `grunnmur serve`; or set GRUNNMUR_HOME.",
    )


def _assets() -> Finding:
    return _judged(
        (Path(settings.STATIC_ROOT) / "staticfiles.json").exists(),
        "Styles and scripts are collected.",
        "Styles and scripts are not collected yet.",
        "`grunnmur serve` does it when it starts; or run `grunnmur collect-assets`.",
        level=Level.WARNING,
    )


def _translations() -> Finding:
    folders = [Path(path) for path in settings.LOCALE_PATHS]
    missing = [
        code
        for code, _name in settings.LANGUAGES
        if not any((folder / code / "LC_MESSAGES" / "django.mo").exists() for folder in folders)
    ]
    return _judged(
        not missing,
        "The pages speak all their languages.",
        f"The translations are not compiled: {', '.join(missing)}.",
        "Install the package made by `make wheel`, or run `make setup`.",
    )


def _answers() -> Finding:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return Finding(
            Level.WRONG,
            f"The database does not answer: {str(error).strip()}",
            "Is PostgreSQL running, and is DATABASE_URL right?",
        )
    found = int(_rows("SHOW server_version_num")[0][0]) // 10_000
    return _judged(
        found >= OLDEST_POSTGRESQL,
        f"The database answers: PostgreSQL {found}.",
        f"PostgreSQL {found} is too old.",
        f"Use PostgreSQL {OLDEST_POSTGRESQL} or newer.",
    )


def _documents() -> Finding:
    missing = missing_packages()
    return _judged(
        not missing,
        "PDF can be made.",
        "PDF cannot be made: libraries for text are missing.",
        f"Install {', '.join(missing)} (names of Debian 12).",
        level=Level.WARNING,
    )


def _role() -> Finding:
    name, is_strong = _rows("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")[0]
    owns = _rows("SELECT 1 FROM pg_class WHERE relowner = current_user::regrole AND relkind = 'r' LIMIT 1")
    return _judged(
        not is_strong and not owns,
        f"The role {name} is held back by row-level security.",
        f"The role {name} is too strong: the walls between municipalities do not hold for it.",
        "Let DATABASE_URL log in as grunnmur_web, as deploy/db-roles.sql makes it.",
    )


def _extensions() -> Finding:
    found = {name for (name,) in _rows("SELECT extname FROM pg_extension")}
    missing = [name for name in EXTENSIONS if name not in found]
    return _judged(
        not missing,
        "The database has the extensions it needs.",
        f"The database lacks extensions: {', '.join(missing)}.",
        "Run deploy/db-roles.sql as a superuser.",
    )


def _unapplied() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrations() -> Finding:
    number = _unapplied()
    return _judged(
        not number,
        "The tables are up to date.",
        f"{number} migrations have not been applied.",
        "Run `grunnmur migrate`.",
    )


def _walls() -> Finding:
    tables = _rows(
        """
        SELECT relname, relrowsecurity AND relforcerowsecurity
            AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'tenant_id'
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND has_table_privilege(pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE')
        ORDER BY relname
        """
    )
    open_tables = [name for name, is_walled in tables if not is_walled]
    return _judged(
        not open_tables,
        f"All {len(tables)} tables of the municipalities have their wall.",
        f"Tables without a wall between municipalities: {', '.join(open_tables)}.",
        "Stop serving, and run `grunnmur migrate`.",
    )


def _municipalities() -> Finding:
    number = Tenant.objects.count()
    return _judged(
        number > 0,
        f"There are {number} municipalities." if number > 1 else "There is one municipality.",
        "There is no municipality yet.",
        "Run `grunnmur create-municipality`.",
        level=Level.WARNING,
    )


def _workers() -> Finding:
    alive = _rows(
        "SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)", SILENT_SECONDS
    )
    return _judged(
        bool(alive),
        f"Workers alive: {len(alive)}.",
        f"No worker has been heard of for {SILENT_SECONDS} seconds: nothing is sent, pushed or cleaned up.",
        "Start `grunnmur work`.",
        level=Level.WARNING,
    )


def _failed_jobs() -> Finding:
    ((number,),) = _rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    return _judged(
        not number,
        "No job has failed.",
        f"Jobs that failed: {number}.",
        "The worker's log says why. Mend the cause; a later run does the work anew.",
        level=Level.WARNING,
    )


def _rows(statement: str, *parameters: str | int) -> list[tuple[Any, ...]]:  # Any: columns of any type
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows

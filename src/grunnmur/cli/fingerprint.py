"""Short names for the state of the schema and of the assets, to skip work whose input is unchanged."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
MODEL_PATTERNS = ("**/models.py", "**/models/**/*.py")
APPLIED_PATTERNS = (
    "**/migrations/*.py",
    "**/sql/*.py",
    "**/sql/*_[0-9]*.sql",  # installed by migrations; the others are read when they are run
    "config/settings.py",
    "core/apps.py",
    "core/database_roles.py",
    "core/frozen.py",
    "core/rls.py",  # policies, keys and grants are written after migrate
)
SCHEMA_PATTERNS = APPLIED_PATTERNS + MODEL_PATTERNS
SCHEMA_PACKAGES = ("django", "django-allauth", "django-pghistory", "django-pgtrigger", "procrastinate")


def schema_fingerprint() -> str:
    """A name that changes with anything `grunnmur migrate` may write into the database."""
    digest = hashlib.sha256()
    for name in SCHEMA_PACKAGES:
        digest.update(f"{name}=={version(name)}\n".encode())
    files = {path for pattern in SCHEMA_PATTERNS for path in PACKAGE.glob(pattern)}
    for path in _sorted_files(files):
        digest.update(str(path.relative_to(PACKAGE)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def applied_parts() -> dict[str, str]:
    """Return what makes a migrated database what it is, each part with a mark that changes with it.

    A database made of some of these parts becomes one of all of them by `grunnmur migrate`.
    """
    packages = {name: version(name) for name in SCHEMA_PACKAGES}
    files = _sorted_files({path for pattern in APPLIED_PATTERNS for path in PACKAGE.glob(pattern)})
    return packages | {str(one.relative_to(PACKAGE)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


def asset_fingerprint() -> str:
    """A name that changes with any file in a `static` folder, or with a package that brings some."""
    digest = hashlib.sha256()
    for name in ("django", "django-htmx", "django-ninja"):
        digest.update(f"{name}=={version(name)}\n".encode())
    for path in _sorted_files(PACKAGE.glob("**/static/**/*")):
        found = path.stat()
        digest.update(f"{path.relative_to(PACKAGE)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _sorted_files(paths: Iterable[Path]) -> list[Path]:
    return sorted(path for path in paths if path.is_file() and "__pycache__" not in path.parts)

"""How far an import has come while it is written.

An import is one transaction, so nothing it writes can be seen before it ends. Advisory locks can: other sessions read
them at once, and they go with the transaction, also when it breaks off. Nobody waits for these.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from grunnmur.core.models import ImportRun

_SHOW = "SELECT pg_advisory_xact_lock_shared(hashtext(%s), %s)"
# A lock of two keys keeps each as an unsigned number; 2 in objsubid says that there are two.
_READ = """
SELECT max(objid::bigint) FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 2 AND classid::bigint = hashtext(%s)::bigint & 4294967295
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True)
class Progress:
    """How many of the planned changes are written."""

    done: int
    total: int


def show_progress(run_id: UUID, done: int) -> None:
    """Let other sessions see how many of an import's changes are written, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_SHOW, [_key(run_id), done])


def progress_of(run: ImportRun) -> Progress | None:
    """Return how far an import that is being applied has come; None for one that is not. One statement."""
    if run.job != ImportRun.Job.APPLY:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_READ, [_key(run.pk)])
        (done,) = cursor.fetchone()
    return Progress(done or 0, sum(sum(actions.values()) for actions in run.counts.values()))


def _key(run_id: UUID) -> str:
    return f"import:{run_id}"

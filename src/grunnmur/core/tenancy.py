"""Which municipality this transaction is for. The database does the guarding: see `core.rls`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from grunnmur.core.models import Tenant
from grunnmur.core.prepared import ask, columns_of, rows_of

# The municipality of the host, else of the first of the names, else the only one there is; and, if wanted, it is told
# to the database at once: every request asks this.
_FIND = f"""
    SELECT {columns_of(Tenant, of="t")}, CASE WHEN %(is_opened)s THEN set_config('app.tenant', t.id::text, true) END
    FROM (
        SELECT one.*, CASE WHEN %(host)s = ANY (one.host_names) THEN 0
            ELSE coalesce(array_position(%(slugs)s::text[], one.slug::text), 100) END AS place
        FROM core_tenant AS one
        WHERE %(host)s = ANY (one.host_names) OR one.slug = ANY (%(slugs)s::text[])
            OR NOT EXISTS (SELECT FROM core_tenant AS other WHERE other.id <> one.id)
        ORDER BY place LIMIT 1
    ) AS t
"""  # noqa: S608  # names of columns
# What else is asked of the municipality that was found: for the one row of `t`, and so after the database was told.
_BESIDE = """
    WITH t AS MATERIALIZED ({find}) SELECT t.*, beside.* FROM t LEFT JOIN LATERAL ({query} OFFSET 0) AS beside ON true
"""
_current: ContextVar[Tenant | None] = ContextVar("tenant", default=None)


@dataclass(frozen=True)
class Beside:
    """A query for one row of a municipality, asked in the statement that finds it.

    query: written out once. It asks for rows whose `tenant_id` is `t.id`, and so is run after the municipality is open;
    its places have names, other than `host`, `slugs` and `is_opened`.
    """

    query: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Entered:
    """The municipality that was found and opened. beside: the columns of what was asked beside, or nothing but None."""

    tenant: Tenant
    beside: Sequence[Any] = ()  # Any: columns


OPENED = len(Tenant._meta.concrete_fields) + 1  # columns of the municipality, and that the database was told


class NoTenantError(RuntimeError):
    """The code asked for the municipality outside `with tenant(…)`."""


def current_tenant() -> Tenant:
    """Return the municipality of this transaction. Raises NoTenantError outside one."""
    found = _current.get()
    if found is None:
        raise NoTenantError("This runs outside `with tenant(…)`.")
    return found


def find_tenant(*, host: str, slugs: Sequence[str] = (), is_opened: bool = False) -> Tenant | None:
    """Return the municipality of a host; else that of the first of these names; else the only one there is."""
    asked = {"host": host, "slugs": list(slugs), "is_opened": is_opened}
    return next(iter(rows_of(Tenant, ask(_FIND, asked))), None)


@contextmanager
def tenant(which: Tenant | UUID) -> Iterator[Tenant]:
    """Open a transaction in one municipality: only its rows can be read, and new rows become its.

    Raises RuntimeError inside another municipality: nothing reaches across.
    """
    found = which if isinstance(which, Tenant) else Tenant.objects.get(pk=which)
    is_alone = not connection.in_atomic_block
    with transaction.atomic():
        _tell_database(str(found.pk))
        with _as_current(found, is_alone=is_alone):
            yield found


@contextmanager
def tenant_for(*, host: str, slugs: Sequence[str], beside: Beside | None = None) -> Iterator[Entered | None]:
    """Find a municipality and open a transaction in it, in one statement; yield None where there is none.

    Raises RuntimeError inside another municipality.
    """
    is_alone = not connection.in_atomic_block
    with transaction.atomic():
        rows = _enter({"host": host, "slugs": list(slugs), "is_opened": True}, beside)
        if not rows:
            yield None
            return
        (found,) = rows_of(Tenant, rows)
        with _as_current(found, is_alone=is_alone):
            yield Entered(found, rows[0][OPENED:])


def _enter(asked: Mapping[str, object], beside: Beside | None) -> list[tuple[Any, ...]]:  # Any: columns
    return ask(_FIND, asked) if beside is None else ask(_with(beside.query), {**asked, **beside.values})


@cache
def _with(query: str) -> str:
    return _BESIDE.format(find=_FIND, query=query)


@contextmanager
def _as_current(found: Tenant, *, is_alone: bool) -> Iterator[None]:
    """Let this be the municipality of the transaction, which the database knows already."""
    outer = _current.get()
    if outer is not None and outer.pk != found.pk:
        raise RuntimeError("One municipality cannot be opened inside another.")
    token = _current.set(found)
    try:
        yield
    finally:
        _current.reset(token)
    # The end of the transaction takes the setting with it, and so does a rollback.
    if outer is None and not is_alone and not connection.needs_rollback:
        _tell_database("")


def _tell_database(value: str) -> None:
    ask("SELECT set_config('app.tenant', %s, true)", [value])

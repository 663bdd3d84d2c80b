"""Which municipality this transaction is for. The database does the guarding: see `core.rls`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction

from grunnmur.core.models import Tenant

_current: ContextVar[Tenant | None] = ContextVar("tenant", default=None)


class NoTenantError(RuntimeError):
    """The code asked for the municipality outside `with tenant(…)`."""


def current_tenant() -> Tenant:
    """Return the municipality of this transaction. Raises NoTenantError outside one."""
    found = _current.get()
    if found is None:
        raise NoTenantError("This runs outside `with tenant(…)`.")
    return found


@contextmanager
def tenant(which: Tenant | UUID) -> Iterator[Tenant]:
    """Open a transaction in one municipality: only its rows can be read, and new rows become its.

    Raises RuntimeError inside another municipality: nothing reaches across.
    """
    found = which if isinstance(which, Tenant) else Tenant.objects.get(pk=which)
    outer = _current.get()
    if outer is not None and outer.pk != found.pk:
        raise RuntimeError("One municipality cannot be opened inside another.")
    is_alone = not connection.in_atomic_block
    with transaction.atomic():
        _tell_database(str(found.pk))
        token = _current.set(found)
        try:
            yield found
        finally:
            _current.reset(token)
        if outer is None and not is_alone:  # the end of the transaction takes the setting with it, as a raise does
            _tell_database("")


def _tell_database(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant', %s, true)", [value])

"""Now and today, in the municipality's time zone; tests move the clock with `at`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

from grunnmur.core.tenancy import current_tenant

_fixed: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return the aware time of now."""
    return _fixed.get() or timezone.now()


def today() -> date:
    """Return the day it is in the municipality of this transaction."""
    return now().astimezone(current_tenant().zone).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stand still at an aware moment, in tests and in the making of the demo."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)

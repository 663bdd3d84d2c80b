"""The lists around a system that somebody says are complete, and for how long that holds."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from grunnmur.core.calendar import months_after
from grunnmur.core.errors import DomainError
from grunnmur.core.tenancy import current_tenant

MONTHS = 24
MAPPINGS: Mapping[str, frozenset[str]] = {
    "information": frozenset({"masters", "copies"}),
    "interfaces": frozenset({"offers", "feeds"}),
    "suppliers": frozenset({"supplies"}),
}
"""The kinds of relations each list is made of."""


class UnknownMappingError(DomainError):
    """There is no such list around a system."""


class Completeness(StrEnum):
    """What is known of a list: complete, confirmed too long ago, or never confirmed."""

    COMPLETE = "complete"
    EXPIRED = "expired"
    UNCONFIRMED = "unconfirmed"


def completeness(confirmed_at: datetime | None, *, on: date) -> Completeness:
    """Return whether a list is complete on a day, by when somebody last said so."""
    if confirmed_at is None:
        return Completeness.UNCONFIRMED
    return Completeness.COMPLETE if on < holds_until(confirmed_at) else Completeness.EXPIRED


def holds_until(confirmed_at: datetime) -> date:
    """Return the day from which somebody must say again that a list is complete."""
    return months_after(confirmed_at.astimezone(current_tenant().zone).date(), MONTHS)

"""How a system is used here, and whether the lists around it are complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from grunnmur.core.clock import today
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.models import System
from grunnmur.landscape.rules.mapping import MAPPINGS, Completeness, completeness, holds_until


@dataclass(frozen=True)
class Mapped:
    """Whether one list around a system is complete: since when, until when, and who said so."""

    what: str
    standing: Completeness
    confirmed_on: date | None = None
    expires_on: date | None = None
    by: str = ""


def usage_of(element_id: UUID) -> System | None:
    """Return how a system is used here, with its product and who confirmed its lists. One statement."""
    people = (f"{what}_mapped_by" for what in MAPPINGS)
    return System.objects.filter(element_id=element_id).select_related("product", *people).first()


def mappings_of(usage: System | None) -> Sequence[Mapped]:
    """Return whether the lists around a system are complete today. No statement for what `usage_of` returned."""
    return [_mapped(what, usage) for what in MAPPINGS]


def _mapped(what: str, usage: System | None) -> Mapped:
    at: datetime | None = getattr(usage, f"{what}_mapped_at", None)
    standing = completeness(at, on=today())
    if at is None:
        return Mapped(what, standing)
    day = at.astimezone(current_tenant().zone).date()
    return Mapped(what, standing, day, holds_until(at), str(getattr(usage, f"{what}_mapped_by") or ""))

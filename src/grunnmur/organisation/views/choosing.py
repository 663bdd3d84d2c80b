"""Whom and what a form lets one choose: people by the start of a name, units where one may."""

from datetime import date
from uuid import UUID

from grunnmur.core.http import Request
from grunnmur.core.permissions import Scope, scope_of
from grunnmur.organisation import queries
from grunnmur.organisation.forms.units import none_chosen

Choice = tuple[str, str]
MOST = 50


def people(request: Request, *, near: UUID | None = None, keep: UUID | None = None) -> list[Choice]:
    """Return whom one may choose: by the start of a name in `q`; else who works in a unit, below it or right above.

    keep: a person who is among them anyway. At most 50, by name, each with position and unit.
    """
    text = request.GET.get("q", "").strip()[:100]
    rows = queries.choosable(starts_with=text, near=near, keep=keep, seen_by=request.user, limit=MOST)
    return [(str(row.person.pk), _told(row)) for row in rows]


def _told(row: queries.PersonRow) -> str:
    work = row.employment
    parts = [work.position.name if work and work.position else "", work.unit.name if work else ""]
    told = ", ".join(part for part in parts if part)
    return f"{row.person.display_name} – {told}" if told else row.person.display_name


def units(request: Request, permission: str, *, on: date, without: UUID | None = None) -> list[Choice]:
    """Return the units of a day where the reader holds a permission, by name."""
    scope = scope_of(request.user, permission)
    rows = queries.lasting_units(on=on, within=scope)
    return [(str(unit.pk), unit.name) for unit in rows if unit.pk != without]


def parents(scope: Scope, *, on: date, without: UUID | None = None) -> list[Choice]:
    """Return the units something may hang below: those of a scope, and the top for whoever may everywhere."""
    rows = queries.lasting_units(on=on, within=scope)
    found = [(str(unit.pk), unit.name) for unit in rows if unit.pk != without]
    return [none_chosen(), *found] if scope.is_everywhere else found

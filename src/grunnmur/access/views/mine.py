"""My access: what I have and will have, why, and what I hold."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from grunnmur.access import queries
from grunnmur.access.queries.own import own_permissions
from grunnmur.access.queries.resources import resources_owned
from grunnmur.access.queries.roles import once, things_held
from grunnmur.access.views.requests.exceptions import apart_rows
from grunnmur.access.views.shown import Context, grouped, trail
from grunnmur.core.clock import today
from grunnmur.core.forms import DayForm
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import Scope, declared, person_of
from grunnmur.organisation import queries as organisation


def mine(request: Request) -> HttpResponse:
    """Show my roles, my accesses by kind of resource, what I hold, and what I may do in Grunnmur itself."""
    person, on = person_of(request.user), DayForm(request.GET).day()
    context: Context = {"on": on, "is_today": on == today(), "breadcrumbs": trail(last=_("My access"))}
    if person is None:
        return page(request, "access/nobody.html", context)
    accesses = queries.accesses_of([person], on=on)[person]
    context |= {
        "roles": once(queries.roles_of([person], on=on)[person]),
        "groups": grouped(accesses, on=on, seen_by=request.user),
        "apart": apart_rows(person, on=on, seen_by=request.user),
        "things": things_held(person),
        "own": _own(person, on),
        "owned": resources_owned(request.user),
        "leader": _leader(person, on, request),
    }
    return page(request, "access/mine.html", context)


def _own(person: UUID, on: date) -> list[Context]:
    """Return what she may do in Grunnmur itself, each with where."""
    held = own_permissions(person, on=on)
    names = organisation.unit_names({unit for scope in held.values() for unit in scope.units})
    known = declared()
    return [
        {"label": known[key].label, "where": _where(scope, names) if known[key].needs_unit else ""}
        for key, scope in held.items()
        if key in known
    ]


def _where(scope: Scope, names: dict[UUID, str]) -> str:
    if scope.is_everywhere:
        return _("everywhere")
    return ", ".join(sorted(names[unit] for unit in scope.units if unit in names))


def _leader(person: UUID, on: date, request: Request) -> Context | None:
    leader = organisation.leader_of(person, on=on)
    names = organisation.names_of([leader] if leader else [], seen_by=request.user)
    return {"id": leader, "name": names[leader]} if leader in names and leader else None

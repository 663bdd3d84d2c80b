"""The organisation tree, and the page of a unit."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.forms import DayForm
from grunnmur.core.history import history_of
from grunnmur.core.http import Request, page
from grunnmur.core.links import Ref, related_to
from grunnmur.core.panels import panels_for
from grunnmur.core.periods import Period
from grunnmur.core.permissions import may, scope_of
from grunnmur.organisation import queries
from grunnmur.organisation.models import Unit
from grunnmur.organisation.rules import APPOINT, EDIT_PEOPLE, EDIT_UNITS
from grunnmur.organisation.views.functions import appoint_url
from grunnmur.organisation.views.shown import days, entries

Context = dict[str, Any]  # what a template shows


def tree(request: Request) -> HttpResponse:
    """Show all units of a day, each with leader and number of employments."""
    on = DayForm(request.GET).day()
    context = {
        "tops": queries.unit_tree(on=on, seen_by=request.user),
        "on": on,
        "is_today": on == today(),
        "may_open": bool(scope_of(request.user, EDIT_UNITS)),
    }
    return page(request, "organisation/tree.html", context)


def unit(request: Request, unit_id: UUID) -> HttpResponse:
    """Show a unit on a day: its leader, people, functions and the units below."""
    on = DayForm(request.GET).day()
    found = queries.find_unit(unit_id)
    below = queries.units_right_below(unit_id, on=on)
    nodes = queries.nodes_of([found, *below], on=on, seen_by=request.user)
    may_hire = may(request.user, EDIT_PEOPLE, at=unit_id)
    people = queries.directory(on=on, seen_by=request.user, unit_id=unit_id, after=request.GET.get("after", ""))
    context = _frame(request, found, on=on) | {
        "node": nodes[found.pk],
        "below": [nodes[one.pk] for one in below],
        "people": queries.rows_of(people.rows, on=on),
        "next_url": f"?{urlencode({'on': on.isoformat(), 'after': people.next})}" if people.next else "",
        "appointments": queries.appointments_at(unit_id, on=on, seen_by=request.user),
        "hire_url": f"{reverse('organisation:hire')}?unit={unit_id}" if may_hire else "",
        **_duties(request, nodes[found.pk], on=on),
        "facts": _facts(found),
        "absent": _absent(found, on=on),
        "planned": [_planned(one) for one in queries.planned_at(found, after=on, seen_by=request.user)],
        **_changes(request, unit_id, has_leader=bool(nodes[found.pk].leader), is_acting=nodes[found.pk].is_acting),
        "related": related_to(Ref("unit", unit_id), seen_by=request.user),
        "panels": panels_for(Ref("unit", unit_id), seen_by=request.user, request=request),
    }
    return page(request, "organisation/unit.html", context)


def _duties(request: Request, node: queries.Node, *, on: date) -> Context:
    """Return the leader's deputies, the functions that are needed and vacant, and the way to appoint for who may."""
    unit_id, may_appoint = node.unit.pk, may(request.user, APPOINT, at=node.unit.pk)
    leaders = [node.leader.pk] if node.leader else []
    deputies = queries.deputies_at(leaders, unit_id, on=on, seen_by=request.user)
    vacant = queries.vacant_functions(unit_id, on=on)
    return {
        "deputies": [{"row": row, "days": days(Period.from_range(row.valid))} for row in deputies],
        "vacant_functions": [
            {"row": row, "url": appoint_url(row.pk, unit_id) if may_appoint else ""} for row in vacant
        ],
        "appoint_url": appoint_url(unit_id=unit_id) if may_appoint else "",
    }


def _facts(found: Unit) -> list[Context]:
    facts = [
        (_("Code"), found.code),
        (_("Short name"), found.short_name),
        (_("Kind"), found.kind),
        (_("Cost centre"), found.cost_centre),
        (_("Days"), days(Period.from_range(found.valid))),
    ]
    return [{"label": label, "text": text} for label, text in facts if text]


def _absent(found: Unit, *, on: date) -> str:
    """Say when the unit exists, if it does not on the day."""
    period = Period.from_range(found.valid)
    return "" if on in period else _("The unit does not exist on this day, but %(days)s.") % {"days": days(period)}


def _planned(one: queries.Planned) -> Context:
    name = one.name or _("a protected person")
    texts = {
        queries.PlanKind.OPENS: _("The unit opens."),
        queries.PlanKind.CLOSES: _("Last day of the unit."),
        queries.PlanKind.MOVES: _("Moves below %(name)s.") % {"name": one.name} if one.name else _("Moves to the top."),
        queries.PlanKind.GETS_UNIT: _("%(name)s comes below the unit.") % {"name": one.name},
        queries.PlanKind.LEADER_BEGINS: _("%(name)s begins as leader.") % {"name": name},
        queries.PlanKind.ACTING_BEGINS: _("%(name)s begins as acting leader.") % {"name": name},
        queries.PlanKind.LEADER_ENDS: _("Last day of %(name)s as leader.") % {"name": name},
    }
    return {"day": one.day, "text": texts[one.kind]}


def _changes(request: Request, unit_id: UUID, *, has_leader: bool, is_acting: bool) -> Context:
    """Return the ways to change the unit, for who may: its menu, and the buttons beside its leader."""
    if not may(request.user, EDIT_UNITS, at=unit_id):
        return {"change_links": [], "leader_links": []}
    at = [unit_id]
    changes = [
        (_("New unit below"), f"{reverse('organisation:open_unit')}?parent={unit_id}"),
        (_("Rename the unit"), reverse("organisation:rename_unit", args=at)),
        (_("Move the unit"), reverse("organisation:move_unit", args=at)),
        (_("Close the unit"), reverse("organisation:close_unit", args=at)),
    ]
    leaders = [
        (_("Name a leader"), reverse("organisation:set_leader", args=at)),
        (_("Name an acting leader"), reverse("organisation:set_acting_leader", args=at)),
    ]
    if has_leader and is_acting:
        leaders.append((_("End the acting leader"), reverse("organisation:end_acting", args=at)))
    elif has_leader:
        leaders.append((_("Let the unit be without a leader"), reverse("organisation:vacate_leader", args=at)))
    return {
        "change_links": [{"label": label, "url": url} for label, url in changes],
        "leader_links": [{"label": label, "url": url} for label, url in leaders],
    }


def unit_history(request: Request, unit_id: UUID) -> HttpResponse:
    """Show who changed the unit, and when."""
    found = queries.find_unit(unit_id)
    if not may(request.user, EDIT_UNITS, at=unit_id):
        raise PermissionDenied(_("Only those who may change the unit see its history."))
    changes = [("", change) for change in history_of(found)]
    context = _frame(request, found, on=today()) | {"entries": entries(changes), "is_history": True}
    return page(request, "organisation/unit_history.html", context)


def _frame(request: Request, found: Unit, *, on: date) -> Context:
    """Return what stands around every page of a unit."""
    address = {"unit_id": found.pk}
    path = queries.path_of(found.pk, on=on)
    steps = [{"label": one.name, "url": reverse("organisation:unit", args=[one.pk])} for one in path]
    return {
        "unit": found,
        "on": on,
        "is_today": on == today(),
        "breadcrumbs": [
            {"label": _("Organisation"), "url": reverse("organisation:tree")},
            *steps,
            {"label": found.name},
        ],
        "unit_url": reverse("organisation:unit", kwargs=address),
        "history_url": reverse("organisation:unit_history", kwargs=address)
        if may(request.user, EDIT_UNITS, at=found.pk)
        else "",
    }

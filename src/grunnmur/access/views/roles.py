"""The list of roles, and one role."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.access import actions, queries
from grunnmur.access.forms import ListForm
from grunnmur.access.models import Resource, Role
from grunnmur.access.queries.roles import RoleFilter, find_role, holders, items_of, role_history, role_list
from grunnmur.access.queries.rule_sentences import rules_giving
from grunnmur.access.rules import DEFINE, ROLES
from grunnmur.access.views.shown import Context, columns, entries, next_url, trail
from grunnmur.core.clock import today
from grunnmur.core.forms import DayForm
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may

STATE_COLORS = {"draft": "warning", "active": "success", "retired": "neutral"}


def roles(request: Request) -> HttpResponse:
    """Show all roles, narrowed and sorted as the address says."""
    chosen = ListForm(request.GET).values()
    wanted = RoleFilter(**{"text": chosen["q"], "sort": chosen["sort"] or "name"} | _kept(chosen))
    found = role_list(wanted, on=today(), seen_by=request.user, after=chosen["after"])
    heads = [
        ("name", _("Role"), False),
        ("kind", _("Kind"), False),
        ("state", _("State"), False),
        ("holders", _("Holders today"), True),
        ("permissions", _("Permissions"), True),
    ]
    context = {
        "rows": [(role, STATE_COLORS[role.state]) for role in found.rows],
        "columns": columns(chosen, heads, default="name"),
        "chosen": chosen,
        "kinds": Role.Kind.choices,
        "states": Role.State.choices,
        "next_url": next_url(chosen, found.next),
        "has_filter": any(chosen[name] for name in ("q", "kind", "state")),
        "may_import": _may_import(request),
        "breadcrumbs": trail(last=_("Roles")),
    }
    return page(request, "access/roles.html", context, partial="rows")


def _kept(chosen: dict[str, str]) -> dict[str, str]:
    return {name: chosen[name] for name in ("kind", "state")}


def _may_import(request: Request) -> bool:
    return may(request.user, ROLES) and may(request.user, DEFINE)


def role(request: Request, role_id: UUID) -> HttpResponse:
    """Show one role: what is in it, the rules that give it, and who holds it on the day."""
    found, on = find_role(role_id, seen_by=request.user), DayForm(request.GET).day()
    people, following = holders(role_id, on=on, seen_by=request.user, after=request.GET.get("after", ""))
    record_reads([one.person_id for one in people], by=request.user, what="access.role_holders")
    groups, children = items_of(found)
    context: Context = _frame(request, found) | {
        "groups": [(group, Resource.Kind(group.kind).label) for group in groups],
        "child_roles": children,
        "rules": rules_giving(role_id, on=on, seen_by=request.user),
        "holders": [(one, queries.days_text(one.valid)) for one in people],
        "next_url": next_url({"on": request.GET.get("on", "")}, following),
        "on": on,
        "is_today": on == today(),
    }
    return page(request, "access/role.html", context)


def role_past(request: Request, role_id: UUID) -> HttpResponse:
    """Show who changed the role, and when."""
    found = find_role(role_id, seen_by=request.user)
    context = _frame(request, found) | {"entries": entries(role_history(found)), "is_history": True}
    return page(request, "access/role_history.html", context)


def _frame(request: Request, found: Role) -> Context:
    is_draft = found.state == Role.State.DRAFT
    return {
        "role": found,
        "color": STATE_COLORS[found.state],
        "role_url": reverse("access:role", args=[found.pk]),
        "history_url": reverse("access:role_history", args=[found.pk]),
        "activate_url": reverse("access:activate_role", args=[found.pk])
        if is_draft and may(request.user, ROLES)
        else "",
        "breadcrumbs": trail((_("Roles"), "access:roles"), last=found.name),
    }


@require_POST
def activate(request: Request, role_id: UUID) -> HttpResponse:
    """Let a role give what is in it."""
    found = actions.activate_role(role_id, by=request.user)
    messages.success(request, _("The role %(role)s is active.") % {"role": found.name})
    return redirect("access:role", role_id=role_id)

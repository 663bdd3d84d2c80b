"""The list of roles, and one role."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grunnmur.access import queries
from grunnmur.access.forms import CompareForm, ListForm
from grunnmur.access.models import Resource, Role
from grunnmur.access.queries.own import roles_beyond
from grunnmur.access.queries.role_content import changes_between, content_on, versions_of
from grunnmur.access.queries.roles import RoleFilter, find_role, holders, items_of, role_history, role_list
from grunnmur.access.queries.rule_sentences import rules_giving
from grunnmur.access.rules import DEFINE, ROLES, RULES
from grunnmur.access.views.shown import Context, columns, entries, next_url, trail
from grunnmur.core import formats
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
        "new_url": reverse("access:new_role") if may(request.user, ROLES) else "",
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
    groups, children = items_of(found, on=on)
    context: Context = _frame(request, found) | {
        "groups": [(group, Resource.Kind(group.kind).label) for group in groups],
        "child_roles": children,
        "rules": rules_giving(role_id, on=on, seen_by=request.user),
        "new_rule_url": _new_rule_url(request, found),
        "holders": [(one, queries.days_text(one.valid)) for one in people],
        "facts": _facts(request, found),
        "next_url": next_url({"on": request.GET.get("on", "")}, following),
        "on": on,
        "is_today": on == today(),
    }
    return page(request, "access/role.html", context)


def _new_rule_url(request: Request, found: Role) -> str:
    """Return where a rule is made that gives the role; blank for who may not make it."""
    if found.state == Role.State.RETIRED or not may(request.user, RULES) or found.pk in roles_beyond(request.user):
        return ""
    return f"{reverse('access:new_rule')}?{urlencode({'target': f'role:{found.pk}'})}"


def _facts(request: Request, found: Role) -> list[Context]:
    names = queries.key_names({found.owner_key}, seen_by=request.user)
    return [
        {"label": _("Owner"), "text": names.get(found.owner_key, "")},
        {"label": _("Given by or on request of"), "text": found.get_requestable_by_display()},
        {"label": _("Days it is given for at most"), "text": found.max_days},
        {"label": _("Days to hand over after a move"), "text": found.grace_days or ""},
        {"label": _("Months between reviews"), "text": found.review_months or _("By risk")},
    ]


def role_past(request: Request, role_id: UUID) -> HttpResponse:
    """Show what was in the role over time, the difference between two days, and who changed the role when."""
    found = find_role(role_id, seen_by=request.user)
    compared = CompareForm(request.GET)
    first, last = compared.days()
    context = _frame(request, found) | {
        "versions": [(one, _from(one.from_day)) for one in versions_of(found)],
        "from_day": first,
        "to_day": last,
        "differences": _differences(role_id, first, last),
        "entries": entries(role_history(found)),
        "is_history": True,
    }
    return page(request, "access/role_history.html", context)


def _differences(role_id: UUID, first: date | None, last: date | None) -> list[str] | None:
    """Say what came in and went out between two days; None while there are no two."""
    return changes_between(content_on(role_id, first), content_on(role_id, last)) if first and last else None


def _from(day: date | None) -> str:
    return _("From %(day)s") % {"day": formats.day(day)} if day else _("From the beginning")


def _frame(request: Request, found: Role) -> Context:
    is_draft, is_retired = found.state == Role.State.DRAFT, found.state == Role.State.RETIRED
    addresses = {
        "activate_url": ("access:activate_role", is_draft),
        "content_url": ("access:role_content", not is_retired),
        "change_url": ("access:change_role", not is_retired),
        "retire_url": ("access:retire_role", found.state == Role.State.ACTIVE),
        "discard_url": ("access:discard_role", is_draft),
    }
    is_mine = may(request.user, ROLES)
    return {
        "role": found,
        "color": STATE_COLORS[found.state],
        "role_url": reverse("access:role", args=[found.pk]),
        "history_url": reverse("access:role_history", args=[found.pk]),
        "breadcrumbs": trail((_("Roles"), "access:roles"), last=found.name),
        **{key: reverse(name, args=[found.pk]) for key, (name, fits) in addresses.items() if fits and is_mine},
    }

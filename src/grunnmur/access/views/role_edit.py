"""Making a role, changing what is said of it and what is in it, activating and retiring it."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.access import actions
from grunnmur.access.derivation.content import RoleNestingError
from grunnmur.access.forms import ContentForm, LastDayForm, RoleForm
from grunnmur.access.forms.roles import rows_of_items
from grunnmur.access.models import Role, RoleItem
from grunnmur.access.queries import choices
from grunnmur.access.queries.people import holders_of
from grunnmur.access.queries.restraints import Restraints
from grunnmur.access.queries.role_content import (
    changes_between,
    content_on,
    held_after,
    preview_activation,
    preview_content,
    preview_retirement,
    rules_live_after,
)
from grunnmur.access.queries.roles import find_role
from grunnmur.access.rules import ROLES, RULES, ItemFacts, RoleFacts
from grunnmur.access.views.rules import shown_preview
from grunnmur.access.views.shown import Context, trail
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may, require


def new(request: Request) -> HttpResponse:
    """Ask for a role, and begin it as a draft."""
    require(request.user, ROLES)
    form = RoleForm(request.POST if request.method == "POST" else None, groups=choices.group_choices())
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_role(form.facts(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The role %(role)s is a draft. Put into it what it shall give.") % _of(made))
            return redirect("access:role_content", role_id=made.pk)
    context: Context = {
        "form": form,
        "title": _("New role"),
        "cancel_url": reverse("access:roles"),
        "breadcrumbs": trail((_("Roles"), "access:roles"), last=_("New role")),
    }
    return page(request, "access/role_edit.html", context, status=422 if form.errors else 200)


def _of(role: Role) -> dict[str, str]:
    return {"role": role.name}


def change(request: Request, role_id: UUID) -> HttpResponse:
    """Change what is said of a role."""
    require(request.user, ROLES)
    found = find_role(role_id, seen_by=request.user)
    initial = {name: getattr(found, name) for name in RoleFacts.__dataclass_fields__}
    sent = request.POST if request.method == "POST" else None
    form = RoleForm(sent, groups=choices.group_choices(found.owner_key, seen_by=request.user), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(role_id, form.facts(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The role %(role)s is saved.") % _of(found))
            return redirect("access:role", role_id=role_id)
    context = _frame(found, _("Change the role")) | {"form": form}
    return page(request, "access/role_edit.html", context, status=422 if form.errors else 200)


def _frame(found: Role, title: str) -> Context:
    way = [{"label": _("Roles"), "url": reverse("access:roles")}]
    role_url = reverse("access:role", args=[found.pk])
    return {
        "title": title,
        "role": found,
        "cancel_url": role_url,
        "breadcrumbs": [*way, {"label": found.name, "url": role_url}, {"label": title}],
    }


def content(request: Request, role_id: UUID) -> HttpResponse:
    """Change what is in a role from a day on, and show what comes in, what goes out and whom it touches."""
    require(request.user, ROLES)
    found = find_role(role_id, seen_by=request.user)
    form = _content_form(request, role_id)
    context: Context = _frame(found, _("What is in the role")) | {
        "form": form,
        "here": request.path,
        "scopes": RoleItem.Scope.choices,
        "is_draft": found.state == Role.State.DRAFT,
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "access/role_content.html", context, partial="editor", status=422 if form.errors else 200)
    items, first = form.items(), form.cleaned_data["from_day"]
    if "save" in request.POST:
        try:
            actions.change_content(role_id, items, by=request.user, from_day=first)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("What is in the role %(role)s is saved.") % _of(found))
            return redirect("access:role", role_id=role_id)
    context |= _content_preview(request, role_id, items, first)
    return page(request, "access/role_content.html", context, partial="editor", status=422 if form.errors else 200)


def _content_form(request: Request, role_id: UUID) -> ContentForm:
    things, units = choices.item_source(request.user, role_id), choices.unit_source()
    sent = request.POST if request.method == "POST" else None
    rows = [] if sent is not None else rows_of_items(content_on(role_id, today()), things, units)
    return ContentForm(sent, things=things, units=units, rows=rows, first=today())


def _content_preview(request: Request, role_id: UUID, items: Collection[ItemFacts], first: date) -> Context:
    """Return what comes in and goes out, how many hold the role then, and what they run into."""
    changes = changes_between(content_on(role_id, first), items)
    try:
        restraints = preview_content(role_id, items, from_day=first, seen_by=request.user)
    except RoleNestingError:  # saving says so
        restraints = Restraints()
    return {
        "is_preview": True,
        "changes": changes,
        "holders": len(holders_of(role_id, first)),
        "restraints": restraints,
    }


def activate(request: Request, role_id: UUID) -> HttpResponse:
    """Show who gets a role when it is activated, and let it give what is in it from today on."""
    require(request.user, ROLES)
    found = find_role(role_id, seen_by=request.user)
    if request.method == "POST" and "page" not in request.POST:
        actions.activate_role(role_id, by=request.user, from_day=today())
        messages.success(request, _("The role %(role)s is active.") % _of(found))
        return redirect("access:role", role_id=role_id)
    shown = shown_preview(request, preview_activation(found, seen_by=request.user))
    return page(request, "access/role_activate.html", _frame(found, _("Activate the role")) | shown)


def retire(request: Request, role_id: UUID) -> HttpResponse:
    """Ask for a role's last day, show who loses it and what gives it, and retire it."""
    require(request.user, ROLES)
    found = find_role(role_id, seen_by=request.user)
    form = LastDayForm(request.POST if request.method == "POST" else None, initial={"last_day": today()})
    context: Context = _frame(found, _("Retire the role")) | {"form": form}
    if request.method != "POST" or not form.is_valid():
        return page(request, "access/role_retire.html", context, status=422 if form.errors else 200)
    last_day: date = form.cleaned_data["last_day"]
    if "confirm" in request.POST:
        ends = "ends" in request.POST
        actions.retire_role(role_id, last_day=last_day, by=request.user, is_ending_routes=ends)
        messages.success(request, _("The role %(role)s is retired.") % _of(found))
        return redirect("access:role", role_id=role_id)
    context |= shown_preview(request, preview_retirement(found, last_day, seen_by=request.user)) | {
        "last_day": last_day,
        "held": held_after(role_id, last_day),
        "rule_count": len(rules_live_after(role_id, last_day)),
        "may_end": may(request.user, RULES),
    }
    return page(request, "access/role_retire.html", context)


@require_POST
def discard(request: Request, role_id: UUID) -> HttpResponse:
    """Throw away a draft."""
    name = find_role(role_id, seen_by=request.user).name
    actions.discard_draft(role_id, by=request.user)
    messages.success(request, _("The draft %(role)s is thrown away.") % {"role": name})
    return redirect("access:roles")

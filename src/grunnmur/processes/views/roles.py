"""Process roles: who they are here, whom they mean today, and where they are used."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may
from grunnmur.processes import actions, queries
from grunnmur.processes.forms.roles import RETIRED, BindingForm, WantedRolesForm
from grunnmur.processes.models import ProcessRole
from grunnmur.processes.rules import BIND_ROLES
from grunnmur.processes.views.shown import letter_words

Context = dict[str, Any]  # what a template shows
TARGETS = ("role", "function", "unit")
MOST_NAMES = 50  # a longer list of people is found on the unit's own page


def process_roles(request: Request) -> HttpResponse:
    """Show the roles in processes, narrowed by name and by what they are here, and how many processes use each."""
    wanted = WantedRolesForm(request.GET)
    is_retired = wanted.who == RETIRED
    counts = queries.use_counts(seen_by=request.user)
    roles = queries.retired_roles() if is_retired else queries.process_roles()
    context = {
        "rows": [
            {"role": role, "bound_to": queries.bound_to(role), "uses": counts.get(role.pk, 0)}
            for role in roles
            if wanted.fits(role)
        ],
        "wanted": wanted,
        "bindings": [*ProcessRole.Binding.choices, (RETIRED, _("Out of use"))],
        "breadcrumbs": way(),
    }
    return page(request, "processes/roles.html", context, partial="rows")


def process_role(request: Request, process_role_id: UUID) -> HttpResponse:
    """Show one role: who it is here, whom that means today, where it is used; let those who may say who it is."""
    role = queries.find_role(process_role_id)
    if role.pk != process_role_id:
        return redirect("processes:role", process_role_id=role.pk)
    form = _form(request, role) if may(request.user, BIND_ROLES) or request.method == "POST" else None
    status = 200
    if form and request.method == "POST":
        status = 422
        if form.is_valid():
            target = form.target()
            binding = form.cleaned_data["binding"]
            actions.bind_role(role.pk, binding, target=UUID(target) if target else None, by=request.user)
            messages.success(request, _("It is decided who “%(role)s” is.") % {"role": role.name})
            return redirect("processes:role", process_role_id=role.pk)
    return page(request, "processes/role.html", _context(request, role) | {"form": form}, status=status)


def _context(request: Request, role: ProcessRole) -> Context:
    holders = queries.holders_of(role, on=today(), seen_by=request.user)
    words = letter_words()
    return {
        "role": role,
        "bound_to": queries.bound_to(role),
        "holders": holders[:MOST_NAMES],
        "holder_count": len(holders),
        "more": max(len(holders) - MOST_NAMES, 0),
        "uses": [
            {"use": use, "words": [(letter, words[letter]) for letter in words if letter in use.letters]}
            for use in queries.uses_of(role.pk, seen_by=request.user)
        ],
        "breadcrumbs": way(role),
    }


def _form(request: Request, role: ProcessRole) -> BindingForm:
    targets = {name: [(str(key), label) for key, label in queries.targets(name, on=today())] for name in TARGETS}
    initial = {
        "binding": role.binding,
        "role": str(role.role_id or ""),
        "function": str(role.function_id or ""),
        "unit": str(role.unit_id or ""),
    }
    return BindingForm(request.POST if request.method == "POST" else None, targets=targets, initial=initial)


def way(role: ProcessRole | None = None, *below: str) -> list[dict[str, str]]:
    """Return the way to the list of roles, to one of them, or to a page about it."""
    found = [
        {"label": _("Processes"), "url": reverse("processes:library")},
        {"label": _("Roles in processes"), "url": reverse("processes:roles")},
    ]
    if role:
        found.append({"label": role.name, "url": reverse("processes:role", args=[role.pk])})
    return [*found, *({"label": one} for one in below)]

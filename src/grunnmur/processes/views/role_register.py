"""Merging process roles that are the same, and taking roles out of use."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require
from grunnmur.processes import actions, queries
from grunnmur.processes.forms.roles import MergeForm
from grunnmur.processes.models import ProcessRole
from grunnmur.processes.rules import BIND_ROLES
from grunnmur.processes.views.roles import way


def merge(request: Request, process_role_id: UUID) -> HttpResponse:
    """Ask which role it is the same as, show what that changes, and merge when it is said to be right."""
    require(request.user, BIND_ROLES)
    role = queries.find_role(process_role_id)
    others = [(str(one.pk), one.name) for one in queries.process_roles() if one.pk != role.pk]
    form = MergeForm(request.POST if request.method == "POST" else request.GET or None, roles=others)
    chosen = queries.find_role(UUID(form.cleaned_data["into"])) if form.is_bound and form.is_valid() else None
    if request.method == "POST" and chosen:
        kept = actions.merge_roles(role.pk, into=chosen.pk, by=request.user)
        told = _("“%(old)s” is “%(new)s” from now on.") % {"old": role.name, "new": kept.name}
        messages.success(request, told)
        return redirect("processes:role", process_role_id=kept.pk)
    context = {
        "role": role,
        "form": form,
        "chosen": chosen,
        "used": queries.involved_in(role.pk, seen_by=request.user) if chosen else None,
        "bound_to": queries.bound_to(chosen) if chosen else "",
        "breadcrumbs": way(role, _("Merge")),
    }
    return page(request, "processes/merge_role.html", context, status=422 if form.errors else 200)


def retire(request: Request, process_role_id: UUID) -> HttpResponse:
    """Take a role out of use; without scripts, ask first on a page of its own."""
    require(request.user, BIND_ROLES)
    role = queries.find_role(process_role_id)
    if request.method == "POST":
        actions.retire_role(role.pk, by=request.user)
        messages.success(request, _("“%(role)s” is out of use.") % {"role": role.name})
        return redirect("processes:roles")
    return page(request, "core/confirm.html", retiring(role) | {"breadcrumbs": way(role, _("Take out of use"))})


@require_POST
def restore(request: Request, process_role_id: UUID) -> HttpResponse:
    """Take a role into use again."""
    role = actions.restore_role(process_role_id, by=request.user)
    messages.success(request, _("“%(role)s” is in use again.") % {"role": role.name})
    return redirect("processes:role", process_role_id=role.pk)


def retiring(role: ProcessRole) -> dict[str, str]:
    """Return what is asked before a role goes out of use."""
    return {
        "title": _("Take “%(role)s” out of use?") % {"role": role.name},
        "text": _("It is not offered any more when somebody draws. It can be taken into use again."),
        "action_url": reverse("processes:retire_role", args=[role.pk]),
        "cancel_url": reverse("processes:role", args=[role.pk]),
        "label": _("Take out of use"),
    }

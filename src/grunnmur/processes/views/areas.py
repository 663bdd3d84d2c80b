"""The map of processes: arranging its areas, and saying what a process is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.http import Request, page
from grunnmur.processes import actions, queries
from grunnmur.processes.forms.areas import AreaForm, FactsForm
from grunnmur.processes.rules import DEEPEST_AREA, AreaError

Context = dict[str, Any]  # what a template shows


def areas(request: Request) -> HttpResponse:
    """Show the areas in their order, to be added to, renamed, moved and taken away."""
    if not queries.may_arrange(by=request.user):
        raise PermissionDenied(_("Only those who run the factory or lead a line arrange the map of processes."))
    found = queries.areas()
    parents = [(str(one.row.pk), " / ".join(one.path)) for one in found if one.level < DEEPEST_AREA]
    form = AreaForm(request.POST or None, parents=parents)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_area(form.cleaned_data["name"], parent_id=form.parent_id(), by=request.user)
        except AreaError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("“%(name)s” is on the map.") % {"name": row.name})
            return redirect("processes:areas")
    context = {
        "found": found,
        "form": form,
        "breadcrumbs": [
            {"label": _("Processes"), "url": reverse("processes:library")},
            {"label": _("Areas")},
        ],
    }
    return page(request, "processes/areas.html", context, status=422 if form.errors else 200)


@require_POST
def change_area(request: Request, area_id: UUID) -> HttpResponse:
    """Rename, move or take away an area, as the button that was pressed says."""
    act = request.POST.get("act", "")
    if act in {"up", "down"}:
        actions.move_area(area_id, is_up=act == "up", by=request.user)
    elif act == "remove":
        actions.remove_area(area_id, by=request.user)
        messages.success(request, _("The area is taken off the map."))
    else:
        actions.rename_area(area_id, request.POST.get("name", ""), by=request.user)
        messages.success(request, _("The area has its new name."))
    return redirect("processes:areas")


def facts(request: Request, code: str) -> HttpResponse:
    """Say what a process is for, what begins it, what comes of it, and where it stands on the map."""
    read = queries.find_to_link(code.upper(), seen_by=request.user)
    if not queries.may_link(read.item, by=request.user):
        raise PermissionDenied(_("Only those who may draft this process describe it."))
    process = read.process
    choices = [(str(one.row.pk), " / ".join(one.path)) for one in queries.areas()]
    names = ("kind", "purpose", "trigger", "result", "customer")
    initial = {name: getattr(process, name) for name in names} | {"area": str(process.area_id or "")}
    form = FactsForm(request.POST or None, areas=choices, initial=initial)
    back_url = reverse("processes:links" if read.version.is_open else "processes:process", args=[read.item.code])
    if request.method == "POST" and form.is_valid():
        actions.describe_process(process.pk, form.facts(), by=request.user)
        messages.success(request, _("It is saved."))
        return redirect(back_url)
    context = {
        "read": read,
        "form": form,
        "back_url": back_url,
        "breadcrumbs": [
            {"label": _("Processes"), "url": reverse("processes:library")},
            {"label": read.item.title, "url": back_url},
            {"label": _("About the process")},
        ],
    }
    return page(request, "processes/facts.html", context, status=422 if form.errors else 200)

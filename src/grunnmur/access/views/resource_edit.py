"""Registering resources and their levels, changing them, and taking them out of use."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.access import actions, queries
from grunnmur.access.forms import LastDayForm, LevelForm, ResourceForm
from grunnmur.access.models import Permission, Resource
from grunnmur.access.queries import choices
from grunnmur.access.queries.resources import find_level, find_resource
from grunnmur.access.rules import DEFINE, LevelFacts
from grunnmur.access.views.shown import Context, trail
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require

RESOURCE_FIELDS = ("name", "kind", "owner_key", "unit_id", "fulfil_key")


def new(request: Request) -> HttpResponse:
    """Ask for a resource and register it."""
    require(request.user, DEFINE)
    form = ResourceForm(_sent(request), groups=choices.group_choices(), units=choices.unit_choices())
    context: Context = {
        "form": form,
        "title": _("New resource"),
        "cancel_url": reverse("access:resources"),
        "breadcrumbs": trail((_("Resources"), "access:resources"), last=_("New resource")),
    }

    def save() -> UUID:
        return actions.make_resource(actions.NewResource(**form.cleaned_data), by=request.user).pk

    return _saved_or_asked(request, context, save)


def _sent(request: Request) -> Any:  # Any: Django's own
    return request.POST if request.method == "POST" else None


def _saved_or_asked(request: Request, context: Context, save: Callable[[], UUID]) -> HttpResponse:
    """Save a valid form and go to the resource, or show the form again with what is wrong."""
    form = context["form"]
    if request.method == "POST" and form.is_valid():
        try:
            resource_id = save()
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is saved."))
            return redirect("access:resource", resource_id=resource_id)
    return page(request, "access/resource_edit.html", context, status=422 if form.errors else 200)


def change(request: Request, resource_id: UUID) -> HttpResponse:
    """Change what is said of a resource."""
    require(request.user, DEFINE)
    found = find_resource(resource_id, seen_by=request.user)
    initial = {name: getattr(found, name) for name in RESOURCE_FIELDS}
    units = choices.unit_choices(*([(str(found.unit_id), found.unit.name)] if found.unit else []))
    groups = choices.group_choices(found.owner_key, found.fulfil_key, seen_by=request.user)
    form = ResourceForm(_sent(request), groups=groups, units=units, initial=initial)

    def save() -> UUID:
        return actions.change_resource(resource_id, actions.NewResource(**form.cleaned_data), by=request.user).pk

    return _saved_or_asked(request, _frame(found, _("Change the resource")) | {"form": form}, save)


def _frame(found: Resource, title: str) -> Context:
    way = [{"label": _("Resources"), "url": reverse("access:resources")}]
    url = reverse("access:resource", args=[found.pk])
    return {
        "title": title,
        "eyebrow": found.name,
        "cancel_url": url,
        "breadcrumbs": [*way, {"label": found.name, "url": url}, {"label": title}],
    }


def new_level(request: Request, resource_id: UUID) -> HttpResponse:
    """Ask for a level of a resource and register it."""
    require(request.user, DEFINE)
    found = find_resource(resource_id, seen_by=request.user)
    form = LevelForm(_sent(request))

    def save() -> UUID:
        return actions.make_permission(resource_id, form.facts(), by=request.user).resource_id

    return _saved_or_asked(request, _frame(found, _("New level")) | {"form": form}, save)


def change_level(request: Request, resource_id: UUID, permission_id: UUID) -> HttpResponse:
    """Change what is said of a level."""
    require(request.user, DEFINE)
    found = find_level(permission_id, resource_id=resource_id, seen_by=request.user)
    form = LevelForm(_sent(request), initial={name: getattr(found, name) for name in LevelFacts.__dataclass_fields__})

    def save() -> UUID:
        return actions.change_permission(permission_id, form.facts(), by=request.user).resource_id

    frame = _frame(found.resource, _("Change the level")) | {"eyebrow": queries.permission_name(found)}
    retire_url = reverse("access:retire_level", args=[resource_id, permission_id])
    return _saved_or_asked(request, frame | {"form": form, "retire_url": retire_url}, save)


def retire(request: Request, resource_id: UUID) -> HttpResponse:
    """Take a resource out of use after a day."""
    require(request.user, DEFINE)
    found = find_resource(resource_id, seen_by=request.user)

    def save(last_day: date) -> object:
        return actions.retire_resource(resource_id, last_day=last_day, by=request.user)

    return _retired_or_asked(request, found, _frame(found, _("Take out of use")), save)


def retire_level(request: Request, resource_id: UUID, permission_id: UUID) -> HttpResponse:
    """Take a level out of use after a day."""
    require(request.user, DEFINE)
    found: Permission = find_level(permission_id, resource_id=resource_id, seen_by=request.user)

    def save(last_day: date) -> object:
        return actions.retire_permission(permission_id, last_day=last_day, by=request.user)

    frame = _frame(found.resource, _("Take out of use")) | {"eyebrow": queries.permission_name(found)}
    return _retired_or_asked(request, found.resource, frame, save)


def _retired_or_asked(
    request: Request, resource: Resource, frame: Context, save: Callable[[date], object]
) -> HttpResponse:
    form = LastDayForm(_sent(request), initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data["last_day"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is out of use after that day."))
            return redirect("access:resource", resource_id=resource.pk)
    context = frame | {"form": form, "is_ending": True}
    return page(request, "access/resource_edit.html", context, status=422 if form.errors else 200)

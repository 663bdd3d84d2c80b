"""Planning a step: what it is about is asked one thing after another, then it is shown in words and planned."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.ids import id_in
from grunnmur.landscape.actions import changes as actions
from grunnmur.landscape.models import ChangeCase, Element
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.rules.changes import Operation, require_planner
from grunnmur.landscape.views.changes.building import form_for, step_from
from grunnmur.landscape.views.changes.frame import case_of, case_trail, case_url
from grunnmur.landscape.views.changes.slots import SLOTS, Given, Slot
from grunnmur.landscape.views.shown import Context, address

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
MANY = "applies_to"
MORE = "more"


@READ_OR_SEND
def plan(request: Request, case_id: UUID, operation: str) -> HttpResponse:
    """Ask for what a step is about, one thing after another; then plan it."""
    if operation not in SLOTS:
        raise Http404
    case = case_of(request, case_id)
    require_planner(case, request.user)
    if case.status != ChangeCase.Status.DRAFT:
        raise PermissionDenied(_("Steps are planned while the case is a draft. Take it back first."))
    given = _given(request, operation)
    for slot in SLOTS[operation]:
        if slot.name not in given or (slot.name == MANY and MORE in request.GET):
            return _choose(request, case, operation, slot, given)
    return _confirm(request, case, operation, given)


def _given(request: Request, operation: str) -> Given:
    """Return what the address says was chosen. Raises Element.DoesNotExist for ids that are none."""
    names = [slot.name for slot in SLOTS[operation]]
    given = {name: request.GET[name] for name in names if request.GET.get(name)}
    if "element" in given and id_in(given["element"]) is None:
        raise Element.DoesNotExist
    return given


def _choose(request: Request, case: ChangeCase, operation: str, slot: Slot, given: Given) -> HttpResponse:
    """Offer what can be chosen next, as links that say so."""
    text = request.GET.get("q", "").strip()[:100] if slot.is_search else ""
    here = reverse("landscape:change_step", args=[case.pk, operation])
    chosen = request.GET.getlist(MANY)
    told = {**given, MANY: chosen} if chosen else dict(given)
    options = [
        {
            "title": option.title,
            "text": option.text,
            "url": address(here, {**told, slot.name: [*chosen, option.value] if slot.name == MANY else option.value}),
        }
        for option in slot.offer(given, text, request.user)
        if option.value not in chosen
    ]
    context = _around(case, operation) | {
        "question": slot.question,
        "is_search": slot.is_search,
        "text": text,
        "options": options,
        "given": [(name, value) for name, value in told.items() if name != MANY] + [(MANY, one) for one in chosen],
        "more": MORE in request.GET,
    }
    return page(request, "landscape/change_choose.html", context, partial="options")


def _around(case: ChangeCase, operation: str) -> Context:
    label = str(Operation(operation).label)
    return {
        "title": label,
        "case_title": case.element.name,
        "cancel_url": case_url(case.pk),
        "breadcrumbs": case_trail(case, last=label),
    }


def _confirm(request: Request, case: ChangeCase, operation: str, given: Given) -> HttpResponse:
    """Show what was chosen, ask for the rest, and plan the step. Raises Http404 for a choice that is not offered."""
    many = request.GET.getlist(MANY)
    chosen = _chosen(request, operation, given, many)
    form = form_for(request, operation, given)
    if form.is_bound and form.is_valid():
        try:
            actions.plan_step(case.pk, step_from(operation, given, many, form), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The step is planned."))
            return redirect(case_url(case.pk))
    here = reverse("landscape:change_step", args=[case.pk, operation])
    more = address(here, {"element": given["element"], MANY: many, MORE: "1"})
    context = _around(case, operation) | {
        "form": form,
        "chosen": chosen,
        "more_url": more if MANY in given else "",
    }
    return page(request, "landscape/change_step.html", context, status=422 if form.errors else 200)


def _chosen(request: Request, operation: str, given: Given, many: Sequence[str]) -> list[Context]:
    """Return each choice in words, with the address at which it is made anew."""
    here = reverse("landscape:change_step", args=[request.resolver_match.kwargs["case_id"], operation])  # type: ignore[union-attr]  # a view has one
    found, before = [], dict[str, str]()
    for slot in SLOTS[operation]:
        values = list(many) if slot.name == MANY else [given[slot.name]]
        found.append(
            {
                "label": slot.question,
                "text": ", ".join(_words(request, slot, before, value) for value in values),
                "url": address(here, before),
            }
        )
        before[slot.name] = given[slot.name]
    return found


def _words(request: Request, slot: Slot, before: Given, value: str) -> str:
    """Return what a choice is called: an element by its name, else as it was offered. Raises Http404 for neither."""
    named = visible(seen_by=request.user).filter(pk=value).first() if id_in(value) else None
    if named is not None:
        return named.name
    options = {option.value: option.title for option in slot.offer(before, "", request.user)}
    if value not in options:
        raise Http404
    return options[value]


@require_POST
def move(request: Request, step_id: UUID) -> HttpResponse:
    """Let a step come one place earlier or later."""
    places = 1 if request.POST.get("way") == "later" else -1
    case = actions.move_step(step_id, places=places, by=request.user)
    return redirect(case_url(case.pk))


@require_POST
def remove(request: Request, step_id: UUID) -> HttpResponse:
    """Take a step out of its case."""
    case = actions.remove_step(step_id, by=request.user)
    messages.success(request, _("The step is removed."))
    return redirect(case_url(case.pk))


@require_POST
def confirm(request: Request, step_id: UUID) -> HttpResponse:
    """Say that a step still holds."""
    row = actions.confirm_step(step_id, by=request.user)
    messages.success(request, _("The step is confirmed."))
    return redirect(case_url(row.case_id))

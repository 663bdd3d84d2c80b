"""Asking for an exception from a role conflict, and what conflicts hold back from a person."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.access import queries
from grunnmur.access.actions.requests.exceptions import ask_for_exception
from grunnmur.access.forms.conflicts import WaiverForm
from grunnmur.access.queries.requests.exceptions import asked_about, kept_apart, waiting_exceptions
from grunnmur.access.queries.requests.wishes import may_ask_for_all
from grunnmur.access.rules import WaiverFacts
from grunnmur.access.views.people import way_to_person
from grunnmur.access.views.shown import Context
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import Actor, person_of
from grunnmur.organisation import queries as organisation


def ask(request: Request, conflict_id: UUID, person_id: UUID) -> HttpResponse:
    """Show what is kept apart, and ask that one person may have both."""
    person = organisation.find_person(person_id, seen_by=request.user)
    if not may_ask_for_all(person_id, by=request.user):
        raise PermissionDenied(_("You ask for an exception for yourself and for those you lead."))
    is_me = person_of(request.user) == person_id
    form = WaiverForm(request.POST if request.method == "POST" else None, initial={"first_day": today()})
    if form.is_bound and form.is_valid():
        sent = _sent(request, conflict_id, person_id, form)
        if sent:
            return sent
    waiting = waiting_exceptions(person_id).get(conflict_id)
    if not is_me:
        record_reads([person_id], by=request.user, what="access.exception")
    context: Context = {
        "form": form,
        "name": person.display_name,
        "about": asked_about(conflict_id, person_id, seen_by=request.user),
        "request_url": reverse("access:request", args=[waiting]) if waiting else "",
        "person_url": reverse("access:mine") if is_me else reverse("organisation:person", args=[person_id]),
        "breadcrumbs": way_to_person(person_id, person.display_name, last=_("Ask for an exception"), is_me=is_me),
    }
    return page(request, "access/conflicts/ask.html", context, status=422 if form.errors else 200)


def _sent(request: Request, conflict_id: UUID, person_id: UUID, form: WaiverForm) -> HttpResponse | None:
    """Send the request and go to it; None, with what is wrong on the form, when it cannot be asked for."""
    facts = WaiverFacts(
        conflict_id=conflict_id,
        person_id=person_id,
        period=form.period,
        reason=form.cleaned_data["reason"],
        compensating_check=form.cleaned_data["compensating_check"],
    )
    try:
        made = ask_for_exception(facts, by=request.user)
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("The request is sent."))
    return redirect("access:request", request_id=made.pk)


def apart_rows(person_id: UUID, *, on: date, seen_by: Actor) -> list[Context]:
    """Return what conflicts hold back from a person, each with where to ask for an exception, or to see one asked for.

    The caller has checked that the reader may see her access.
    """
    found = kept_apart(person_id, on=on)
    may_ask = bool(found) and may_ask_for_all(person_id, by=seen_by)
    return [
        {
            "row": row,
            "days": queries.days_text(row.period),
            "ask_url": reverse("access:ask_exception", args=[row.conflict_id, person_id]) if may_ask else "",
            "request_url": reverse("access:request", args=[row.request_id]) if row.request_id else "",
        }
        for row in found
    ]

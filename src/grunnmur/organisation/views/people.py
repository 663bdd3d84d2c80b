"""The directory of people, and the page of a person."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.forms import DayForm
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.links import Ref, related_to
from grunnmur.core.panels import panels_for
from grunnmur.core.periods import Period
from grunnmur.core.permissions import may, person_of, scope_of
from grunnmur.organisation import queries
from grunnmur.organisation.models import Employment, Person
from grunnmur.organisation.rules import EDIT_PEOPLE
from grunnmur.organisation.views.shown import days, entries

Context = dict[str, Any]  # what a template shows
PAGE = 50


def people(request: Request) -> HttpResponse:
    """Show who works here, narrowed by the start of a name."""
    text, on = request.GET.get("q", "").strip()[:100], DayForm(request.GET).day()
    found = queries.directory(
        on=on, seen_by=request.user, starts_with=text, after=request.GET.get("after", ""), limit=PAGE
    )
    following = urlencode({"q": text, "after": found.next} | ({"on": on.isoformat()} if "on" in request.GET else {}))
    context = {
        "rows": queries.rows_of(found.rows, on=on),
        "text": text,
        "on": on,
        "next_url": f"?{following}" if found.next else "",
        "may_hire": bool(scope_of(request.user, EDIT_PEOPLE)),
        "breadcrumbs": [
            {"label": _("Organisation"), "url": reverse("organisation:tree")},
            {"label": _("People")},
        ],
    }
    return page(request, "organisation/people.html", context, partial="rows")


def person(request: Request, person_id: UUID) -> HttpResponse:
    """Show a person: where she works; to those who may, her employments; and what the domains above know of her."""
    found = queries.find_person(person_id, seen_by=request.user)
    has_details = queries.sees_details(person_id, seen_by=request.user)
    if has_details and person_of(request.user) != person_id:
        record_reads([person_id], by=request.user, what="organisation.person")
    on = today()
    employments = queries.employments_of(person_id) if has_details else []
    starts = _first_day_ahead(employments, on=on)
    home = queries.primary_employments([person_id], on=starts or on).get(person_id)
    leader = queries.leader_of(person_id, on=starts or on)
    ref = Ref("person", person_id)
    context = _frame(request, found, has_details=has_details) | {
        "home": home,
        "starts": starts,
        "facts": _facts(found, home, leader=leader, request=request),
        "employments": [_employment(row, request=request) for row in employments],
        "appointments": queries.appointments_of(person_id, on=on),
        "related": related_to(ref, seen_by=request.user),
        "panels": panels_for(ref, seen_by=request.user, request=request),
    }
    return page(request, "organisation/person.html", context)


def person_history(request: Request, person_id: UUID) -> HttpResponse:
    """Show who changed what is known about the person and her employments."""
    found = queries.find_person(person_id, seen_by=request.user)
    queries.require_details(person_id, seen_by=request.user)
    if person_of(request.user) != person_id:
        record_reads([person_id], by=request.user, what="organisation.person_history")
    changes = queries.history_of_person(found)
    context = _frame(request, found, has_details=True) | {"entries": entries(changes), "is_history": True}
    return page(request, "organisation/person_history.html", context)


def _frame(request: Request, found: Person, *, has_details: bool) -> Context:
    address = {"person_id": found.pk}
    return {
        "person": found,
        "is_me": person_of(request.user) == found.pk,
        "breadcrumbs": [
            {"label": _("Organisation"), "url": reverse("organisation:tree")},
            {"label": _("People"), "url": reverse("organisation:people")},
            {"label": found.display_name},
        ],
        "person_url": reverse("organisation:person", kwargs=address),
        "history_url": reverse("organisation:person_history", kwargs=address) if has_details else "",
    }


def _facts(found: Person, home: Employment | None, *, leader: UUID | None, request: Request) -> list[Context]:
    names = queries.names_of([leader] if leader else [], seen_by=request.user)
    facts: list[Context] = []
    if home:
        facts.append({"label": _("Position"), "text": home.position.name if home.position else ""})
        facts.append(
            {
                "label": _("Unit"),
                "text": home.unit.name,
                "url": reverse("organisation:unit", args=[home.unit_id]),
            }
        )
    if leader in names and leader:
        url = reverse("organisation:person", args=[leader])
        facts.append({"label": _("Leader"), "person": names[leader], "url": url})
    return [*facts, *_contact(found)]


def _contact(found: Person) -> list[Context]:
    email, phone = found.work_email, found.work_phone
    return [
        {"label": _("Work e-mail"), "text": email, "url": f"mailto:{email}" if email else ""},
        {"label": _("Work phone"), "text": phone, "url": f"tel:{phone}" if phone else ""},
    ]


def _first_day_ahead(rows: Sequence[Employment], *, on: date) -> date | None:
    """Return when somebody begins who does not work here yet; None for all others."""
    periods = [Period.from_range(row.valid) for row in rows]
    if any(on in period for period in periods):
        return None
    return min((period.lower for period in periods if period.lower and period.is_future(on)), default=None)


def _employment(row: Employment, *, request: Request) -> Context:
    period = Period.from_range(row.valid)
    state, color = _("Now"), "success"
    if period.is_over(today()):
        state, color = _("Ended"), "neutral"
    elif period.is_future(today()):
        state, color = _("Starts later"), "info"
    may_end = not period.is_over(today()) and may(request.user, EDIT_PEOPLE, at=row.unit_id)
    return {
        "row": row,
        "days": days(period),
        "state": state,
        "color": color,
        "end_url": reverse("organisation:end_employment", args=[row.pk]) if may_end else "",
    }

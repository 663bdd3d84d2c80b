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
from grunnmur.core.formats import number
from grunnmur.core.forms import DayForm
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.links import Ref, related_to
from grunnmur.core.panels import panels_for
from grunnmur.core.periods import Period
from grunnmur.core.permissions import EVERYWHERE, may, person_of, scope_of
from grunnmur.organisation import queries
from grunnmur.organisation.actions.leaders import may_name_deputies
from grunnmur.organisation.actions.own import is_left_to_others
from grunnmur.organisation.actions.reach import may_at_person
from grunnmur.organisation.forms.people import PeopleFilter
from grunnmur.organisation.models import Deputy, Employment, Leave, Person
from grunnmur.organisation.rules import APPOINT, EDIT_PEOPLE
from grunnmur.organisation.views.ahead import ahead
from grunnmur.organisation.views.functions import holder
from grunnmur.organisation.views.shown import days, entries, state_of

Context = dict[str, Any]  # what a template shows
PAGE = 50


def people(request: Request) -> HttpResponse:
    """Show who works here, or who starts later; narrowed by the start of a name and by unit."""
    on, units = DayForm(request.GET).day(), _units(on=today())
    form = PeopleFilter(request.GET, choices={"unit": units})
    wanted = form.wanted()
    found = queries.listed(wanted, on=on, seen_by=request.user, after=request.GET.get("after", ""), limit=PAGE)
    is_later = wanted.who == queries.Who.LATER
    rows = queries.starting_rows(found.rows, after=on) if is_later else queries.rows_of(found.rows, on=on)
    kept = form.kept() | ({"on": on.isoformat()} if on != today() else {})
    context = {
        "form": form,
        "units": units,
        "rows": rows,
        "is_later": is_later,
        "is_narrowed": bool(kept),
        "sort": wanted.order,
        "sort_urls": {name: f"?{urlencode(kept | {'sort': name})}" for name in queries.Order},
        "on": on,
        "is_today": on == today(),
        "next_url": f"?{urlencode(kept | {'after': found.next})}" if found.next else "",
        "may_hire": bool(scope_of(request.user, EDIT_PEOPLE)),
        "breadcrumbs": [
            {"label": _("Organisation"), "url": reverse("organisation:tree")},
            {"label": _("People")},
        ],
    }
    return page(request, "organisation/people.html", context, partial="rows")


def _units(*, on: date) -> list[tuple[str, str]]:
    return [(str(unit.pk), unit.name) for unit in queries.open_units(on=on, within=EVERYWHERE)]


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
    leaves = queries.leaves_of([row.pk for row in employments])
    is_left = _is_left_to_others(request, person_id, home)
    rows = [_employment(row, leaves.get(row.pk, []), request=request, is_left=is_left) for row in employments]
    ref = Ref("person", person_id)
    context = _frame(request, found, has_details=has_details) | {
        "home": home,
        "starts": starts,
        "ahead": " ".join(ahead(employments, leaves, on=on)),
        "facts": _facts(found, home, leader=leader, request=request),
        "employments": rows,
        "change_links": [*_only_links(rows), *_change_links(request, found, is_left=is_left)],
        "appointments": _appointments(request, person_id, on=on),
        **_deputies(request, person_id, on=on, has_details=has_details),
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


def _appointments(request: Request, person_id: UUID, *, on: date) -> list[Context]:
    scope = scope_of(request.user, APPOINT)
    rows = queries.appointments_of(person_id, on=on)
    return [holder(row, may_change=row.unit_id in scope) for row in rows]


def _deputies(request: Request, person_id: UUID, *, on: date, has_details: bool) -> Context:
    """Return who stands in for her and for whom she does, for those who may see her details."""
    if not has_details:
        return {"deputies": [], "stands_in_for": [], "name_deputy_url": ""}
    may_name = may_name_deputies(person_id, by=request.user)
    own = queries.deputies_of(person_id, on=on, seen_by=request.user)
    others = queries.stands_in_for(person_id, on=on, seen_by=request.user)
    return {
        "deputies": [_deputy(row, may_end=may_name) for row in own],
        "stands_in_for": [_deputy(row, may_end=person_of(request.user) == person_id) for row in others],
        "name_deputy_url": reverse("organisation:name_deputy", args=[person_id]) if may_name else "",
    }


def _deputy(row: Deputy, *, may_end: bool) -> Context:
    return {
        "row": row,
        "days": days(Period.from_range(row.valid)),
        "may": ", ".join(str(Deputy.May(one).label) for one in row.may),
        "end_url": reverse("organisation:end_deputy", args=[row.pk]) if may_end else "",
    }


def _is_left_to_others(request: Request, person_id: UUID, home: Employment | None) -> bool:
    """Tell whether it is her own page, and somebody else changes her employments. Three statements there at most."""
    if home is None or person_of(request.user) != person_id or not may(request.user, EDIT_PEOPLE):
        return False
    return is_left_to_others(person_id, EDIT_PEOPLE, at=home.unit_id, by=request.user)


def _employment(row: Employment, leaves: Sequence[Leave], *, request: Request, is_left: bool) -> Context:
    period = Period.from_range(row.valid)
    may_change = not (is_left or period.is_over(today())) and may(request.user, EDIT_PEOPLE, at=row.unit_id)
    state, color = state_of(period, on=today())
    return {
        "row": row,
        "days": days(period),
        "state": state,
        "color": color,
        "leaves": [_leave(leave, may_change=may_change) for leave in leaves],
        "links": _work_links(row, period) if may_change else [],
    }


def _only_links(rows: Sequence[Context]) -> list[Context]:
    """Return what may be done with the one employment that can be changed, to stand at the top of the page.

    Where there are several, the way to them: each has its own menu, which says which it is about.
    """
    changeable = [one["links"] for one in rows if one["links"]]
    if len(changeable) > 1:
        return [{"label": _("Employments"), "url": "#employments"}]
    return changeable[0] if changeable else []


def _work_links(row: Employment, period: Period) -> list[Context]:
    """Return what may be done with an employment that is not over."""
    steps = [
        (_("Change the employment"), "change_employment"),
        (_("Extend the employment"), "extend_employment"),
        (_("Register leave"), "register_leave"),
        (_("End the employment"), "end_employment"),
    ]
    if period.is_future(today()):
        steps.append((_("Call off the employment"), "cancel_hire"))
    return [{"label": label, "url": reverse(f"organisation:{name}", args=[row.pk])} for label, name in steps]


def _leave(leave: Leave, *, may_change: bool) -> Context:
    period = Period.from_range(leave.valid)
    last = ("cancel_leave", _("Call off")) if period.is_future(today()) else ("end_leave", _("End"))
    steps = [("change_leave", _("Change")), last] if may_change and not period.is_over(today()) else []
    return {
        "percent": number(leave.percent),
        "days": days(period),
        "links": [{"label": label, "url": reverse(f"organisation:{name}", args=[leave.pk])} for name, label in steps],
    }


def _change_links(request: Request, found: Person, *, is_left: bool) -> list[Context]:
    """Return the ways to change who a person is, and to give her one more employment; for who may."""
    if not may_at_person(request.user, EDIT_PEOPLE, person_id=found.pk):
        return []
    protection = _("End the protection") if found.is_protected else _("Protect the person")
    steps = [
        (_("New employment"), "start_employment"),
        (_("Correct the person"), "correct_person"),
        (protection, "protect_person"),
    ][is_left:]
    return [{"label": label, "url": reverse(f"organisation:{name}", args=[found.pk])} for label, name in steps]

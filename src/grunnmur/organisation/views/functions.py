"""The register of functions, who holds them, and where one is needed that nobody holds."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.forms import DayForm
from grunnmur.core.http import Request, page
from grunnmur.core.periods import Period
from grunnmur.core.permissions import scope_of
from grunnmur.organisation import actions, queries
from grunnmur.organisation.actions.reach import require_everywhere
from grunnmur.organisation.forms.duties import FunctionFilter, FunctionForm
from grunnmur.organisation.models import Appointment
from grunnmur.organisation.rules import APPOINT, EDIT_UNITS, FunctionChange
from grunnmur.organisation.views.confirming import Question, ask, sent
from grunnmur.organisation.views.shown import Step, days, state_of

Context = dict[str, Any]  # what a template shows
MOST_VACANT = 50
# By column; functions come by name already, and sorting keeps that order among equals.
ORDERS: dict[str, Callable[[queries.FunctionRow], int]] = {
    "name": lambda _row: 0,
    "holders": lambda row: -row.holders,
    "vacant": lambda row: -row.vacant,
}


def functions(request: Request) -> HttpResponse:
    """Show all functions, with how many hold them and where they are vacant."""
    on, wanted = DayForm(request.GET).day(), FunctionFilter(request.GET)
    text = wanted.text()
    found = queries.function_register(on=on, seen_by=request.user, name=text)
    kept = {"q": text} | ({"on": on.isoformat()} if on != today() else {})
    context = {
        "rows": sorted(found, key=ORDERS[wanted.order()]),
        "sort": wanted.order(),
        "sort_urls": {name: f"?{urlencode(kept | {'sort': name})}" for name in ORDERS},
        "text": text,
        "on": on,
        "is_today": on == today(),
        "may_edit": scope_of(request.user, EDIT_UNITS).is_everywhere,
        "breadcrumbs": _way(_("Functions")),
    }
    return page(request, "organisation/functions.html", context, partial="rows")


def function(request: Request, function_id: UUID) -> HttpResponse:
    """Show who holds a function, for which units, and where it is vacant."""
    found = queries.find_function(function_id)
    on, scope = DayForm(request.GET).day(), scope_of(request.user, APPOINT)
    holders = queries.holders_of(function_id, on=on, seen_by=request.user, after=request.GET.get("after", ""))
    vacant = queries.vacant_units(found, on=on)
    kept = {"on": on.isoformat()} if on != today() else {}
    context = {
        "function": found,
        "holders": [holder(row, may_change=row.unit_id in scope) for row in holders.rows],
        "next_url": f"?{urlencode(kept | {'after': holders.next})}" if holders.next else "",
        "vacant": [
            {"unit": unit, "url": appoint_url(function_id, unit.pk) if unit.pk in scope else ""}
            for unit in vacant[:MOST_VACANT]
        ],
        "vacant_count": len(vacant),
        "appoint_url": appoint_url(function_id) if scope and not found.is_closed else "",
        "may_edit": scope_of(request.user, EDIT_UNITS).is_everywhere,
        "on": on,
        "is_today": on == today(),
        "breadcrumbs": _way(found.name, is_below=True),
    }
    return page(request, "organisation/function.html", context)


def holder(row: Appointment, *, may_change: bool) -> Context:
    """Return an appointment as pages show it: its days, its state, and what may be done with it."""
    period = Period.from_range(row.valid)
    state, color = state_of(period, on=today())
    name, label = ("cancel_appointment", _("Call off")) if period.is_future(today()) else ("end_appointment", _("End"))
    may_end = may_change and not period.is_over(today())
    return {
        "row": row,
        "days": days(period),
        "state": state,
        "color": color,
        "end_label": label,
        "end_url": reverse(f"organisation:{name}", args=[row.pk]) if may_end else "",
    }


def appoint_url(function_id: UUID | None = None, unit_id: UUID | None = None) -> str:
    """Return where somebody is appointed, with the function and the unit chosen already."""
    chosen = {"function": function_id, "unit": unit_id}
    return f"{reverse('organisation:appoint')}?{urlencode({name: str(one) for name, one in chosen.items() if one})}"


def add(request: Request) -> HttpResponse:
    """Ask for a new function and add it to the register."""
    require_everywhere(request.user, EDIT_UNITS)
    form = FunctionForm(sent(request))
    del form.fields["is_closed"]
    title, done = _("New function"), _("The function is added.")
    question = _question(title, label=_("Add the function"), done=done, back=reverse("organisation:functions"))

    def do() -> str:
        return _address(actions.add_function(form.facts(), by=request.user).pk)

    return ask(request, question, form, change=lambda: FunctionChange(function_id=None, facts=form.facts()), do=do)


def change(request: Request, function_id: UUID) -> HttpResponse:
    """Ask what a function is to be and change it."""
    found = queries.find_function(function_id)
    require_everywhere(request.user, EDIT_UNITS)
    form = FunctionForm(sent(request), initial=FunctionForm.initial_of(found))
    title, done = _("Change the function"), _("The function is changed.")
    question = _question(title, label=title, done=done, back=_address(function_id), about=found.name)

    def do() -> str:
        return _address(actions.change_function(function_id, form.facts(), by=request.user).pk)

    return ask(
        request, question, form, change=lambda: FunctionChange(function_id=function_id, facts=form.facts()), do=do
    )


def _question(title: str, *, label: str, done: str, back: str, about: str = "") -> Question:
    return Question(
        title=title, label=label, done=done, cancel_url=back, about=about, breadcrumbs=_way(title, is_below=True)
    )


def _address(function_id: UUID) -> str:
    return reverse("organisation:function", args=[function_id])


def _way(label: str, *, is_below: bool = False) -> list[Step]:
    tree = {"label": _("Organisation"), "url": reverse("organisation:tree")}
    register = {"label": _("Functions"), "url": reverse("organisation:functions")}
    return [tree, register, {"label": label}] if is_below else [tree, {"label": label}]

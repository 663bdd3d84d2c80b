"""The yearly wheel: the ring with its list, one duty, and planning."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from babel.dates import get_month_names
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.formats import day as day_words
from grunnmur.core.formats import number, weekday
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import EVERYWHERE, Scope, may, require, scope_of
from grunnmur.core.templatetags.dates import language
from grunnmur.organisation import queries as organisation
from grunnmur.worklist import actions, queries
from grunnmur.worklist.drawing import Mark, Words, draw_ring
from grunnmur.worklist.forms.wheel import EndForm, WheelFilterForm, WheelForm, initial_of
from grunnmur.worklist.models import WheelEntry
from grunnmur.worklist.queries import Occurrence, Stage
from grunnmur.worklist.rules import PLAN_WHEEL, WheelFacts, check_facts, recurrence_words
from grunnmur.worklist.views.shown import named_keys

Context = dict[str, Any]  # what a template shows
COLOURS = {Stage.DONE: "success", Stage.OVERDUE: "danger", Stage.OPEN: "info"}


@require_safe
def wheel(request: Request) -> HttpResponse:
    """Show what comes in a year, as a ring and as a list; narrowed by unit and by whom it is for."""
    on, chosen = today(), WheelFilterForm(request.GET).values()
    found = queries.occurrences(_wanted(chosen), on=on)
    keys = queries.owner_keys()
    names = named_keys({*keys})
    year = chosen["year"]
    kept = {name: str(chosen[name]) for name in ("unit", "owner") if chosen[name]}
    marks = [_mark(one) for one in found if one.stage != Stage.CANCELLED]
    context = {
        "svg": mark_safe(draw_ring(marks, today=on if on.year == year else None, words=_words(year))),  # noqa: S308  # drawn from escaped text
        "rows": [_row(one, names) for one in found],
        "text": _("%(number)s in %(year)s") % {"number": number(len(found)), "year": year},
        "year": year,
        "previous_url": f"?{urlencode(kept | {'year': year - 1})}",
        "next_url": f"?{urlencode(kept | {'year': year + 1})}",
        "units": _units(EVERYWHERE),
        "unit": str(chosen["unit"]),
        "owners": sorted(((key, names[key]) for key in keys), key=lambda pair: pair[1]),
        "owner": chosen["owner"],
        "clear_url": f"?{urlencode({'year': year})}" if kept else "",
        "is_narrowed": bool(kept),
        "may_plan": bool(scope_of(request.user, PLAN_WHEEL)),
        "breadcrumbs": [{"label": _("My tasks"), "url": reverse("worklist:my_tasks")}, {"label": _("Yearly wheel")}],
    }
    return page(request, "worklist/wheel.html", context, partial="rows")


def _wanted(chosen: Context) -> queries.WheelFilter:
    unit = chosen["unit"]
    units = organisation.units_below([unit], on=today())[unit] if unit else None
    return queries.WheelFilter(year=chosen["year"], unit_ids=units, owner_key=chosen["owner"])


def _units(within: Scope) -> list[tuple[str, str]]:
    rows = organisation.open_units(on=today(), within=within)
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _words(year: int) -> Words:
    months = get_month_names("abbreviated", locale=language())
    return Words(
        drawing=_("Yearly wheel of %(year)s; the list below tells the same") % {"year": year},
        months=[months[number].rstrip(".") for number in range(1, 13)],
        year=str(year),
    )


def stage_words() -> dict[Stage, str]:
    """Return what has become of an occurrence, in words."""
    return {
        Stage.PLANNED: _("Planned"),
        Stage.OPEN: _("Open"),
        Stage.OVERDUE: _("Overdue"),
        Stage.DONE: _("Done"),
        Stage.CANCELLED: _("Not needed"),
    }


def _mark(one: Occurrence) -> Mark:
    told = {"day": day_words(one.due_date), "duty": one.entry.title, "stage": stage_words()[one.stage]}
    spoken = _("%(day)s: %(duty)s. %(stage)s.") % told
    return Mark(one.due_date, one.stage, spoken, reverse("worklist:wheel_entry", args=[one.entry.pk]))


def _row(one: Occurrence, names: dict[str, str]) -> Context:
    return {
        "title": one.entry.title,
        "url": reverse("worklist:wheel_entry", args=[one.entry.pk]),
        "due_date": one.due_date,
        "when": recurrence_words(one.entry),
        "unit": one.entry.unit.name,
        "owner": names[one.entry.owner_key],
        "stage": stage_words()[one.stage],
        "color": COLOURS.get(one.stage, "neutral"),
    }


@require_safe
def wheel_entry(request: Request, entry_id: UUID) -> HttpResponse:
    """Show one duty: what, who, when, and when it was last done."""
    entry = queries.find_wheel_entry(entry_id)
    context = {
        "entry": entry,
        "when": recurrence_words(entry),
        "owner": named_keys({entry.owner_key})[entry.owner_key],
        "off_days": entry.get_off_days_display(),
        "upcoming": _upcoming(entry, queries.next_occurrences(entry, on=today())),
        "done": queries.last_done(entry, seen_by=request.user),
        "may_plan": may(request.user, PLAN_WHEEL, at=entry.unit_id),
        "breadcrumbs": _way(last=entry.title),
    }
    return page(request, "worklist/wheel_entry.html", context)


def _upcoming(entry: WheelEntry, days: Sequence[date]) -> list[str]:
    """Return the next days in words, and where one is moved, to which."""
    return [_moved(day, queries.due_of(entry, day)) for day in days]


def _moved(day: date, due: date) -> str:
    if day == due:
        return weekday(day)
    return _("%(due)s (moved from %(day)s)") % {"due": weekday(due), "day": weekday(day)}


def _way(*steps: tuple[str, str], last: str) -> list[Context]:
    above = [{"label": label, "url": url} for label, url in steps]
    return [{"label": _("Yearly wheel"), "url": reverse("worklist:wheel")}, *above, {"label": last}]


@require_http_methods(["GET", "HEAD", "POST"])
def wheel_new(request: Request) -> HttpResponse:
    """Put a duty on the wheel, after a look at when it comes."""
    require(request.user, PLAN_WHEEL)
    form = _form(request, initial={})
    preview: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                preview = _preview(form.facts())
            else:
                entry = actions.plan_wheel_entry(form.facts(), by=request.user)
                messages.success(request, _("The duty is on the wheel."))
                return redirect("worklist:wheel_entry", entry.pk)
        except DomainError as error:
            form.add_error(None, str(error))
    context = {"form": form, "preview": preview, "title": _("New duty"), "back_url": reverse("worklist:wheel")}
    context["breadcrumbs"] = _way(last=_("New duty"))
    return page(request, "worklist/wheel_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def wheel_change(request: Request, entry_id: UUID) -> HttpResponse:
    """Change a duty, after a look at when it comes."""
    entry = queries.find_wheel_entry(entry_id)
    require(request.user, PLAN_WHEEL, at=entry.unit_id)
    form = _form(request, initial=initial_of(entry))
    preview: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                preview = _preview(form.facts())
            else:
                actions.change_wheel_entry(entry_id, form.facts(), by=request.user)
                messages.success(request, _("The duty is changed."))
                return redirect("worklist:wheel_entry", entry_id)
        except DomainError as error:
            form.add_error(None, str(error))
    back = reverse("worklist:wheel_entry", args=[entry_id])
    context = {"form": form, "preview": preview, "title": _("Change the duty"), "back_url": back}
    context["breadcrumbs"] = _way((entry.title, back), last=_("Change the duty"))
    return page(request, "worklist/wheel_edit.html", context, status=422 if form.errors else 200)


def _form(request: Request, *, initial: Context) -> WheelForm:
    functions = [(str(one.pk), one.name) for one in organisation.functions()]
    units = _units(scope_of(request.user, PLAN_WHEEL))
    sent = request.POST if request.method == "POST" else None
    return WheelForm(sent, initial=initial, units=units, functions=functions)


def _preview(facts: WheelFacts) -> list[str]:
    """Return when a duty would come, in words. Raises WheelError."""
    check_facts(facts)
    entry = WheelEntry(off_days=facts.off_days)
    days = facts.recurrence.upcoming(max(today(), facts.first_date), count=5)
    is_counted = facts.counts_from == WheelEntry.CountsFrom.DONE
    return [recurrence_words(facts), *_upcoming(entry, days[:1] if is_counted else days)]


@require_http_methods(["GET", "HEAD", "POST"])
def wheel_end(request: Request, entry_id: UUID) -> HttpResponse:
    """Let a duty come no more after a day."""
    entry = queries.find_wheel_entry(entry_id)
    require(request.user, PLAN_WHEEL, at=entry.unit_id)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_wheel_entry(entry_id, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The duty ends on that day."))
            return redirect("worklist:wheel_entry", entry_id)
    back = reverse("worklist:wheel_entry", args=[entry_id])
    context = {"form": form, "entry": entry, "back_url": back}
    context["breadcrumbs"] = _way((entry.title, back), last=_("End the duty"))
    return page(request, "worklist/wheel_end.html", context, status=422 if form.errors else 200)

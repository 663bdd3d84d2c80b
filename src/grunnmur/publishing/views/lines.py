"""Setting up a line: its facts, and who has which part in it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.ids import id_in
from grunnmur.core.periods import Period
from grunnmur.core.permissions import may, require
from grunnmur.core.templatetags.dates import local_date
from grunnmur.organisation.queries import choosable, key_names, unit_outline
from grunnmur.publishing import actions, queries
from grunnmur.publishing.forms.lines import LineForm, MemberForm, StepForm
from grunnmur.publishing.queries import LineMember, Member
from grunnmur.publishing.rules import LEADER_OF_OWNER, RUN_FACTORY, kind_choices

Context = dict[str, Any]  # what a template shows
MOST = 50


def new_line(request: Request) -> HttpResponse:
    """Open a line."""
    require(request.user, RUN_FACTORY)
    form = LineForm(request.POST if request.method == "POST" else None, units=_units())
    if request.method == "POST" and form.is_valid():
        line = actions.open_line(form.facts(), by=request.user)
        messages.success(request, _("The line is open. Say who works in it."))
        return redirect("publishing:line_settings", production_line_id=line.pk)
    context = {"form": form, "breadcrumbs": _way(_("New line"))}
    return page(request, "publishing/new_line.html", context, status=422 if form.errors else 200)


def line_settings(request: Request, production_line_id: UUID) -> HttpResponse:
    """Show and change a line, and who has which part in it."""
    line = queries.find_line(production_line_id)
    _require_leads(request, production_line_id)
    facts = {
        "name": line.name,
        "units": [str(unit) for unit in queries.units_of(production_line_id)],
        "target_per_month": line.target_per_month,
        "is_active": line.is_active,
    }
    sent = request.POST if request.method == "POST" else None
    form = LineForm(sent, units=_units(), stations=queries.stations_of(production_line_id), initial=facts)
    if request.method == "POST" and form.is_valid():
        actions.change_line(production_line_id, form.facts(), limits=form.limits(), by=request.user)
        messages.success(request, _("The line is changed."))
        return redirect("publishing:board", production_line_id=production_line_id)
    return _settings(request, production_line_id, form, MemberForm(people=_people(request)))


@require_POST
def add_member(request: Request, production_line_id: UUID) -> HttpResponse:
    """Give somebody a part in a line."""
    line = queries.find_line(production_line_id)
    _require_leads(request, production_line_id)
    form = MemberForm(request.POST, people=_people(request))
    if form.is_valid():
        person = UUID(form.cleaned_data["person"])
        try:
            actions.add_member(line.pk, person, form.cleaned_data["part"], valid=form.period(), by=request.user)
        except DomainError as error:
            form.add_error("person", str(error))
        else:
            messages.success(request, _("It is noted."))
            return redirect("publishing:line_settings", production_line_id=production_line_id)
    facts = {"name": line.name, "units": [str(unit) for unit in queries.units_of(production_line_id)]}
    line_form = LineForm(units=_units(), stations=queries.stations_of(production_line_id), initial=facts)
    return _settings(request, production_line_id, line_form, form)


@require_POST
def end_member(request: Request, member_id: UUID) -> HttpResponse:
    """End somebody's part in a line, today."""
    production_line_id = LineMember.objects.values_list("line_id", flat=True).get(pk=member_id)
    actions.end_member(member_id, by=request.user)
    messages.success(request, _("Today is the last day."))
    return redirect("publishing:line_settings", production_line_id=production_line_id)


@require_POST
def add_step(request: Request, production_line_id: UUID) -> HttpResponse:
    """Let a line's versions need one more yes."""
    form = StepForm(request.POST, units=_units())
    if form.is_valid():
        actions.add_approval_step(production_line_id, form.facts(), by=request.user)
        messages.success(request, _("It is noted."))
        return redirect("publishing:line_settings", production_line_id=production_line_id)
    _require_leads(request, production_line_id)
    line = queries.find_line(production_line_id)
    facts = {"name": line.name, "units": [str(unit) for unit in queries.units_of(production_line_id)]}
    line_form = LineForm(units=_units(), stations=queries.stations_of(production_line_id), initial=facts)
    return _settings(request, production_line_id, line_form, MemberForm(people=_people(request)), form)


@require_POST
def remove_step(request: Request, approval_step_id: UUID) -> HttpResponse:
    """Ask for a yes no more."""
    production_line_id = queries.line_of_step(approval_step_id)
    actions.retire_approval_step(approval_step_id, by=request.user)
    messages.success(request, _("It is noted."))
    return redirect("publishing:line_settings", production_line_id=production_line_id)


@require_POST
def move_step(request: Request, approval_step_id: UUID) -> HttpResponse:
    """Ask for a yes earlier."""
    production_line_id = queries.line_of_step(approval_step_id)
    actions.ask_earlier(approval_step_id, by=request.user)
    messages.success(request, _("It is noted."))
    return redirect("publishing:line_settings", production_line_id=production_line_id)


def _steps(production_line_id: UUID) -> list[Context]:
    rows = queries.steps_of_line(production_line_id)
    names = key_names({row.key for row in rows} - {LEADER_OF_OWNER})
    words = dict(kind_choices())
    return [
        {
            "row": row,
            "who": _("The leader of the unit that owns it") if row.key == LEADER_OF_OWNER else names.get(row.key, "–"),
            "kind": words.get(row.kind, ""),
            "is_first": place == 0 or rows[place - 1].kind != row.kind,
            "is_only": not row.kind and sum(not one.kind for one in rows) == 1,
        }
        for place, row in enumerate(rows)
    ]


def _settings(
    request: Request,
    production_line_id: UUID,
    form: LineForm,
    member_form: MemberForm,
    step_form: StepForm | None = None,
) -> HttpResponse:
    line = queries.find_line(production_line_id)
    step_form = step_form or StepForm(units=_units())
    context = {
        "line": line,
        "form": form,
        "member_form": member_form,
        "steps": _steps(production_line_id),
        "step_form": step_form,
        "search": request.GET.get("q", ""),
        "members": [
            _member(one) for one in queries.members_of_line(production_line_id, on=today(), seen_by=request.user)
        ],
        "breadcrumbs": [
            *_way()[:1],
            {"label": line.name, "url": reverse("publishing:board", args=[production_line_id])},
            {"label": _("Settings")},
        ],
    }
    status = 422 if form.errors or member_form.errors or step_form.errors else 200
    return page(request, "publishing/line_settings.html", context, status=status)


def _member(one: Member) -> Context:
    period = Period.from_range(one.row.valid)
    last = period.last_day
    days = _("from %(day)s") % {"day": local_date(period.lower, "medium")} if period.is_future(today()) else ""
    until = _("through %(day)s") % {"day": local_date(last, "medium")} if last else ""
    return {
        "name": one.name,
        "part": one.row.get_part_display(),
        "days": " ".join(filter(None, (days, until))),
        "end_url": reverse("publishing:end_member", args=[one.row.pk]) if last is None or last > today() else "",
    }


def _require_leads(request: Request, production_line_id: UUID) -> None:
    if not may(request.user, RUN_FACTORY) and "chief" not in queries.parts_in(production_line_id, by=request.user):
        raise PermissionDenied(_("Only the flow chief of the line, or whoever runs the factory, may do this."))


def _units() -> list[tuple[str, str, int]]:
    return [(str(unit.pk), unit.name, level) for unit, level in unit_outline(on=today())]


def _people(request: Request) -> list[tuple[str, str]]:
    """Return whom one may choose: those whose name begins with what was searched for, and who was chosen."""
    keep = id_in(request.POST.get("person", ""))
    rows = choosable(seen_by=request.user, starts_with=request.GET.get("q", "")[:100], keep=keep, limit=MOST)
    return [(str(row.person.pk), row.person.display_name) for row in rows]


def _way(*below: str) -> list[Context]:
    return [{"label": _("Flow factory"), "url": reverse("publishing:factory")}, *({"label": one} for one in below)]

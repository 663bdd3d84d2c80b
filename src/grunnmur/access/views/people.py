"""One person's access: why she has it, giving her a role, taking one away."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.access import actions, queries
from grunnmur.access.forms import GiveForm, LastDayForm
from grunnmur.access.queries.outlook import Wanted, outlooks
from grunnmur.access.queries.preview import preview_grant, preview_take_away
from grunnmur.access.queries.roles import givable_roles, granted_role
from grunnmur.access.queries.sight import units_of
from grunnmur.access.rules import GIVE, OwnBenefitError, Target
from grunnmur.access.views.outlook import notices
from grunnmur.access.views.shown import Context
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.forms import DayForm
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may, person_of, require
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries import workplaces


def why(request: Request, person_id: UUID, permission_id: UUID) -> HttpResponse:
    """Show why a person has a permission on a day, or why not."""
    on = DayForm(request.GET).day()
    found = queries.why(person_id, permission_id, on=on, seen_by=request.user)
    is_me = person_of(request.user) == person_id
    if not is_me:
        record_reads([person_id], by=request.user, what="access.why")
    context: Context = {
        "why": found,
        "on": on,
        "is_today": on == today(),
        "is_me": is_me,
        "breadcrumbs": way_to_person(person_id, found.person, last=_("Why?"), is_me=is_me),
    }
    return page(request, "access/why.html", context)


def give(request: Request, person_id: UUID) -> HttpResponse:
    """Ask which role to give, show what follows, and give it when that was confirmed."""
    name = whose_access(request, person_id)
    form = _give_form(request, person_id)
    context: Context = {
        "form": form,
        "name": name,
        "person_url": reverse("organisation:person", args=[person_id]),
        "breadcrumbs": way_to_person(person_id, name, last=_("Give a role")),
    }
    if request.method != "POST":
        return page(request, "access/give.html", context)
    if not form.is_valid():
        return page(request, "access/give.html", context, status=422)
    role_id, period = UUID(form.cleaned_data["role"]), form.period()
    if "confirm" not in request.POST:
        impact = tuple(preview_grant(person_id, role_id, period))
        wanted = Wanted(Target(role_id=role_id), period)
        (ahead,) = outlooks(person_id, [wanted], seen_by=request.user)
        shown = {"impact": impact, "notices": notices(ahead, is_giving=True, ask_for=person_id), "is_preview": True}
        return page(request, "access/give.html", context | shown)
    try:
        told = {name: form.cleaned_data[name] for name in ("reason", "case_number")}
        actions.give_role(person_id, role_id, by=request.user, period=period, **told)
    except DomainError as error:
        form.add_error(None, str(error))
        return page(request, "access/give.html", context, status=422)
    messages.success(request, _("The role is given to %(name)s.") % {"name": name})
    return redirect("organisation:person", person_id=person_id)


def whose_access(request: Request, person_id: UUID) -> str:
    """Return the name of somebody whose access the reader may change. Raises PermissionDenied, OwnBenefitError."""
    name = organisation.find_person(person_id, seen_by=request.user).display_name
    units = units_of(person_id)
    if not any(may(request.user, GIVE, at=unit) for unit in units):
        if not units:
            raise PermissionDenied(_("Nobody is given access who never worked here."))
        require(request.user, GIVE, at=min(units))
    if person_of(request.user) == person_id:
        raise OwnBenefitError(_("Nobody gives access to herself. Ask your leader."))
    return name


def _give_form(request: Request, person_id: UUID) -> GiveForm:
    roles = [(str(role.pk), role.name) for role in givable_roles(request.user)]
    work = workplaces.work_days([person_id], on=today()).get(person_id)
    first = max(today(), work.first) if work else today()
    sent = request.POST if request.method == "POST" else None
    return GiveForm(sent, roles=roles, initial={"first_day": first})


def take_away(request: Request, person_id: UUID, role_id: UUID) -> HttpResponse:
    """Ask for the last day, show what is lost, and end what was given when that was confirmed."""
    name = whose_access(request, person_id)
    role = granted_role(person_id, role_id, on=today())
    form = LastDayForm(request.POST if request.method == "POST" else None, initial={"last_day": today()})
    context: Context = {
        "form": form,
        "name": name,
        "role": role,
        "person_url": reverse("organisation:person", args=[person_id]),
        "breadcrumbs": way_to_person(person_id, name, last=_("Take away a role")),
    }
    if request.method != "POST":
        return page(request, "access/take_away.html", context)
    if not form.is_valid():
        return page(request, "access/take_away.html", context, status=422)
    last_day: date = form.cleaned_data["last_day"]
    if "confirm" not in request.POST:
        impact = tuple(preview_take_away(person_id, role_id, last_day))
        shown = {"impact": impact, "is_preview": True, "last_day": last_day}
        return page(request, "access/take_away.html", context | shown)
    actions.take_away_role(person_id, role_id, by=request.user, last_day=last_day)
    messages.success(request, _("%(name)s has the role %(role)s no longer.") % {"name": name, "role": role.name})
    return redirect("organisation:person", person_id=person_id)


def way_to_person(person_id: UUID, name: str, *, last: str, is_me: bool = False) -> list[Context]:
    """Return the breadcrumbs of a page about one person's access."""
    if is_me:
        return [{"label": _("My access"), "url": reverse("access:mine")}, {"label": last}]
    people = {"label": _("People"), "url": reverse("organisation:people")}
    return [people, {"label": name, "url": reverse("organisation:person", args=[person_id])}, {"label": last}]

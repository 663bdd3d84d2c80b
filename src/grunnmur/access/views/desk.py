"""The desk: let somebody in, see who is in, let somebody out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.access import tasks
from grunnmur.access.actions import desk as actions
from grunnmur.access.forms.desk import VisitForm
from grunnmur.access.queries import desk as queries
from grunnmur.access.rules import ROLES
from grunnmur.access.rules.desk import DESK, MANY_DAYS
from grunnmur.access.views.shown import Context, trail
from grunnmur.core import formats
from grunnmur.core.errors import DomainError
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.ids import id_in
from grunnmur.core.permissions import may, require


def desk(request: Request) -> HttpResponse:
    """Show who is in and the form for letting somebody in; ask who it is when the name is known; let her in."""
    require(request.user, DESK)
    form = _form(request)
    same = _namesakes(request, form)
    if request.method == "POST" and form.is_valid() and not same:
        try:
            found = tasks.open_desk_access(form.visitor(), form.visit(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            text = _("The access counts now, and ends by itself %(until)s.")
            messages.success(request, text % {"until": formats.time_of(found.ends_at)})
            return redirect("access:desk")
    rows = queries.visits(seen_by=request.user)
    told = {row.visit.person_id for row in rows} | {one.person_id for one in same}
    record_reads(sorted(told), by=request.user, what="access.desk")
    context: Context = {
        "form": form,
        "has_roles": bool(form.fields["role"].choices[1:] or form.fields["role"].choices[0][0]),  # type: ignore[attr-defined]  # a ChoiceField
        "same": same,
        "rows": [(row, row.days > MANY_DAYS) for row in rows],
        "roles_url": reverse("access:desk_roles") if may(request.user, ROLES) else "",
        "breadcrumbs": trail(last=_("The desk")),
    }
    return page(request, "access/desk/desk.html", context, status=422 if form.errors or same else 200)


def _namesakes(request: Request, form: VisitForm) -> list[queries.Namesake]:
    """Return who has the typed name already, until somebody has said who it is."""
    is_asked = request.method == "POST" and form.is_valid() and "is_new" not in request.POST
    if not is_asked or form.cleaned_data["person"]:
        return []
    return queries.namesakes(form.cleaned_data["name"], seen_by=request.user)


def _form(request: Request) -> VisitForm:
    units, roles = queries.desk_units(request.user), queries.desk_roles(request.user)
    initial: Context = {"identity_checked_by": request.user.name}
    if request.method != "POST":
        initial |= _known(request)
    sent = request.POST.copy() if request.method == "POST" else None
    same = request.POST.get("same", "")
    if sent and same:
        sent["person"] = same
    return VisitForm(sent, units=units, roles=roles, initial=initial, use_required_attribute=False)


def _known(request: Request) -> Context:
    """Fill in somebody who was here before, when the address names her."""
    person = id_in(request.GET.get("person", ""))
    last = queries.known_visitor(person, seen_by=request.user) if person else None
    if last is None:
        return {}
    facts = {"name": last.person.display_name, "phone": last.person.work_phone, "agency": last.agency}
    return facts | {"person": person, "unit": str(last.unit_id), "role": str(last.role_id)}


@require_POST
def end(request: Request, visit_id: UUID) -> HttpResponse:
    """Let somebody out before the hour."""
    actions.end_desk_access(visit_id, by=request.user)
    messages.success(request, _("The access has ended."))
    return redirect("access:desk")


def roles(request: Request) -> HttpResponse:
    """Choose which roles are for the desk."""
    require(request.user, ROLES)
    rows = queries.possible_desk_roles(request.user)
    if request.method == "POST":
        ticked = set(request.POST.getlist("role"))
        actions.choose_desk_roles([row.pk for row in rows if str(row.pk) in ticked], by=request.user)
        messages.success(request, _("It is saved."))
        return redirect("access:desk_roles")
    context: Context = {
        "rows": rows,
        "breadcrumbs": trail((_("The desk"), "access:desk"), last=_("Roles for the desk")),
    }
    return page(request, "access/desk/roles.html", context)

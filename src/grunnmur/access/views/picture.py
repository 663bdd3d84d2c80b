"""The municipalities' picture: a person's roles and levels with a tick each; what follows is shown before."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grunnmur.access import actions
from grunnmur.access.forms import PictureForm
from grunnmur.access.queries import choices
from grunnmur.access.queries.picture import follow_of, picture, steps_of
from grunnmur.access.queries.sight import require_sight
from grunnmur.access.views.people import way_to_person, whose_access
from grunnmur.access.views.requests.exceptions import apart_rows
from grunnmur.access.views.shown import Context
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries import workplaces


def person_access(request: Request, person_id: UUID) -> HttpResponse:
    """Show ticks for roles and levels, what changed ticks would do, and do it when that was confirmed."""
    name = whose_access(request, person_id)
    record_reads([person_id], by=request.user, what="access.person")
    source = choices.level_source(request.user)
    first = workplaces.first_days([person_id], after=today()).get(person_id, today())
    form = PictureForm(request.POST if request.method == "POST" else None, levels=source, first=first)
    shown = picture(person_id, on=form.day() or first, seen_by=request.user, more=form.more)
    context: Context = {
        "name": name,
        "form": form,
        "picture": shown,
        "ticked": form.ticked if form.is_bound else {key for key, box in shown.boxes.items() if box.is_on},
        "names": source.names,
        "all_names": choices.all_level_source().names,
        "apart": apart_rows(person_id, on=today(), seen_by=request.user),
        "here": request.path,
        "why_url": reverse("access:ask_why", args=[person_id]),
        "person_url": reverse("organisation:person", args=[person_id]),
        "breadcrumbs": way_to_person(person_id, name, last=_("Roles and accesses")),
    }
    if not form.is_bound or not form.is_valid():
        return page(request, "access/picture.html", context, partial="editor", status=422 if form.errors else 200)
    steps = steps_of(shown, form.ticked)
    if "save" in request.POST and steps:
        try:
            told = {name: form.cleaned_data[name] for name in ("reason", "case_number")}
            actions.change_access(person_id, steps, by=request.user, period=form.period(), **told)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The access of %(name)s is changed.") % {"name": name})
            return redirect("organisation:person", person_id=person_id)
    context |= {"steps": steps, "follow": follow_of(person_id, steps, form.period()), "is_preview": True}
    return page(request, "access/picture.html", context, partial="editor", status=422 if form.errors else 200)


@require_GET
def ask_why(request: Request, person_id: UUID) -> HttpResponse:
    """Find a permission by its name, and say why a person has it or not."""
    organisation.find_person(person_id, seen_by=request.user)
    require_sight(person_id, seen_by=request.user)
    found = choices.all_level_source().find(request.GET.get("level", "").strip() or "-")
    if len(found) != 1:
        messages.warning(request, _("Nothing, or more than one thing, is called that. Choose from the list."))
        return redirect("organisation:person", person_id=person_id)
    return redirect("access:why", person_id=person_id, permission_id=UUID(found[0][0]))

"""Bringing many drawings into the library at once."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require
from grunnmur.processes import actions
from grunnmur.processes.actions import Brought
from grunnmur.processes.forms.many import ManyForm
from grunnmur.processes.rules import IMPORT, UnreadableProcessError
from grunnmur.processes.views.bringing import line_choices, unit_choices


def many(request: Request) -> HttpResponse:
    """Take many drawings, and tell what became of each."""
    require(request.user, IMPORT)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ManyForm(*sent, units=unit_choices(), lines=line_choices(request))
    brought: list[Brought] = []
    if sent and form.is_valid():
        try:
            files = actions.unpacked(form.drawn_files())
        except UnreadableProcessError as error:
            form.add_error("drawings", str(error))
        else:
            brought = actions.import_many(files, new=form.new_process(), by=request.user)
            if not brought:
                form.add_error("drawings", _("No drawing was found. Drawings are files that end in .bpmn or .xml."))
    context = {
        "form": form,
        "brought": [_shown(one) for one in brought],
        "summary": _summary(brought),
        "breadcrumbs": [
            {"label": _("Processes"), "url": reverse("processes:library")},
            {"label": _("New process"), "url": reverse("processes:new")},
            {"label": _("Many drawings at once")},
        ],
    }
    return page(request, "processes/many.html", context, status=422 if form.errors else 200)


def _shown(one: Brought) -> dict[str, str]:
    """Return what became of a file, as a row of a list."""
    row = {"name": one.name, "title": "", "url": "", "text": one.problem, "word": _("Not taken"), "color": "danger"}
    if one.row:
        item, is_draft = one.row.process.item, one.row.is_draft
        lanes = reverse("processes:lanes", args=[item.code])
        url = reverse("processes:draft_lanes", args=[one.row.version_id]) if is_draft else lanes
        word = _("Draft") if is_draft else _("In the library")
        return row | {"title": item.title, "url": url, "text": item.code, "word": word, "color": "success"}
    if one.known_as is not None:
        text = _("It is %(code)s already.") % {"code": one.known_as} if one.known_as else ""
        return row | {"text": text, "word": _("There already"), "color": "neutral"}
    return row


def _summary(brought: list[Brought]) -> str:
    count = sum(one.row is not None for one in brought)
    return _("Brought in: %(count)d of %(all)d files") % {"count": count, "all": len(brought)}

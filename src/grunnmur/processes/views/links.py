"""Linking the steps of a process to what they need, use and follow."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.http import Request, page
from grunnmur.processes import actions, queries
from grunnmur.processes.forms.links import LinkForm, LinkQuestionForm
from grunnmur.processes.queries import NamedLink, ReadProcess
from grunnmur.processes.rules import LinkError
from grunnmur.processes.views.linked import link_of, link_words

Context = dict[str, Any]  # what a template shows


def links(request: Request, code: str) -> HttpResponse:
    """Show what the process and each of its steps are linked to, to be added to and taken away."""
    read = _read(request, code)
    held = queries.named_links(read.row, seen_by=request.user)
    parts = [_part(read, "", _("The whole process"), held)]
    parts += [_part(read, step.uid, str(step), held) for step in read.steps if step.number]
    context = {
        "read": read,
        "parts": parts,
        "breadcrumbs": _way(read, {"label": _("Links")}),
    }
    return page(request, "processes/links.html", context)


def _read(request: Request, code: str) -> ReadProcess:
    read = queries.find_to_link(code.upper(), seen_by=request.user)
    if not queries.may_link(read.item, by=request.user):
        raise PermissionDenied(_("Only those who may draft this process link its steps."))
    return read


def _part(read: ReadProcess, uid: str, label: str, held: dict[str, list[NamedLink]]) -> Context:
    address = reverse("processes:new_link", args=[read.item.code])
    return {
        "label": label,
        "add_url": f"{address}?{urlencode({'step': uid})}",
        "links": [link_of(one) for one in held.get(uid, [])],
    }


def _way(read: ReadProcess, *below: Context) -> list[Context]:
    is_open = read.version.is_open
    process = (
        reverse("publishing:version", args=[read.version.pk])
        if is_open
        else reverse("processes:process", args=[read.item.code])
    )
    library = {"label": _("Processes"), "url": reverse("processes:library")}
    return [library, {"label": read.item.title, "url": process}, *below]


def new_link(request: Request, code: str) -> HttpResponse:
    """Find what a step shall be linked to, and link it."""
    read = _read(request, code)
    uid, kind, words = LinkQuestionForm(request.GET).asked()
    found = queries.candidates(kind, words, seen_by=request.user)
    form = LinkForm(request.POST or None, kind=kind, found=found, initial={"target": ""})
    if request.method == "POST" and form.is_valid():
        try:
            link = actions.link_step(read.process.pk, form.new_link(uid), by=request.user)
        except LinkError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(name)s” is linked.") % {"name": link.name})
            return redirect("processes:links", code=read.item.code)
    links_url = reverse("processes:links", args=[read.item.code])
    steps = [("", _("The whole process")), *((step.uid, str(step)) for step in read.steps if step.number)]
    context = {
        "read": read,
        "form": form,
        "steps": steps,
        "step": uid,
        "step_label": dict(steps).get(uid, uid),
        "kinds": list(link_words().items()),
        "kind": kind,
        "kind_label": link_words()[kind],
        "q": words,
        "found": found,
        "links_url": links_url,
        "breadcrumbs": _way(read, {"label": _("Links"), "url": links_url}, {"label": _("Add a link")}),
    }
    return page(request, "processes/new_link.html", context, status=422 if form.errors else 200)


@require_POST
def remove_link(request: Request, link_id: UUID) -> HttpResponse:
    """Take a link away."""
    process_id = actions.unlink_step(link_id, by=request.user)
    messages.success(request, _("The link is taken away."))
    return redirect("processes:links", code=queries.code_of(process_id))

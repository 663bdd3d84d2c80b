"""A version that is not valid yet: as it would be read, what it stands on, and where its text lies."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.documents import actions, queries
from grunnmur.documents.actions import NewFile
from grunnmur.documents.forms import BasisForm, FileForm, PointerForm
from grunnmur.documents.queries import ReadDocument
from grunnmur.documents.queries.reading import Source
from grunnmur.documents.views.shown import Context, basis_of, body_of, draft_way, facts_of
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.queries import Version


def draft(request: Request, version_id: UUID) -> HttpResponse:
    """Show a version that is on its way."""
    read = queries.find_draft(version_id, seen_by=request.user)
    can_edit = may_edit(request, read)
    context = {
        "read": read,
        "facts": facts_of(read),
        "basis": basis_of(read),
        "version_url": reverse("publishing:version", args=[version_id]),
        "edit_url": edit_url(read) if can_edit else "",
        "facts_url": reverse("documents:facts", args=[version_id]) if can_edit else "",
        "ways": _ways(read) if can_edit else [],
        "copies": _copies(read) if can_edit else [],
        "breadcrumbs": draft_way(read, {"label": _("The draft")}),
    } | body_of(read)
    return page(request, "documents/draft.html", context)


def may_edit(request: Request, read: ReadDocument) -> bool:
    """Tell whether the reader may change a draft, and it is one."""
    found = publishing.standing(read.item, by=request.user)
    return found.may_draft and read.version.state == Version.State.DRAFT


def edit_url(read: ReadDocument) -> str:
    """Return where the content of a draft is changed, by where its text lies."""
    names = {Source.EXTERNAL: "documents:pointer", Source.FILE: "documents:new_file"}
    return reverse(names.get(Source(read.row.source), "documents:edit_draft"), args=[read.version.pk])


def _ways(read: ReadDocument) -> list[Context]:
    """Return the other ways a text can come into a draft."""
    words = {
        Source.WRITTEN: (_("Write the text here"), "documents:edit_draft"),
        Source.FILE: (_("Bring in a file"), "documents:new_file"),
        Source.EXTERNAL: (_("Point to another system"), "documents:pointer"),
    }
    return [
        {"label": label, "url": reverse(name, args=[read.version.pk])}
        for source, (label, name) in words.items()
        if source != read.row.source
    ]


def _copies(read: ReadDocument) -> list[Context]:
    """Return the texts that gave way to others, as publishing/copies.html shows them."""
    address = reverse("documents:edit_draft", args=[read.version.pk])
    return [
        {
            "url": f"{address}?copy={copy.pk}",
            "label": _("Text by %(name)s") % {"name": copy.written_by},
            "kept_at": copy.kept_at,
        }
        for copy in queries.copies_of(read.row)
    ]


def new_file(request: Request, version_id: UUID) -> HttpResponse:
    """Let a file be the content of a draft."""
    read = queries.find_draft(version_id, seen_by=request.user)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            actions.attach_file(version_id, NewFile(file.read(), file.name), by=request.user)
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The file is in the draft. Its text is read in a moment."))
            return redirect("documents:draft", version_id=version_id)
    return _asked(request, read, form, _("Bring in a file"))


def facts(request: Request, version_id: UUID) -> HttpResponse:
    """Say what a draft stands on."""
    read = queries.find_draft(version_id, seen_by=request.user)
    initial = {"laws": "\n".join(link.text for link in read.basis), "has_none": read.row.has_no_basis}
    form = BasisForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        laws = form.cleaned_data["laws"].splitlines()
        actions.state_basis(version_id, laws, has_none=form.cleaned_data["has_none"], by=request.user)
        messages.success(request, _("The legal basis is noted."))
        return redirect("documents:draft", version_id=version_id)
    return _asked(request, read, form, _("Legal basis"))


def pointer(request: Request, version_id: UUID) -> HttpResponse:
    """Say in which other system the text of a draft lies."""
    read = queries.find_draft(version_id, seen_by=request.user)
    row = read.row
    initial = {"system": row.external_system, "reference": row.external_reference, "url": row.external_url}
    form = PointerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.point_to(version_id, form.pointer(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The draft says where the text lies."))
            return redirect("documents:draft", version_id=version_id)
    return _asked(request, read, form, _("Where the text lies"))


def _asked(request: Request, read: ReadDocument, form: BasisForm | PointerForm | FileForm, title: str) -> HttpResponse:
    context: Context = {
        "read": read,
        "form": form if may_edit(request, read) else None,
        "title": title,
        "back_url": reverse("documents:draft", args=[read.version.pk]),
        "breadcrumbs": draft_way(
            read,
            {"label": _("The draft"), "url": reverse("documents:draft", args=[read.version.pk])},
            {"label": title},
        ),
    }
    return page(request, "documents/asked.html", context, status=422 if form.errors else 200)

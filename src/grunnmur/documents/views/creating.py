"""Beginning a document in a production line."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import EVERYWHERE, require
from grunnmur.documents import actions
from grunnmur.documents.forms import NewDocumentForm
from grunnmur.documents.queries import KINDS
from grunnmur.documents.rules import WRITE
from grunnmur.organisation.queries import open_units
from grunnmur.publishing import queries as publishing

WAYS = {"written": "documents:edit_draft", "file": "documents:new_file", "external": "documents:pointer"}


def new(request: Request) -> HttpResponse:
    """Begin a document as a draft, and go on to its text."""
    require(request.user, WRITE)
    lines = [(str(line.pk), line.name) for line in publishing.lines_to_draft_in(by=request.user)]
    form = NewDocumentForm(request.POST or None, types=type_choices(), lines=lines, units=unit_choices())
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.create_document(form.new_document(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(WAYS[form.cleaned_data["source"]], version_id=row.version_id)
    context = {
        "form": form if lines else None,
        "breadcrumbs": [
            {"label": _("Documents"), "url": reverse("documents:library")},
            {"label": _("New document")},
        ],
    }
    return page(request, "documents/new.html", context, status=422 if form.errors else 200)


def type_choices() -> list[tuple[str, str]]:
    """Return the types a document may have, by name; those of a line with its name."""
    return [
        (str(row.pk), f"{row.name} ({row.line.name})" if row.line else row.name)
        for row in publishing.document_types()
        if row.is_active and row.kind in KINDS
    ]


def unit_choices() -> list[tuple[str, str]]:
    """Return the units of today for a choice, by name."""
    return [(str(unit.pk), unit.name) for unit in open_units(on=today(), within=EVERYWHERE)]

"""Reading one document: its text, its history, its readers, and what changed between two versions."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.history import history_of
from grunnmur.core.http import Request, page
from grunnmur.core.links import Ref, related_to
from grunnmur.core.panels import panels_for
from grunnmur.core.timeline import Entry, entries_of, title_of
from grunnmur.documents import actions, queries
from grunnmur.documents.forms import EVERYONE, ReadersForm
from grunnmur.documents.models import Document, DocumentVersion
from grunnmur.documents.queries import ReadDocument
from grunnmur.documents.queries.comparing import Comparison, comparison
from grunnmur.documents.queries.reading import Source
from grunnmur.documents.rules import KIND
from grunnmur.documents.views.creating import unit_choices
from grunnmur.documents.views.shown import Context, basis_of, body_of, facts_of, way
from grunnmur.organisation.queries import key_names
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.queries import Version
from grunnmur.publishing.rules import LEADERS, item_ref


def document(request: Request, code: str) -> HttpResponse:
    """Show a document: its facts and its text."""
    read = queries.find_document(code.upper(), seen_by=request.user)
    ref = Ref(KIND, read.document.pk)
    duty = publishing.my_duty_for(read.item.pk, seen_by=request.user)
    context = (
        _frame(request, read, tab="document")
        | body_of(read)
        | {
            "is_withdrawn": read.version.state == Version.State.WITHDRAWN,
            "files": _files(read),
            "original_url": reverse("documents:original", args=[read.item.code]) if read.row.file else "",
            "confirm_url": reverse("publishing:read", args=[duty.pk]) if duty else "",
            "feedback_url": reverse("publishing:feedback", args=[read.item.code]),
            "facts": facts_of(read),
            "basis": basis_of(read),
            "related": related_to(ref, seen_by=request.user),
            "panels": [
                *panels_for(item_ref(read.item.pk), seen_by=request.user, request=request),
                *panels_for(ref, seen_by=request.user, request=request),
            ],
            "breadcrumbs": way(read),
        }
    )
    return page(request, "documents/document.html", context)


def _files(read: ReadDocument) -> dict[str, str]:
    """Return the files a document can be taken along as: word -> address."""
    code = read.item.code
    if read.row.source == Source.WRITTEN:
        forms = {"pdf": "PDF", "docx": "DOCX", "md": "MD"}
        return {label: reverse("documents:file", args=[code, form]) for form, label in forms.items()}
    return {_("Download"): reverse("documents:original", args=[code])} if read.row.file else {}


def history(request: Request, code: str) -> HttpResponse:
    """Show the versions of a document, and who did what with it when."""
    read = queries.find_document(code.upper(), seen_by=request.user)
    changes = [
        *publishing.history_entries(read.item, seen_by=request.user),
        *_reader_entries(read.document),
    ]
    context = _frame(request, read, tab="history") | {
        "versions": publishing.version_entries(read.item),
        "entries": sorted(changes, key=lambda entry: entry["at"], reverse=True),
        "breadcrumbs": way(read),
    }
    return page(request, "documents/history.html", context)


def readers(request: Request, code: str) -> HttpResponse:
    """Let those who answer for a document say who may read it, and who confirms."""
    read = queries.find_document(code.upper(), seen_by=request.user)
    form = ReadersForm(request.POST or None, units=unit_choices(), initial=_readers(read))
    if request.method == "POST" and form.is_valid():
        actions.set_audience(
            read.document.pk,
            audience=form.audience(),
            reading_keys=form.reading_keys(),
            follow_steps=form.cleaned_data["follow_steps"],
            by=request.user,
        )
        messages.success(request, _("It is noted. Reading is asked for when the next significant version is valid."))
        return redirect("documents:document", code=read.item.code)
    found = publishing.standing(read.item, by=request.user)
    context = {
        "read": read,
        "form": form if found.is_owner or found.is_chief else None,
        "breadcrumbs": way(read, {"label": _("Readers")}),
    }
    return page(request, "documents/readers.html", context, status=422 if form.errors else 200)


def _readers(read: ReadDocument) -> Context:
    keys = read.document.reading_keys
    below = [key.partition(":")[2] for key in keys if key.startswith("below:")]
    open_to = [key.partition(":")[2] for key in read.item.audience if key.startswith("below:")]
    return {
        "open_to": open_to[0] if open_to else "",
        "everyone": EVERYONE in keys,
        "leaders": LEADERS in keys,
        "unit": below[0] if below else "",
        "follow_steps": read.document.follow_steps,
    }


def compare(request: Request, code: str, older: str, newer: str) -> HttpResponse:
    """Show what changed between two versions, in sentences and in the text."""
    read = queries.find_document(code.upper(), seen_by=request.user)
    try:
        found = comparison(read.document, older=older, newer=newer, seen_by=request.user)
    except (DocumentVersion.DoesNotExist, ValueError) as error:
        raise Http404 from error
    versions = {"older": found.older, "newer": found.newer}
    context = {
        "read": read,
        "found": found,
        "originals": _originals(found),
        "lead": _("From version %(older)s to version %(newer)s.") % versions,
        "breadcrumbs": way(read, {"label": _("What changed")}),
    }
    return page(request, "documents/compare.html", context)


def _originals(found: Comparison) -> list[Context]:
    """Return the files of two versions, for those who compare them elsewhere."""
    rows = {found.older: found.older_row, found.newer: found.newer_row}
    return [
        {"label": _("Version %(number)s") % {"number": version}, "url": reverse("file", args=[row.file_id])}
        for version, row in rows.items()
        if row.file_id and not version.is_open
    ]


def pages(code: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the tabs of a document beside its own that stand before those of its versions, and after them."""
    return [], [(_("History"), reverse("documents:history", args=[code]))]


def _frame(request: Request, read: ReadDocument, *, tab: str) -> Context:
    """Return what stands around every page of a document."""
    code = read.item.code
    found = publishing.standing(read.item, by=request.user)
    own = {"document": _("Document")}
    history = {"label": _("History"), "url": reverse("documents:history", args=[code]), "is_current": tab == "history"}
    return {
        "read": read,
        "may_edit": read.item.line_id is not None and found.may_draft,
        "readers_url": reverse("documents:readers", args=[code]) if found.is_owner or found.is_chief else "",
        "tabs": [
            *(
                {"label": label, "url": reverse(f"documents:{name}", args=[code]), "is_current": name == tab}
                for name, label in own.items()
            ),
            *publishing.tabs_of(read.item),
            history,
        ],
    }


def _reader_entries(row: Document) -> list[Entry]:
    """Return who changed the readers of a document, and when, as entries of a timeline."""
    about = _("who reads it")
    titled = [(f"{title_of(change)}: {about}", change) for change in history_of(row)]
    told = {"reading_keys": _("Readers"), "follow_steps": _("Also those who do the steps that use it")}
    return entries_of(titled, told=told, key_names=key_names)

"""The document library."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may
from grunnmur.documents import queries
from grunnmur.documents.forms import WantedForm
from grunnmur.documents.queries import KINDS, Wanted
from grunnmur.documents.queries.library import LATE, ON_ITS_WAY, SORTS, VALID, WITHDRAWN
from grunnmur.documents.rules import WRITE
from grunnmur.publishing.queries import DocumentType, document_types

PAGE = 50


def documents(request: Request) -> HttpResponse:
    """Show the library, narrowed by words, kind, type, owner and state, in the order that was asked for."""
    wanted = WantedForm(request.GET).wanted()
    found = queries.library(wanted, seen_by=request.user, after=request.GET.get("after", ""), limit=PAGE)
    types = [row for row in document_types() if row.is_active and row.kind in KINDS]
    context = {
        "found": found,
        "rows": [(row, _url(row)) for row in found.rows],
        "wanted": wanted,
        "kinds": [(str(kind), str(kind.label)) for kind in KINDS],
        "types": [(str(row.pk), row.name) for row in types],
        "owners": queries.owners_to_choose(),
        "states": state_words(),
        "is_narrowed": wanted_address(wanted, sort="") != reverse("documents:library"),
        "columns": _columns(wanted),
        "next_url": wanted_address(wanted, after=found.next) if found.next else "",
        "suggestion_url": wanted_address(wanted, q=found.suggestion) if found.suggestion else "",
        "files": {form.upper(): _file_address(wanted, form) for form in ("csv", "xlsx")},
        "may_write": may(request.user, WRITE),
        "is_on_its_way": wanted.state == ON_ITS_WAY,
        "breadcrumbs": [{"label": _("Documents")}],
    }
    return page(request, "documents/library.html", context, partial="rows")


def _file_address(wanted: Wanted, form: str) -> str:
    asked = wanted_address(wanted).partition("?")[2]
    address = reverse("documents:table", args=[form])
    return f"{address}?{asked}" if asked else address


def _url(row: queries.LibraryRow) -> str:
    if row.draft_id:
        return reverse("documents:draft", args=[row.draft_id])
    return reverse("documents:document", args=[row.item.code])


def state_words() -> list[tuple[str, str]]:
    """Return the states one can look among, with their words."""
    return [
        (VALID, _("Valid")),
        (ON_ITS_WAY, _("On their way")),
        (LATE, _("Late for a revision")),
        (WITHDRAWN, _("Withdrawn")),
    ]


def kind_word(kind: str) -> str:
    """Return the word for a kind of document."""
    return str(DocumentType.Kind(kind).label) if kind else ""


def _columns(wanted: Wanted) -> dict[str, dict[str, str]]:
    """Return the address that sorts by each column, and how it is sorted now."""
    ways = {"updated": "descending"}
    return {
        name: {
            "url": wanted_address(wanted, sort=name),
            "sort": ways.get(name, "ascending") if wanted.sort == name else "none",
        }
        for name in SORTS
    }


def wanted_address(wanted: Wanted, **changed: str) -> str:
    """Return the library's address with what is wanted, some of it changed; what holds without saying is left out."""
    now = {
        "q": wanted.text,
        "kind": wanted.kind,
        "type": wanted.type,
        "owner": wanted.owner,
        "state": wanted.state if wanted.state != VALID else "",
        "sort": wanted.sort if wanted.sort != "title" else "",
    } | changed
    said = urlencode({key: value for key, value in now.items() if value})
    address = reverse("documents:library")
    return f"{address}?{said}" if said else address

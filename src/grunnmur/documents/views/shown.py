"""How a document and its facts are put for the screen."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from grunnmur.core import formats
from grunnmur.core.addresses import on_paper
from grunnmur.core.clock import today
from grunnmur.core.files.sniff import PDF
from grunnmur.core.periods import Period
from grunnmur.core.templatetags.dates import local_date
from grunnmur.documents.models import DocumentLink, FileText
from grunnmur.documents.queries import ReadDocument
from grunnmur.documents.queries.reading import Source
from grunnmur.documents.queries.targets import shown
from grunnmur.documents.text import addresses_in, written
from grunnmur.organisation.queries import key_names
from grunnmur.publishing import queries as publishing

Context = dict[str, Any]  # what a template shows
LIGHTS = {"green": "success", "yellow": "warning", "red": "danger"}


def body_of(read: ReadDocument) -> Context:
    """Return what the text is shown by: HTML, groups of pieces, or a pointer."""
    row = read.row
    is_written = row.source == Source.WRITTEN
    headings = [heading for heading in read.headings if heading.level <= 3]
    return {
        "is_written": is_written,
        "is_file": row.source == Source.FILE,
        "is_pdf": row.file is not None and row.file.media_type == PDF,
        "file_said": _file_said(read),
        "is_external": row.source == Source.EXTERNAL,
        "html": mark_safe(read.written.html) if is_written else "",  # noqa: S308  # cleaned by nh3
        "groups": [] if is_written else read.groups,
        "headings": headings if len(headings) > 2 else [],
        "broken": _broken(read),
    }


def _broken(read: ReadDocument) -> list[str]:
    """Return what is to be told of addresses of the web that the text leads to and that do not answer."""
    row = read.row
    urls = {url for url, _label in addresses_in(row.markdown)} | ({row.external_url} if row.external_url else set())
    told = _("%(url)s does not answer since %(day)s.")
    return [
        told % {"url": state.url, "day": formats.day(state.broken_date)}
        for state in publishing.web_states(urls).values()
        if state.broken_date
    ]


def _file_said(read: ReadDocument) -> str:
    """Return what is to be told of the text of a file, if it is not there to be read."""
    text = read.file_text
    if read.row.source != Source.FILE:
        return ""
    if text is None or text.state == FileText.State.WAITING:
        return _("The text of the file is being read. It is shown here in a moment.")
    return _(text.error) if text.error else ""


def facts_of(read: ReadDocument) -> list[Context]:
    """Return what is known of a document beside its text."""
    item = read.item
    owner = key_names({item.owner_key}).get(item.owner_key, "") if item.owner_key else ""
    first = Period.from_range(read.version.valid).lower if read.version.valid else None
    kind = item.document_type
    due = item.next_revision_date
    light = {"tag_color": LIGHTS[publishing.light(item, on=today())]} if due else {}
    return [
        {"label": _("Type"), "text": kind.name if kind else _("Not decided yet")},
        {"label": _("Owner"), "text": owner or _("Not decided yet")},
        {"label": _("Version"), "text": str(read.version)},
        {"label": _("Valid from"), "text": local_date(first, "medium") if first else ""},
        *([{"label": _("File"), "text": read.row.file.name}] if read.row.file else []),
        {"label": _("Look through by"), "text": local_date(due, "medium") if due else "", **light},
    ]


def basis_of(read: ReadDocument) -> list[SafeString]:
    """Return what a document says it stands on, with links where they lead somewhere."""
    links = shown(read.targets)
    return [_line(link, links) for link in read.basis]


def _line(link: DocumentLink, links: Any) -> SafeString:  # Any: code -> LinkTarget
    html = written(link.text, links, on_paper=on_paper).html.strip().removeprefix("<p>").removesuffix("</p>")
    return mark_safe(html)  # noqa: S308  # cleaned by nh3


def way(read: ReadDocument, *below: Context) -> list[Context]:
    """Return the breadcrumbs of a page about a document."""
    library = {"label": _("Documents"), "url": reverse("documents:library")}
    here = {"label": read.item.title}
    if not below:
        return [library, here]
    return [library, here | {"url": reverse("documents:document", args=[read.item.code])}, *below]


def draft_way(read: ReadDocument, *below: Context) -> list[Context]:
    """Return the breadcrumbs of a page about a draft."""
    factory = {"label": _("Flow factory"), "url": reverse("publishing:factory")}
    version = {"label": read.item.title, "url": reverse("publishing:version", args=[read.version.pk])}
    return [factory, version, *below]

"""The library as plain pages in a zip, for days when nothing else works."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.files import store
from grunnmur.core.files.sniff import PNG
from grunnmur.core.http import Request
from grunnmur.core.models import StoredFile
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import current_tenant
from grunnmur.documents.queries import ReadDocument
from grunnmur.processes import queries
from grunnmur.processes.bpmn.standalone import fixed_style
from grunnmur.processes.queries.bundle import OpenProcess, open_documents, open_processes
from grunnmur.processes.views.linked import groups_of
from grunnmur.processes.views.shown import shown_steps
from grunnmur.publishing.queries import Item, Version

STYLE = Path(__file__).with_name("bundle.css")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day a zip can hold: no clock in what must not differ


@dataclass(frozen=True)
class Entry:
    """A page of the bundle as the index tells of it. name: of its file."""

    name: str
    item: Item
    version: Version
    area_id: UUID | None = None

    @property
    def url(self) -> str:
        """Where the page lies, seen from the index."""
        return quote(self.name)

    @property
    def first(self) -> date | None:
        """The day its version became valid."""
        return Period.from_range(self.version.valid).lower if self.version.valid else None

    @property
    def valid_from(self) -> str:
        """The same in words, blank if nobody knows."""
        return formats.day(self.first) if self.first else ""


@require_safe
def bundle(request: Request) -> HttpResponse:  # noqa: ARG001  # as Django calls it
    """Send what of the library is for everyone as a zip of plain pages, as it is now."""
    response = HttpResponse(write_bundle(), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=bundle_name())
    response["X-Content-Type-Options"] = "nosniff"
    return response


def bundle_name() -> str:
    """Return what the zip of today is called."""
    return f"{current_tenant().slug}-{today().isoformat()}.zip"


def write_bundle() -> bytes:
    """Return a zip of pages that need nothing but a browser, in the municipality's language.

    It holds what is for everyone, and nothing else. The same library gives the same bytes all day.
    """
    out = BytesIO()
    with translation.override(current_tenant().language), ZipFile(out, "w") as archive:
        entries = [_write_process(archive, one) for one in open_processes()]
        texts = [_write_document(archive, one) for one in open_documents()]
        context = {"groups": _groups(entries), "texts": texts, "municipality": current_tenant().name}
        _add(archive, "index.html", _page("index", context))
        _add(archive, "style.css", STYLE.read_text(encoding="utf-8") + fixed_style())
    return out.getvalue()


def _add(archive: ZipFile, name: str, content: str | bytes) -> None:
    member = ZipInfo(name, LONG_AGO)
    member.compress_type = ZIP_DEFLATED
    member.create_system = 3
    archive.writestr(member, content.encode() if isinstance(content, str) else content)


def _page(name: str, context: dict[str, object]) -> str:
    about = {"language": current_tenant().language, "taken": formats.day(today())}
    return render_to_string(f"processes/bundle/{name}.html", context | about)


def _write_process(archive: ZipFile, one: OpenProcess) -> Entry:
    read = one.read
    entry = Entry(f"process-{read.item.code.lower()}.html", read.item, read.version, read.process.area_id)
    drawing = queries.drawing_of(read.row, title=read.item.title, links=one.links)
    steps = shown_steps(drawing, rows={step.element_id: step for step in read.steps}, letters=read.letters)
    svg = mark_safe(drawing.svg)  # noqa: S308  # our own drawing, which escapes every text
    whole = groups_of(one.links.get("", ()))
    context = {"entry": entry, "purpose": read.process.purpose, "whole": whole, "svg": svg, "steps": steps}
    _add(archive, entry.name, _page("process", context))
    return entry


def _write_document(archive: ZipFile, read: ReadDocument) -> Entry:
    entry = Entry(f"document-{read.item.code.lower()}.html", read.item, read.version)
    names = {one: _write_picture(archive, file) for one, file in read.pictures.items()}
    _add(archive, entry.name, _page("document", {"entry": entry, "groups": read.groups_showing(names)}))
    return entry


def _write_picture(archive: ZipFile, file: StoredFile) -> str:
    """Put a picture beside the pages; returns its name."""
    name = f"picture-{file.pk}.{'png' if file.media_type == PNG else 'jpg'}"
    _add(archive, name, store.read(file))
    return name


def _groups(entries: Iterable[Entry]) -> list[tuple[str, Sequence[Entry]]]:
    """Return the processes by area, in the order of the map; those without an area last."""
    rows = list(entries)
    names = [(one.row.pk, " / ".join(one.path)) for one in queries.areas()]
    every = [*names, (None, _("Without an area") if any(row.area_id for row in rows) else _("Processes"))]
    found = [(name, [row for row in rows if row.area_id == pk]) for pk, name in every]
    return [(name, own) for name, own in found if own]

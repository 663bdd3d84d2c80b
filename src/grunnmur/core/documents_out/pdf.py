"""PDF out, by WeasyPrint in a child process: tagged (PDF/UA), A4, with our typeface inside.

The child costs about a second and a half of processor time for loading the library; in return a web process
never holds it, and a document that would take all memory ends the child instead of the server.
"""

import ctypes
import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from grunnmur.core.confined.run import ChildFailedError, run_script
from grunnmur.core.documents_out.blocks import Document, Picture
from grunnmur.core.documents_out.lines import writable
from grunnmur.core.errors import DomainError

PDF_TYPE = "application/pdf"
STYLE = Path(__file__).with_name("document.css")
CHILD = Path(__file__).with_name("pdf_child.py")  # run, never imported: it loads WeasyPrint
LIBRARIES = {  # what WeasyPrint loads from the system, with the Debian packages that bring them
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONTS = {"Inter": "inter-latin-wght-normal.woff2", "Inter more": "inter-latin-ext-wght-normal.woff2"}
MEMORY_BYTES = 2_048 * 1024 * 1024
SECONDS = 60
AT_ONCE = BoundedSemaphore(2)  # children of one web process; more would wait for processors anyway


class UnprintableError(DomainError):
    """No PDF could be made: the document is too large, or the server lacks what PDF needs."""


def write_pdf(document: Document) -> bytes:
    """Return the document as PDF. Raises UnprintableError."""
    sent = {
        "html": writable(render_to_string("core/document.html", {"document": document})),
        "css": _style(document),
        "fonts": built_fonts(),
        "pictures": {
            block.address: b64encode(block.content).decode() for block in document.blocks if isinstance(block, Picture)
        },
    }
    return printed(
        sent, refusal=_("The PDF could not be made. Print the page from the browser instead, or choose DOCX.")
    )


def printed(sent: Mapping[str, object], *, refusal: str) -> bytes:
    """Return what the child makes of what it is sent (see there). Raises UnprintableError, which says `refusal`."""
    content = json.dumps(sent).encode()
    try:
        with AT_ONCE:
            return run_script(CHILD, content, seconds=SECONDS, arguments=(MEMORY_BYTES, SECONDS))
    except ChildFailedError as error:
        raise UnprintableError(refusal) from error


def missing_packages() -> list[str]:
    """Return the Debian packages without which no PDF can be made here."""
    return [package for library, package in LIBRARIES.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _style(document: Document) -> str:
    shares = "".join(f".share-{percent}{{width:{percent}%}}" for percent in range(1, 101))
    turned = "@page{size:A4 landscape}" if document.is_landscape else ""
    return STYLE.read_text(encoding="utf-8") + shares + turned


def built_fonts() -> dict[str, str]:
    """Return the built font files that are there by family; the child is told no other files."""
    found = {family: finders.find(f"dist/fonts/{name}") for family, name in FONTS.items()}
    return {family: path for family, path in found.items() if path}

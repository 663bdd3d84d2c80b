"""A drawing as a picture: drawn on a page of its own size, in the child process that writes PDF."""

import json
from base64 import b64decode
from collections.abc import Sequence

from django.utils.translation import gettext as _

from grunnmur.core.documents_out.blocks import VIEW_BOX
from grunnmur.core.documents_out.lines import writable
from grunnmur.core.documents_out.pdf import built_fonts, printed

PNG_TYPE = "image/png"
DOTS = 2  # pixels of the picture for each of the drawing, so that letters are sharp on any screen
MOST_PIXELS = 40_000_000  # of a picture; what is larger is scaled down


def write_png(svg: str) -> bytes:
    """Return a drawing of our own code, its style inside, as PNG at twice its size and at most MOST_PIXELS.

    svg: its root needs a `viewBox`. Raises UnprintableError.
    """
    return write_pngs([svg])[0]


def write_pngs(svgs: Sequence[str]) -> list[bytes]:
    """Return several drawings as `write_png` does, in one go. Raises UnprintableError."""
    pages, rules = [], []
    for number, svg in enumerate(svgs):
        found = VIEW_BOX.search(svg)
        if found is None:
            raise ValueError("A drawing that becomes a picture needs a viewBox.")
        width, height = found.groups()
        pages.append(f'<div class="p{number}">{writable(svg)}</div>')
        rules.append(
            f"@page p{number}{{size:{width}px {height}px;margin:0}}.p{number}{{page:p{number}}}"
            f".p{number} svg{{display:block;width:{width}px;height:{height}px}}"
        )
    sent = {
        "html": f"<!doctype html><body>{''.join(pages)}",
        "css": f"body{{margin:0}}{''.join(rules)}",
        "fonts": built_fonts(),
        "dots": DOTS,
        "most_pixels": MOST_PIXELS,
    }
    made = printed(sent, refusal=_("The picture could not be made. Choose PDF instead."))
    return [b64decode(picture) for picture in json.loads(made)]

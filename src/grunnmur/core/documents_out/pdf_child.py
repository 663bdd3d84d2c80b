"""Writes one PDF: takes JSON with `html`, `css` and `fonts` from stdin, gives the PDF on stdout.

`pictures` are those of its pages: base64 by the addresses the pages know them by.

With `most_pixels` and `dots` (pixels for each of CSS) in it, its pages are given as PNG instead: base64 in a JSON list.

Run by path and in isolated mode: nothing of Grunnmur is imported. Nothing is fetched but the fonts that were named
and the pictures that were sent: neither from the network nor from the disk.
"""

import json
import math
import os
import resource
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from pypdfium2 import PdfDocument, PdfPage
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcherResponse

PIXELS_A_POINT = 96 / 72  # of CSS


def only(files: dict[str, str], pictures: dict[str, str]) -> Callable[[str], URLFetcherResponse]:
    """Return a fetcher that gives these files and pictures by their addresses, and nothing else."""

    def fetch(url: str) -> URLFetcherResponse:
        if url in pictures:
            return URLFetcherResponse(url, b64decode(pictures[url]))
        if url not in files:
            raise ValueError(f"Documents fetch nothing: {url}")
        return URLFetcherResponse(url, Path(files[url]).read_bytes())

    return fetch


def main(memory: int, seconds: int) -> None:
    """Read stdin, write stdout; limits in bytes and in seconds of processor time.

    Fonts are found before the limits hold: fontconfig that lacks memory while it looks through a folder writes down,
    for every program of the machine, that the folder is empty.
    """
    letters = FontConfiguration()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    sent = json.load(sys.stdin.buffer)
    addresses = {family: f"font:{number}" for number, family in enumerate(sent["fonts"])}
    fetcher = only({addresses[family]: path for family, path in sent["fonts"].items()}, sent.get("pictures", {}))
    faces = "".join(
        f'@font-face{{font-family:"{family}";src:url("{address}");font-weight:100 900}}'
        for family, address in addresses.items()
    )
    style = CSS(string=faces + sent["css"], font_config=letters, url_fetcher=fetcher)
    page = HTML(string=sent["html"], url_fetcher=fetcher)
    if "most_pixels" not in sent:
        page.write_pdf(
            sys.stdout.buffer,
            stylesheets=[style],
            font_config=letters,
            pdf_variant="pdf/ua-1",
            finisher=call_links_by_their_words,
        )
        return
    pdf = BytesIO()
    page.write_pdf(pdf, stylesheets=[style], font_config=letters)
    pictures = [picture_of(page, dots=sent["dots"], most_pixels=sent["most_pixels"]) for page in PdfDocument(pdf)]
    json.dump([b64encode(picture).decode() for picture in pictures], sys.stdout)


def call_links_by_their_words(document: Document, _pdf: object) -> None:
    """Let each link be read aloud by its words and then its address, which WeasyPrint gives alone."""
    for page in document.pages:
        for box in page._page_box.descendants():  # noqa: SLF001 - what is drawn has no other name
            if box.link_annotation:
                words = " ".join("".join(box.element.itertext()).split())
                address = box.element.get("href", "")
                box.link_annotation["Contents"].string = words if words == address else f"{words} ({address})"


def picture_of(page: PdfPage, *, dots: float, most_pixels: int) -> bytes:
    """Return a page as PNG: so many dots for a pixel of CSS, or as many as the limit leaves room for."""
    picture = BytesIO()
    points = page.get_width() * page.get_height()
    # One less along each side, because the sides are rounded up.
    fits = math.sqrt(most_pixels / points) * (1 - 1 / math.sqrt(most_pixels))
    page.render(scale=min(dots * PIXELS_A_POINT, fits)).to_pil().save(picture, format="PNG")
    return picture.getvalue()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
    sys.stdout.flush()
    # Pango goes on sorting fonts in a thread of its own. The usual end unloads the libraries under it, and crashes.
    os._exit(0)

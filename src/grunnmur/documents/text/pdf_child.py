"""Reads one PDF from stdin in a process of its own, and writes its text as JSON to stdout.

Run within limits by core.confined; nothing of Grunnmur is imported.
A PDF can unpack to gigabytes or lead a reader in circles; here such a file ends this process instead of the server.
"""

import json
import sys
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError


def main(most_pages: int, letters: int) -> None:
    """Write `{"pages": n, "texts": […]}` or `{"refused": "encrypted" | "long" | "damaged"}`.

    letters: the most that is read; with 0 only the pages are counted.
    """
    try:
        answer = read(sys.stdin.buffer.read(), most_pages, letters)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        answer = {"refused": "damaged"}
    json.dump(answer, sys.stdout)


def read(content: bytes, most_pages: int, letters: int) -> dict[str, object]:
    """Return what is written for a file."""
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        return {"refused": "encrypted"}
    count = len(reader.pages)
    if count > most_pages:
        return {"refused": "long"}
    texts: list[str] = []
    left = letters
    for page in reader.pages:
        if left <= 0:
            break
        text = page.extract_text()[:left]
        left -= len(text)
        texts.append(text)
    return {"pages": count, "texts": texts}


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))

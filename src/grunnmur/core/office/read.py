"""One door in: an office document becomes HTML of headings, paragraphs, lists, links and tables, nothing else."""

import json
from pathlib import Path

from django.utils.translation import gettext as _

from grunnmur.core.confined.run import ChildFailedError, run_confined
from grunnmur.core.office.kinds import OfficeKind, kind_of
from grunnmur.core.tables.limits import MEGABYTE, Limits
from grunnmur.core.tables.sheet import UnreadableFileError

CHILDREN = {  # run, never imported
    OfficeKind.WORD: Path(__file__).with_name("word_child.py"),
    OfficeKind.TEXT: Path(__file__).with_name("opendocument_child.py"),
    OfficeKind.WORKBOOK: Path(__file__).with_name("workbook_child.py"),
}
LIMITS = Limits(
    file_bytes=10 * MEGABYTE,
    unpacked_bytes=100 * MEGABYTE,
    rows=2_000,
    columns=50,
    memory_bytes=512 * MEGABYTE,
    seconds=20,
)
LETTERS = 2_000_000  # the most HTML that is made of one document


def markup_of(content: bytes, *, limits: Limits = LIMITS) -> str | None:
    """Return an office document as HTML; None for what is no office document, and may be text.

    A merged cell says how far it reaches; formulas come as their values; a hidden sheet is left out; what was deleted
    but is still tracked is left out. Raises UnreadableFileError with a sentence that says what to do.
    """
    kind = kind_of(content, limits)
    if kind is None:
        return None
    answer = json.loads(_read(content, CHILDREN[kind], limits))
    if "refused" in answer:
        raise _refusal(answer["refused"])
    return str(answer["html"])


def _read(content: bytes, child: Path, limits: Limits) -> bytes:
    numbers = (limits.rows, limits.columns, LETTERS)
    try:
        return run_confined(child, content, memory_bytes=limits.memory_bytes, seconds=limits.seconds, numbers=numbers)
    except ChildFailedError as error:
        raise UnreadableFileError(
            _("The document cannot be read: it is damaged or too large. Save it once more and try again.")
        ) from error


def _refusal(reason: str) -> UnreadableFileError:
    if reason == "entities":
        return UnreadableFileError(_("The document defines entities of its own, which no office program does."))
    return UnreadableFileError(_("The document is too large to be one list. Divide it, or paste the table."))

"""Two versions of a document side by side: in sentences, and in the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from grunnmur.core.permissions import Actor
from grunnmur.documents.models import Document, DocumentVersion
from grunnmur.documents.queries.factory import changes
from grunnmur.documents.queries.reading import pieces_in, text_of_file
from grunnmur.documents.rules import MOST_WORDS
from grunnmur.documents.text import words_in
from grunnmur.documents.text.compare import Passage, compare
from grunnmur.publishing.queries import Version, find_version
from grunnmur.publishing.rules import Change

AROUND = 1  # unchanged pieces that are shown on each side of a change


@dataclass(frozen=True)
class Stretch:
    """Passages in a row: those that are shown at once, or unchanged ones that are opened by whoever wants them."""

    is_shown: bool
    passages: Sequence[Passage]


@dataclass(frozen=True)
class Comparison:
    """What changed between two versions. refusal: why the texts are not compared, if they are not."""

    older: Version
    newer: Version
    older_row: DocumentVersion
    newer_row: DocumentVersion
    told: Sequence[Change]
    stretches: Sequence[Stretch]
    refusal: str = ""


def comparison(document: Document, *, older: str, newer: str, seen_by: Actor) -> Comparison:
    """Compare two versions of a document by their numbers ("2", or "2.1" for a correction).

    Raises DocumentVersion.DoesNotExist, also for a version on its way that is not the asker's to see; ValueError.
    """
    before, after = (_numbered(document, number) for number in (older, newer))
    for row in (before, after):
        _require_seen(row, seen_by=seen_by)
    old, new = (pieces_in(row, text_of_file(row)) for row in (before, after))
    refusal, told, stretches = "", list[Change](), list[Stretch]()
    if len(words_in(old)) + len(words_in(new)) > MOST_WORDS:
        refusal = _("The two are too long to be compared here. Download both, and compare them in a text processor.")
    else:
        told = list(changes(before.version_id, after.version_id))
        stretches = stretches_of(compare(old, new))
    return Comparison(before.version, after.version, before, after, told, stretches, refusal)


def _numbered(document: Document, number: str) -> DocumentVersion:
    major, _dot, minor = number.partition(".")
    rows = DocumentVersion.objects.select_related("version", "file").exclude(version__state=Version.State.DISCARDED)
    return rows.get(document=document, version__major=int(major), version__minor=int(minor or 0))


def _require_seen(row: DocumentVersion, *, seen_by: Actor) -> None:
    if row.version.is_open:
        try:
            find_version(row.version_id, seen_by=seen_by)
        except Version.DoesNotExist as error:
            raise DocumentVersion.DoesNotExist from error


def stretches_of(passages: Sequence[Passage]) -> list[Stretch]:
    """Divide a comparison: changes with what stands right beside them are shown, long unchanged parts are folded."""
    changed = [number for number, passage in enumerate(passages) if passage.kind != "same"]
    near = {place for number in changed for place in range(number - AROUND, number + AROUND + 1)}
    found: list[Stretch] = []
    for number, passage in enumerate(passages):
        is_shown = number in near
        if found and found[-1].is_shown is is_shown:
            found[-1] = Stretch(is_shown, [*found[-1].passages, passage])
        else:
            found.append(Stretch(is_shown, [passage]))
    return found

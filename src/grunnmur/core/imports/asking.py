"""Imports as people look at them: the runs, what is wrong with a file, what the guard measured.

Who may look is for the domain to ask: here nobody is refused.
"""

from dataclasses import dataclass
from uuid import UUID

from grunnmur.core.imports.findings import sentence
from grunnmur.core.models import ImportFinding, ImportRun

HIDDEN = "•••"


@dataclass(frozen=True)
class Told:
    """One finding as a sentence."""

    number: int
    severity: str
    sheet: str
    row: int | None
    column: str
    value: str
    what: str
    how: str


def runs_of(kind: str, *, limit: int = 30) -> list[ImportRun]:
    """Return the last runs of a kind, the newest first, without their files."""
    rows = ImportRun.objects.filter(kind=kind).defer("content", "shielded_rows", "measures")
    return list(rows.order_by("-uploaded_at", "-id")[:limit])


def run_of(kind: str, run_id: UUID) -> ImportRun:
    """Return one run of a kind, without its file. Raises ImportRun.DoesNotExist."""
    return ImportRun.objects.defer("content").get(pk=run_id, kind=kind)


def last_source(kind: str) -> str:
    """Return the source that a file was last uploaded from; blank when none was."""
    row = ImportRun.objects.filter(kind=kind).order_by("-uploaded_at").values_list("source", flat=True).first()
    return row or ""


def findings_of(run: ImportRun, *, with_shielded: bool, after: int = 0, limit: int = 50) -> list[Told]:
    """Return what is wrong or strange, errors first, one more than `limit` if there are more.

    after: how many to pass over. with_shielded: False hides the values of shielded rows.
    """
    rows = ImportFinding.objects.filter(run=run).order_by("severity", "number")[after : after + limit + 1]
    return [_told(row, is_hidden=row.is_shielded and not with_shielded) for row in rows]


def _told(row: ImportFinding, *, is_hidden: bool) -> Told:
    return Told(
        number=row.number,
        severity=row.severity,
        sheet=row.sheet,
        row=row.row,
        column=row.column,
        value=HIDDEN if is_hidden and row.value else row.value,
        what=sentence(row.message, row.params),
        how=sentence(row.how, row.params),
    )


def notes_of(run: ImportRun) -> list[str]:
    """Return what was guessed or left out while reading, as sentences."""
    return [sentence(note["message"], note["params"]) for note in run.notes]


def measures_of(run: ImportRun) -> list[tuple[str, bool]]:
    """Return the guard's measures as sentences, each with whether it is exceeded."""
    return [(sentence(measure["message"], measure), measure["is_exceeded"]) for measure in run.measures]

"""The audit as CSV, XLSX or PDF: who took it is kept, and everyone in it finds that in who has looked at her."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grunnmur.access.models import AuditExport
from grunnmur.access.queries.audit.accesses import AuditRow, audit
from grunnmur.access.queries.audit.reads import ReadsAsked, read_log
from grunnmur.access.queries.audit.words import what_happened
from grunnmur.access.rules.audit import Asked, TooLongError
from grunnmur.core import documents_out, formats
from grunnmur.core.clock import now
from grunnmur.core.history import record_reads
from grunnmur.core.permissions import Actor
from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE, Table, write_csv, write_xlsx
from grunnmur.core.tenancy import current_tenant

MOST = {"csv": 200_000, "xlsx": 200_000, "pdf": 1_000}
TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE, "pdf": documents_out.PDF_TYPE}
What = AuditExport.What


@dataclass(frozen=True)
class AuditFile:
    """A file that leaves the house."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class _Sheet:
    title: str
    under: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    about: Collection[UUID]


@transaction.atomic
def export_accesses(asked: Asked, form: str, *, by: Actor) -> AuditFile:
    """Write who had what on a day, or what changed between two, as csv, xlsx or pdf, and keep who took it.

    Raises PermissionDenied (needs access.audit), TooLongError, UnprintableError (pdf).
    """
    rows = audit(asked, seen_by=by, limit=None).rows
    what = What.CHANGES if asked.first else What.ACCESSES
    days = _("%(first)s to %(last)s") if asked.first else "%(first)s"
    first, last = formats.day(asked.earliest), formats.day(asked.last or asked.on)
    about = {row.person_id for row in rows}
    changes = [_("What happened"), _("Day")] if asked.first else []
    header = [
        *changes,
        _("Name"),
        _("Unit"),
        _("Access"),
        _("Risk"),
        _("Role"),
        _("Why"),
        _("First day"),
        _("Last day"),
    ]
    lines = [_line(row, is_change=asked.first is not None) for row in rows]
    sheet = _Sheet(str(what.label), days % {"first": first, "last": last}, header, lines, about)
    return _kept(sheet, form, what=what, asked=asked.told(), by=by)


def _line(row: AuditRow, *, is_change: bool) -> list[Cell]:
    change: list[Cell] = [what_happened(row), row.day] if is_change else []
    why = "; ".join(dict.fromkeys(cause.origin.sentence for cause in row.causes))
    days: list[Cell] = [row.valid.lower, row.valid.last_day]
    return [*change, row.person, row.unit, row.name, row.risk, row.role_names, why, *days]


@transaction.atomic
def export_reads(asked: ReadsAsked, form: str, *, by: Actor) -> AuditFile:
    """Write who has looked at whom as csv, xlsx or pdf, and keep who took it. Raises as `export_accesses`."""
    rows = read_log(asked, seen_by=by, limit=None).rows
    lines: list[list[Cell]] = [[formats.time_of(row.at), row.reader, row.subject, row.page] for row in rows]
    header = [_("When"), _("Who looked"), _("At whom"), _("Page")]
    under = _("%(first)s to %(last)s") % {"first": formats.day(asked.first), "last": formats.day(asked.last)}
    sheet = _Sheet(str(What.READS.label), under, header, lines, {row.subject_id for row in rows})
    return _kept(sheet, form, what=What.READS, asked=asked.told(), by=by)


def _kept(sheet: _Sheet, form: str, *, what: str, asked: dict[str, str], by: Actor) -> AuditFile:
    if len(sheet.rows) > MOST[form]:
        sentence = ngettext(
            "The file would have %(count)d row. Narrow the list, or choose CSV or Excel.",
            "The file would have %(count)d rows. Narrow the list, or choose CSV or Excel.",
            len(sheet.rows),
        )
        raise TooLongError(sentence % {"count": len(sheet.rows)})
    content = _written(sheet, form, by)
    AuditExport.objects.create(
        what=what,
        asked=asked,
        file_format=form,
        row_count=len(sheet.rows),
        sha256=hashlib.sha256(content).hexdigest(),
        exported_by=str(by)[:200],
        exported_at=now(),
    )
    record_reads(sheet.about, by=by, what="access.audit_export")
    return AuditFile(f"audit-{what}-{current_tenant().slug}.{form}", content, TYPES[form])


def _written(sheet: _Sheet, form: str, by: Actor) -> bytes:
    if form == "csv":
        return write_csv(Table(sheet.title, sheet.header, sheet.rows))
    if form == "xlsx":
        return write_xlsx([Table(sheet.title, sheet.header, sheet.rows)])
    rows = [[_text(cell) for cell in row] for row in sheet.rows]
    block = documents_out.Table(sheet.title, sheet.header, rows)
    made = _("Made by %(who)s on %(day)s") % {"who": str(by), "day": formats.day_of(now())}
    language = (get_language() or "nb").split("-")[0]
    document = documents_out.Document(
        sheet.title, language, [block], under_title=[current_tenant().name, sheet.under, made], is_landscape=True
    )
    return documents_out.write_pdf(document)


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return formats.short_day(cell)
    return "" if cell is None else str(cell)

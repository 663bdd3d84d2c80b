"""Taking the map out of the house as a file, and noting that it was taken."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.documents_out import PDF_TYPE, write_pdf
from grunnmur.core.errors import DomainError
from grunnmur.core.permissions import Actor, require
from grunnmur.core.tables.sheet import Sheet
from grunnmur.core.tables.write import XLSX_TYPE, Table, write_xlsx
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.catalogue import LANGUAGES
from grunnmur.landscape.exchange import archi_csv, archimate
from grunnmur.landscape.exchange.model import Element, Model, Relation, identifier_of
from grunnmur.landscape.models import ExportLog
from grunnmur.landscape.queries.exports import Profile, document_of, map_model, tables_of
from grunnmur.landscape.rules import EXPORT, EXPORT_SECURITY

FALLBACK = "nb"


class NoFormatError(DomainError):
    """Nobody writes files of this format, or for this profile."""


@dataclass(frozen=True)
class ExportedFile:
    """A file that leaves the house."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Format:
    """One way to write the map. ending: of the file's name."""

    ending: str
    content_type: str
    write: Callable[[Model, str], bytes]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a file holds that leaves the house. subject: the address of a part of the map, blank for the whole."""

    file_format: str = field(kw_only=False)
    elements: int
    relations: int = 0
    profile: str = Profile.INTERNAL
    subject: str = ""


@transaction.atomic
def export_map(file_format: str, *, profile: str, by: Actor) -> ExportedFile:
    """Write what a profile lets out of what the actor may know of, and note who took it.

    The same map gives the same bytes (XLSX but for the moment it was written). Raises PermissionDenied (needs
    landscape.export, and landscape.export_security for the profile `security`), NoFormatError, UnprintableError (PDF).
    """
    require(by, EXPORT)
    if profile == Profile.SECURITY:
        require(by, EXPORT_SECURITY)
    if file_format not in FORMATS or profile not in set(Profile):
        raise NoFormatError(_("There is no such export."))
    chosen = FORMATS[file_format]
    model = map_model(Profile(profile), seen_by=by)
    content = chosen.write(model, _language())
    taken = Taken(file_format, elements=len(model.elements), relations=len(model.relations), profile=profile)
    log_export(content, taken, by=by)
    return ExportedFile(f"map-{current_tenant().slug}-{profile}.{chosen.ending}", content, chosen.content_type)


def log_export(content: bytes, taken: Taken, *, by: Actor) -> None:
    """Note who took what, with how much of it and its check sum. Raises PermissionDenied (needs landscape.export)."""
    require(by, EXPORT)
    ExportLog.objects.create(
        profile=taken.profile,
        file_format=taken.file_format,
        subject=taken.subject[:1000],
        element_count=taken.elements,
        relation_count=taken.relations,
        sha256=hashlib.sha256(content).hexdigest(),
        exported_by=str(by)[:200],
        exported_at=now(),
    )


def _language() -> str:
    language = (get_language() or FALLBACK).split("-")[0]
    return language if language in LANGUAGES else FALLBACK


def _archimate(model: Model, language: str) -> bytes:
    return archimate.write(model, language=language)


def _archi_csv(model: Model, language: str) -> bytes:
    return archi_csv.write(model, language=language)


def _xlsx(model: Model, _language: str) -> bytes:
    return write_xlsx([_table(sheet) for sheet in tables_of(model)] or [Table("relations", ["from", "kind", "to"], [])])


def _table(sheet: Sheet) -> Table:
    return Table(sheet.name, sheet.header, (row.cells for row in sheet.rows))


def _pdf(model: Model, language: str) -> bytes:
    return write_pdf(document_of(model, language=language))


def _json(model: Model, _language: str) -> bytes:
    told = {
        "municipality": model.name,
        **dict(model.properties),
        "elements": [_element(one) for one in model.elements],
        "relations": [_relation(one) for one in model.relations],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _element(one: Element) -> dict[str, Any]:  # Any: JSON
    return {
        "id": identifier_of(one.id),
        "type": one.type,
        "name": one.name,
        "code": one.code,
        "summary": one.summary,
        "owner_unit": one.owner_unit,
        "owner_function": one.owner_function,
        "lifecycle": one.lifecycle,
        "criticality": one.criticality,
        "properties": dict(one.properties),
    }


def _relation(one: Relation) -> dict[str, Any]:  # Any: JSON
    return {
        "id": identifier_of(one.id),
        "kind": one.kind,
        "from": identifier_of(one.src),
        "to": identifier_of(one.dst),
        "strength": one.strength,
        "valid_from": one.valid_from.isoformat() if one.valid_from else None,
        "valid_to": one.valid_to.isoformat() if one.valid_to else None,
        "note": one.note,
    }


FORMATS: Mapping[str, Format] = {
    "archimate": Format("xml", "application/xml", _archimate),
    "csv": Format("zip", "application/zip", _archi_csv),
    "xlsx": Format("xlsx", XLSX_TYPE, _xlsx),
    "json": Format("json", "application/json", _json),
    "pdf": Format("pdf", PDF_TYPE, _pdf),
}

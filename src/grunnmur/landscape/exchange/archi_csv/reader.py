"""Read Archi's CSV files out of a zip: what the map knows becomes elements and relations, the rest is told."""

from collections.abc import Mapping
from zipfile import ZipFile

from grunnmur.core.tables.limits import MEGABYTE, Limits, check_size, open_archive
from grunnmur.core.tables.sheet import Note, UnreadableFileError
from grunnmur.landscape.exchange.archi_csv.columns import (
    ACCESS_TYPE,
    COLUMNS,
    DIRECTED,
    ELEMENTS,
    MODEL_TYPE,
    PROPERTIES,
    RELATION_ENDING,
    RELATIONS,
)
from grunnmur.landscape.exchange.archi_csv.table import Row, rows_of
from grunnmur.landscape.exchange.findings import Findings, Place, Problem
from grunnmur.landscape.exchange.mapping import Read, to_model
from grunnmur.landscape.exchange.marked import _
from grunnmur.landscape.exchange.raw import RawElement, RawModel, RawRelation

LIMITS = Limits(file_bytes=64 * MEGABYTE, unpacked_bytes=200 * MEGABYTE, members=100)
NO_ELEMENTS = _("The zip holds no elements.csv. Export the model from Archi as CSV, and zip its files.")
NOT_A_PART = _("The file %(file)s of the zip was not read.")
NO_HOLDER = _("The property “%(key)s” belongs to %(identifier)s, which is not in the files.")


def read(data: bytes) -> Read:
    """Return what a zip of Archi's CSV files holds and what was found on the way.

    Raises UnreadableFileError when the file as a whole cannot be read: no zip, too large, no elements, no header.
    """
    check_size(data, LIMITS)
    findings = Findings()
    with open_archive(data, LIMITS) as archive:
        tables = {part: rows_of(archive.read(name), part, LIMITS) for part, name in _parts(archive, findings).items()}
    raw = RawModel()
    for row in tables[ELEMENTS]:
        _take_element(row, raw)
    raw.relations += [_relation(row) for row in tables.get(RELATIONS, ())]
    holders: dict[str, RawModel | RawElement] = {raw.identifier: raw} if raw.identifier else {}
    for one in (*raw.elements, *raw.relations):  # as everywhere, the first of two with one identifier counts
        holders.setdefault(one.identifier, one)
    for row in tables.get(PROPERTIES, ()):
        _take_property(row, holders, findings)
    return to_model(raw, findings)


def _parts(archive: ZipFile, findings: Findings) -> Mapping[str, str]:
    """Return the name of each part's file: Archi may put a word of the user's before it."""
    parts: dict[str, str] = {}
    for name in sorted(archive.namelist()):
        part = next((part for part in COLUMNS if name.casefold().endswith(part)), "")
        if part and part not in parts:
            parts[part] = name
        elif not name.endswith("/"):
            findings.lost(Problem.NOT_TAKEN, NOT_A_PART, at=Place(part=name), file=name)
    if ELEMENTS not in parts:
        raise UnreadableFileError(str(Note(NO_ELEMENTS)))
    return parts


def _take_element(row: Row, raw: RawModel) -> None:
    if row["Type"] == MODEL_TYPE:
        raw.identifier, raw.name, raw.documentation = row["ID"], row["Name"], row["Documentation"]
        return
    raw.elements.append(
        RawElement(
            identifier=row["ID"],
            line=row.number,
            part=row.part,
            concept=row["Type"],
            name=row["Name"],
            documentation=row["Documentation"],
            specialization=row["Specialization"],
        )
    )


def _relation(row: Row) -> RawRelation:
    return RawRelation(
        identifier=row["ID"],
        line=row.number,
        part=row.part,
        concept=row["Type"].removesuffix(RELATION_ENDING),
        name=row["Name"],
        documentation=row["Documentation"],
        specialization=row["Specialization"],
        source=row["Source"],
        target=row["Target"],
    )


def _take_property(row: Row, holders: Mapping[str, RawModel | RawElement], findings: Findings) -> None:
    key, value = row["Key"], row["Value"]
    holder = holders.get(row["ID"])
    if holder is None:
        place = Place(identifier=row["ID"], line=row.number, part=row.part)
        findings.lost(Problem.DANGLING_REFERENCE, NO_HOLDER, at=place, key=key, identifier=row["ID"])
    elif isinstance(holder, RawRelation) and holder.concept == "Access" and key == ACCESS_TYPE:
        holder.access = value or "Access"
    elif isinstance(holder, RawRelation) and holder.concept == "Association" and key == DIRECTED:
        holder.is_directed = value.casefold() == "true"
    else:
        holder.properties.append((key, value))

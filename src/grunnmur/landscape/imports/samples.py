"""Sample files, made of the shapes themselves, so that they cannot go out of date."""

from collections.abc import Mapping, Sequence

from grunnmur.core.tables.write import Table, write_csv, write_xlsx
from grunnmur.landscape.imports.shapes import PROFILES, TABLES

CONSTRUCTED: Mapping[str, Sequence[Mapping[str, str]]] = {
    "systems": (
        {
            "external_id": "S1",
            "name": "Elevsystem",
            "code": "ES",
            "summary": "Elever, klasser og fravær.",
            "owner_unit": "0412",
            "lifecycle": "active",
            "criticality": "3",
            "product": "Skoleprogram",
            "hosting": "saas",
            "hosting_countries": "NO; IE",
            "users_band": "3",
            "login": "sso",
            "supplier": "Skoleprogram AS",
            "fact_mfa": "1",
        },
        {"external_id": "S2", "name": "Arkiv", "code": "AR", "lifecycle": "active", "supplier": "Arkivhuset AS"},
    ),
    "information": (
        {
            "external_id": "I1",
            "name": "Elevmappe",
            "definition": "Alt som er skrevet om én elev.",
            "archive": "preserve",
            "retention_months": "120",
            "data_categories": "contact; health",
            "subject_categories": "pupil; guardian",
        },
    ),
    "suppliers": (
        {
            "external_id": "L1",
            "name": "Skoleprogram AS",
            "org_number": "974760673",
            "country": "NO",
            "contact": "post@skoleprogram.example",
        },
    ),
    "elements": (
        {"type": "goal", "name": "Alle elever fullfører", "summary": "Mål i kommuneplanen."},
        {"type": "service", "name": "Skoleplass", "owner_unit": "0412"},
    ),
    "relations": (
        {"from": "Elevsystem", "kind": "supports", "to": "Skoleplass", "strength": "2", "valid_from": "2026-01-01"},
        {"from": "Elevsystem", "kind": "masters", "to": "Elevmappe"},
    ),
}


def sample_csv(profile: str) -> bytes:
    """Return a CSV of one table with a few constructed rows, in the columns that they use. Raises KeyError."""
    rows = CONSTRUCTED[profile]
    used = {name for row in rows for name in row}
    return write_csv(_table(profile, [each.name for each in TABLES[profile].fields if each.name in used]))


def sample_workbook() -> bytes:
    """Return an XLSX with the tables people begin with, every column of each."""
    return write_xlsx([_table(name, [each.name for each in TABLES[name].fields]) for name in PROFILES])


def _table(name: str, header: Sequence[str]) -> Table:
    return Table(name, header, [[row.get(column) for column in header] for row in CONSTRUCTED[name]])

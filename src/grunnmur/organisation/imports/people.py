"""Persons of a file: recognised by (source, key), else national number, else employee number; else new."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_noop

from grunnmur.core.imports.interpret import Record, refuse_doubles
from grunnmur.core.imports.plan import ADD, CHANGE, Columns, Line
from grunnmur.core.imports.staging import staged
from grunnmur.organisation.imports.drafting import Draft, different
from grunnmur.organisation.imports.units import refuse_hanging
from grunnmur.organisation.models import Person, PersonKey

COLUMNS = (
    "given_name",
    "family_name",
    "display_name",
    "language",
    "work_email",
    "work_phone",
    "employee_number",
    "national_id_hmac",
    "is_protected",
)
KEY_COLUMNS = ("person_id", "source", "key")
FIELDS = {"national_id_hmac": "national_id"}  # column → field of the file, where they differ
STAGE = {"n": "int", "key": "text", **dict.fromkeys(COLUMNS[:-1], "text"), "is_protected": "boolean"}

# Rows whose person has this key and in which nothing that is said differs are left out at once.
FIND_DIFFERENT = """
    SELECT s.n, k.person_id, h.id, e.id
    FROM {stage} s
    LEFT JOIN organisation_personkey k ON k.source = %s AND k.key = s.key
    LEFT JOIN organisation_person p ON p.id = k.person_id
    LEFT JOIN organisation_person h ON h.national_id_hmac = s.national_id_hmac AND s.national_id_hmac <> ''
    LEFT JOIN organisation_person e ON e.employee_number = s.employee_number AND s.employee_number <> ''
    WHERE (p.merged_into_id IS NULL AND {same}) IS NOT TRUE
    ORDER BY s.n
"""


@dataclass
class Matched:
    """Whom a row means: by its key, its national number, its employee number; None = nobody yet."""

    by_key: UUID | None
    by_national_id: UUID | None
    by_employee_number: UUID | None

    @property
    def person_ids(self) -> set[UUID]:
        """All who are meant; two are a contradiction."""
        return {found for found in (self.by_key, self.by_national_id, self.by_employee_number) if found}


@dataclass
class People:
    """Persons by their key in this source, as the plan leaves them, and the names of those in it."""

    by_key: dict[str, UUID] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)
    new: dict[UUID, str] = field(default_factory=dict)

    def refer(self, draft: Draft, record: Record) -> UUID | None:
        """Return the person a record names; None, with a finding, when nobody is meant."""
        key = record.values["person_key"]
        if key in self.wrong:
            refuse_hanging(draft, record, at="person_key", row=self.wrong[key])
        elif key not in self.by_key:
            draft.reading.refuse(
                record,
                gettext_noop("There is no person with this key."),
                at="person_key",
                how=gettext_noop("Add the person to the file, or correct the key."),
            )
        else:
            if self.by_key[key] in draft.protected:
                draft.shielded.add((record.sheet, record.row))
            return self.by_key[key]
        return None

    def names(self, wanted: Iterable[UUID]) -> dict[UUID, str]:
        """Return the shown names of these persons; one statement."""
        ids = set(wanted)
        return dict(Person.objects.filter(pk__in=ids - self.new.keys()).values_list("id", "display_name")) | {
            pk: self.new[pk] for pk in ids & self.new.keys()
        }


def plan_people(draft: Draft) -> People:
    """Add the lines about persons and their keys; return everybody this source knows."""
    draft.protected |= set(Person.objects.filter(is_protected=True).values_list("id", flat=True))
    merged = dict(Person.objects.filter(merged_into__isnull=False).values_list("id", "merged_into_id"))
    keys = PersonKey.objects.filter(source=draft.source).values_list("key", "person_id")
    people = People({key: merged.get(person, person) for key, person in keys})
    for name in ("national_id", "employee_number"):
        refuse_doubles(draft.right("people"), (name,), into=draft.reading)
    records = draft.right("people")
    different_rows = _different(draft, records, merged)
    stored = _stored({pk for match in different_rows.values() for pk in match.person_ids})
    for number, match in different_rows.items():
        _plan_person(draft, records[number], match, people, stored)
    for record in draft.records("people"):
        if record.is_wrong and record.get("person_key"):
            people.wrong[record.values["person_key"]] = record.row
    _shield(draft, people)
    _warn_of_likeness(draft, records, people)
    return people


def _different(draft: Draft, records: list[Record], merged: dict[UUID, UUID]) -> dict[int, Matched]:
    """Return, by place in `records`, whom those mean that would change something."""
    rows = (
        (number, record.values["person_key"], *(record.get(FIELDS.get(name, name)) for name in COLUMNS))
        for number, record in enumerate(records)
    )
    same = " AND ".join(f"(s.{name} IS NULL OR s.{name} = p.{name})" for name in COLUMNS)
    with staged(STAGE, rows) as stage, connection.cursor() as cursor:
        cursor.execute(FIND_DIFFERENT.format(stage=stage.as_string(None), same=same), [draft.source])
        found = cursor.fetchall()
    return {number: Matched(*(merged.get(pk, pk) if pk else None for pk in ids)) for number, *ids in found}


def _stored(ids: set[UUID]) -> dict[UUID, dict[str, Any]]:  # Any: columns of several types
    rows = Person.objects.filter(pk__in=ids).values("id", *COLUMNS)
    return {row["id"]: row for row in rows}


def _plan_person(
    draft: Draft, record: Record, match: Matched, people: People, stored: dict[UUID, dict[str, Any]]
) -> None:
    if len(match.person_ids) > 1:
        draft.reading.refuse(
            record,
            gettext_noop("The key, the national identity number and the employee number mean different people."),
            at="person_key",
            how=gettext_noop("Correct the row, or the person in Grunnmur."),
        )
        return
    key = record.values["person_key"]
    pk = next(iter(match.person_ids), None)
    if pk is None:
        pk = _add_person(draft, record, people)
    else:
        _change_person(draft, record, pk, stored[pk])
    if match.by_key is None:
        _add_key(draft, record, pk, is_known=bool(match.person_ids))
        people.by_key[key] = pk


def _said(record: Record) -> Columns:
    pairs = ((name, record.values.get(FIELDS.get(name, name))) for name in COLUMNS)
    return {name: value for name, value in pairs if value is not None}


def _add_person(draft: Draft, record: Record, people: People) -> UUID:
    pk = draft.new_id("people", record.values["person_key"])
    name = record.get("display_name") or _whole_name(record.values)
    columns: Columns = dict.fromkeys(COLUMNS, "") | {"is_protected": False} | _said(record) | {"display_name": name}
    if columns["is_protected"]:
        draft.protected.add(pk)
    people.new[pk] = name
    draft.counted["new persons"] += 1
    draft.add_line(Line("people", ADD, name, pk, None, columns), person_id=pk)
    return pk


def _change_person(draft: Draft, record: Record, pk: UUID, stored: dict[str, Any]) -> None:  # Any: columns
    said = _said(record)
    if "display_name" not in said and stored["display_name"] == _whole_name(stored):
        said["display_name"] = _whole_name(record.values)
    if stored["national_id_hmac"] and said.get("national_id_hmac", "") not in {"", stored["national_id_hmac"]}:
        draft.reading.warn(
            record,
            gettext_noop("The person had another national identity number until now."),
            at="national_id",
            how=gettext_noop("A D-number becomes a national number once. Compare with the source if it is not that."),
        )
    if said.get("is_protected"):
        draft.protected.add(pk)
    before, after = different(stored, said)
    if after:
        draft.add_line(Line("people", CHANGE, stored["display_name"], pk, before, after), person_id=pk)


def _whole_name(values: dict[str, Any]) -> str:  # Any: columns
    return f"{values['given_name']} {values['family_name']}".strip()


def _add_key(draft: Draft, record: Record, pk: UUID, *, is_known: bool) -> None:
    key = record.values["person_key"]
    if is_known:
        draft.counted["new keys"] += 1
    title = record.get("display_name") or _whole_name(record.values)
    columns = {"person_id": str(pk), "source": draft.source, "key": key}
    draft.add_line(Line("keys", ADD, title, draft.new_id("keys", key), None, columns), person_id=pk)


def _shield(draft: Draft, people: People) -> None:
    for record in draft.records("people"):
        person = people.by_key.get(record.get("person_key") or "")
        if record.get("is_protected") or person in draft.protected:
            draft.shielded.add((record.sheet, record.row))


def _warn_of_likeness(draft: Draft, records: list[Record], people: People) -> None:
    """Tell of new persons with the name or the address of somebody known; the protected are never told of."""
    new = [record for record in records if people.by_key.get(record.values["person_key"]) in people.new]
    names = {people.new[people.by_key[record.values["person_key"]]] for record in new}
    emails = {record.get("work_email") for record in new} - {None, ""}
    if not new:
        return
    known = Person.objects.filter(is_protected=False, merged_into=None)
    by_name = _counted(known.filter(display_name__in=names).values_list("display_name", flat=True))
    by_email = _counted(known.filter(work_email__in=emails).values_list("work_email", flat=True))
    for record in new:
        name = people.new[people.by_key[record.values["person_key"]]]
        if by_name[name] or by_email[record.get("work_email") or ""]:
            draft.reading.warn(
                record,
                gettext_noop("Somebody with this name or e-mail address is here already: perhaps the same person."),
                at="family_name",
                how=gettext_noop("If so, give her employee number or national identity number in the file."),
            )


def _counted(values: Iterable[str]) -> defaultdict[str, int]:
    found: defaultdict[str, int] = defaultdict(int)
    for value in values:
        found[value] += 1
    return found

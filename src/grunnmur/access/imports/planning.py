"""From a file of today's accesses to a plan. Names nobody knows are kept too: somebody says later what they mean."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from django.db import connection
from django.utils.translation import gettext_noop

from grunnmur.access.imports.shapes import SHAPES
from grunnmur.access.models import ObservedAccess, ObservedPerson, ObservedThing, Permission
from grunnmur.core.imports.drafting import ReadRun
from grunnmur.core.imports.findings import ERROR
from grunnmur.core.imports.guard import Measure
from grunnmur.core.imports.importer import Target
from grunnmur.core.imports.interpret import Reading, Record, read_sheet
from grunnmur.core.imports.mapping import Mapping as ColumnMapping
from grunnmur.core.imports.mapping import shape_of
from grunnmur.core.imports.plan import ADD, CHANGE, DROP, Columns, Line, Plan
from grunnmur.core.models import ImportRun
from grunnmur.core.tables.sheet import Sheet

KIND = "access.observed"
PEOPLE, THINGS, ACCESSES = "people", "things", "accesses"
TARGETS = (
    Target(PEOPLE, ObservedPerson, ("source", "key", "person_id", "is_ignored")),
    Target(THINGS, ObservedThing, ("source", "resource", "level", "permission_id", "is_ignored")),
    Target(ACCESSES, ObservedAccess, ("holder_id", "thing_id", "last_used")),
)
LEVEL_OF_NONE = "har"  # as in a role matrix
# What a source may call a person, the surest first: its own key, an employee number, a user name, an e-mail address.
WHO = """
    SELECT s.key, min(f.person_id::text), count(DISTINCT f.person_id), f.rank
    FROM unnest(%(keys)s::text[]) AS s(key), LATERAL (
        SELECT k.person_id, 1 AS rank FROM organisation_personkey k WHERE k.source = %(source)s AND k.key = s.key
        UNION ALL SELECT p.id, 2 FROM organisation_person p WHERE p.employee_number = s.key
        UNION ALL SELECT u.person_id, 3 FROM access_scimuser u WHERE lower(u.user_name) = lower(s.key)
        UNION ALL SELECT p.id, 4 FROM organisation_person p WHERE lower(p.work_email) = lower(s.key)
    ) f GROUP BY s.key, f.rank ORDER BY s.key, f.rank
"""


class Name(NamedTuple):
    """What a source calls something that people have."""

    resource: str
    level: str

    def __str__(self) -> str:
        return f"{self.resource} ({self.level})" if self.level else self.resource


class Known(NamedTuple):
    """A row that is there: its id, and what it means here."""

    id: UUID
    means: UUID | None


@dataclass
class Draft(ReadRun):
    """A plan in the making."""

    lines: list[Line] = field(default_factory=list)
    protected: Collection[UUID] = ()
    shielded: set[tuple[str, int]] = field(default_factory=set)

    def new_id(self, table: str, key: str) -> UUID:
        """Return the id a new row gets: the same for the same run and key, so that planning twice gives one plan."""
        return uuid5(self.run.pk, f"{table}:{key}")


def make_plan(sheets: Sequence[Sheet], mapping: ColumnMapping, run: ImportRun) -> Plan:
    """Return what these sheets would change of what is observed; reads the database, writes nothing."""
    reading = Reading()
    for sheet in sheets:
        shape = shape_of(sheet, SHAPES, mapping)
        if shape:
            read_sheet(sheet, shape, mapping=mapping, into=reading)
    draft = Draft(run, reading, protected=_protected())
    records = [record for record in draft.right("accesses") if record.get("resource")]
    people = _people(draft, {record.values["person_key"] for record in records})
    things = _things(draft, {_name(record) for record in records})
    total = _accesses(draft, records, people, things)
    _shield(draft, people)
    return Plan(draft.lines, reading.findings, _measures(draft, total), draft.shielded)


def _name(record: Record) -> Name:
    return Name(record.values["resource"], record.get("level") or "")


def _protected() -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM organisation_person WHERE is_protected")
        return {row[0] for row in cursor.fetchall()}


def persons_called(keys: Iterable[str], *, source: str) -> dict[str, UUID]:
    """Return whom a source means by its keys; a key that fits nobody, or several, is left out. One statement."""
    found: dict[str, UUID] = {}
    with connection.cursor() as cursor:
        cursor.execute(WHO, {"keys": sorted(set(keys)), "source": source})
        for key, person, count, _rank in cursor.fetchall():
            if count == 1:
                found.setdefault(key, UUID(person))
    return found


def permissions_called(names: Iterable[Name]) -> dict[Name, UUID]:
    """Return which levels are meant by resource and level, whatever the case; others are left out. One statement."""
    rows = Permission.objects.filter(resource__is_own=False).values_list("resource__name", "key", "level", "pk")
    known: dict[tuple[str, str], UUID] = {}
    for resource, key, level, pk in rows:
        known[resource.casefold(), key.casefold()] = pk
        known.setdefault((resource.casefold(), level.casefold()), pk)
    keys = {name: (name.resource.casefold(), name.level.casefold()) for name in names}
    plain = {name: known.get(key) or known.get((key[0], key[1] or LEVEL_OF_NONE)) for name, key in keys.items()}
    return {name: pk for name, pk in plain.items() if pk}


def _people(draft: Draft, keys: set[str]) -> dict[str, Known]:
    rows = ObservedPerson.objects.filter(source=draft.source, key__in=keys).values_list("key", "pk", "person_id")
    found = {key: Known(pk, person) for key, pk, person in rows}
    new = sorted(keys - found.keys())
    meant = persons_called(new, source=draft.source)
    for key in new:
        person = meant.get(key)
        found[key] = Known(draft.new_id(PEOPLE, key), person)
        columns = {"source": draft.source, "key": key, "person_id": _text(person), "is_ignored": False}
        is_shielded = person in draft.protected
        draft.lines.append(Line(PEOPLE, ADD, key, found[key].id, None, columns, is_shielded))
    return found


def _things(draft: Draft, names: set[Name]) -> dict[Name, Known]:
    rows = ObservedThing.objects.filter(source=draft.source).values_list("resource", "level", "pk", "permission_id")
    found = {Name(resource, level): Known(pk, permission) for resource, level, pk, permission in rows}
    new = sorted(names - found.keys())
    meant = permissions_called(new)
    for name in new:
        found[name] = Known(draft.new_id(THINGS, f"{name.resource}\n{name.level}"), meant.get(name))
        columns: Columns = {"source": draft.source, "resource": name.resource, "level": name.level}
        columns |= {"permission_id": _text(meant.get(name)), "is_ignored": False}
        draft.lines.append(Line(THINGS, ADD, str(name), found[name].id, None, columns))
    return found


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _accesses(
    draft: Draft, records: Sequence[Record], people: Mapping[str, Known], things: Mapping[Name, Known]
) -> int:
    """Take in who has what; in a full file, what it lacks of this source goes. Returns how many there were."""
    rows = ObservedAccess.objects.filter(holder__source=draft.source).select_related("holder", "thing")
    stored = {(row.holder_id, row.thing_id): row for row in rows}
    total, said = len(stored), _said(records, people, things)
    for pair, (record, last_used) in said.items():
        title = f"{record.values['person_key']}: {_name(record)}"
        is_shielded = people[record.values["person_key"]].means in draft.protected
        _access(draft, pair, title, last_used, stored.pop(pair, None), is_shielded=is_shielded)
    is_whole = not any(record.is_wrong for record in draft.records("accesses"))
    if draft.run.mode == ImportRun.Mode.FULL and is_whole:
        for row in stored.values():
            before = {"holder_id": str(row.holder_id), "thing_id": str(row.thing_id), "last_used": _day(row.last_used)}
            title = f"{row.holder.key}: {row.thing}"
            is_shielded = row.holder.person_id in draft.protected
            draft.lines.append(Line(ACCESSES, DROP, title, row.pk, before, None, is_shielded))
    return total


Pair = tuple[UUID, UUID]


def _said(
    records: Sequence[Record], people: Mapping[str, Known], things: Mapping[Name, Known]
) -> dict[Pair, tuple[Record, Any]]:  # Any: a day or nothing
    """Return each pair once; of several rows the latest use counts."""
    found: dict[Pair, tuple[Record, Any]] = {}
    for record in records:
        pair = (people[record.values["person_key"]].id, things[_name(record)].id)
        known, used = found.get(pair, (record, None)), record.get("last_used")
        found[pair] = (known[0], max(filter(None, (known[1], used)), default=None))
    return found


def _access(
    draft: Draft, pair: Pair, title: str, last_used: Any, stored: ObservedAccess | None, *, is_shielded: bool
) -> None:  # Any: a day or nothing
    if stored is None:
        columns = {"holder_id": str(pair[0]), "thing_id": str(pair[1]), "last_used": _day(last_used)}
        subject = draft.new_id(ACCESSES, f"{pair[0]}:{pair[1]}")
        draft.lines.append(Line(ACCESSES, ADD, title, subject, None, columns, is_shielded))
    elif last_used and stored.last_used != last_used:
        before, after = {"last_used": _day(stored.last_used)}, {"last_used": _day(last_used)}
        draft.lines.append(Line(ACCESSES, CHANGE, title, stored.pk, before, after, is_shielded))


def _day(value: Any) -> str | None:  # Any: a day or nothing
    return value.isoformat() if value else None


def _shield(draft: Draft, people: Mapping[str, Known]) -> None:
    """Mark the rows of the file that are about protected persons."""
    for record in draft.records("accesses"):
        known = people.get(record.get("person_key") or "")
        if known and known.means in draft.protected:
            draft.shielded.add((record.sheet, record.row))


def _measures(draft: Draft, total: int) -> list[Measure]:
    gone = sum(line.action == DROP for line in draft.lines)
    rows = {(one.place.sheet, one.place.row) for one in draft.reading.findings if one.severity == ERROR}
    dropped = gettext_noop("%(count)s accesses are no longer there (at most %(limit)s)")
    wrong = gettext_noop("%(count)s rows are in error (at most %(limit)s)")
    return [
        Measure(message=dropped, count=gone, total=total, at_least=10, percent=10),
        Measure(message=wrong, count=len(rows), total=draft.run.row_count, at_least=0, percent=1),
    ]

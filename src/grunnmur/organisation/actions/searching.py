"""Making people and units found: by name, position, unit and code."""

from collections.abc import Collection, Iterable
from uuid import UUID

from grunnmur.core import search
from grunnmur.core.clock import today
from grunnmur.core.inserting import NewRow, Sql
from grunnmur.organisation.models import Person, Unit
from grunnmur.organisation.queries.shown import ShownPerson, shown_people
from grunnmur.organisation.rules import SEE_PROTECTED

PERSON, UNIT = "person", "unit"
BATCH = 500


def index_people(person_ids: Collection[UUID]) -> None:
    """Let these persons be found as they are today; a protected one only by those who may know of her."""
    search.index(list(_people(person_ids)))


def index_beside(person: Person, *rows: NewRow, unless: Sql) -> bool:
    """Insert a new person with rows about her, and let her be found: without employment, as nobody new has one yet.

    unless: a query; if it finds anything, nothing is written and False returned.
    """
    shown = ShownPerson(person.pk, person.display_name, person.work_email, person.is_protected, None, "", "")
    return search.index_beside(_person(shown), person, *rows, unless=unless)


def index_units(unit_ids: Collection[UUID]) -> None:
    """Let these units be found."""
    search.index([_unit(unit) for unit in Unit.objects.filter(pk__in=unit_ids)])


def index_imported(person_ids: Collection[UUID]) -> None:
    """Let these persons and every unit be found again, after an import."""
    ordered = sorted(person_ids)
    for first in range(0, len(ordered), BATCH):
        index_people(ordered[first : first + BATCH])
    search.rebuild(UNIT)


def people_entries(after: UUID | None) -> Iterable[search.Entry]:
    """Yield every person's entry in the order of ids."""
    rows = Person.objects.filter(pk__gt=after) if after else Person.objects.all()
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(ids), BATCH):
        yield from _people(ids[first : first + BATCH])


def unit_entries(after: UUID | None) -> Iterable[search.Entry]:
    """Yield every unit's entry in the order of ids."""
    rows = Unit.objects.filter(pk__gt=after) if after else Unit.objects.all()
    yield from (_unit(unit) for unit in rows.order_by("pk"))


def _people(person_ids: Collection[UUID]) -> Iterable[search.Entry]:
    return map(_person, shown_people(person_ids, on=today()))


def _person(person: ShownPerson) -> search.Entry:
    described = tuple(part for part in (person.position, person.unit) if part)
    return search.Entry(
        kind=PERSON,
        ref=person.id,
        title=person.name,
        subtitle=", ".join(described),
        keywords=described,
        codes=tuple(code for code in (person.work_email,) if code),
        audience_keys=_audience(person),
        unit=person.unit_id,
    )


def _audience(person: ShownPerson) -> tuple[str, ...]:
    own, unit = f"person:{person.id}", person.unit_id
    if not person.is_protected:
        return ("everyone", own)
    return (own, f"may:{SEE_PROTECTED}", *([f"leader:{unit}"] if unit else []))


def _unit(unit: Unit) -> search.Entry:
    names = tuple(name for name in (unit.short_name, unit.kind) if name)
    return search.Entry(
        kind=UNIT,
        ref=unit.pk,
        title=unit.name,
        subtitle=unit.kind,
        codes=(unit.code,),
        keywords=names,
        audience_keys=("everyone",),
        unit=unit.pk,
    )

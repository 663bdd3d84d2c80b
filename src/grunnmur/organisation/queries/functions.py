"""Functions: who holds which for what, and where one is needed that nobody holds."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from grunnmur.core.paging import Slice, keyset
from grunnmur.core.permissions import Actor
from grunnmur.core.sql import NordicKey
from grunnmur.organisation.models import LINE, Appointment, Employment, Function, Person, Unit, UnitParent
from grunnmur.organisation.queries.people import visible
from grunnmur.organisation.queries.statements import fetch

# Which units somebody at work holds a function for: the unit she is appointed for, and all below it.
_COVERED = """
SELECT DISTINCT a.function_id, c.descendant_id
FROM organisation_appointment a
JOIN organisation_unitclosure c ON c.ancestor_id = a.unit_id AND c.structure = 'line' AND c.valid @> %(day)s::date
WHERE a.function_id = ANY (%(functions)s) AND a.valid @> %(day)s::date
AND EXISTS (SELECT FROM organisation_employment e WHERE e.person_id = a.person_id AND e.valid @> %(day)s::date)
"""


@dataclass(frozen=True)
class FunctionRow:
    """A function in the register: how many hold it on the day, and for how many units it is needed and vacant."""

    function: Function
    holders: int
    vacant: int


def function_register(*, on: date, seen_by: Actor, name: str = "") -> list[FunctionRow]:
    """Return all functions by name; `name` narrows to those whose name has this text. Four statements."""
    rows = list(Function.objects.filter(name__icontains=name).order_by("is_closed", NordicKey("name"), "id"))
    held = _held(on, seen_by).values_list("function_id").annotate(Count("person_id", distinct=True))
    holders = dict(held)
    vacant = _vacant([row for row in rows if row.needed and not row.is_closed], on=on)
    return [FunctionRow(row, holders.get(row.pk, 0), len(vacant.get(row.pk, ()))) for row in rows]


def find_function(function_id: UUID) -> Function:
    """Return one function. Raises Function.DoesNotExist."""
    return Function.objects.get(pk=function_id)


def open_functions() -> list[Function]:
    """Return the functions somebody can be appointed to, by name."""
    return list(Function.objects.filter(is_closed=False).order_by(NordicKey("name"), "id"))


def holders_of(function_id: UUID, *, on: date, seen_by: Actor, after: str = "") -> Slice[Appointment]:
    """Return one page of who holds a function on a day or will, by unit and name. One statement."""
    live = Q(valid__contains=on) | Q(valid__startswith__gt=on)
    rows = _known(seen_by).filter(live, function_id=function_id).select_related("person", "unit")
    return keyset(rows, by=("unit__sort_key", "person__sort_key", "id"), after=after)


def vacant_units(function: Function, *, on: date) -> list[Unit]:
    """Return the units where a function is needed and nobody holds it, for them or above them, by name.

    Of one that is needed once in the municipality: the top units, when nobody holds it. Three statements at most.
    """
    if function.is_closed or not function.needed:
        return []
    ids = _vacant([function], on=on).get(function.pk, set())
    return list(Unit.objects.filter(pk__in=ids).order_by("sort_key", "id"))


def vacant_functions(unit_id: UUID, *, on: date) -> list[Function]:
    """Return the functions that are needed for a unit and that nobody holds, by name. Three statements at most."""
    needed = list(Function.objects.filter(is_closed=False).exclude(needed="").order_by(NordicKey("name"), "id"))
    vacant = _vacant(needed, on=on)
    return [row for row in needed if unit_id in vacant.get(row.pk, ())]


def find_appointment(appointment_id: UUID, *, seen_by: Actor) -> Appointment:
    """Return one appointment of a person the asker may know of. Raises Appointment.DoesNotExist."""
    return _known(seen_by).select_related("person", "unit", "function").get(pk=appointment_id)


def _vacant(functions: Collection[Function], *, on: date) -> dict[UUID, set[UUID]]:
    """Return, for each function that is needed, the units where nobody holds it. Three statements."""
    if not functions:
        return {}
    covered: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for function, unit in fetch(_COVERED, {"functions": [row.pk for row in functions], "day": on}):
        covered[function].add(unit)
    used = set(Employment.objects.filter(valid__contains=on).values_list("unit_id", flat=True).distinct())
    tops = _tops(on)
    return {
        row.pk: used - covered[row.pk] if row.needed == Function.Need.UNITS else (set() if covered[row.pk] else tops)
        for row in functions
    }


def _tops(on: date) -> set[UUID]:
    rows = UnitParent.objects.filter(structure=LINE, parent__isnull=True, valid__contains=on)
    return set(rows.values_list("unit_id", flat=True))


def _known(seen_by: Actor) -> QuerySet[Appointment]:
    known = visible(Person.objects.filter(pk=OuterRef("person")), seen_by=seen_by)
    return Appointment.objects.filter(Exists(known))


def _held(on: date, seen_by: Actor) -> QuerySet[Appointment]:
    at_work = Employment.objects.filter(person=OuterRef("person"), valid__contains=on)
    return _known(seen_by).filter(Exists(at_work), valid__contains=on)

"""Units: the tree on a day, one unit, and what lies around it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from grunnmur.core.permissions import EVERYWHERE, Actor, Scope, System, may
from grunnmur.organisation.models import (
    LINE,
    Appointment,
    Employment,
    Function,
    Person,
    Position,
    Unit,
    UnitClosure,
    UnitParent,
)
from grunnmur.organisation.queries.leaders import named_leaders
from grunnmur.organisation.queries.people import visible
from grunnmur.organisation.queries.statements import fetch
from grunnmur.organisation.rules import SEE_PROTECTED

_UNIT_KEYS = frozenset({"unit", "below", "leader"})
_EVER_BELOW = """
WITH below AS (
    SELECT DISTINCT descendant_id AS unit_id FROM organisation_unitclosure WHERE ancestor_id = ANY (%(units)s)
)
SELECT person_id FROM organisation_employment JOIN below USING (unit_id)
UNION SELECT person_id FROM organisation_appointment JOIN below USING (unit_id)
UNION SELECT person_id FROM organisation_leadership JOIN below USING (unit_id)
"""


@dataclass
class Node:
    """A unit in the tree: who leads it, how many employments it has itself, and the units right below it."""

    unit: Unit
    leader: Person | None = None
    is_acting: bool = False
    own: int = 0
    below: "list[Node]" = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many employments there are in it and below it."""
        return self.own + sum(node.total for node in self.below)


def unit_tree(*, on: date, seen_by: Actor) -> list[Node]:
    """Return the tops of the tree on a day, each with all below it; by name on every level. Four statements."""
    parents = UnitParent.objects.filter(structure=LINE, valid__contains=on)
    rows = list(parents.select_related("unit").order_by("unit__sort_key", "unit_id"))
    nodes = nodes_of([row.unit for row in rows], on=on, seen_by=seen_by)
    tops: list[Node] = []
    for row in rows:
        above = nodes.get(row.parent_id) if row.parent_id else None
        (above.below if above else tops).append(nodes[row.unit_id])
    return tops


def nodes_of(units: Collection[Unit], *, on: date, seen_by: Actor) -> dict[UUID, Node]:
    """Return a node for each unit, with leader and number, without what is below. Three statements at most."""
    ids = [unit.pk for unit in units]
    leaders = named_leaders(ids, on=on)
    shown = set(known_ids([row.person_id for row in leaders.values()], seen_by=seen_by))
    counts = headcounts(ids, on=on, seen_by=seen_by)
    nodes = {}
    for unit in units:
        row = leaders.get(unit.pk)
        leader = row.person if row and row.person_id in shown else None
        nodes[unit.pk] = Node(unit, leader, bool(row and row.kind == "acting"), counts.get(unit.pk, 0))
    return nodes


def known_ids(person_ids: Collection[UUID], *, seen_by: Actor) -> list[UUID]:
    """Return which of these persons the asker may know of."""
    people = visible(Person.objects.filter(pk__in=list(person_ids)), seen_by=seen_by)
    return list(people.values_list("pk", flat=True))


def headcounts(unit_ids: Collection[UUID], *, on: date, seen_by: Actor) -> Mapping[UUID, int]:
    """Return how many work in each unit itself on a day; units without anybody are left out. One statement."""
    rows = Employment.objects.filter(unit_id__in=unit_ids, valid__contains=on)
    if not (isinstance(seen_by, System) or may(seen_by, SEE_PROTECTED)):
        rows = rows.filter(person__is_protected=False)  # the protected are in no count
    return dict(rows.values_list("unit_id").annotate(Count("person_id", distinct=True)))


def find_unit(unit_id: UUID) -> Unit:
    """Return one unit, on any day. Raises Unit.DoesNotExist."""
    return Unit.objects.get(pk=unit_id)


def open_units(*, on: date, within: Scope) -> QuerySet[Unit]:
    """Return the units that exist on a day and lie within a scope, by name."""
    return Unit.objects.filter(within.as_filter("pk"), valid__contains=on).order_by("sort_key", "id")


def unit_outline(*, on: date) -> list[tuple[Unit, int]]:
    """Return the units that exist on a day in the order of the tree, by name on each level, and how deep each lies.

    A top is 0 deep, and so is what hangs nowhere. Two statements.
    """
    parents = dict(UnitParent.objects.filter(structure=LINE, valid__contains=on).values_list("unit_id", "parent_id"))
    units = list(open_units(on=on, within=EVERYWHERE))
    known = {unit.pk for unit in units}
    below: dict[UUID | None, list[Unit]] = defaultdict(list)
    for unit in units:
        above = parents.get(unit.pk)
        below[above if above in known else None].append(unit)
    return _outlined(below, None, 0)


def _outlined(below: Mapping[UUID | None, list[Unit]], above: UUID | None, level: int) -> list[tuple[Unit, int]]:
    return [row for unit in below.get(above, ()) for row in ((unit, level), *_outlined(below, unit.pk, level + 1))]


def path_of(unit_id: UUID, *, on: date) -> list[Unit]:
    """Return the units above one on a day, the top first; the unit itself left out. One statement."""
    rows = UnitClosure.objects.filter(structure=LINE, descendant_id=unit_id, valid__contains=on, distance__gt=0)
    return [row.ancestor for row in rows.select_related("ancestor").order_by("-distance")]


def units_right_below(unit_id: UUID, *, on: date) -> list[Unit]:
    """Return the units right below one on a day, by name. One statement."""
    rows = UnitParent.objects.filter(structure=LINE, parent_id=unit_id, valid__contains=on)
    return [row.unit for row in rows.select_related("unit").order_by("unit__sort_key", "unit_id")]


def appointments_at(unit_id: UUID, *, on: date, seen_by: Actor) -> list[Appointment]:
    """Return who holds functions for a unit on a day, by function and name."""
    rows = Appointment.objects.filter(unit_id=unit_id, valid__contains=on).select_related("person", "function")
    found = list(rows.order_by("function__name", "person__sort_key"))
    shown = set(known_ids([row.person_id for row in found], seen_by=seen_by))
    return [row for row in found if row.person_id in shown]


def appointments_of(person_id: UUID, *, on: date) -> list[Appointment]:
    """Return the functions a person holds on a day, or will."""
    rows = Appointment.objects.filter(Q(valid__contains=on) | Q(valid__startswith__gt=on), person_id=person_id)
    return list(rows.select_related("function", "unit").order_by("function__name", "unit__sort_key"))


def functions() -> QuerySet[Function]:
    """Return all functions, by name."""
    return Function.objects.order_by("name", "id")


def unit_names(unit_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of units; everybody may know them."""
    return dict(Unit.objects.filter(pk__in=unit_ids).values_list("pk", "name"))


def position_names() -> dict[UUID, str]:
    """Return the names of all positions."""
    return dict(Position.objects.values_list("pk", "name"))


def function_names() -> dict[UUID, str]:
    """Return the names of all functions."""
    return dict(Function.objects.values_list("pk", "name"))


def key_names(keys: Collection[str]) -> dict[str, str]:
    """Return organisation's group keys in words; keys of other domains are left out. Two statements at most."""
    parts = [(key, *key.partition(":")[::2]) for key in keys]
    units = unit_names([UUID(value) for _key, prefix, value in parts if prefix in _UNIT_KEYS])
    functions = function_names() if any(prefix == "function" for _key, prefix, _value in parts) else {}
    named = {key: _named(prefix, value, units, functions) for key, prefix, value in parts}
    return {key: name for key, name in named.items() if name}


def _named(prefix: str, value: str, units: Mapping[UUID, str], functions: Mapping[UUID, str]) -> str:
    if prefix == "everyone":
        return _("Everyone")
    if prefix == "function":
        return functions.get(UUID(value.partition("@")[0]), "")
    unit = units.get(UUID(value), "") if prefix in _UNIT_KEYS else ""
    return _("Leader of %(unit)s") % {"unit": unit} if unit and prefix == "leader" else unit


_BELOW = """
SELECT ancestor_id, descendant_id FROM organisation_unitclosure
WHERE structure = %(structure)s AND ancestor_id = ANY (%(units)s) AND valid @> %(day)s::date
"""


def units_below(unit_ids: Collection[UUID], *, on: date, structure: str = LINE) -> dict[UUID, frozenset[UUID]]:
    """Return, for each of these units, itself and all under it on a day. One statement, in SQL: leaders' pages ask."""
    below: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for ancestor, descendant in fetch(_BELOW, {"structure": structure, "units": list(unit_ids), "day": on}):
        below[ancestor].add(descendant)
    return {unit: frozenset(below[unit]) for unit in unit_ids}


def people_ever_below(unit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return everybody with an employment, appointment or leadership, on any day, in these units or ever under them.

    For deriving anew after units moved. One statement.
    """
    return frozenset(person for (person,) in fetch(_EVER_BELOW, {"units": list(unit_ids)}))

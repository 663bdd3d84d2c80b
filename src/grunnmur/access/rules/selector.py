"""Whom a rule means."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Selector:
    """Whom a rule means: all conditions hold, any value of one will do, minus always wins; nothing = everyone.

    units take their subtree along unless `is_with_below` is off, not_units always; the `…_alone` count for
    themselves. has_deputies: with the anchor leadership, deputies who stand in for access get it too.
    """

    anchor: str = "employment"
    units: Sequence[UUID] = ()
    is_with_below: bool = True
    units_alone: Sequence[UUID] = ()
    not_units: Sequence[UUID] = ()
    not_units_alone: Sequence[UUID] = ()
    positions: Sequence[UUID] = ()
    functions: Sequence[UUID] = ()
    employment_kinds: Sequence[str] = ()
    persons: Sequence[UUID] = ()
    not_persons: Sequence[UUID] = ()
    has_deputies: bool = False

    @property
    def is_everyone(self) -> bool:
        """Whether nothing but exceptions narrows it."""
        narrowing = (self.units, self.units_alone, self.positions, self.functions, self.employment_kinds, self.persons)
        return self.anchor == "employment" and not any(narrowing)

    def named_units(self) -> list[tuple[UUID, bool, bool]]:
        """Return every unit it names: (unit, whether it is left out, whether its subtree goes along)."""
        plus = [(unit, False, self.is_with_below) for unit in self.units]
        alone = [(unit, False, False) for unit in self.units_alone]
        minus = [(unit, True, True) for unit in self.not_units]
        return [*plus, *alone, *minus, *((unit, True, False) for unit in self.not_units_alone)]

    @property
    def is_contradictory(self) -> bool:
        """Whether a unit or a person is named twice, save a unit of which all but itself is meant."""
        plus = [*self.units, *self.units_alone]
        minus = [*self.not_units, *self.not_units_alone]
        people = [*self.persons, *self.not_persons]
        is_twice = any(len(set(one)) < len(one) for one in (plus, minus, people))
        lost = set(plus) & set(self.not_units) | set(self.units_alone) & set(minus)
        return is_twice or bool(lost)

    def named_persons(self) -> list[tuple[UUID, bool]]:
        """Return every person it names: (person, whether she is left out)."""
        return [*((one, False) for one in self.persons), *((one, True) for one in self.not_persons)]

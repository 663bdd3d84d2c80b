"""Which units lie above a unit, and on which days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from grunnmur.access.derivation.facts import Id, UnitParent
from grunnmur.core.periods import EVER, Span, intersect_spans, union_spans


class UnitCycleError(ValueError):
    """Units lie under each other in a ring on the same day."""


class Ancestry:
    """Answers which units lie above a unit, remembering each answer."""

    def __init__(self, parents: Iterable[UnitParent]) -> None:
        self._parents: dict[tuple[str, Id], list[UnitParent]] = defaultdict(list)
        for row in parents:
            if row.parent is not None:
                self._parents[row.structure, row.unit].append(row)
        self._known: dict[tuple[str, Id], Mapping[Id, tuple[Span, ...]]] = {}

    def of(self, unit: Id, *, structure: str) -> Mapping[Id, tuple[Span, ...]]:
        """Return the unit itself and every unit above it, each with its days.

        Raises UnitCycleError, naming the units, if one lies above itself on any day.
        """
        known = self._known.get((structure, unit))
        if known is None:
            known = self._known[structure, unit] = self._climb(unit, structure)
        return known

    def _climb(self, unit: Id, structure: str) -> Mapping[Id, tuple[Span, ...]]:
        found: dict[Id, list[Span]] = defaultdict(list, {unit: list(EVER)})
        steps: list[tuple[tuple[Id, ...], tuple[Span, ...]]] = [((unit,), EVER)]
        while steps:
            path, days = steps.pop()
            for row in self._parents.get((structure, path[-1]), ()):
                shared = intersect_spans(days, ((row.lower, row.upper),))
                if not shared or row.parent is None:
                    continue
                if row.parent in path:
                    raise UnitCycleError(" > ".join((*path, row.parent)))
                found[row.parent] += shared
                steps.append(((*path, row.parent), shared))
        return {above: union_spans(days) for above, days in found.items()}

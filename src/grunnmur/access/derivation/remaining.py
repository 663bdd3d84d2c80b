"""Which permissions a person has on which days, before and after something is withheld (step 4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.facts import Id
from grunnmur.access.derivation.rows import Held, Withheld
from grunnmur.core.periods import Span, subtract_spans, union_spans

Days = tuple[Span, ...]


def permission_days(held: Iterable[Held], compiled: Compiled) -> dict[Id, Days]:
    """Return the days of every permission that these rows of one person give, early start included."""
    found: dict[Id, list[Span]] = defaultdict(list)
    for row in held:
        for content in compiled.contents(row.role, row.permission):
            lower = row.lower
            if row.early_floor is not None:
                lower = max(row.early_floor, lower - content.pre_start_days)
            span = (max(lower, content.lower), min(row.upper, content.upper))
            found[content.permission].append(span)
    joined = {permission: union_spans(spans) for permission, spans in found.items()}
    return {permission: days for permission, days in joined.items() if days}


class Remaining:
    """What is left of everybody's permissions while the passes take from it; worked out when first asked."""

    def __init__(self, held: Mapping[Id, Iterable[Held]], compiled: Compiled) -> None:
        self._held = held
        self._compiled = compiled
        self._left: dict[Id, dict[Id, Days]] = {}

    def persons(self) -> list[Id]:
        """Return everyone who is part of this derivation, sorted."""
        return sorted(self._held)

    def of(self, person: Id) -> Mapping[Id, Days]:
        """Return what one person has left: days by permission."""
        if person not in self._left:
            self._left[person] = permission_days(self._held.get(person, ()), self._compiled)
        return self._left[person]

    def take(self, rows: Iterable[Withheld]) -> None:
        """Take what one pass withheld, once the whole pass is through."""
        taken: dict[tuple[Id, Id], list[Span]] = defaultdict(list)
        for row in rows:
            taken[row.person, row.permission].append((row.lower, row.upper))
        for (person, permission), spans in taken.items():
            left = subtract_spans(self.of(person)[permission], union_spans(spans))
            self._left[person][permission] = left

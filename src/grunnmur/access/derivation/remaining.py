"""Which permissions a person has on which days, before and after something is withheld (step 4)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.content import Inside
from grunnmur.access.derivation.facts import Id
from grunnmur.access.derivation.rows import Held, HeldByPerson, RawHeld, Withheld
from grunnmur.core.periods import Span, subtract_spans, union_spans

Days = tuple[Span, ...]
Contents = Callable[[Id | None, Id | None], Sequence[Inside]]
"""What comes with a held role or permission."""


def permission_days(held: Iterable[Held], compiled: Compiled) -> dict[Id, Days]:
    """Return the days of every permission that these rows of one person give, early start included."""
    return days_inside((row[1:] for row in held), compiled.contents)


def days_inside(rows: Iterable[RawHeld], contents: Contents) -> dict[Id, Days]:
    """Return the days of the permissions that come with these rows, early start included."""
    found: dict[Id, list[Span]] = defaultdict(list)
    for role, permission, _, lower, upper, early_floor, _, _ in rows:
        for name, _scope, _unit, begins, ends, pre_start_days in contents(role, permission):
            first = lower if early_floor is None else max(early_floor, lower - pre_start_days)
            found[name].append((max(begins, first), min(ends, upper)))
    joined = {permission: union_spans(spans) for permission, spans in found.items()}
    return {permission: days for permission, days in joined.items() if days}


class Remaining:
    """What is left of everybody's permissions while the passes take from it; worked out when first asked."""

    def __init__(self, held: HeldByPerson, compiled: Compiled) -> None:
        self.held = held
        self._compiled = compiled
        self._every: dict[Id, dict[Id, Days]] = {}
        self._watched: dict[Id, dict[Id, Days]] = {}
        self._pending: list[Withheld] = []
        self._taken: dict[Id, dict[Id, list[Span]]] = defaultdict(lambda: defaultdict(list))

    def of(self, person: Id) -> Mapping[Id, Days]:
        """Return what one person has left: days by permission."""
        if person not in self._every:
            self._every[person] = days_inside(self.held.raw.get(person, ()), self._compiled.contents)
        return self._left(person, self._every[person])

    def watched(self, person: Id) -> Mapping[Id, Days]:
        """Return what one person has left of the permissions that conflicts or pools are about."""
        return self._left(person, self.watched_before(person))

    def watched_before(self, person: Id) -> Mapping[Id, Days]:
        """Return the same before anything was taken."""
        known = self._watched.get(person)
        if known is None:
            watched = self._compiled.watched
            rows = [row for row in self.held.raw.get(person, ()) if (row[0] or row[1]) in watched]
            known = self._watched[person] = days_inside(rows, self._compiled.watched_contents)
        return known

    def take(self, rows: Iterable[Withheld]) -> None:
        """Take what one pass withheld, once the whole pass is through."""
        self._pending += rows

    def _left(self, person: Id, days: Mapping[Id, Days]) -> Mapping[Id, Days]:
        if self._pending:
            for row in self._pending:
                self._taken[row.person][row.permission].append((row.lower, row.upper))
            self._pending.clear()
        taken = self._taken.get(person)
        if taken is None or taken.keys().isdisjoint(days):
            return days
        return {
            permission: subtract_spans(spans, union_spans(taken[permission])) if permission in taken else spans
            for permission, spans in days.items()
        }

"""Conflicts: two sides that meet on a day, and which of them is held back (step 5, conflict).

Both sides are taken as the earlier passes left them, over all employments and with days to come. The side that starts
later is held back; its start is that of the run of days which routes give, so that a leave in between changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from grunnmur.access.derivation.content import Inside
from grunnmur.access.derivation.facts import Conflict, Id, Severity, SideItem
from grunnmur.access.derivation.remaining import Days, days_inside
from grunnmur.access.derivation.rows import Cause, Clash, Outcome, RawHeld, Withheld
from grunnmur.access.derivation.scene import Scene
from grunnmur.access.derivation.sides import Masks
from grunnmur.core.periods import END, Span, intersect_spans, subtract_spans, union_spans


def conflict(scene: Scene) -> Iterator[Withheld | Clash]:
    """Tell who would have both sides of a conflict when, and withhold one side where nothing allows both."""
    sides = scene.compiled.sides
    if not sides.conflicts:
        return
    for person, hits in _candidates(scene.remaining.held.raw, sides.masks):
        for number, row in enumerate(sides.conflicts):
            if hits >> number & 1:
                for clash in _clashes(person, row, scene):
                    yield clash
                    yield from _held_back(clash, row, scene)


def new_clashes(before: Iterable[Clash], after: Iterable[Clash], *, first: int) -> list[Clash]:
    """Return the clashes that nothing allows, cut to the days from `first` that were none before."""
    known: defaultdict[tuple[Id, Id], list[Span]] = defaultdict(list)
    for row in before:
        if row.outcome != Outcome.WAIVED:
            known[row.person, row.conflict].append((row.lower, row.upper))
    found = []
    for row in after:
        if row.outcome != Outcome.WAIVED:
            days = intersect_spans(((row.lower, row.upper),), ((first, END),))
            new = subtract_spans(days, union_spans(known[row.person, row.conflict]))
            found += [row._replace(lower=lower, upper=upper) for lower, upper in new]
    return found


def _candidates(raw: Mapping[Id, Sequence[RawHeld]], masks: Mapping[Id, Masks]) -> Iterator[tuple[Id, int]]:
    """Yield who holds something that may lead to each side of a conflict, with those conflicts as bits."""
    for person, rows in raw.items():
        on_a = on_b = 0
        for row in rows:
            found = masks.get(row[0] or row[1] or "")
            if found is not None:
                on_a |= found[0]
                on_b |= found[1]
        if on_a & on_b:
            yield person, on_a & on_b


def _clashes(person: Id, row: Conflict, scene: Scene) -> Iterator[Clash]:
    watched = scene.remaining.watched(person)
    a, b = (_days(person, items, watched, scene) for items in (row.a, row.b))
    for span in intersect_spans(intersect_spans(a, b), ((row.lower, row.upper),)):
        if row.severity == Severity.RECORD:
            yield Clash(person, row.id, *span, Outcome.RECORDED, None)
            continue
        rest: Days = (span,)
        for waiver in sorted(scene.crowd.waivers.get((person, row.id), ()), key=lambda one: (one.lower, one.id)):
            days = ((waiver.lower, waiver.upper),)
            for waived in intersect_spans(rest, days):
                yield Clash(person, row.id, *waived, Outcome.WAIVED, waiver.id)
            rest = subtract_spans(rest, union_spans(days))
        outcome = _loser(person, row, span[0], scene) if rest else Outcome.WAIVED
        for left in rest:
            yield Clash(person, row.id, *left, outcome, None)


def _days(person: Id, items: Iterable[SideItem], watched: Mapping[Id, Days], scene: Scene) -> Days:
    """Return the days on which the person has anything of a side; a role also when it is inside another role."""
    spans: list[Span] = []
    for item in items:
        if item.role is None:
            spans += watched.get(item.permission or "", ())
            continue
        containers = scene.compiled.sides.containers[item.role]
        for role, _, _, lower, upper, *_ in scene.remaining.held.raw[person]:
            if role in containers:
                spans += intersect_spans(((lower, upper),), containers[role])
    return union_spans(spans)


def _loser(person: Id, row: Conflict, day: int, scene: Scene) -> Outcome:
    """Say which side is held back: the later, else the one with the higher risk, else b."""
    before = scene.remaining.watched_before(person)
    start_a, start_b = (_start(_days(person, items, before, scene), day) for items in (row.a, row.b))
    if start_a != start_b:
        return Outcome.WITHOUT_A if start_a > start_b else Outcome.WITHOUT_B
    sides = scene.compiled.sides
    return Outcome.WITHOUT_A if sides.risk_of(row.a) > sides.risk_of(row.b) else Outcome.WITHOUT_B


def _start(days: Days, day: int) -> int:
    return next(lower for lower, upper in days if lower <= day < upper)


def _held_back(clash: Clash, row: Conflict, scene: Scene) -> Iterator[Withheld]:
    """Withhold what the losing side gives on the days of a clash; what the person has otherwise too stays."""
    if clash.outcome not in {Outcome.WITHOUT_A, Outcome.WITHOUT_B}:
        return
    items = row.a if clash.outcome == Outcome.WITHOUT_A else row.b
    days = ((clash.lower, clash.upper),)
    watched = scene.remaining.watched(clash.person)
    losses = {item.permission: watched.get(item.permission, ()) for item in items if item.permission}
    roles = frozenset(item.role for item in items if item.role)
    for permission, spans in _by_roles_alone(clash.person, roles, scene).items() if roles else ():
        losses[permission] = union_spans((*losses.get(permission, ()), *spans))
    for permission, spans in losses.items():
        for lower, upper in intersect_spans(spans, days):
            yield Withheld(clash.person, permission, lower, upper, Cause.CONFLICT, row.id)


def _by_roles_alone(person: Id, roles: frozenset[Id], scene: Scene) -> Mapping[Id, Days]:
    """Return what the person would not have if these roles contained nothing, by permission."""
    compiled = scene.compiled
    pruned = compiled.sides.without(roles)

    def contents(role: Id | None, permission: Id | None) -> Sequence[Inside]:
        known = pruned.get(role or "")
        return compiled.contents(role, permission) if known is None else known

    without = days_inside(scene.remaining.held.raw[person], contents)
    left = scene.remaining.of(person)
    alone = {permission: subtract_spans(days, without.get(permission, ())) for permission, days in left.items()}
    return {permission: days for permission, days in alone.items() if days}

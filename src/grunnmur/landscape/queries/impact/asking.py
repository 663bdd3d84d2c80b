"""Putting an answer together."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from grunnmur.core.permissions import Actor
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.impact.answer import Counts, Impact, Reached, Row, StepsHit, TypeCount
from grunnmur.landscape.queries.impact.fetching import LIMIT, Asking, Found
from grunnmur.landscape.queries.impact.question import Question
from grunnmur.landscape.queries.impact.wording import Thing, level_words, path_of
from grunnmur.landscape.rules.propagation import STOPS, Arc, Way, best_paths

PAGE = 100
PROCESS = "process"


def impact(question: Question, *, seen_by: Actor, start: int = 0, size: int | None = PAGE) -> Impact:
    """Answer a question about what hangs together, as far as the asker may know of it.

    start, size: the page of rows; all rows if size is None. What the asker may not know of is never travelled over,
    found or counted. Three statements whatever is found, one more when the page shows processes; beside them the
    savepoint and time limit around the first. Raises Element.DoesNotExist (an origin is unknown, or she may not know
    of it), TooFarError (after two seconds).
    """
    asking = Asking(question, seen_by=seen_by)
    ways = asking.reach(limit=LIMIT)
    is_at_least = len(ways) >= LIMIT
    found = {way.element for way in ways}
    arcs = asking.arcs({*question.origins, *found}, is_at_origins=is_at_least and not question.types)
    things = asking.things({*question.origins, *(end for arc in arcs for end in (arc.src, arc.dst))})
    origins = _origins(question, things)
    reached = _reached(question, arcs, things)
    page = reached[start : None if size is None else start + size]
    return Impact(
        question=question,
        origins=origins,
        counts=_counts(ways, is_at_least=is_at_least),
        reached=reached,
        rows=_rows(page, asking=asking, things=things, found=found),
        arcs=arcs,
        things=things,
    )


def _origins(question: Question, things: Mapping[UUID, Thing]) -> Sequence[Thing]:
    missing = [origin for origin in question.origins if origin not in things]
    if missing:
        raise Element.DoesNotExist(f"No element {missing[0]} that the asker may know of.")
    return [things[origin] for origin in question.origins]


def _reached(question: Question, arcs: Sequence[Arc], things: Mapping[UUID, Thing]) -> Sequence[Reached]:
    names = {thing.id: thing.sort_key for thing in things.values()}
    stops = best_paths(arcs, origins=question.origins, policy=question.policy, way=question.way, names=names)
    rows = [
        Reached(things[stop.element], stop)
        for stop in stops.values()
        if (question.hops is None or stop.distance <= question.hops)
        and (not question.types or things[stop.element].type in question.types)
    ]
    return sorted(rows, key=_order)


def _order(row: Reached) -> tuple[int, int, int, str, UUID]:
    return (STOPS - row.level, row.distance, TYPES[row.thing.type].order, row.thing.sort_key, row.thing.id)


def _counts(ways: Sequence[Found], *, is_at_least: bool) -> Counts:
    worst: dict[UUID, Found] = {}
    for way in ways:
        if way.element not in worst or worst[way.element].level < way.level:
            worst[way.element] = way
    by_type: dict[str, Counter[int]] = defaultdict(Counter)
    for way in worst.values():
        by_type[way.type][way.level] += 1
    types = [
        TypeCount(code, by_type[code].total(), dict(by_type[code]))
        for code in sorted(by_type, key=lambda code: TYPES[code].order)
    ]
    levels = Counter(way.level for way in worst.values())
    return Counts(len(worst), types, dict(levels), is_at_least=is_at_least)


def _rows(
    page: Sequence[Reached], *, asking: Asking, things: Mapping[UUID, Thing], found: Collection[UUID]
) -> Sequence[Row]:
    policy, way = asking.question.policy, asking.question.way
    processes = [row.thing.id for row in page if row.thing.type == PROCESS] if way is Way.DEPENDENTS else []
    steps = _steps_hit(asking.steps(processes), hit={*found, *asking.question.origins})
    return [
        Row(
            thing=row.thing,
            level=row.level,
            distance=row.distance,
            group=row.group,
            level_words=level_words(row.level, policy=policy, way=way),
            path=path_of(row.stop, things=things, policy=policy, way=way),
            steps=steps.get(row.thing.id),
        )
        for row in page
    ]


def _steps_hit(pairs: Sequence[tuple[UUID, UUID]], *, hit: Collection[UUID]) -> Mapping[UUID, StepsHit]:
    total = Counter(process for process, _step in pairs)
    struck = Counter(process for process, step in pairs if step in hit)
    return {process: StepsHit(struck[process], count) for process, count in total.items()}

"""Putting an answer together."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from grunnmur.core.permissions import Actor
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.impact.answer import Counts, Impact, Reached, Row, StepsHit, TypeCount, Web
from grunnmur.landscape.queries.impact.fetching import LIMIT, Asking, Found
from grunnmur.landscape.queries.impact.question import Question
from grunnmur.landscape.queries.impact.wording import level_words, path_of
from grunnmur.landscape.rules.propagation import STOPS, Way, best_of, settle

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
    web = _web(asking, ways, is_at_origins=is_at_least and not question.types)
    reached = _reached(question, web)
    page = reached[start : None if size is None else start + size]
    return Impact(
        question=question,
        origins=[web.by_id[origin] for origin in question.origins],
        counts=_counts(ways, is_at_least=is_at_least),
        reached=reached,
        rows=_rows(page, asking=asking, web=web),
        web=web,
    )


def _web(asking: Asking, ways: Sequence[Found], *, is_at_origins: bool) -> Web:
    question = asking.question
    things = asking.things({*map(str, question.origins), *(way.element for way in ways)})
    things = sorted(things, key=lambda thing: (thing.sort_key, thing.id))
    places = {thing.id: place for place, thing in enumerate(things)}
    _refuse_unknown(question, places)
    arcs = asking.arcs([thing.id for thing in things], is_at_origins=is_at_origins)
    origins = [places[origin] for origin in question.origins]
    return Web(things, arcs, settle(arcs, origins=origins, policy=question.policy, way=question.way))


def _refuse_unknown(question: Question, there: Collection[UUID]) -> None:
    missing = [origin for origin in question.origins if origin not in there]
    if missing:
        raise Element.DoesNotExist(f"No element {missing[0]} that the asker may know of.")


def _reached(question: Question, web: Web) -> Sequence[Reached]:
    rows = []
    for place in best_of(web.settled):
        number, level, distance, _arc, _since = web.settled[place]
        thing = web.things[number]
        if question.hops is not None and distance > question.hops:
            continue
        if not question.types or thing.type in question.types:
            rows.append(Reached(thing, level, distance, place, web))
    return sorted(rows, key=_order)


def _order(row: Reached) -> tuple[int, int, int, str, UUID]:
    thing = row.thing
    return (STOPS - row.level, row.distance, TYPES[thing.type].order, thing.sort_key, thing.id)


def _counts(ways: Sequence[Found], *, is_at_least: bool) -> Counts:
    worst: dict[str, Found] = {}
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


def _rows(page: Sequence[Reached], *, asking: Asking, web: Web) -> Sequence[Row]:
    policy, way = asking.question.policy, asking.question.way
    processes = [row.thing.id for row in page if row.thing.type == PROCESS] if way is Way.DEPENDENTS else []
    steps = _steps_hit(asking.steps(processes), hit=web.ids)
    return [
        Row(
            thing=row.thing,
            level=row.level,
            distance=row.distance,
            group=row.group,
            level_words=level_words(row.level, policy=policy, way=way),
            path=path_of(row.stop, things=web.by_id, policy=policy, way=way),
            steps=steps.get(row.thing.id),
        )
        for row in page
    ]


def _steps_hit(pairs: Sequence[tuple[UUID, UUID]], *, hit: Iterable[UUID]) -> Mapping[UUID, StepsHit]:
    steps = {step for _process, step in pairs}.intersection(hit)
    total = Counter(process for process, _step in pairs)
    struck = Counter(process for process, step in pairs if step in steps)
    return {process: StepsHit(struck[process], count) for process, count in total.items()}

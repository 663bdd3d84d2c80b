"""The map before and after a change: the same question asked twice, with and without its steps."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from grunnmur.core.permissions import Actor
from grunnmur.landscape.catalogue import TYPES, Policy
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.queries.impact import MOST_ORIGINS, Impact, Overlay, Question, Reached, Thing, impact
from grunnmur.landscape.queries.impact.wording import level_words, path_of, path_sentence
from grunnmur.landscape.rules.changes import ORDER, Effects, Outcome, outcome_of
from grunnmur.landscape.rules.propagation import Arc, Way


@dataclass(frozen=True, kw_only=True)
class Hit:
    """An element for which the change means something. The levels are words, blank where it is not reached.

    before_path, after_path: how it hangs together with what changes, from the element on; blank where it does not.
    distance: how many relations away what changes is.
    """

    thing: Thing
    outcome: Outcome
    distance: int
    before: str
    after: str
    before_path: str
    after_path: str


@dataclass(frozen=True, kw_only=True)
class Web:
    """What hangs together around a change. causes: where it begins. arcs: before and after, of one respect.

    things: every element of causes and arcs, as far as the reader may know of it. removed, added: relations that go
    and come; gone: elements that do.
    """

    causes: Sequence[Thing]
    things: Mapping[UUID, Thing]
    arcs: frozenset[Arc]
    removed: frozenset[Arc]
    added: frozenset[Arc]
    gone: frozenset[UUID]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a change means in one respect: the worst first. is_at_least: more is reached than could be followed.

    web: what it is drawn from.
    """

    policy: Policy
    hits: Sequence[Hit]
    is_at_least: bool
    web: Web

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Return how many elements there are of each outcome, the worst first."""
        found = Counter(hit.outcome for hit in self.hits)
        return {outcome: found[outcome] for outcome in ORDER if found[outcome]}


def compare(effects: Effects, policy: Policy, *, seen_by: Actor, on: date | None = None) -> Part:
    """Return what a change means in one respect, as far as the reader may know of it. At most 25 statements.

    on: the day whose map it is laid over, today if None. What changes and is hit by another change itself is asked
    about once more, since a question leaves out the elements it begins at.
    """
    causes = _known(effects.causes(policy), seen_by=seen_by)
    asked = causes[:MOST_ORIGINS]
    struck = effects.struck(policy).intersection(asked)
    answers = []
    for origins, wanted in ((asked, None), ([one for one in asked if one not in struck], struck)):
        if origins and (wanted is None or len(origins) < len(asked)):
            overlay = Overlay(removed=frozenset(effects.removed), added=effects.added)
            question = Question(origins=tuple(origins), policy=policy, on=on)
            answers.append((_Pair(question, overlay, seen_by=seen_by), wanted))
    hits = [hit for pair, wanted in answers for hit in pair.hits(effects) if wanted is None or hit.thing.id in wanted]
    return Part(
        policy=policy,
        hits=sorted(hits, key=_order),
        is_at_least=len(causes) > MOST_ORIGINS or any(pair.is_at_least for pair, _wanted in answers),
        web=_web([pair for pair, _wanted in answers], effects),
    )


def _known(ids: Collection[UUID], *, seen_by: Actor) -> Sequence[UUID]:
    """Return those the reader may know of, in their order: what she may not is left out like everywhere."""
    there = set(visible(seen_by=seen_by).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return [one for one in ids if one in there]


class _Pair:
    """One question asked with and without the overlay of a change."""

    def __init__(self, question: Question, overlay: Overlay, *, seen_by: Actor) -> None:
        self.before = impact(question, seen_by=seen_by, size=0)
        self.after = impact(replace(question, overlay=overlay), seen_by=seen_by, size=0)
        self.is_at_least = self.before.counts.is_at_least or self.after.counts.is_at_least

    def hits(self, effects: Effects) -> Sequence[Hit]:
        """Return the elements that are reached otherwise than before, in no order."""
        was, becomes = _by_id(self.before), _by_id(self.after)
        touched = {*effects.removed.values(), *effects.added}
        return [
            _hit(was.get(pk), becomes.get(pk), self.before, self.after)
            for pk in {**was, **becomes}
            if pk not in effects.gone and _differs(was.get(pk), becomes.get(pk), touched)
        ]


def _web(pairs: Sequence[_Pair], effects: Effects) -> Web:
    """Return what was looked at, with the relations that change between elements that the reader may know of."""
    answers = [answer for pair in pairs for answer in (pair.before, pair.after)]
    things = {pk: thing for answer in answers for pk, thing in answer.things.items()}
    changed = {*effects.removed.values(), *effects.added}
    known = {arc for arc in changed if arc.src in things and arc.dst in things}
    return Web(
        causes=pairs[0].before.origins if pairs else (),
        things=things,
        arcs=frozenset(arc for answer in answers for arc in answer.arcs) | known,
        removed=frozenset(effects.removed.values()) & known,
        added=frozenset(effects.added) & known,
        gone=effects.gone,
    )


def _by_id(answer: Impact) -> Mapping[UUID, Reached]:
    return {row.thing.id: row for row in answer.reached}


def _differs(was: Reached | None, becomes: Reached | None, touched: Collection[Arc]) -> bool:
    if was is None or becomes is None or was.level != becomes.level:
        return True
    return any(stop.arc in touched for row in (was, becomes) for stop in row.stop.path if stop.arc)


def _hit(was: Reached | None, becomes: Reached | None, before: Impact, after: Impact) -> Hit:
    row = becomes or was
    if row is None:
        raise ValueError("An element that is reached neither before nor after is not hit.")
    return Hit(
        thing=row.thing,
        distance=row.distance,
        outcome=outcome_of(was.level if was else None, becomes.level if becomes else None),
        before=_level(was, before.question.policy),
        after=_level(becomes, before.question.policy),
        before_path=_path(was, before),
        after_path=_path(becomes, after),
    )


def _level(row: Reached | None, policy: Policy) -> str:
    return level_words(row.level, policy=policy, way=Way.DEPENDENTS) if row else ""


def _path(row: Reached | None, answer: Impact) -> str:
    if row is None:
        return ""
    policy = answer.question.policy
    return path_sentence(path_of(row.stop, things=answer.things, policy=policy, way=Way.DEPENDENTS))


def _order(hit: Hit) -> tuple[int, int, str, UUID]:
    thing = hit.thing
    return ORDER.index(hit.outcome), TYPES[thing.type].order, thing.sort_key, thing.id

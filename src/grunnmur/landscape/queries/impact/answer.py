"""What the map answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from grunnmur.landscape.queries.impact.question import Question
from grunnmur.landscape.queries.impact.wording import Hop, Thing, level_words, path_sentence
from grunnmur.landscape.rules.propagation import Arc, NumberedArc, Settled, Stop, stop_at


class Group(StrEnum):
    """How a row is shown: what hangs on it at first hand, and the rest by how hard it is hit."""

    DIRECT = "direct"
    STOPS = "stops"
    DEGRADED = "degraded"
    RECHECK = "recheck"


BY_LEVEL = {3: Group.STOPS, 2: Group.DEGRADED, 1: Group.RECHECK}


@dataclass(frozen=True, slots=True)
class StepsHit:
    """Of a process' steps, those that are hit; counting only steps that the asker may know of."""

    hit: int
    total: int


@dataclass(frozen=True, eq=False)
class Web:
    """All that was looked at for an answer. Elements are numbers in it: their places in `things`, which are by name."""

    things: Sequence[Thing]
    arcs: Sequence[NumberedArc]
    settled: Sequence[Settled]

    @cached_property
    def ids(self) -> Sequence[UUID]:
        """Return the elements' ids by number."""
        return [thing.id for thing in self.things]

    @cached_property
    def by_id(self) -> Mapping[UUID, Thing]:
        """Return the elements by their ids."""
        return dict(zip(self.ids, self.things, strict=True))


class Reached(NamedTuple):
    """An element that is reached: at its worst level, and as far away as its best path at that level.

    level: 3 it stops (or is exposed), 2 it is degraded, 1 it must be checked again. distance: how many relations there
    are to an origin. place: in what was settled.
    """

    thing: Thing
    level: int
    distance: int
    place: int
    web: Web

    @property
    def stop(self) -> Stop:
        """Return it with its path back to the origin."""
        return stop_at(self.place, self.web.settled, self.web.ids)

    @property
    def group(self) -> Group:
        """Return the class it is shown in."""
        return Group.DIRECT if self.distance == 1 else BY_LEVEL[self.level]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One reached element with its path, from what is affected towards the cause.

    path: the first hop is where the sentence begins (no relation); the others name the relation and what it leads to.
    steps: for a process among dependents that has steps, else None.
    """

    thing: Thing
    level: int
    distance: int
    group: Group
    level_words: str
    path: tuple[Hop, ...]
    steps: StepsHit | None

    @property
    def sentence(self) -> str:
        """Return the path as a sentence in the language of this thread."""
        return path_sentence(self.path)


@dataclass(frozen=True, slots=True)
class TypeCount:
    """How many elements of a type are reached: in all, and by level."""

    type: str
    count: int
    by_level: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many elements are reached, whatever the question's types and hops leave out.

    is_at_least: there are more than could be followed; then every number is a lower bound and never a total.
    """

    count: int
    types: Sequence[TypeCount]
    by_level: Mapping[int, int]
    is_at_least: bool

    @property
    def more_than(self) -> int | None:
        """Return the number to say "more than …" of; None when `count` is the whole."""
        return self.count - 1 if self.is_at_least else None


@dataclass(frozen=True, kw_only=True)
class Impact:
    """The answer to a question.

    reached: all that the question's types and hops leave, by level (worst first), distance, type and name; when
    `counts.is_at_least`, only what is one relation away. rows: the page of them that was asked for, with paths.
    origins: in the order asked. arcs: the relations of the policy among origins and reached elements, for the figure;
    elements outside `reached` may occur in them. things: every element of arcs and paths, by id.
    """

    question: Question
    origins: Sequence[Thing]
    counts: Counts
    reached: Sequence[Reached]
    rows: Sequence[Row]
    web: Web

    @cached_property
    def arcs(self) -> Sequence[Arc]:
        """Return the relations as they are stored."""
        ids = self.web.ids
        return [Arc(ids[arc.src], ids[arc.dst], arc.kind, arc.strength) for arc in self.web.arcs]

    @property
    def things(self) -> Mapping[UUID, Thing]:
        """Return every element of arcs and paths by its id."""
        return self.web.by_id

    @property
    def level_words(self) -> Mapping[int, str]:
        """Return what each level is called for this question, in the language of this thread."""
        return {level: level_words(level, policy=self.question.policy, way=self.question.way) for level in (3, 2, 1)}

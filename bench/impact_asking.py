"""Somebody who asks the map, and the bare query beside. Needs Django to be set up."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from landscapes import NARROW, Landscape

from grunnmur.core.models import User
from grunnmur.core.permissions import EVERYWHERE, System
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.catalogue import KINDS, Direction, Policy, Reach
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.impact import LIMIT, Question, impact
from grunnmur.landscape.queries.impact.fetching import Asking
from grunnmur.landscape.rules import SEE
from grunnmur.landscape.rules.propagation import Arc, Way, best_paths

NANOSECOND = 1e-9
CONTROL = ("SAVEPOINT", "ROLLBACK", "SET")
PAGES = 3  # rounds of one measurement
CELLS = {code: kind.cells[Policy.AVAILABILITY] for code, kind in KINDS.items() if Policy.AVAILABILITY in kind.cells}


def _kinds(direction: Direction) -> str:
    return ", ".join(f"'{code}'" for code, cell in CELLS.items() if cell.direction is direction)


# Whether harm leads on is not policy but shape: without it the elements would be others.
_OPEN = " OR ".join(
    f"(r.kind = '{code}' AND r.strength >= {1 if cell.reach is Reach.ON else 2})"
    for code, cell in CELLS.items()
    if cell.reach is not Reach.STOPS
)
_SEEN = " JOIN landscape_element e ON e.id = r.{far}_id AND e.retired_at IS NULL AND e.audience && %(keys)s::varchar[]"
_STEP = """
    SELECT r.{far}_id, {is_open} FROM landscape_relation r{seen}
    WHERE r.{near}_id = reach.id AND r.kind IN ({kinds}) AND r.valid @> %(day)s::date
"""


def _bare(seen: str) -> str:
    steps = [
        _STEP.format(near=near, far=far, kinds=_kinds(direction), seen=seen.format(far=far), is_open=f"({_OPEN})")
        for near, far, direction in (
            ("src", "dst", Direction.TO_DESTINATION),
            ("dst", "src", Direction.TO_SOURCE),
        )
    ]
    return (
        "WITH RECURSIVE reach (id, is_open) AS (SELECT id, true FROM unnest(%(origins)s::uuid[]) AS origin (id) UNION"  # noqa: S608 (constants of the catalogue)
        f" SELECT step.* FROM reach CROSS JOIN LATERAL ({' UNION ALL '.join(steps)}) AS step WHERE reach.is_open)"
        " SELECT DISTINCT id FROM reach WHERE id <> ALL (%(origins)s::uuid[])"
    )


BARE, BLIND = _bare(_SEEN), _bare("")


class Asker:
    """Somebody in one municipality with thirty group keys, none of them that of the hidden elements."""

    def __init__(self, where: UUID) -> None:
        self.where = where
        self.user = User(username="asker")
        keys = frozenset({"everyone", *(f"below:{uuid4()}" for _ in range(30))})
        answers = {"person": uuid4(), "grants": {SEE: EVERYWHERE}, "keys": keys}
        self.user.__dict__["_permission_answers"] = answers  # session and permission are asked before, as in a page

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Be inside the municipality, in its language."""
        with tenant(self.where), translation.override("nb"):
            yield

    def check(self, landscape: Landscape, *, hidden_key: str) -> None:
        """Compare what is reached with the pure rules over the whole map; raises AssertionError where they differ."""
        hidden = {each for number, each in enumerate(landscape.type_of) if number % int(1 / NARROW) == 0}
        assert Element.objects.filter(audience=[hidden_key]).count() == len(hidden)
        arcs = [
            Arc(src, dst, kind, strength)
            for kind, src, dst, strength, period in landscape.relations
            if kind in CELLS and period.endswith(",)") and not {src, dst} & hidden
        ]
        names = dict.fromkeys(landscape.type_of, "")
        for system in [each for each in landscape.elements["system"] if each not in hidden][1::1200]:
            best = best_paths(arcs, origins=[system], policy=Policy.AVAILABILITY, way=Way.DEPENDENTS, names=names)
            answer = self.ask(system, size=None)
            if answer.counts.is_at_least:
                assert len(best) > answer.counts.count - 1
                continue
            told = {row.thing.id: (row.level, row.distance) for row in answer.rows}
            assert told == {each: (stop.level, stop.distance) for each, stop in best.items()}

    def ask(self, element: UUID, **more: Any) -> Any:  # Any: size and start
        """Ask what stops when an element does."""
        return impact(Question(origins=(element,)), seen_by=self.user, **more)

    def size(self, element: UUID) -> int | None:
        """Return how many elements are reached, at least; None for an element that is hidden."""
        try:
            return int(self.ask(element).counts.count)
        except Element.DoesNotExist:
            return None

    def is_whole(self, element: UUID) -> bool:
        """Tell whether the answer is not cut off."""
        return not self.ask(element).counts.is_at_least

    def reached(self, element: UUID) -> frozenset[UUID]:
        """Return what our statement reaches."""
        return frozenset(UUID(way.element) for way in self._asking(element).reach(limit=LIMIT))

    def reached_by_all(self, element: UUID) -> frozenset[UUID]:
        """Return what our statement reaches for Grunnmur itself."""
        asking = Asking(Question(origins=(element,)), seen_by=System("bench"))
        return frozenset(UUID(way.element) for way in asking.reach(limit=50 * LIMIT))

    def bare(self, element: UUID) -> frozenset[UUID]:
        """Return what the bare query reaches for the same person."""
        return self._run(BARE, element)

    def blind(self, element: UUID) -> frozenset[UUID]:
        """Return what the bare query reaches when it does not look at elements at all."""
        return self._run(BLIND, element)

    def _run(self, sql: str, element: UUID) -> frozenset[UUID]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self._asking(element).parameters)
            return frozenset(row[0] for row in cursor.fetchall())

    def _asking(self, element: UUID) -> Asking:
        return Asking(Question(origins=(element,)), seen_by=self.user)

    def seconds(self, work: Callable[[UUID], object], elements: Sequence[UUID]) -> float:
        """Return the CPU seconds of process and backend to do this for every element."""
        backend, process = self._backend(), time.process_time()
        for element in elements:
            work(element)
        return (time.process_time() - process) + (self._backend() - backend)

    def page_seconds(self, elements: Sequence[UUID]) -> float:
        """Return the CPU seconds of the first pages about these elements, with every sentence."""
        return self.seconds(lambda each: [row.sentence for row in self.ask(each).rows], [*elements] * PAGES) / PAGES

    def statements(self, element: UUID) -> int:
        """Return how many statements a page asks, beside savepoint and time limit."""
        with CaptureQueriesContext(connection) as captured:
            self.ask(element)
        return sum(not one["sql"].startswith(CONTROL) for one in captured.captured_queries)

    def facts(self, element: UUID) -> dict[str, object]:
        """Return what the answer about an element is like."""
        answer = self.ask(element)
        told = "more than" if answer.counts.is_at_least else "elements reached"
        return {"type": answer.origins[0].type, told: answer.counts.more_than or answer.counts.count}

    def _backend(self) -> float:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) * NANOSECOND

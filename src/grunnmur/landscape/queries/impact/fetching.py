"""The statements of a question."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, System, keys_of, may
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.catalogue import KINDS
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.impact.question import Question
from grunnmur.landscape.queries.impact.reach_sql import ADDED, NOT_REMOVED, audience_sql, reach_sql
from grunnmur.landscape.queries.impact.wording import Thing
from grunnmur.landscape.rules import SEE
from grunnmur.landscape.rules.propagation import START, Arc, NumberedArc, TooFarError

LIMIT = 5_001  # ways to come to elements; one more than is ever told as a total
LONGEST_MS = 2_000

# Ids are looked up one by one in an index: a plan that reads the whole table costs what all municipalities have.
_ARCS = """
SELECT src.place - 1, dst.place - 1, arc.kind, arc.strength
FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS {near} (id, place) CROSS JOIN LATERAL (
    SELECT r.{far}_id AS far_id, r.kind, r.strength FROM landscape_relation r
    WHERE r.{near}_id = {near}.id AND r.kind = ANY (%(kinds)s::varchar[]) AND r.valid @> %(day)s::date{more} OFFSET 0
) AS arc JOIN unnest(%(ids)s::uuid[]) WITH ORDINALITY AS {far} (id, place) ON {far}.id = arc.far_id
WHERE {which}
"""
_THINGS = """
SELECT thing.*, coalesce(u.name, '') FROM unnest(%(ids)s::uuid[]) AS wanted (id) CROSS JOIN LATERAL (
    SELECT e.id, e.type, e.name, e.code, e.sort_key, e.lifecycle, e.criticality, e.owner_unit_id
    FROM landscape_element e WHERE e.id = wanted.id{audience} OFFSET 0
) AS thing LEFT JOIN organisation_unit u ON u.id = thing.owner_unit_id
"""
_STEPS = """
SELECT DISTINCT wanted.id, step.id FROM unnest(%(ids)s::uuid[]) AS wanted (id) CROSS JOIN LATERAL (
    SELECT r.dst_id AS id FROM landscape_relation r
    WHERE r.src_id = wanted.id AND r.kind = 'has_step' AND r.valid @> %(day)s::date{more}
    UNION ALL
    SELECT r.dst FROM unnest({added}) AS r (src, dst, kind, strength) WHERE r.src = wanted.id AND r.kind = 'has_step'
) AS part CROSS JOIN LATERAL (
    SELECT e.id FROM landscape_element e
    WHERE e.id = part.id AND (e.retired_at IS NULL OR e.retired_at >= %(day_ends)s){audience} OFFSET 0
) AS step
"""


class Found(NamedTuple):
    """One way in which an element is come to. `element`: its id as text, which costs less where there are thousands."""

    element: str
    level: int
    type: str


class Asking:
    """A question as the database is asked it: by whom, and about which day.

    Raises Element.DoesNotExist for an asker who may not see the map.
    """

    def __init__(self, question: Question, *, seen_by: Actor) -> None:
        self.question = question
        self.is_for_all = isinstance(seen_by, System)
        if not may(seen_by, SEE):
            raise Element.DoesNotExist("The asker may not know of anything on the map.")
        day = question.on or today()
        # Any: what psycopg takes
        self.parameters: dict[str, Any] = {
            "origins": _array(question.origins),
            "keys": sorted(keys_of(seen_by)),
            "day": day,
            "day_ends": _end_of(day),
            "removed": _array(question.overlay.removed),
            **_columns(question.overlay.added),
        }

    def reach(self, *, limit: int) -> Sequence[Found]:
        """Return the ways in which elements are come to, at most `limit`. Raises TooFarError after two seconds."""
        overlay, policy = self.question.overlay, self.question.policy
        sql = reach_sql(
            policy,
            self.question.way,
            is_for_all=self.is_for_all,
            has_removed=bool(overlay.removed),
            has_added=bool(overlay.added),
        )
        more = {"start": START[policy], "limit": limit}
        with _not_for_long():
            return [*map(Found._make, _rows(sql, self.parameters | more))]

    def arcs(self, ids: Sequence[UUID], *, is_at_origins: bool) -> Sequence[NumberedArc]:
        """Return the relations of the policy among elements, which are told by their places in `ids`.

        is_at_origins: only those with an end at an origin.
        """
        kinds = [code for code, kind in KINDS.items() if self.question.policy in kind.cells]
        ends = (("src", "dst"), ("dst", "src")) if is_at_origins else (("src", "dst"),)
        which = "{near}.id = ANY (%(origins)s::uuid[])" if is_at_origins else "true"
        sql = " UNION ".join(
            _ARCS.format(near=near, far=far, which=which.format(near=near), more=self._more) for near, far in ends
        )
        rows = _rows(sql, self.parameters | {"ids": _array(ids), "kinds": kinds})
        return [*map(NumberedArc._make, rows), *self._added(ids, kinds, is_at_origins=is_at_origins)]

    def _added(self, ids: Sequence[UUID], kinds: Collection[str], *, is_at_origins: bool) -> Iterator[NumberedArc]:
        """Yield what the plan adds among elements, told alike."""
        if not self.question.overlay.added:
            return
        places = {element: place for place, element in enumerate(ids)}
        for src, dst, kind, strength in self.question.overlay.added:
            is_near = not is_at_origins or not {src, dst}.isdisjoint(self.question.origins)
            if kind in kinds and src in places and dst in places and is_near:
                yield NumberedArc(places[src], places[dst], kind, strength)

    def things(self, ids: Iterable[UUID | str]) -> Sequence[Thing]:
        """Return the elements of these ids that the asker may know of, in no order."""
        rows = _rows(_THINGS.format(audience=self._audience), self.parameters | {"ids": _array(ids)})
        return [*map(Thing._make, rows)]

    def steps(self, processes: Collection[UUID]) -> Sequence[tuple[UUID, UUID]]:
        """Return the steps of processes that the asker may know of, as pairs of ids."""
        sql = _STEPS.format(more=self._more, added=ADDED, audience=self._audience)
        return (
            [(row[0], row[1]) for row in _rows(sql, self.parameters | {"ids": _array(processes)})] if processes else []
        )

    @property
    def _audience(self) -> str:
        return audience_sql(is_for_all=self.is_for_all)

    @property
    def _more(self) -> str:
        return NOT_REMOVED if self.question.overlay.removed else ""


def _array(ids: Iterable[UUID | str]) -> str:
    """Return ids as PostgreSQL reads an array: ten times cheaper than one parameter after another."""
    return f"{{{','.join(map(str, ids))}}}"


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=current_tenant().zone)


def _columns(added: Sequence[Arc]) -> dict[str, list[Any]]:  # Any: one column of many
    names = ("added_src", "added_dst", "added_kinds", "added_strengths")
    return {name: [arc[number] for arc in added] for number, name in enumerate(names)}


def _rows(sql: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:  # Any: rows of the database
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return found


@contextmanager
def _not_for_long() -> Iterator[None]:
    """Let statements run for two seconds each. Nothing is written inside: the savepoint takes the limit away again."""
    savepoint = transaction.savepoint()
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {LONGEST_MS}")
        yield
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise TooFarError(
            _("There is too much to follow from here at once. Ask about fewer things, or about one of the next ones.")
        ) from error
    finally:
        transaction.savepoint_rollback(savepoint)

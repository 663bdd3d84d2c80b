"""The statements of a question."""

from collections.abc import Collection, Iterator, Mapping, Sequence
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
from grunnmur.landscape.queries.impact.question import Question
from grunnmur.landscape.queries.impact.reach_sql import ADDED, reach_sql
from grunnmur.landscape.queries.impact.wording import Thing
from grunnmur.landscape.rules import SEE
from grunnmur.landscape.rules.propagation import START, Arc, TooFarError

LIMIT = 5_001  # ways to come to elements; one more than is ever told as a total
LONGEST_MS = 2_000

_ARCS = """
SELECT r.src_id, r.dst_id, r.kind, r.strength FROM landscape_relation r
WHERE ({ends}) AND r.kind = ANY (%(kinds)s::varchar[]) AND r.valid @> %(day)s::date
    AND r.id <> ALL (%(removed)s::uuid[])
"""
_AMONG = "r.src_id = ANY (%(ids)s::uuid[]) AND r.dst_id = ANY (%(ids)s::uuid[])"
_AT_ORIGINS = """r.src_id = ANY (%(origins)s::uuid[]) AND r.dst_id = ANY (%(ids)s::uuid[])
    OR r.dst_id = ANY (%(origins)s::uuid[]) AND r.src_id = ANY (%(ids)s::uuid[])"""
_THINGS = """
SELECT e.id, e.type, e.name, e.code, e.lifecycle, e.criticality, e.owner_unit_id, coalesce(u.name, ''), e.sort_key
FROM landscape_element e LEFT JOIN organisation_unit u ON u.tenant_id = e.tenant_id AND u.id = e.owner_unit_id
WHERE e.id = ANY (%(ids)s::uuid[]) AND (%(is_for_all)s OR e.audience && %(keys)s::varchar[])
"""
_STEPS = f"""
SELECT part.src_id, part.dst_id FROM (
    SELECT r.src_id, r.dst_id FROM landscape_relation r
    WHERE r.src_id = ANY (%(ids)s::uuid[]) AND r.kind = 'has_step' AND r.valid @> %(day)s::date
        AND r.id <> ALL (%(removed)s::uuid[])
    UNION
    SELECT r.src, r.dst FROM unnest({ADDED}) AS r (src, dst, kind, strength)
    WHERE r.src = ANY (%(ids)s::uuid[]) AND r.kind = 'has_step'
) AS part
JOIN landscape_element e ON e.id = part.dst_id
WHERE (e.retired_at IS NULL OR e.retired_at >= %(day_ends)s)
    AND (%(is_for_all)s OR e.audience && %(keys)s::varchar[])
"""  # noqa: S608 (names of our own placeholders)


class Found(NamedTuple):
    """One way in which an element is come to."""

    element: UUID
    level: int
    type: str


class Asking:
    """A question as the database is asked it: by whom, and about which day."""

    def __init__(self, question: Question, *, seen_by: Actor) -> None:
        self.question = question
        self.is_for_all = isinstance(seen_by, System)
        keys = [] if self.is_for_all or not may(seen_by, SEE) else sorted(keys_of(seen_by))
        day = question.on or today()
        # Any: what psycopg takes
        self.parameters: dict[str, Any] = {
            "origins": list(question.origins),
            "keys": keys,
            "is_for_all": self.is_for_all,
            "day": day,
            "day_ends": _end_of(day),
            "removed": list(question.overlay.removed),
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
            return [Found(*row) for row in _rows(sql, self.parameters | more)]

    def arcs(self, ids: Collection[UUID], *, is_at_origins: bool) -> Sequence[Arc]:
        """Return the relations of the policy among elements; only those at the origins if that is enough."""
        kinds = [code for code, kind in KINDS.items() if self.question.policy in kind.cells]
        sql = _ARCS.format(ends=_AT_ORIGINS if is_at_origins else _AMONG)
        rows = _rows(sql, self.parameters | {"ids": list(ids), "kinds": kinds})
        there, near = set(ids), set(self.question.origins if is_at_origins else ids)
        added = [
            arc
            for arc in self.question.overlay.added
            if {arc.src, arc.dst} <= there and near & {arc.src, arc.dst} and arc.kind in kinds
        ]
        return [*(Arc(*row) for row in rows), *added]

    def things(self, ids: Collection[UUID]) -> Mapping[UUID, Thing]:
        """Return the elements of these ids that the asker may know of."""
        return {row[0]: _thing(*row) for row in _rows(_THINGS, self.parameters | {"ids": list(ids)})}

    def steps(self, processes: Collection[UUID]) -> Sequence[tuple[UUID, UUID]]:
        """Return the steps of processes that the asker may know of, as pairs of ids."""
        return [*_rows(_STEPS, self.parameters | {"ids": list(processes)})] if processes else []


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=current_tenant().zone)


def _columns(added: Sequence[Arc]) -> dict[str, list[Any]]:  # Any: one column of many
    names = ("added_src", "added_dst", "added_kinds", "added_strengths")
    return {name: [arc[number] for arc in added] for number, name in enumerate(names)}


def _thing(*columns: Any) -> Thing:  # Any: a row of the database
    names = ("id", "type", "name", "code", "lifecycle", "criticality", "owner_unit_id", "owner_unit", "sort_key")
    return Thing(**dict(zip(names, columns, strict=True)))


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

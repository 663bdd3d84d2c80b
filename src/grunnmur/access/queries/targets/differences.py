"""Changes and differences of a target as lists, and who has left and is not removed yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from grunnmur.access.models import DriftItem, Target, TargetChange
from grunnmur.access.queries.targets.lists import require_look
from grunnmur.access.queries.targets.needs import Need, needs_of
from grunnmur.access.rules import OFFICER, TARGETS
from grunnmur.core.clock import today
from grunnmur.core.paging import Slice, keyset
from grunnmur.core.permissions import Actor, may, require

LEFT = """
    WITH gone AS MATERIALIZED (
        SELECT person_id, max(upper(valid)) - 1 AS last_day FROM organisation_employment
        GROUP BY person_id
        HAVING NOT bool_or(upper_inf(valid)) AND max(upper(valid)) <= %(day)s
    ), has AS (
        SELECT a.person_id, t.name || CASE WHEN a.state = 'active' THEN '' ELSE ' *' END AS what
        FROM access_targetaccount a JOIN access_target t ON t.id = a.target_id
        WHERE a.person_id IS NOT NULL
            AND (a.state = 'active' OR EXISTS (SELECT FROM access_targetmember m WHERE m.account_id = a.id))
        UNION ALL
        SELECT i.person_id, r.name || CASE WHEN p.level = '' THEN '' ELSE ' (' || p.level || ')' END
        FROM access_issuedthing i
        JOIN access_permission p ON p.id = i.permission_id
        JOIN access_resource r ON r.id = p.resource_id
        WHERE i.returned_at IS NULL
    )
    SELECT person_id, last_day, array_agg(DISTINCT what ORDER BY what)
    FROM gone JOIN has USING (person_id)
    GROUP BY person_id, last_day ORDER BY last_day, person_id
"""


@dataclass(frozen=True)
class Left:
    """Somebody who works here no more, and what she has yet. ` *` after a system: closed, but still with something."""

    person_id: UUID
    last_day: date
    things: tuple[str, ...]


def may_see_left(seen_by: Actor) -> bool:
    """Tell whether she follows up who has left."""
    return may(seen_by, TARGETS) or may(seen_by, OFFICER)


def left_not_removed(*, seen_by: Actor) -> list[Left]:
    """Return who has left and has something yet, who left first first. One statement.

    Raises PermissionDenied (needs access.targets or access.officer).
    """
    if not may_see_left(seen_by):
        require(seen_by, OFFICER)
    with connection.cursor() as cursor:
        cursor.execute(LEFT, {"day": today()})
        return [Left(person, last_day, tuple(things)) for person, last_day, things in cursor.fetchall()]


def change_list(
    target: Target, *, state: str = "", seen_by: Actor, after: str = "", limit: int = 50
) -> Slice[TargetChange]:
    """Return the changes of a target, what needs somebody first. One statement. Raises PermissionDenied."""
    require_look(seen_by)
    rows = TargetChange.objects.filter(target=target).select_related("account", "permission__resource")
    rows = rows.filter(state=state) if state else rows.filter(state__in=("open", "held", "failed"))
    return keyset(rows, by=("created_at", "id"), after=after, limit=limit)


@dataclass(frozen=True, kw_only=True)
class DriftFilter:
    """How differences are narrowed; blank = all. answer: `waiting` or an answer."""

    text: str = ""
    kind: str = ""
    answer: str = ""


def drift_rows(target: Target, wanted: DriftFilter, *, seen_by: Actor) -> QuerySet[DriftItem]:
    """Return the differences there are now, with account and permission. Raises PermissionDenied."""
    require_look(seen_by)
    rows = DriftItem.objects.filter(target=target, gone_at=None)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.answer:
        rows = rows.filter(answer="" if wanted.answer == "waiting" else wanted.answer)
    if wanted.text:
        text = wanted.text
        rows = rows.filter(Q(account__username__icontains=text) | Q(account__person__display_name__icontains=text))
    return rows.select_related("account", "permission__resource", "answered_by")


def drift_list(
    target: Target, wanted: DriftFilter, *, seen_by: Actor, after: str = "", limit: int = 100
) -> Slice[DriftItem]:
    """Return a page of the differences, by kind. One statement. Raises PermissionDenied."""
    return keyset(drift_rows(target, wanted, seen_by=seen_by), by=("kind", "id"), after=after, limit=limit)


def rehearsed(target: Target, *, seen_by: Actor) -> list[Need]:
    """Return what a plan would do to a target now; nothing is written. Two statements. Raises PermissionDenied."""
    require_look(seen_by)
    return needs_of(target, on=today())


def persons_in(needs: Iterable[Need]) -> set[UUID]:
    """Return whom a plan is about."""
    return {need.person_id for need in needs}

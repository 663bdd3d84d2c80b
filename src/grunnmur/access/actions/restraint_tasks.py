"""Asking somebody to do something about conflicts and full pools, until nothing is left to do."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop

from grunnmur.access.models import Clash, Conflict, LicencePool, Permission
from grunnmur.access.queries.sight import units_of
from grunnmur.access.rules import OFFICER
from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import System
from grunnmur.worklist import actions as worklist
from grunnmur.worklist import queries as tasks
from grunnmur.worklist.rules import NewTask, named

POOL = "licence_pool"
CONFLICT_TASK, POOL_TASK = "access.conflict", "access.pool_full"
DAYS_AHEAD = timedelta(days=30)  # so long before an exception ends, the leader is asked again
GRUNNMUR = System("Grunnmur")


def ask_leader(person_id: UUID, conflict_ids: Collection[UUID], *, due_date: date | None = None) -> None:
    """Ask the leader to end one side for a person, or to ask for an exception; one task a person.

    A conflict that is only listed asks nobody. due_date: None = today.
    """
    rows = Conflict.objects.filter(pk__in=conflict_ids).exclude(severity=Conflict.Severity.RECORD)
    names = list(rows.order_by("name").values_list("name", flat=True))
    unit = next(iter(sorted(units_of(person_id))), None)
    if not names:
        return
    worklist.open_task(
        NewTask(
            kind=CONFLICT_TASK,
            message=gettext_noop(
                "%(person)s would have what “%(conflict)s” keeps apart: end one, or ask for an exception"
            ),
            params={"person": named(person_id), "conflict": ", ".join(names)},
            dedupe_key=str(person_id),
            subject_kind="person",
            subject_id=person_id,
            group_key=f"leader:{unit}" if unit else f"may:{OFFICER}",
            unit_id=unit,
            due_date=due_date or today(),
        ),
        by=GRUNNMUR,
    )


def settle(person_id: UUID) -> None:
    """Forget what the leader was asked about a person when nothing is held back within DAYS_AHEAD.

    When the exception that allows it comes to its end, `ask_before_exceptions_end` asks again.
    """
    days = Period(today(), today() + DAYS_AHEAD)
    if not _held_back().filter(person_id=person_id, valid__overlap=days.to_range()).exists():
        forget(CONFLICT_TASK, person_id)


def ask_before_exceptions_end(on: date) -> None:
    """Ask the leaders of those whose exception ends within DAYS_AHEAD of the day, and who would lose something then.

    Run twice, the second opens nothing.
    """
    first = on + DAYS_AHEAD
    allowed = Clash.objects.filter(
        person=OuterRef("person"), conflict=OuterRef("conflict"), outcome=Clash.Outcome.WAIVED, valid__endswith=first
    )
    rows = _held_back().filter(Exists(allowed), valid__startswith=first).order_by("person_id", "conflict_id")
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for person, conflict in rows.values_list("person_id", "conflict_id"):
        found[person].append(conflict)
    for person, conflicts in found.items():
        ask_leader(person, conflicts, due_date=first - timedelta(days=1))


def _held_back() -> QuerySet[Clash]:
    return Clash.objects.filter(outcome__in=(Clash.Outcome.WITHOUT_A, Clash.Outcome.WITHOUT_B))


def forget(kind: str, subject_id: UUID) -> None:
    """Cancel what was asked about a person or a pool."""
    found = tasks.open_task_ids(kind, subject_id=subject_id)
    if found:
        worklist.cancel_tasks(found, by=GRUNNMUR)


def tell_owner(pool_id: UUID, person_ids: Collection[UUID]) -> None:
    """Ask whoever owns what the pool is for to find more seats; one task a pool."""
    pool = LicencePool.objects.get(pk=pool_id)
    owners = Permission.objects.filter(pool=pool).exclude(resource__owner_key="").order_by("resource__name", "id")
    owner = owners.values_list("resource__owner_key", flat=True).first()
    worklist.open_task(
        NewTask(
            kind=POOL_TASK,
            message=gettext_noop("%(pool)s has too few seats: find out who needs one, or get more"),
            params={"pool": pool.name, "count": len(person_ids)},
            dedupe_key=str(pool_id),
            subject_kind=POOL,
            subject_id=pool_id,
            group_key=owner or f"may:{OFFICER}",
            due_date=today(),
        ),
        by=GRUNNMUR,
    )

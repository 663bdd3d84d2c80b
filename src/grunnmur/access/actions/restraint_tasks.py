"""Asking somebody to do something about conflicts and full pools, until nothing is left to do."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.access.models import Conflict, LicencePool, Permission
from grunnmur.access.queries.sight import units_of
from grunnmur.access.rules import OFFICER
from grunnmur.core.clock import today
from grunnmur.core.permissions import System
from grunnmur.worklist import actions as worklist
from grunnmur.worklist import queries as tasks
from grunnmur.worklist.rules import NewTask, named

POOL = "licence_pool"
CONFLICT_TASK, POOL_TASK = "access.conflict", "access.pool_full"
GRUNNMUR = System("Grunnmur")


def ask_leader(person_id: UUID, conflict_ids: Collection[UUID]) -> None:
    """Ask the leader to end one side for a person, or to ask for an exception; one task a person.

    A conflict that is only listed asks nobody.
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
            due_date=today(),
        ),
        by=GRUNNMUR,
    )


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

"""Somebody leaves at once: her accounts go before anything else, and past the guard."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from grunnmur.access.actions.targets.plan import plan_target
from grunnmur.access.models import Target, TargetAccount
from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import System

SYSTEM = System("Grunnmur")
DAYS = "SELECT valid FROM organisation_employment WHERE id = %s"


@transaction.atomic
def leave_at_once(person_id: UUID, employment_id: UUID, *, at: datetime) -> list[UUID]:
    """Count the rest of an employment for nothing in every target; returns the managed ones that have work now."""
    last_day = _last_day(employment_id)
    accounts = TargetAccount.objects.filter(person_id=person_id)
    accounts.update(left_on=last_day)
    managed = Target.objects.filter(mode=Target.Mode.MANAGED, pk__in=accounts.values("target_id")).order_by("id")
    for target in managed:
        plan_target(target.pk, by=SYSTEM, at=at, persons=[person_id], is_urgent=True)
    return [target.pk for target in managed]


def _last_day(employment_id: UUID) -> date:
    with connection.cursor() as cursor:
        cursor.execute(DAYS, [employment_id])
        row = cursor.fetchone()
    last = Period.from_range(row[0]).last_day if row else None
    return last or today()

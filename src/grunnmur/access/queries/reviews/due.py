"""What is to be reviewed without anybody asking: roles and levels after some months, and who moves soon."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, Min

from grunnmur.access.models import Held, Permission, ReviewItem, ReviewScope, Role, RoleContent
from grunnmur.access.rules.reviews import MOVER_DAYS, months_between
from grunnmur.core.calendar import months_after
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation.queries.workplaces import HANDING_OVER

# Whose work in one unit ends when work in another begins, or within the days that one hands over.
MOVES = """
    SELECT DISTINCT ON (new.person_id, new.unit_id) new.person_id, lower(new.valid), new.unit_id, old.unit_id
    FROM organisation_employment new
    JOIN organisation_employment old ON old.person_id = new.person_id AND old.unit_id <> new.unit_id
        AND upper(old.valid) BETWEEN lower(new.valid) AND lower(new.valid) + %(overlap)s::int
    WHERE lower(new.valid) > %(on)s::date AND lower(new.valid) <= %(until)s::date
    ORDER BY new.person_id, new.unit_id, lower(new.valid), old.id
"""


@dataclass(frozen=True)
class Moving:
    """Somebody goes from one unit to another on a day."""

    person_id: UUID
    day: date
    unit: UUID
    unit_before: UUID


def moving(on: date) -> list[Moving]:
    """Return who moves within the days that leaders are asked before. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(MOVES, {"on": on, "until": on + timedelta(days=MOVER_DAYS), "overlap": HANDING_OVER.days})
        return [Moving(*row) for row in cursor.fetchall()]


def roles_due(on: date) -> list[UUID]:
    """Return the active roles whose content nobody has looked at for their months, and nobody is being asked about.

    Counted from the last answer, else from when the role began to give or was made. Four statements.
    """
    rows = Role.objects.filter(state=Role.State.ACTIVE, valid__contains=on).order_by("id")
    roles = list(rows.values_list("pk", "review_months", "valid"))
    risks = _risks(on)
    asked = ReviewItem.objects.filter(kind=ReviewItem.Kind.ROLE)
    open_now = set(asked.filter(review__closed_at=None, answer="").values_list("subject_id", flat=True))
    looked = dict(asked.values_list("subject_id").annotate(at=Max("answered_at")))
    made = _made(Role, [role for role, _months, _valid in roles])
    due = []
    for role, months, valid in roles:
        since = _day(looked.get(role)) or Period.from_range(valid).lower or made.get(role, on)
        if role not in open_now and months_after(since, months_between(risks[role], months)) <= on:
            due.append(role)
    return due


def levels_due(on: date) -> list[UUID]:
    """Return the levels that somebody has directly, and that nobody has asked about for the months of their risk.

    Three statements.
    """
    held = Held.objects.filter(role=None, valid__contains=on).values("permission_id")
    levels = dict(Permission.objects.filter(pk__in=held).order_by("id").values_list("pk", "risk"))
    asked = ReviewScope.objects.filter(permission_id__in=levels).values_list("permission_id")
    looked = dict(asked.annotate(at=Max("review__opened_at")))
    made = _made(Permission, levels)
    return [
        level
        for level, risk in levels.items()
        if months_after(_day(looked.get(level)) or made.get(level, on), months_between(risk)) <= on
    ]


def _risks(on: date) -> defaultdict[UUID, int]:
    """Return the highest risk in each role; 1 where nothing is in it."""
    found: defaultdict[UUID, int] = defaultdict(lambda: 1)
    rows = RoleContent.objects.filter(valid__contains=on).values_list("role_id").annotate(Max("permission__risk"))
    found.update(dict(rows))
    return found


def _made(model: type[Role | Permission], ids: Iterable[UUID]) -> dict[UUID, date]:
    """Return the day each row was first written down."""
    events: Any = model.pgh_event_model  # type: ignore[union-attr]  # Any: made by pghistory at start-up
    rows: Collection[tuple[UUID, datetime]] = (
        events.objects.filter(pgh_obj_id__in=list(ids)).values_list("pgh_obj_id").annotate(Min("pgh_created_at"))
    )
    return {row: day for row, at in rows if (day := _day(at))}


def _day(at: datetime | None) -> date | None:
    return at.astimezone(current_tenant().zone).date() if at else None

"""Which tasks fall due when, and what lists of them are ordered by."""

from datetime import date, timedelta
from enum import StrEnum

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from grunnmur.worklist.models import Task

SOON = timedelta(days=7)
UNDATED = date(9999, 12, 31)  # sorts undated tasks last


class Due(StrEnum):
    """Which tasks, by their due date; `week`: within seven days, overdue ones left out."""

    OVERDUE = "overdue"
    WEEK = "week"
    LATER = "later"
    NONE = "none"


def is_due(due: str, *, on: date) -> Q:
    """Return the condition that a task falls due then; none for anything else than a `Due`."""
    match due:
        case Due.OVERDUE:
            return Q(due_date__lt=on)
        case Due.WEEK:
            return Q(due_date__gte=on, due_date__lte=on + SOON)
        case Due.LATER:
            return Q(due_date__gt=on + SOON)
        case Due.NONE:
            return Q(due_date=None)
        case _:
            return Q()


def with_due_or_last(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Add `due_or_last`, which is never empty, so that pages can be ordered by it."""
    return rows.annotate(due_or_last=Coalesce(F("due_date"), UNDATED))

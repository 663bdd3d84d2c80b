"""Days turn: what hangs on a date is told to the domains above, once a day and municipality."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max

from grunnmur.core.events import publish
from grunnmur.organisation.events import DayTurned
from grunnmur.organisation.models import TurnedDay


@transaction.atomic
def turn_days(*, up_to: date) -> list[date]:
    """Tell of every day since the last one that was told of, in order; of a new municipality, only the day itself.

    Harmless when run twice, also at once: the second waits and finds the days told of. Returns the days.
    """
    last: date | None = TurnedDay.objects.aggregate(last=Max("day"))["last"]
    first = up_to if last is None else last + timedelta(days=1)
    days = [first + timedelta(days=number) for number in range((up_to - first).days + 1)]
    turned = [day for day in days if TurnedDay.objects.get_or_create(day=day)[1]]
    for day in turned:
        publish(DayTurned(day))
    return turned

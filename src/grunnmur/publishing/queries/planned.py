"""What happens by itself on a day."""

from datetime import date
from uuid import UUID

from grunnmur.publishing.models import ReadingDemand, Version


def planned_until(day: date) -> list[UUID]:
    """Return the versions planned to be valid by a day, the earliest first. One statement."""
    rows = Version.objects.filter(state=Version.State.PLANNED, planned_date__lte=day)
    return list(rows.order_by("planned_date", "pk").values_list("pk", flat=True))


def has_reading() -> bool:
    """Tell whether anything has to be read in this municipality. One statement."""
    return ReadingDemand.objects.exists()

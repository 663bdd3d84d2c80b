"""Which days have turned in this municipality."""

import pghistory
from django.db import models

from grunnmur.core.models import TenantModel


@pghistory.track()
class TurnedDay(TenantModel):
    """The other domains were told of this day."""

    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "day"], name="turned_day")]

    def __str__(self) -> str:
        return str(self.day)

"""The map of processes: areas, and areas in them."""

import pghistory
from django.db import models
from django.db.models import F, Q

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class ProcessArea(TenantModel):
    """A part of what the municipality does, with processes in it; at most three levels, which the actions see to."""

    name = models.CharField(max_length=120)
    parent = TenantForeignKey("processes.ProcessArea", models.PROTECT, null=True, blank=True)
    ordinal = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("tenant_id", models.functions.Lower("name"), name="process_area_name"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="process_area_not_in_itself"),
        ]

    def __str__(self) -> str:
        return self.name

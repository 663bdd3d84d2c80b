"""Read and understood: what somebody has to read, and that she did."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class ReadingDemand(TenantModel):
    """A version that those whom it concerns shall read.

    keys: group key -> the names of the roles it stands for in the content; `leaders` means all who lead a unit.
    """

    class Cause(models.TextChoices):
        PUBLICATION = "publication", _("A new version")
        MANUAL = "manual", _("Asked for by hand")

    version = TenantForeignKey("publishing.Version", models.PROTECT)
    cause = models.CharField(max_length=11, choices=Cause.choices)
    keys = models.JSONField(default=dict)
    due_date = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "version"], name="reading_demand_version")]


@pghistory.track()
class ReadingDuty(TenantModel):
    """One person's reading. Once confirmed nothing of it changes: it is evidence.

    because: the names of the roles she has it for. lapsed_at: when she left the last of them, or got newer reading.
    """

    demand = TenantForeignKey("publishing.ReadingDemand", models.PROTECT)
    person = TenantForeignKey("organisation.Person", models.PROTECT)
    because = ArrayField(models.CharField(max_length=120), default=list)
    due_date = models.DateField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "demand", "person"], name="reading_duty_once"),
        ]
        indexes = [
            models.Index(
                fields=["tenant_id", "person"],
                condition=Q(confirmed_at__isnull=True, lapsed_at__isnull=True),
                name="reading_duty_open",
            ),
            models.Index(
                fields=["tenant_id", "due_date"],
                condition=Q(confirmed_at__isnull=True, lapsed_at__isnull=True),
                name="reading_duty_due",
            ),
        ]

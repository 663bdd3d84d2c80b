"""Production lines: who makes processes and documents for which part of the municipality."""

import pghistory
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel
from grunnmur.core.models.periods import has_days, never_two


@pghistory.track()
class ProductionLine(TenantModel):
    """A line of the flow factory."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    target_per_month = models.PositiveSmallIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "code"], name="production_line_code"),
            models.CheckConstraint(condition=Q(code__regex="^[A-ZÆØÅ0-9-]{2,20}$"), name="production_line_code_form"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class LineUnit(TenantModel):
    """A unit a line works for, with all below it."""

    line = TenantForeignKey("publishing.ProductionLine", models.CASCADE)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "line", "unit"], name="line_unit_once")]


@pghistory.track()
class LineMember(TenantModel):
    """Somebody's part in a line for a run of days."""

    class Part(models.TextChoices):
        CHIEF = "chief", _("Flow chief")
        ASSURER = "assurer", _("Quality assurer")
        MODELLER = "modeller", _("Modeller")

    line = TenantForeignKey("publishing.ProductionLine", models.CASCADE)
    person = TenantForeignKey("organisation.Person", models.PROTECT)
    part = models.CharField(max_length=8, choices=Part.choices)
    valid = DateRangeField()

    class Meta:
        constraints = [
            has_days("line_member"),
            never_two("line_member", "line", "person", "part"),
            models.CheckConstraint(condition=Q(part__in=("chief", "assurer", "modeller")), name="line_member_part"),
        ]
        indexes = [models.Index(fields=["tenant_id", "person"], name="line_member_person")]

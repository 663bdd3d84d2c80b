"""Employments, what they are as, and leaves from them."""

import uuid
from decimal import Decimal

import pghistory
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel
from grunnmur.core.models.periods import has_days, never_two

BY_HAND = "grunnmur"  # the source of employments that were registered here


def new_external_id() -> str:
    """Return a key for an employment that no payroll has named."""
    return str(uuid.uuid4())


@pghistory.track()
class Position(TenantModel):
    """What one is employed as, by a list of positions (KS stillingskode, for example)."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=40, default=BY_HAND)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "source", "code"], name="position_code")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Employment(TenantModel):
    """A person works at a unit for some days. A change from a day closes the row and opens one of the same key."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("Permanent")
        TEMPORARY = "temporary", _("Temporary")
        HOURLY = "hourly", _("Hourly paid")
        APPRENTICE = "apprentice", _("Apprentice")
        EXTERNAL = "external", _("External")
        ELECTED = "elected", _("Elected")
        VOLUNTEER = "volunteer", _("Volunteer")
        STUDENT = "student", _("Student")

    person = TenantForeignKey("organisation.Person", models.PROTECT)
    source = models.CharField(max_length=40, default=BY_HAND)
    external_id = models.CharField(max_length=100, default=new_external_id)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT)
    position = TenantForeignKey("organisation.Position", models.PROTECT, null=True, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(100))
    is_primary = models.BooleanField(default=False)
    valid = DateRangeField()

    class Meta:
        constraints = [
            has_days("employment"),
            never_two("employment", "source", "external_id"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="employment_percent"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=(
                        *("permanent", "temporary", "hourly", "apprentice"),
                        *("external", "elected", "volunteer", "student"),
                    )
                ),
                name="employment_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.unit_id}"


@pghistory.track()
class Leave(TenantModel):
    """Days off from an employment, wholly (100 percent) or partly. `source` is blank for leaves entered by hand."""

    employment = TenantForeignKey("organisation.Employment", models.PROTECT)
    percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(100))
    source = models.CharField(max_length=40, blank=True)
    valid = DateRangeField()

    class Meta:
        constraints = [
            has_days("leave"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="leave_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % of {self.employment_id}"

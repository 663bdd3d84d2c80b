"""Units, and how they hang together on each day."""

import pghistory
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from grunnmur.core.models import TenantForeignKey, TenantModel
from grunnmur.core.models.periods import has_days, never_two
from grunnmur.core.models.sorting import HasDoubleA, key_of

LINE = "line"  # the structure in which leaders lead


@pghistory.track(exclude=["has_double_a", "sort_key"])
class Unit(TenantModel):
    """A part of the municipality. `source` is blank for what was opened by hand."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    cost_centre = models.CharField(max_length=40, blank=True)
    org_number = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=40, blank=True)
    valid = DateRangeField()
    has_double_a = models.BooleanField(db_default=HasDoubleA(), editable=False)
    sort_key = key_of("name")

    class Meta:
        constraints = [has_days("unit"), never_two("unit", "code")]
        indexes = [
            models.Index(fields=["tenant_id", "code"], name="unit_code"),
            models.Index(fields=["tenant_id", "sort_key"], name="unit_sort_key"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class UnitParent(TenantModel):
    """Where a unit hangs in a structure for some days. No parent = a top; no row = not in the structure."""

    unit = TenantForeignKey("organisation.Unit", models.PROTECT)
    parent = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    structure = models.CharField(max_length=20, default=LINE)
    valid = DateRangeField()

    class Meta:
        constraints = [
            has_days("unit_parent"),
            never_two("unit_parent", "unit", "structure"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")), name="unit_parent_is_not_itself"
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "unit"], name="unit_parent_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.parent_id}"


class UnitClosure(TenantModel):
    """Derived from UnitParent, never edited: who lies below whom, itself included at distance 0."""

    structure = models.CharField(max_length=20)
    ancestor = TenantForeignKey("organisation.Unit", models.CASCADE)
    descendant = TenantForeignKey("organisation.Unit", models.CASCADE)
    distance = models.SmallIntegerField()
    valid = DateRangeField()

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"

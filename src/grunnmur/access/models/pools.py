"""Licence pools: a number of seats, shares of it for units, and who sits or waits."""

import pghistory
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel
from grunnmur.core.models.periods import has_days, never_two


@pghistory.track()
class LicencePool(TenantModel):
    """Seats that the holders of some permissions share; one for each person, however many routes she has.

    `unit_cost`: of one seat for a year, in the municipality's currency; null when nobody has said.
    """

    class OnFull(models.TextChoices):
        BLOCK = "block", _("What people decide is refused")
        QUEUE = "queue", _("People wait in a queue")
        WARN = "warn", _("All get it, and the owner is told")

    name = models.CharField(max_length=120)
    on_full = models.CharField(max_length=5, choices=OnFull.choices, default=OnFull.BLOCK)
    unit_cost = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("tenant_id", models.functions.Lower("name"), name="licence_pool_name"),
            models.CheckConstraint(
                condition=models.Q(unit_cost=None) | models.Q(unit_cost__gte=0), name="licence_pool_cost"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class PoolQuantity(TenantModel):
    """How many seats a pool has on these days; on other days it does not count anybody."""

    pool = TenantForeignKey("access.LicencePool", models.CASCADE)
    quantity = models.PositiveIntegerField()
    valid = DateRangeField()

    class Meta:
        constraints = [
            never_two("pool_quantity", "pool"),
            has_days("pool_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id}: {self.quantity}"


@pghistory.track()
class PoolShare(TenantModel):
    """So many of the seats are for one unit and those below it on these days."""

    pool = TenantForeignKey("access.LicencePool", models.CASCADE)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT)
    quantity = models.PositiveIntegerField()
    valid = DateRangeField()

    class Meta:
        constraints = [
            never_two("pool_share", "pool", "unit"),
            has_days("pool_share"),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id}: {self.unit_id} {self.quantity}"


@pghistory.track()
class Seat(TenantModel):
    """Derived: a person has a seat on these days, or waits for one.

    `payer`: the unit whose share it is of; null for what no share takes. The queue goes by `wanted_from` (the first day
    of the run of days on which she wants it; null = always), then `recorded_at` (when that was first known).
    """

    pool = TenantForeignKey("access.LicencePool", models.CASCADE)
    person = TenantForeignKey("organisation.Person", models.CASCADE)
    payer = TenantForeignKey("organisation.Unit", models.CASCADE, null=True)
    is_seated = models.BooleanField()
    wanted_from = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    valid = DateRangeField()

    class Meta:
        constraints = [
            never_two("seat", "pool", "person"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "pool"], name="seat_pool"),
            models.Index(fields=["tenant_id", "person"], name="seat_person"),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id}: {self.person_id}"

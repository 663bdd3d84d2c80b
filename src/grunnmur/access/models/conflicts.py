"""Segregation of duties: what nobody shall have together, and the exceptions somebody answers for."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from grunnmur.access.models.rules import ONE_TARGET
from grunnmur.core.models import TenantForeignKey, TenantModel
from grunnmur.core.models.periods import has_days, never_two


class AtMostAYear(models.Func):
    """The condition that a range has an end, at most 366 days after its beginning."""

    template = "(NOT upper_inf(%(expressions)s) AND upper(%(expressions)s) - lower(%(expressions)s) <= 366)"
    output_field = models.BooleanField()


@pghistory.track()
class Conflict(TenantModel):
    """Nobody shall have something of side A and something of side B on the same day."""

    class Severity(models.TextChoices):
        BLOCK = "block", _("Not allowed")
        APPROVE = "approve", _("Needs an approved exception")
        RECORD = "record", _("Only listed")

    name = models.CharField(max_length=120)
    reason = models.CharField(max_length=500, blank=True)
    severity = models.CharField(max_length=7, choices=Severity.choices, default=Severity.BLOCK)
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="conflict_name_once_a_day",
                expressions=[
                    ("tenant_id", RangeOperators.EQUAL),
                    (models.functions.Lower("name"), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ConflictSide(TenantModel):
    """A role or a permission on one side of a conflict. A role counts inside another role too."""

    class Side(models.TextChoices):
        A = "a", _("Side A")
        B = "b", _("Side B")

    conflict = TenantForeignKey("access.Conflict", models.CASCADE)
    side = models.CharField(max_length=1, choices=Side.choices)
    role = TenantForeignKey("access.Role", models.PROTECT, null=True, blank=True)
    permission = TenantForeignKey("access.Permission", models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_TARGET, name="conflict_side_one_target"),
            models.UniqueConstraint(fields=["tenant_id", "conflict", "role"], name="conflict_side_role_once"),
            models.UniqueConstraint(
                fields=["tenant_id", "conflict", "permission"], name="conflict_side_permission_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side}: {self.role_id or self.permission_id}"


@pghistory.track()
class Waiver(TenantModel):
    """One person may have both sides of a conflict on these days; the check makes up for it.

    `decided_by` is null where no person of the municipality decided, as when a demo is made; `request_line` is what was
    asked for, where somebody asked.
    """

    conflict = TenantForeignKey("access.Conflict", models.PROTECT)
    person = TenantForeignKey("organisation.Person", models.PROTECT)
    reason = models.CharField(max_length=500)
    compensating_check = models.CharField(max_length=500)
    decided_by = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    request_line = TenantForeignKey("access.RequestLine", models.PROTECT, null=True, blank=True)
    valid = DateRangeField()

    class Meta:
        constraints = [
            never_two("waiver", "conflict", "person"),
            has_days("waiver"),
            models.CheckConstraint(condition=AtMostAYear("valid"), name="waiver_at_most_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.conflict_id}: {self.person_id}"


@pghistory.track()
class Clash(TenantModel):
    """Derived: a person would have both sides of a conflict on these days, and what became of it."""

    class Outcome(models.TextChoices):
        WITHOUT_A = "without_a", _("Side A is held back")
        WITHOUT_B = "without_b", _("Side B is held back")
        WAIVED = "waived", _("Allowed as an exception")
        RECORDED = "recorded", _("Only listed")

    person = TenantForeignKey("organisation.Person", models.CASCADE)
    conflict = TenantForeignKey("access.Conflict", models.CASCADE)
    valid = DateRangeField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    waiver = TenantForeignKey("access.Waiver", models.CASCADE, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant_id", "person"], name="clash_person"),
            models.Index(fields=["tenant_id", "conflict"], name="clash_conflict"),
        ]

    def __str__(self) -> str:
        return f"{self.conflict_id}: {self.person_id}"

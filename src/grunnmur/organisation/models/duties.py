"""Duties beside the employment: functions, leading, standing in."""

import pghistory
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel
from grunnmur.core.models.periods import has_days, never_two


class AtMostAYear(models.Func):
    """The condition that a range has an end, at most 366 days after its beginning."""

    template = "(NOT upper_inf(%(expressions)s) AND upper(%(expressions)s) - lower(%(expressions)s) <= 366)"
    output_field = models.BooleanField()


@pghistory.track()
class Function(TenantModel):
    """A duty somebody is appointed to: safety representative, super-user, fire warden. Once closed, nobody new."""

    class Need(models.TextChoices):
        NONE = "", _("Not needed everywhere")
        MUNICIPALITY = "municipality", _("One in the municipality")
        UNITS = "units", _("One for each unit where people work, in it or above it")

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    needed = models.CharField(max_length=12, choices=Need.choices, blank=True, default="", db_default="")
    is_closed = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "code"], name="function_code"),
            models.CheckConstraint(condition=Q(needed__in=("", "municipality", "units")), name="function_needed"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Appointment(TenantModel):
    """A person holds a function for a unit. `source` is blank for appointments made by hand."""

    person = TenantForeignKey("organisation.Person", models.PROTECT)
    function = TenantForeignKey("organisation.Function", models.PROTECT)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT)
    source = models.CharField(max_length=40, blank=True)
    valid = DateRangeField()

    class Meta:
        constraints = [has_days("appointment"), never_two("appointment", "person", "function", "unit")]
        indexes = [models.Index(fields=["tenant_id", "person"], name="appointment_person")]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.function_id}"


@pghistory.track()
class Leadership(TenantModel):
    """Who leads a unit. No row = vacant; acting beats leader on its days."""

    class Kind(models.TextChoices):
        LEADER = "leader", _("Leader")
        ACTING = "acting", _("Acting leader")

    unit = TenantForeignKey("organisation.Unit", models.PROTECT)
    person = TenantForeignKey("organisation.Person", models.PROTECT)
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.LEADER)
    source = models.CharField(max_length=40, blank=True)
    valid = DateRangeField()

    class Meta:
        constraints = [
            has_days("leadership"),
            never_two("leadership", "unit", "kind"),
            models.CheckConstraint(condition=Q(kind__in=("leader", "acting")), name="leadership_kind"),
        ]
        indexes = [models.Index(fields=["tenant_id", "unit"], name="leadership_unit")]

    def __str__(self) -> str:
        return f"{self.person_id} leads {self.unit_id}"


@pghistory.track()
class Deputy(TenantModel):
    """A person acts for another, at most a year at a time. A deputy's deputy never acts."""

    class May(models.TextChoices):
        APPROVE = "approve", _("Approve")
        TASKS = "tasks", _("Do tasks")
        ACCESS = "access", _("Have the same access")

    for_person = TenantForeignKey("organisation.Person", models.PROTECT)
    deputy = TenantForeignKey("organisation.Person", models.PROTECT)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    may = ArrayField(models.CharField(max_length=8, choices=May.choices))
    valid = DateRangeField()

    class Meta:
        constraints = [
            has_days("deputy"),
            models.CheckConstraint(condition=~Q(for_person=F("deputy")), name="deputy_is_another"),
            models.CheckConstraint(condition=AtMostAYear("valid"), name="deputy_at_most_a_year"),
            models.CheckConstraint(
                condition=Q(may__len__gt=0, may__contained_by=["approve", "tasks", "access"]), name="deputy_may"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.for_person_id}"

"""The yearly wheel: duties that come again."""

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class WheelEntry(TenantModel):
    """A duty that comes again: every so many days, weeks, months or years, or on the nth weekday of a month.

    nth: 1 to 4, or -1 for the last; weekday: 0 is Monday. steps: texts, in order. Counted from when it was last done
    (`counts_from`), it comes next on `anchor_date`. opened_date: the last occurrence that has become a task.
    """

    class Unit(models.TextChoices):
        DAY = "day", _("Days")
        WEEK = "week", _("Weeks")
        MONTH = "month", _("Months")
        YEAR = "year", _("Years")

    class CountsFrom(models.TextChoices):
        FIXED = "fixed", _("From the first day on")
        DONE = "done", _("From when it was last done")

    class OffDays(models.TextChoices):
        KEEP = "keep", _("Stays on that day")
        BEFORE = "before", _("Moves to the working day before")
        AFTER = "after", _("Moves to the working day after")

    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT)
    owner_key = models.CharField(max_length=120)
    every = models.PositiveSmallIntegerField(default=1)
    period = models.CharField(max_length=5, choices=Unit.choices, default=Unit.YEAR)
    nth = models.SmallIntegerField(null=True, blank=True)
    weekday = models.SmallIntegerField(null=True, blank=True)
    counts_from = models.CharField(max_length=5, choices=CountsFrom.choices, default=CountsFrom.FIXED)
    off_days = models.CharField(max_length=6, choices=OffDays.choices, default=OffDays.BEFORE)
    first_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    lead_days = models.PositiveSmallIntegerField(default=30)
    escalate_days = models.PositiveSmallIntegerField(null=True, blank=True)
    steps = models.JSONField(default=list, encoder=DjangoJSONEncoder, blank=True)
    law_title = models.CharField(max_length=200, blank=True)
    law_url = models.URLField(max_length=500, blank=True)
    needs_evidence = models.BooleanField(default=False)
    is_reported = models.BooleanField(default=False)
    anchor_date = models.DateField()
    opened_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(every__gte=1), name="wheel_every"),
            models.CheckConstraint(condition=~Q(owner_key=""), name="wheel_is_somebodys"),
            models.CheckConstraint(
                condition=Q(nth=None, weekday=None)
                | Q(nth__in=(1, 2, 3, 4, -1), weekday__range=(0, 6), period__in=("month", "year"), counts_from="fixed"),
                name="wheel_weekday",
            ),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("first_date")), name="wheel_until"
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "unit"], name="wheel_of_unit")]

    def __str__(self) -> str:
        return self.title

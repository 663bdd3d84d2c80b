"""The board of a line: cards that move from station to station."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class Station(TenantModel):
    """A place on a line's board. wip_limit: how many cards it takes at most; target_days: how long one should stay."""

    class Key(models.TextChoices):
        INTAKE = "intake", _("Intake")
        MODELLING = "modelling", _("Modelling")
        QUALITY = "quality", _("Quality control")
        APPROVAL = "approval", _("Approval")
        DONE = "done", _("Done")

    line = TenantForeignKey("publishing.ProductionLine", models.CASCADE)
    key = models.CharField(max_length=9, choices=Key.choices)
    ordinal = models.PositiveSmallIntegerField()
    wip_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    target_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "line", "key"], name="station_once"),
            models.CheckConstraint(condition=Q(wip_limit__isnull=True) | Q(wip_limit__gte=1), name="station_limit"),
        ]

    def __str__(self) -> str:
        return str(self.get_key_display())


@pghistory.track()
class Card(TenantModel):
    """Work on a board. A card of an item follows its open version."""

    class Kind(models.TextChoices):
        NEW = "new", _("New")
        REVISE = "revise", _("Revision")
        TIDY = "tidy", _("Tidying")
        FEEDBACK = "feedback", _("Feedback")

    line = TenantForeignKey("publishing.ProductionLine", models.PROTECT)
    item = TenantForeignKey("publishing.Item", models.PROTECT, null=True, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=200)
    station = TenantForeignKey("publishing.Station", models.PROTECT)
    owner = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    blocked_reason = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "item"],
                condition=Q(done_at__isnull=True, kind__in=("new", "revise")),
                name="card_one_of_item",
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "line", "done_at"], name="card_of_line")]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class StationStay(TenantModel):
    """A card's stay at a station; one that is not over has no `left_at`."""

    card = TenantForeignKey("publishing.Card", models.CASCADE)
    station = TenantForeignKey("publishing.Station", models.PROTECT)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "card"], condition=Q(left_at__isnull=True), name="station_stay_one_open"
            ),
        ]

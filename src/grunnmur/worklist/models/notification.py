"""What people are told, and how it reaches them."""

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


class Cadence(models.TextChoices):
    """How soon somebody is told by mail; `rules.send_at` says when that is."""

    NOW = "now", _("At once")
    DAILY = "daily", _("Each morning, collected")
    WEEKLY = "weekly", _("Each Monday morning, collected")
    OFF = "off", _("Not by mail")


@pghistory.track()
class Notification(TenantModel):
    """Something a person is told; it asks for nothing. `message` and `params` as in Task.

    The row itself is what the pages show. is_sensitive: a mail says nothing but that there is something.
    """

    person = TenantForeignKey("organisation.Person", models.CASCADE)
    kind = models.CharField(max_length=60)
    message = models.CharField(max_length=300)
    params = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    is_sensitive = models.BooleanField(default=False, db_default=False)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant_id", "person", "-made_at"], name="notification_of_person"),
            models.Index(fields=["tenant_id", "person"], name="notification_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.message


@pghistory.track()
class Delivery(TenantModel):
    """The mail of one notification: when it falls due, and what became of it.

    Those of a person that fall due together and are collected become one mail. error: for operators, without addresses.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        DROPPED = "dropped", _("Not needed")

    notification = TenantForeignKey(Notification, models.CASCADE)
    cadence = models.CharField(max_length=6, choices=Cadence.choices)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "notification"], name="delivery_once"),
            models.CheckConstraint(condition=Q(cadence__in=("now", "daily", "weekly")), name="delivery_cadence"),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at__isnull=True)
                | Q(state__in=("sent", "failed", "dropped"), ended_at__isnull=False),
                name="delivery_state",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "due_at"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["tenant_id", "ended_at"], name="delivery_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.cadence} {self.state}"


@pghistory.track()
class Preference(TenantModel):
    """How soon a person wants to be told of one kind by mail; without a row, as the kind says."""

    person = TenantForeignKey("organisation.Person", models.CASCADE)
    kind = models.CharField(max_length=60)
    cadence = models.CharField(max_length=6, choices=Cadence.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "person", "kind"], name="preference_once"),
            models.CheckConstraint(
                condition=Q(cadence__in=("now", "daily", "weekly", "off")), name="preference_cadence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.cadence}"

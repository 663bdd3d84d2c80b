"""Tasks: what waits for somebody."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class Task(TenantModel):
    """Something a person, or whoever holds a group key, is asked to do.

    `message` is an English msgid shown in the reader's language with `params`; the kind is registered in
    `worklist.rules`. Opening the same (kind, dedupe_key) twice while open is one task. spared: persons of the group who
    are not asked, for instance because they have done their part. escalate_days: working days after the due date until
    it goes on to the next leader up. The nightly job marks what it did: `reminded_date` (the
    last reminder's day), `overdue_told_for` (the due date that was told as passed), `escalated_date`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLAIMED = "claimed", _("Claimed")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(max_length=60)
    message = models.CharField(max_length=300)
    params = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    person = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    group_key = models.CharField(max_length=120, blank=True)
    spared = ArrayField(models.UUIDField(), default=list, db_default=[], blank=True)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    dedupe_key = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)
    escalate_days = models.PositiveSmallIntegerField(null=True, blank=True)
    reminded_date = models.DateField(null=True, blank=True)
    overdue_told_for = models.DateField(null=True, blank=True)
    escalated_date = models.DateField(null=True, blank=True)
    closed_by = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(group_key=""), name="task_is_for_somebody"),
            models.CheckConstraint(condition=Q(state__in=("open", "claimed", "done", "cancelled")), name="task_state"),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(person__isnull=False), name="task_is_claimed_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "claimed"), closed_at__isnull=True)
                | Q(state__in=("done", "cancelled"), closed_at__isnull=False),
                name="task_is_closed_at",
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "kind", "dedupe_key"],
                condition=Q(state__in=("open", "claimed")),
                name="task_once_while_open",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "group_key", "state", "due_date"], name="task_of_group"),
            models.Index(fields=["tenant_id", "person", "state", "due_date"], name="task_of_person"),
            models.Index(fields=["tenant_id", "subject_id", "state"], name="task_of_subject"),
            models.Index(fields=["tenant_id", "unit", "state", "due_date"], name="task_of_unit"),
            models.Index(fields=["tenant_id", "due_date"], name="task_due", condition=Q(state__in=("open", "claimed"))),
        ]

    def __str__(self) -> str:
        return self.message

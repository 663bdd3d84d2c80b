"""Who must say yes before a version is valid, and what they said."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class ApprovalStep(TenantModel):
    """A yes that a line's versions need, in the order of `ordinal`.

    kind: of content; blank for all. key: a group key, in which `@owner` stands for the owner's unit. needed: how many
    of those it means must say yes. days: working days they have. A retired one is asked for no more, and stays for what
    was decided by it.
    """

    line = TenantForeignKey("publishing.ProductionLine", models.CASCADE)
    kind = models.CharField(max_length=40, blank=True)
    ordinal = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=120)
    needed = models.PositiveSmallIntegerField(default=1)
    days = models.PositiveSmallIntegerField(default=5)
    is_retired = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "line", "kind", "ordinal"],
                condition=Q(is_retired=False),
                name="approval_step_order",
            ),
            models.CheckConstraint(condition=Q(needed__gte=1, needed__lte=5), name="approval_step_needed"),
        ]


@pghistory.track()
class ApprovalRequest(TenantModel):
    """One yes that is asked for. `key` is the step's with the owner's unit put in. One that was decided stays so.

    seen_hash: that of the content the decider looked at. decided_for: the one a stand-in decided for.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        VOID = "void", _("Not needed any more")

    version = TenantForeignKey("publishing.Version", models.PROTECT)
    step = TenantForeignKey("publishing.ApprovalStep", models.PROTECT)
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    due_date = models.DateField()
    decided_by = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    decided_for = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    decided_name = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    seen_hash = models.CharField(max_length=64, blank=True)
    comment = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("approved", "rejected"), decided_at__isnull=False)
                | Q(state__in=("open", "void")),
                name="approval_request_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "state", "key"], name="approval_request_key"),
            models.Index(fields=["tenant_id", "version"], name="approval_request_version"),
        ]

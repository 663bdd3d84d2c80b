"""Processes and the roles in them."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class ProcessRole(TenantModel):
    """Who does something in processes, and what that means here: a role, a function, a unit, or the leader.

    `keys` are the group keys the binding stands for; none for those who are named in each run or work elsewhere.
    A role that was merged into another stays, so that files which name it lead to the other.
    """

    class Binding(models.TextChoices):
        ROLE = "role", _("Holders of a role")
        FUNCTION = "function", _("Holders of a function")
        UNIT = "unit", _("People in a unit")
        LEADER = "leader", _("The leader concerned")
        PER_RUN = "per_run", _("Named each time")
        SUBJECT = "subject", _("The person it is about")
        EXTERNAL = "external", _("Somebody outside")
        UNBOUND = "unbound", _("Not decided yet")

    name = models.CharField(max_length=120)
    synonyms = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    description = models.CharField(max_length=500, blank=True)
    binding = models.CharField(max_length=8, choices=Binding.choices, default=Binding.UNBOUND)
    role = TenantForeignKey("access.Role", models.PROTECT, null=True, blank=True)
    function = TenantForeignKey("organisation.Function", models.PROTECT, null=True, blank=True)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    keys = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    is_retired = models.BooleanField(default=False, db_default=False)
    merged_into = TenantForeignKey("processes.ProcessRole", models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("tenant_id", models.functions.Lower("name"), name="process_role_name"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="process_role_merged"),
            models.CheckConstraint(
                condition=Q(binding="role", role__isnull=False, function__isnull=True, unit__isnull=True)
                | Q(binding="function", role__isnull=True, function__isnull=False, unit__isnull=True)
                | Q(binding="unit", role__isnull=True, function__isnull=True, unit__isnull=False)
                | Q(
                    binding__in=("leader", "per_run", "subject", "external", "unbound"),
                    role__isnull=True,
                    function__isnull=True,
                    unit__isnull=True,
                ),
                name="process_role_binding",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Process(TenantModel):
    """A process of the library; what is published of it lies in the item's versions."""

    class Kind(models.TextChoices):
        CORE = "core", _("Core process")
        MANAGEMENT = "management", _("Management process")
        SUPPORT = "support", _("Support process")

    item = TenantForeignKey("publishing.Item", models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SUPPORT)
    purpose = models.CharField(max_length=1000, blank=True)
    trigger = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=200, blank=True)
    customer = models.CharField(max_length=200, blank=True, default="", db_default="")
    area = TenantForeignKey("processes.ProcessArea", models.SET_NULL, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "item"], name="process_item")]

    def __str__(self) -> str:
        return str(self.item_id)

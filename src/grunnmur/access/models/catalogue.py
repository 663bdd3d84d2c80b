"""What can be had: resources and their permissions, and the roles that gather them."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel

NOTHING = Value("00000000-0000-0000-0000-000000000000", output_field=models.UUIDField())


@pghistory.track()
class Resource(TenantModel):
    """A system, a building, a key, a laptop: something one is given access to.

    `fulfil_key` is the group that gives and takes it by hand; blank when nothing is done by hand. `unit` is the one
    that has it. `system` is the system on the map that one gets into by it; null for things and places.
    """

    class Kind(models.TextChoices):
        SYSTEM = "system", _("System")
        LICENCE = "licence", _("Licence")
        LIST = "list", _("Distribution list")
        AREA = "area", _("Shared area")
        BUILDING = "building", _("Building")
        KEY = "key", _("Key")
        EQUIPMENT = "equipment", _("Equipment")
        CARD = "card", _("Card")

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    owner_key = models.CharField(max_length=120, blank=True)
    fulfil_key = models.CharField(max_length=120, blank=True)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    system = TenantForeignKey("landscape.Element", models.PROTECT, null=True, blank=True)
    is_own = models.BooleanField(default=False)  # Grunnmur itself, whose permissions the domains declare
    valid = DateRangeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("tenant_id", models.functions.Lower("name"), name="resource_name"),
            models.UniqueConstraint(fields=["tenant_id"], condition=Q(is_own=True), name="resource_one_own"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Permission(TenantModel):
    """One level in one resource. `pool`: whoever has it takes a seat there."""

    class Privacy(models.TextChoices):
        NONE = "none", _("No personal data")
        PERSONAL = "personal", _("Personal data")
        SPECIAL = "special", _("Special categories of personal data")
        SECRET = "secret", _("Under statutory secrecy")  # a class of privacy, not a password

    resource = TenantForeignKey("access.Resource", models.PROTECT)
    key = models.CharField(max_length=100)
    level = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    risk = models.PositiveSmallIntegerField(default=1)
    privacy_class = models.CharField(max_length=8, choices=Privacy.choices, default=Privacy.NONE)
    pre_start_days = models.PositiveSmallIntegerField(default=0)
    is_suspended_on_leave = models.BooleanField(default=False)
    must_return = models.BooleanField(default=False)
    leader_may_give = models.BooleanField(default=False)
    leader_may_remove = models.BooleanField(default=False)
    pool = TenantForeignKey("access.LicencePool", models.PROTECT, null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    valid = DateRangeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "resource", "key"], name="permission_key"),
            models.CheckConstraint(condition=Q(risk__gte=1, risk__lte=4), name="permission_risk"),
            models.CheckConstraint(condition=Q(pre_start_days__lte=30), name="permission_pre_start"),
            models.CheckConstraint(condition=Q(risk__lt=4) | Q(max_days__lte=365), name="permission_high_risk_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} ({self.level})" if self.level else str(self.resource)


@pghistory.track()
class Role(TenantModel):
    """A named set of permissions; gives nothing before it is active. A process role may have none.

    `valid`: the days on which it gives something; a retired role has a last one, and gave what it gave until then.

    `review_months`: how often somebody looks whether its content is right; null = by the risk of what is in it.
    """

    class Kind(models.TextChoices):
        BIRTHRIGHT = "birthright", _("For everyone")
        JOB = "job", _("Job")
        TASK = "task", _("Task")
        TEMPORARY = "temporary", _("Temporary")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        RETIRED = "retired", _("Retired")

    class RequestableBy(models.TextChoices):
        NOBODY = "nobody", _("Nobody")
        LEADER = "leader", _("The leader")
        SELF = "self", _("The person herself")

    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.JOB)
    state = models.CharField(max_length=7, choices=State.choices, default=State.DRAFT)
    owner_key = models.CharField(max_length=120, blank=True)
    grace_days = models.PositiveSmallIntegerField(default=0)
    max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    requestable_by = models.CharField(max_length=6, choices=RequestableBy.choices, default=RequestableBy.LEADER)
    review_months = models.PositiveSmallIntegerField(null=True, blank=True)
    is_desk_role = models.BooleanField(default=False, db_default=False)  # may be given for some hours at the desk
    valid = DateRangeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("tenant_id", models.functions.Lower("name"), name="role_name"),
            models.CheckConstraint(condition=Q(grace_days__lte=30), name="role_grace"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class RoleItem(TenantModel):
    """One permission, or one other role, inside a role on some days; the scope says where the permission counts."""

    class Scope(models.TextChoices):
        NONE = "none", _("Not tied to a unit")
        EVERYWHERE = "everywhere", _("Everywhere")
        HERE = "here", _("In the own unit")
        HERE_BELOW = "here_below", _("In the own unit and below")
        AT = "at", _("In one named unit")
        AT_BELOW = "at_below", _("In one named unit and below")

    role = TenantForeignKey("access.Role", models.CASCADE)
    permission = TenantForeignKey("access.Permission", models.PROTECT, null=True, blank=True)
    child_role = TenantForeignKey("access.Role", models.PROTECT, null=True, blank=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.NONE)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    valid = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(permission__isnull=False) ^ Q(child_role__isnull=False), name="role_item_one_target"
            ),
            models.CheckConstraint(
                condition=Q(scope__in=("at", "at_below"), unit__isnull=False)
                | (~Q(scope__in=("at", "at_below")) & Q(unit__isnull=True)),
                name="role_item_unit",
            ),
            models.CheckConstraint(condition=~Q(child_role=F("role")), name="role_item_not_itself"),
            ExclusionConstraint(
                name="role_item_once_a_day",
                expressions=[
                    ("tenant_id", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("permission_id", "child_role_id"), RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    (Coalesce("unit_id", NOTHING), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.permission_id or self.child_role_id}"

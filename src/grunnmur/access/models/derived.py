"""What follows from the facts: computed by `access.derivation`, never edited."""

import pghistory
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.access.models.rules import ONE_TARGET
from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class Held(TenantModel):
    """A person holds a role or a permission on these days; `via` are the rules and grants that give it.

    `early_floor`: the day before which nothing is handed out early; null unless it starts with an employment.
    """

    person = TenantForeignKey("organisation.Person", models.CASCADE)
    role = TenantForeignKey("access.Role", models.CASCADE, null=True)
    permission = TenantForeignKey("access.Permission", models.CASCADE, null=True)
    scope_unit = TenantForeignKey("organisation.Unit", models.CASCADE, null=True)
    valid = DateRangeField()
    early_floor = models.DateField(null=True)
    ends_at = models.DateTimeField(null=True)
    via = ArrayField(models.UUIDField())

    class Meta:
        constraints = [models.CheckConstraint(condition=ONE_TARGET, name="held_one_target")]
        indexes = [
            models.Index(
                fields=["tenant_id", "person"],
                include=["role", "permission", "scope_unit", "valid"],
                name="held_person",
            ),
            models.Index(fields=["tenant_id", "role"], name="held_role", condition=Q(role__isnull=False)),
            models.Index(fields=["tenant_id", "permission"], name="held_permission", condition=Q(role__isnull=True)),
        ]


@pghistory.track()
class RoleContent(TenantModel):
    """An active role, flattened to the permissions in it and in the roles below it."""

    role = TenantForeignKey("access.Role", models.CASCADE)
    permission = TenantForeignKey("access.Permission", models.CASCADE)
    scope = models.CharField(max_length=10)
    unit = TenantForeignKey("organisation.Unit", models.CASCADE, null=True)
    valid = DateRangeField()

    class Meta:
        indexes = [
            models.Index(fields=["tenant_id", "permission", "role"], name="role_content_permission"),
            models.Index(
                fields=["tenant_id", "role"], include=["permission", "scope", "unit", "valid"], name="role_content_role"
            ),
        ]


@pghistory.track()
class Withheld(TenantModel):
    """A permission a person would have had on these days, and why not."""

    class Cause(models.TextChoices):
        EXCLUDED = "excluded", _("Excluded")
        LEAVE = "leave", _("On leave")
        CONFLICT = "conflict", _("Role conflict")
        LICENCE = "licence", _("Waiting for a seat")

    person = TenantForeignKey("organisation.Person", models.CASCADE)
    permission = TenantForeignKey("access.Permission", models.CASCADE)
    valid = DateRangeField()
    cause = models.CharField(max_length=8, choices=Cause.choices)
    source = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "person", "permission"], name="withheld_person")]


class Digest(TenantModel):
    """The fingerprint of a person's derived rows: only who changed is written again."""

    person = TenantForeignKey("organisation.Person", models.CASCADE)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "person"], name="digest_person")]

"""Items and their versions. The content itself lies in the domain that registered its kind."""

import pghistory
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


def everyone() -> list[str]:
    """Return the audience of what is open to all who work here."""
    return ["everyone"]


@pghistory.track()
class Item(TenantModel):
    """One thing that is published under a code that never means anything else. `audience` are group keys."""

    kind = models.CharField(max_length=40)
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    owner_key = models.CharField(max_length=120, blank=True)
    audience = ArrayField(models.CharField(max_length=120), default=everyone)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "code"], name="item_code"),
            models.CheckConstraint(condition=Q(code__regex="^[A-ZÆØÅ0-9-]{2,20}$"), name="item_code_form"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


@pghistory.track()
class Version(TenantModel):
    """One state of an item. Frozen, only its state and the days it was valid may still move."""

    class State(models.TextChoices):
        CURRENT = "current", _("Valid")
        REPLACED = "replaced", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    item = TenantForeignKey("publishing.Item", models.PROTECT)
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State.choices, default=State.CURRENT)
    change_note = models.CharField(max_length=500, blank=True)
    valid = DateRangeField()
    author = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "item", "major", "minor"], name="version_number"),
            models.UniqueConstraint(
                fields=["tenant_id", "item"], condition=Q(state="current"), name="version_one_current"
            ),
            models.CheckConstraint(condition=Q(content_hash__regex="^[0-9a-f]{64}$"), name="version_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"

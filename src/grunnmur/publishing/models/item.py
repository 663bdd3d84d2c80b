"""What is published, under a code that never means anything else."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from grunnmur.core.models import TenantForeignKey, TenantModel


def everyone() -> list[str]:
    """Return the audience of what is open to all who work here."""
    return ["everyone"]


@pghistory.track()
class Item(TenantModel):
    """One thing that is published under a code that never means anything else. `audience` are group keys.

    Without a line, the domain of the content decides alone: the direct track. `next_revision_date` is the last day
    before a revision is late.
    """

    kind = models.CharField(max_length=40)
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    owner_key = models.CharField(max_length=120, blank=True)
    owner_unit = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    audience = ArrayField(models.CharField(max_length=120), default=everyone)
    line = TenantForeignKey("publishing.ProductionLine", models.PROTECT, null=True, blank=True)
    document_type = TenantForeignKey("publishing.DocumentType", models.PROTECT, null=True, blank=True)
    revision_interval_months = models.PositiveSmallIntegerField(
        default=24, db_default=24, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    revision_lead_months = models.PositiveSmallIntegerField(default=2, db_default=2)
    next_revision_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "code"], name="item_code"),
            models.CheckConstraint(condition=Q(code__regex="^[A-ZÆØÅ0-9-]{2,20}$"), name="item_code_form"),
            models.CheckConstraint(
                condition=Q(revision_interval_months__gte=1, revision_interval_months__lte=120),
                name="item_revision_interval",
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "next_revision_date"], name="item_revision")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

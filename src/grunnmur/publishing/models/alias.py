"""Codes that items had before."""

import pghistory
from django.db import models
from django.db.models import Q

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class CodeAlias(TenantModel):
    """A code an item had once: it leads to the item for ever, and never means anything else."""

    code = models.CharField(max_length=20)
    item = TenantForeignKey("publishing.Item", models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "code"], name="code_alias"),
            models.CheckConstraint(condition=Q(code__regex="^[A-ZÆØÅ0-9-]{2,20}$"), name="code_alias_form"),
        ]
        indexes = [models.Index(fields=["tenant_id", "item"], name="code_alias_item")]

    def __str__(self) -> str:
        return self.code

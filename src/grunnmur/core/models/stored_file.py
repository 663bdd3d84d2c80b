"""Files: their facts are rows, their bytes lie on disk under their own hash."""

import pghistory
from django.db import models
from django.db.models import Q

from grunnmur.core.models.base import TenantModel


@pghistory.track()
class StoredFile(TenantModel):
    """One file that belongs to one thing; whoever may open the thing may download the file."""

    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    owner_kind = models.CharField(max_length=40)
    owner_id = models.UUIDField()
    stored_at = models.DateTimeField()
    stored_by = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "owner_id"], name="stored_file_owner")]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="stored_file_hash"),
        ]

    def __str__(self) -> str:
        return self.name

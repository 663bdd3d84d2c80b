"""When the library for outages was last written to the operator's folder."""

import pghistory
from django.db import models

from grunnmur.core.models import TenantModel


@pghistory.track(exclude=["made_at", "size", "sha256"])
class LibraryBundle(TenantModel):
    """The copy of the library that lies on a disk: one for a municipality. size: bytes."""

    made_at = models.DateTimeField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id"], name="library_bundle_once")]

    def __str__(self) -> str:
        return self.sha256

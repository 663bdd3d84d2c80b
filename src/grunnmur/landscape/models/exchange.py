"""What came from outside as what, and what went out."""

import pghistory
from django.db import models

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class ImportIdentity(TenantModel):
    """A source calls an element this, so that its next file means the same one."""

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    element = TenantForeignKey("landscape.Element", models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "source", "external_id"], name="import_identity_once")
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"


@pghistory.track()
class ExportLog(TenantModel):
    """Who took what out of the map, and when.

    subject: the address of a part, as it was narrowed; blank for the whole.
    """

    class Profile(models.TextChoices):
        PUBLIC = "public"
        INTERNAL = "internal"
        SECURITY = "security"

    profile = models.CharField(max_length=8, choices=Profile.choices)
    file_format = models.CharField(max_length=20)
    subject = models.CharField(max_length=1000, blank=True, default="", db_default="")
    element_count = models.PositiveIntegerField()
    relation_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    exported_by = models.CharField(max_length=200)
    exported_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "exported_at"], name="export_log_at")]

    def __str__(self) -> str:
        return f"{self.profile} {self.file_format}"

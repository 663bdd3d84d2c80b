"""What was taken out of the audit as a file: who took how much of what, and when."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantModel


@pghistory.track()
class AuditExport(TenantModel):
    """One file that somebody made of the audit. `asked` is how it was narrowed; sha256 is that of the file."""

    class What(models.TextChoices):
        ACCESSES = "accesses", _("Who had what on a day")
        CHANGES = "changes", _("What changed between two days")
        READS = "reads", _("Who has looked")

    what = models.CharField(max_length=8, choices=What.choices)
    asked = models.JSONField(default=dict)
    file_format = models.CharField(max_length=4)
    row_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    exported_by = models.CharField(max_length=200)
    exported_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "-exported_at"], name="audit_export_at")]

    def __str__(self) -> str:
        return f"{self.what}: {self.exported_by}"

"""The log of reads of personal data, beside pghistory's log of writes."""

from django.db import models

from grunnmur.core.models.base import TenantModel


class PersonalDataRead(TenantModel):
    """Somebody looked at facts about somebody else. Rows are only ever added."""

    reader_id = models.UUIDField(null=True)
    reader_name = models.CharField(max_length=200)
    subject_id = models.UUIDField()
    what = models.CharField(max_length=60)
    request_id = models.CharField(max_length=36, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["tenant_id", "subject_id", "-at"], name="personal_data_read_subject"),
            models.Index(fields=["tenant_id", "-at"], name="personal_data_read_at"),
        ]

"""What people are told, and how it reaches them."""

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class Notification(TenantModel):
    """Something a person is told; it asks for nothing. `message` and `params` as in Task."""

    person = TenantForeignKey("organisation.Person", models.CASCADE)
    kind = models.CharField(max_length=60)
    message = models.CharField(max_length=300)
    params = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant_id", "person", "-made_at"], name="notification_of_person"),
            models.Index(fields=["tenant_id", "person"], name="notification_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.message

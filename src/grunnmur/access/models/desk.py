"""The desk: access for some hours, for somebody who came to the door today."""

import pghistory
from django.db import models

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class DeskVisit(TenantModel):
    """A person was let in for some hours. Who checked her identity is written down; what she showed is not."""

    person = TenantForeignKey("organisation.Person", models.PROTECT)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT)
    role = TenantForeignKey("access.Role", models.PROTECT)
    employment = TenantForeignKey("organisation.Employment", models.PROTECT)
    grant = TenantForeignKey("access.Grant", models.PROTECT)
    agency = models.CharField(max_length=120, blank=True)
    identity_checked_by = models.CharField(max_length=120)
    opened_by = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "grant"], name="desk_visit_grant"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("opened_at")), name="desk_visit_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~models.Q(identity_checked_by=""), name="desk_visit_identity"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "unit", "-opened_at"], name="desk_visit_unit"),
            models.Index(fields=["tenant_id", "person", "-opened_at"], name="desk_visit_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} until {self.ends_at}"

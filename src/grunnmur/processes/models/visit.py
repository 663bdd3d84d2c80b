"""Who read the page of a process when: what changed since then is marked for her."""

import pghistory
from django.db import models

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track(exclude=["seen_at"])
class ProcessVisit(TenantModel):
    """When a person last read the page of a process; shown to nobody but herself."""

    process = TenantForeignKey("processes.Process", models.CASCADE)
    person = TenantForeignKey("organisation.Person", models.CASCADE)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "person", "process"], name="process_visit_once"),
        ]

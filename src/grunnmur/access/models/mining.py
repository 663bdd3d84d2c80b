"""What people have today, as a file or another system tells it: what is, never what shall be."""

import pghistory
from django.db import models

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class ObservedPerson(TenantModel):
    """Somebody a source names by a key of its own. No person and not ignored: nobody has said yet who it is."""

    source = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    person = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    is_ignored = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "source", "key"], name="observed_person_key")]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"


@pghistory.track()
class ObservedThing(TenantModel):
    """Something a source says that people have. No permission and not ignored: nobody has said yet what it is."""

    source = models.CharField(max_length=40)
    resource = models.CharField(max_length=200)
    level = models.CharField(max_length=100, blank=True)
    permission = TenantForeignKey("access.Permission", models.PROTECT, null=True, blank=True)
    is_ignored = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "source", "resource", "level"], name="observed_thing_name")
        ]

    def __str__(self) -> str:
        return f"{self.resource} ({self.level})" if self.level else self.resource


@pghistory.track()
class ObservedAccess(TenantModel):
    """A source says that somebody has something."""

    holder = TenantForeignKey("access.ObservedPerson", models.CASCADE)
    thing = TenantForeignKey("access.ObservedThing", models.CASCADE)
    last_used = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "holder", "thing"], name="observed_access_once")]
        indexes = [models.Index(fields=["tenant_id", "thing"], name="observed_access_thing")]

    def __str__(self) -> str:
        return f"{self.holder_id}: {self.thing_id}"

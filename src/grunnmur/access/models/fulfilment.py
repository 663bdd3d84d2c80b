"""What is done by hand so that the world is as derived: handing out, taking back, and what is out."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class Fulfilment(TenantModel):
    """One permission to give to, or take back from, one person by a day. `task` is the task somebody does it by."""

    class Operation(models.TextChoices):
        GIVE = "give", _("Give")
        TAKE_BACK = "take_back", _("Take back")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("No longer needed")

    person = TenantForeignKey("organisation.Person", models.PROTECT)
    permission = TenantForeignKey("access.Permission", models.PROTECT)
    operation = models.CharField(max_length=9, choices=Operation.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    due_date = models.DateField()
    task = models.UUIDField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "person", "permission"], condition=Q(state="open"), name="fulfilment_one_open"
            )
        ]
        indexes = [models.Index(fields=["tenant_id", "task"], name="fulfilment_task")]


@pghistory.track()
class IssuedThing(TenantModel):
    """A person has this: an account is open, a key is out. Back when `returned_at` is set; lost then if `is_lost`."""

    person = TenantForeignKey("organisation.Person", models.PROTECT)
    permission = TenantForeignKey("access.Permission", models.PROTECT)
    label = models.CharField(max_length=200, blank=True)  # serial number, key number, what the fulfiller noted
    issued_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)
    is_lost = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "person", "permission"], condition=Q(returned_at=None), name="issued_thing_one_out"
            ),
            models.CheckConstraint(
                condition=Q(is_lost=False) | Q(returned_at__isnull=False), name="issued_thing_lost_is_not_out"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.permission} {self.label}".strip()

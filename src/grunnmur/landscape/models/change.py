"""What if: a change that is thought through before it is made."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class ChangeCase(TenantModel):
    """A planned change of the map; its element of type `change` is on the map itself."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        DECIDED = "decided", _("Decided")
        APPLIED = "applied", _("Carried out")
        DROPPED = "dropped", _("Dropped")

    element = TenantForeignKey("landscape.Element", models.PROTECT)
    why = models.CharField(max_length=4000, blank=True)
    planned_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    drafted_by = TenantForeignKey("core.User", models.PROTECT, null=True, blank=True)
    decided_by = TenantForeignKey("core.User", models.PROTECT, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "element"], name="change_case_element")]

    def __str__(self) -> str:
        return str(self.element_id)


@pghistory.track()
class ChangeStep(TenantModel):
    """One step of a change. `payload` holds what the step needs beside its target; `seen_version` what it was then."""

    class Operation(models.TextChoices):
        RETIRE_ELEMENT = "retire_element", _("Retire")
        END_RELATION = "end_relation", _("End a relation")
        ADD_RELATION = "add_relation", _("Add a relation")
        REPLACE_ELEMENT = "replace_element", _("Replace by another")
        SWAP_SUPPLIER = "swap_supplier", _("Change supplier")
        CLOSE_UNIT_INTO = "close_unit_into", _("Merge a unit into another")
        NEW_REQUIREMENT = "new_requirement", _("New law or requirement")
        CHANGE_FACT = "change_fact", _("Change a fact")

    case = TenantForeignKey("landscape.ChangeCase", models.CASCADE)
    position = models.PositiveSmallIntegerField()
    operation = models.CharField(max_length=15, choices=Operation.choices)
    element = TenantForeignKey("landscape.Element", models.PROTECT, null=True, blank=True)
    relation = TenantForeignKey("landscape.Relation", models.PROTECT, null=True, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    seen_version = models.CharField(max_length=64, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    task_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "case", "position"], name="change_step_position"),
            models.CheckConstraint(
                condition=Q(element__isnull=False) | Q(relation__isnull=False), name="change_step_target"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.position}"

"""What if: a change that is thought through before it is made."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class ChangeCase(TenantModel):
    """A planned change of the map. It has the id of its element of type `change`, which holds title and owner."""

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
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "element"], name="change_case_element")]

    def __str__(self) -> str:
        return str(self.element_id)


@pghistory.track()
class ChangeStep(TenantModel):
    """One step of a change. `payload` holds what the step needs beside its element; `seen_version` what it was then.

    applied_at: when it was carried out on the map. task_id: the task of whoever must carry out the rest elsewhere.
    """

    class Operation(models.TextChoices):
        RETIRE_ELEMENT = "retire_element", _("Retire something")
        END_RELATION = "end_relation", _("End a relation")
        ADD_RELATION = "add_relation", _("Add a relation")
        REPLACE_ELEMENT = "replace_element", _("Replace something by another")
        SWAP_SUPPLIER = "swap_supplier", _("Change supplier")
        CLOSE_UNIT_INTO = "close_unit_into", _("Merge a unit into another")
        NEW_REQUIREMENT = "new_requirement", _("Let a law or requirement apply")
        CHANGE_FACT = "change_fact", _("Change a fact about a system")

    case = TenantForeignKey("landscape.ChangeCase", models.CASCADE)
    position = models.PositiveSmallIntegerField()
    operation = models.CharField(max_length=15, choices=Operation.choices)
    element = TenantForeignKey("landscape.Element", models.PROTECT)
    payload = models.JSONField(default=dict, blank=True)
    seen_version = models.CharField(max_length=64, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    task_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "case", "position"], name="change_step_position")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.position}"


@pghistory.track()
class ChangeTarget(TenantModel):
    """An element that a step names. Whoever may not know of one of them does not know of the case."""

    step = TenantForeignKey("landscape.ChangeStep", models.CASCADE)
    element = TenantForeignKey("landscape.Element", models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "step", "element"], name="change_target_once")]

    def __str__(self) -> str:
        return str(self.element_id)


@pghistory.track()
class ChangeStatement(TenantModel):
    """What an owner is asked to say of a change, because of one element, and what was said; no stance yet: nothing."""

    class Stance(models.TextChoices):
        AGREE = "agree", _("Agrees")
        CONCERN = "concern", _("Has concerns")

    case = TenantForeignKey("landscape.ChangeCase", models.CASCADE)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    function = TenantForeignKey("organisation.Function", models.PROTECT, null=True, blank=True)
    element = TenantForeignKey("landscape.Element", models.PROTECT)
    asked_at = models.DateTimeField()
    task_id = models.UUIDField(null=True, blank=True)
    stance = models.CharField(max_length=7, choices=Stance.choices, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    stated_by = TenantForeignKey("core.User", models.PROTECT, null=True, blank=True)
    stated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, function__isnull=True) | Q(unit__isnull=True, function__isnull=False),
                name="change_statement_owner",
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "case", "unit"], condition=Q(unit__isnull=False), name="change_statement_unit"
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "case", "function"],
                condition=Q(function__isnull=False),
                name="change_statement_function",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id or self.function_id}"

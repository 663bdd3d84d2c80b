"""What is asked and told while a step is done: of those who are consulted, and to those who are informed."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class StepQuestion(TenantModel):
    """A question to one of the roles that are consulted in a step, about one matter; whoever of the role answers.

    step: as it was called then. keys: the group keys of those who may answer. told_overdue_at: when who asked was told
    that nobody answered in time.
    """

    process = TenantForeignKey("processes.Process", models.CASCADE)
    uid = models.CharField(max_length=255)
    step = models.CharField(max_length=440)
    process_role = TenantForeignKey("processes.ProcessRole", models.PROTECT)
    keys = ArrayField(models.CharField(max_length=120))
    about = models.CharField(max_length=200)
    question = models.TextField(max_length=2000)
    due_date = models.DateField()
    asked_by = TenantForeignKey("organisation.Person", models.PROTECT)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    told_overdue_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(keys=[]), name="step_question_for_somebody"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False), name="step_question_answer"
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "process", "uid"], name="step_question_step")]

    def __str__(self) -> str:
        return self.about


@pghistory.track()
class StepNotice(TenantModel):
    """That a step was done in one matter, told to those who are informed. keys: the group keys of those who were."""

    process = TenantForeignKey("processes.Process", models.CASCADE)
    uid = models.CharField(max_length=255)
    step = models.CharField(max_length=440)
    roles = models.CharField(max_length=500)
    keys = ArrayField(models.CharField(max_length=120))
    about = models.CharField(max_length=200)
    note = models.TextField(max_length=2000, blank=True)
    told_by = TenantForeignKey("organisation.Person", models.PROTECT)
    told_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(keys=[]), name="step_notice_for_somebody")]
        indexes = [models.Index(fields=["tenant_id", "process", "uid"], name="step_notice_step")]

    def __str__(self) -> str:
        return self.about

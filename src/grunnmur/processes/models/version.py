"""One version of a process: the bytes as they came, and its lanes and steps as rows."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track(exclude=["xml"])
class ProcessVersion(TenantModel):
    """What a version holds: the file as it was uploaded, byte for byte, and what we read and draw from.

    Frozen, unless it `is_draft`.
    """

    process = TenantForeignKey("processes.Process", models.PROTECT)
    version = TenantForeignKey("publishing.Version", models.PROTECT)
    original = TenantForeignKey("core.StoredFile", models.PROTECT, null=True)
    xml = models.BinaryField()
    notes = models.JSONField(default=list)  # what reading had to repair or set aside
    link_base = models.JSONField(default=list, db_default=[])  # the links that held when it was begun
    link_snapshot = models.JSONField(null=True, blank=True)  # the links that held when it was approved
    is_draft = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "version"], name="process_version_version"),
        ]
        indexes = [models.Index(fields=["tenant_id", "process"], name="process_version_process")]


@pghistory.track()
class Lane(TenantModel):
    """A lane of the drawing, and the process role that works in it once somebody said which."""

    process_version = TenantForeignKey("processes.ProcessVersion", models.CASCADE)
    element_id = models.CharField(max_length=255)
    name = models.CharField(max_length=400, blank=True)
    ordinal = models.PositiveIntegerField()
    process_role = TenantForeignKey("processes.ProcessRole", models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "process_version", "element_id"], name="lane_element")
        ]


@pghistory.track()
class Step(TenantModel):
    """One step, in reading order. `uid` stays the same across versions; `checklist` is a list of texts.

    Frozen, unless it `is_draft`.
    """

    process_version = TenantForeignKey("processes.ProcessVersion", models.CASCADE)
    element_id = models.CharField(max_length=255)
    uid = models.CharField(max_length=255)
    number = models.CharField(max_length=20, blank=True)
    ordinal = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=400)
    text = models.TextField(blank=True)
    lane = TenantForeignKey("processes.Lane", models.CASCADE, null=True, blank=True)
    checklist = models.JSONField(default=list)
    is_draft = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "process_version", "element_id"], name="step_element"),
            models.UniqueConstraint(fields=["tenant_id", "process_version", "uid"], name="step_uid"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()


@pghistory.track()
class Assignment(TenantModel):
    """Who is what in a step: H answers for it, U does it, K is asked, I is told. RACI: A, R, C, I."""

    class Letter(models.TextChoices):
        ACCOUNTABLE = "H", _("Accountable")
        RESPONSIBLE = "U", _("Responsible")
        CONSULTED = "K", _("Consulted")
        INFORMED = "I", _("Informed")

    class Source(models.TextChoices):
        LANE = "lane", _("From the lane")
        TABLE = "table", _("From the table")
        MANUAL = "manual", _("Chosen by hand")

    step = TenantForeignKey("processes.Step", models.CASCADE)
    process_role = TenantForeignKey("processes.ProcessRole", models.PROTECT)
    letter = models.CharField(max_length=1, choices=Letter.choices)
    source = models.CharField(max_length=6, choices=Source.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "step", "process_role", "letter"], name="assignment_once"),
            models.UniqueConstraint(fields=["tenant_id", "step"], condition=Q(letter="H"), name="assignment_one_h"),
        ]


@pghistory.track()
class ChecklistProposal(TenantModel):
    """A pasted or uploaded checklist on its way to a drawing: rows, guesses, and what was decided about each."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        DROPPED = "dropped", _("Dropped")

    name = models.CharField(max_length=200)
    source = models.BinaryField()
    source_name = models.CharField(max_length=255)
    proposal = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    revision = models.PositiveIntegerField(default=1)
    made_by = TenantForeignKey("core.User", models.PROTECT, null=True)
    made_at = models.DateTimeField()
    process = TenantForeignKey("processes.Process", models.PROTECT, null=True, blank=True)

    def __str__(self) -> str:
        return self.name

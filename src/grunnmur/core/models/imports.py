"""Imports: what was uploaded, what it would change, and what was decided about it."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models.base import TenantForeignKey, TenantModel


@pghistory.track()
class ImportProfile(TenantModel):
    """How one source's files are read: remembered from the last time. `mapping` is `core.imports.mapping.Mapping`."""

    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    source = models.CharField(max_length=40)
    mapping = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "kind", "name"], name="import_profile_name")]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["content", "notes", "counts", "measures", "mapping", "shielded_rows"])
class ImportRun(TenantModel):
    """One file on its way in. `content` is what was read, packed, with national numbers sealed, kept 90 days."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held back")
        APPLIED = "applied", _("Applied")
        REJECTED = "rejected", _("Rejected")
        STALE = "stale", _("Outdated")

    class Mode(models.TextChoices):
        DELTA = "delta", _("Changes: only what the file names")
        FULL = "full", _("Full: what the file lacks ends")

    class Job(models.TextChoices):
        PLAN = "plan", _("is being planned")
        APPLY = "apply", _("is being applied")

    kind = models.CharField(max_length=60)
    source = models.CharField(max_length=40)
    mode = models.CharField(max_length=5, choices=Mode.choices)
    effective_date = models.DateField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.UPLOADED)
    job = models.CharField(max_length=5, choices=Job.choices, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    warning_count = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    measures = models.JSONField(default=list)
    shielded_rows = models.JSONField(default=dict)
    uploader_id = models.UUIDField(null=True)
    uploader_name = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()
    releaser_name = models.CharField(max_length=200, blank=True)
    released_at = models.DateTimeField(null=True)
    settler_name = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    replaced_by = TenantForeignKey("core.ImportRun", models.SET_NULL, null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "kind", "-uploaded_at"], name="import_run_kind")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("uploaded", "planned", "held", "applied", "rejected", "stale")),
                name="import_run_state",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportLine(TenantModel):
    """One row of the database that the run would add, change or take away.

    before, after: the columns that differ, as stored; no `before` = the row is new, no `after` = it goes.
    sheet, row: the row of the file that says so, where it is one and may be left out.
    """

    run = TenantForeignKey("core.ImportRun", models.CASCADE)
    number = models.PositiveIntegerField()
    table = models.CharField(max_length=30)
    action = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    subject_id = models.UUIDField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    is_shielded = models.BooleanField(default=False)
    sheet = models.CharField(max_length=200, blank=True, db_default="")
    row = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "run", "number"], name="import_line_number")]
        indexes = [models.Index(fields=["tenant_id", "run", "table", "action"], name="import_line_action")]

    def __str__(self) -> str:
        return f"{self.action} {self.table}: {self.title}"


class ImportFinding(TenantModel):
    """Something about one row of the file. `message` and `how` are English messages with `params`."""

    class Severity(models.TextChoices):
        ERROR = "error", _("Error")
        WARNING = "warning", _("Warning")

    run = TenantForeignKey("core.ImportRun", models.CASCADE)
    number = models.PositiveIntegerField()
    severity = models.CharField(max_length=7, choices=Severity.choices)
    sheet = models.CharField(max_length=200)
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=200, blank=True)
    message = models.TextField()
    how = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    is_shielded = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "run", "number"], name="import_finding_number")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}: {self.message}"

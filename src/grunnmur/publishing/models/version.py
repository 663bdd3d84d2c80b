"""Versions of items, who worked on them, how they moved, and what was checked on the way."""

import pghistory
from django.contrib.postgres.fields import DateRangeField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel

OPEN = ("draft", "quality", "approval", "planned")


@pghistory.track()
class Version(TenantModel):
    """One state of an item. Once `frozen_at` is set, only its state and the days it was valid may still move.

    valid: the days it was the valid one; none before that. content_hash: SHA-256 of the content, blank until there is
    some. is_significant: whether those whom it concerns read again; not decided before somebody says so.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        QUALITY = "quality", _("In quality control")
        APPROVAL = "approval", _("Waits for approval")
        PLANNED = "planned", _("Planned")
        CURRENT = "current", _("Valid")
        REPLACED = "replaced", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DISCARDED = "discarded", _("Discarded")

    item = TenantForeignKey("publishing.Item", models.PROTECT)
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State.choices, default=State.CURRENT)
    change_note = models.CharField(max_length=500, blank=True)
    valid = DateRangeField(null=True, blank=True)
    author = models.CharField(max_length=200)
    author_person = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    is_significant = models.BooleanField(null=True, blank=True)
    significance_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    planned_date = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "item", "major", "minor"],
                condition=~Q(state="discarded"),
                name="version_number",
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "item"], condition=Q(state="current"), name="version_one_current"
            ),
            models.UniqueConstraint(fields=["tenant_id", "item"], condition=Q(state__in=OPEN), name="version_one_open"),
            models.CheckConstraint(
                condition=Q(content_hash__regex="^[0-9a-f]{64}$") | Q(content_hash="", frozen_at__isnull=True),
                name="version_hash",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "quality", "approval", "discarded"), frozen_at__isnull=True)
                | Q(state="planned", frozen_at__isnull=False, planned_date__isnull=False)
                | Q(state__in=("current", "replaced"), frozen_at__isnull=False, valid__isnull=False)
                | Q(state="withdrawn", frozen_at__isnull=False),
                name="version_state_and_days",
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "state", "planned_date"], name="version_state")]

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def is_open(self) -> bool:
        """Whether it is on its way to be valid."""
        return self.state in OPEN


@pghistory.track()
class VersionEditor(TenantModel):
    """Somebody who changed the content of a version, and therefore never approves it."""

    version = TenantForeignKey("publishing.Version", models.PROTECT)
    person = TenantForeignKey("organisation.Person", models.PROTECT)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "version", "person"], name="version_editor_once"),
        ]


@pghistory.track()
class VersionMove(TenantModel):
    """One step a version took, who let it, and what was said. Never changed."""

    class Kind(models.TextChoices):
        START = "start", _("Begun")
        SUBMIT = "submit", _("Sent to quality control")
        RETURN = "return", _("Sent back")
        ASSURE = "assure", _("Passed quality control")
        REJECT = "reject", _("Rejected")
        APPROVE = "approve", _("Approved")
        PUBLISH = "publish", _("Became valid")
        CORRECT = "correct", _("Became valid as a correction")
        CHANGE = "change", _("Back to draft: the content was changed")
        WITHDRAW = "withdraw", _("Withdrawn")
        CONFIRM = "confirm", _("Looked through, nothing to change")
        DISCARD = "discard", _("Discarded")
        RESTORE = "restore", _("Taken up again")

    version = TenantForeignKey("publishing.Version", models.PROTECT)
    move = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    person = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    comment = models.CharField(max_length=2000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "version", "at"], name="version_move_version")]


@pghistory.track()
class GateRun(TenantModel):
    """What the gates said of a version once; results are those of `rules.GateResult` with the assurer's comments."""

    class Phase(models.TextChoices):
        SUBMIT = "submit", _("When it was sent to quality control")
        ASSURE = "assure", _("When quality control passed it")

    version = TenantForeignKey("publishing.Version", models.PROTECT)
    at = models.DateTimeField()
    phase = models.CharField(max_length=7, choices=Phase.choices)
    results = models.JSONField(encoder=DjangoJSONEncoder)
    is_passed = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "version", "at"], name="gate_run_version")]

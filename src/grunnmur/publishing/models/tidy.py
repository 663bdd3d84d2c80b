"""The tidy list: old documents of a line, and what becomes of each."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel
from grunnmur.core.models.sorting import HasDoubleA, key_of

LONGEST_PATH = 600  # characters: a unique index takes no more


@pghistory.track(exclude=["has_double_a", "sort_key", "group", "has_twin"])
class IntakeItem(TenantModel):
    """An old document somewhere else, known by its path there, and what was decided about it.

    size: bytes. modified_date: when it was last changed there. owner_hint: whom the source names, as it writes it.
    group: the same for those whose content or titles are alike (none: it is alone); has_twin: another has the very same
    content. target: what it was merged into, or made of it. decision_batch: those decided at once. Nothing here ever
    touches the document itself.
    """

    class Decision(models.TextChoices):
        UNDECIDED = "undecided", _("Not decided")
        KEEP = "keep", _("Keep as a document")
        REWRITE_DOCUMENT = "rewrite_document", _("Rewrite as a document")
        REWRITE_PROCESS = "rewrite_process", _("Make a process of it")
        MERGE = "merge", _("Merge into something else")
        DISCARD = "discard", _("Discard the document")

    class Archiving(models.TextChoices):
        NOT_WORTHY = "not_worthy", _("Not worth archiving")
        ARCHIVED = "archived", _("Archived already")

    line = TenantForeignKey("publishing.ProductionLine", models.PROTECT)
    source_system = models.CharField(max_length=40)
    path = models.CharField(max_length=LONGEST_PATH)
    title = models.CharField(max_length=300)
    has_double_a = models.BooleanField(db_default=HasDoubleA(), editable=False)
    sort_key = key_of("title")
    sha256 = models.CharField(max_length=64, blank=True, db_default="")
    size = models.BigIntegerField(null=True, blank=True)
    modified_date = models.DateField(null=True, blank=True)
    owner_hint = models.CharField(max_length=200, blank=True, db_default="")
    imported_at = models.DateTimeField()
    group = models.UUIDField(null=True, blank=True)
    has_twin = models.BooleanField(default=False, db_default=False)
    decision = models.CharField(
        max_length=16, choices=Decision.choices, default=Decision.UNDECIDED, db_default=Decision.UNDECIDED
    )
    archiving = models.CharField(max_length=10, choices=Archiving.choices, blank=True, db_default="")
    reason = models.CharField(max_length=500, blank=True, db_default="")
    target = TenantForeignKey("publishing.Item", models.PROTECT, null=True, blank=True)
    card = TenantForeignKey("publishing.Card", models.SET_NULL, null=True, blank=True)
    decision_batch = models.UUIDField(null=True, blank=True)
    decided_by = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    decided_name = models.CharField(max_length=200, blank=True, db_default="")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "line", "source_system", "path"], name="intake_item_path"),
            models.CheckConstraint(condition=Q(sha256="") | Q(sha256__regex="^[0-9a-f]{64}$"), name="intake_item_hash"),
            models.CheckConstraint(condition=Q(size__isnull=True) | Q(size__gte=0), name="intake_item_size"),
            models.CheckConstraint(
                condition=Q(decision="undecided", decided_at__isnull=True)
                | (~Q(decision="undecided") & Q(decided_at__isnull=False)),
                name="intake_item_decided",
            ),
            models.CheckConstraint(condition=~Q(decision="merge") | Q(target__isnull=False), name="intake_item_merged"),
            models.CheckConstraint(
                condition=~Q(decision="discard") | (~Q(archiving="") & ~Q(reason="")), name="intake_item_discarded"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "line", "sort_key", "id"], name="intake_item_title"),
            models.Index(fields=["tenant_id", "line", "decision"], name="intake_item_decision"),
            models.Index(fields=["tenant_id", "line", "sha256"], name="intake_item_content"),
            models.Index(fields=["tenant_id", "decision_batch"], name="intake_item_batch"),
        ]

    def __str__(self) -> str:
        return self.title

"""Drawing together: who has a draft open in the editor, and drawings that gave way and are kept."""

import pghistory
from django.db import models

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track(exclude=["seen_at", "saved_at", "undo", "undo_hash"])
class DraftVisit(TenantModel):
    """Somebody has or had a draft open in the editor: since when, when her page last said so, when she last saved.

    undo: the file before her last save in the step table, for as long as the draft's hash is `undo_hash`.
    """

    process_version = TenantForeignKey("processes.ProcessVersion", models.CASCADE)
    user = TenantForeignKey("core.User", models.PROTECT)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)
    undo = models.BinaryField(null=True, blank=True)
    undo_hash = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "process_version", "user"], name="draft_visit_once"),
        ]


@pghistory.track(exclude=["xml"])
class DrawingCopy(TenantModel):
    """A drawing of a draft that another one was saved instead of; kept so that nothing is lost. Never changed."""

    process_version = TenantForeignKey("processes.ProcessVersion", models.CASCADE)
    xml = models.BinaryField()
    drawn_by = models.CharField(max_length=200)
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "process_version", "kept_at"], name="drawing_copy_version")]

    def __str__(self) -> str:
        return f"{self.drawn_by} {self.kept_at:%Y-%m-%d %H:%M}"

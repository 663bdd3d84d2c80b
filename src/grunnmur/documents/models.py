"""Documents, what each version of one holds, and what was read from files."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class Document(TenantModel):
    """A document of the library. Its title, code, owner and type lie in its item; its type says which kind it is.

    reading_keys: group keys of those who read a version that changed significantly. follow_steps: so do those who do,
    or answer for, steps of processes that use it.
    """

    item = TenantForeignKey("publishing.Item", models.PROTECT)
    reading_keys = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    follow_steps = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "item"], name="document_item")]

    def __str__(self) -> str:
        return str(self.item_id)


@pghistory.track(exclude=["markdown"])
class DocumentVersion(TenantModel):
    """What a version holds: a text written here, a file as it was uploaded, or where the text lies in another system.

    Frozen, unless it `is_draft`.
    """

    class Source(models.TextChoices):
        WRITTEN = "written", _("Written here")
        FILE = "file", _("A file")
        EXTERNAL = "external", _("In another system")

    document = TenantForeignKey("documents.Document", models.PROTECT)
    version = TenantForeignKey("publishing.Version", models.PROTECT)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.WRITTEN)
    markdown = models.TextField(blank=True)
    file = TenantForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True)
    external_url = models.CharField(max_length=1000, blank=True)
    external_system = models.CharField(max_length=200, blank=True)
    external_reference = models.CharField(max_length=200, blank=True)
    has_no_basis = models.BooleanField(default=False)
    is_draft = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "version"], name="document_version_version"),
            models.CheckConstraint(
                condition=Q(source="written", file__isnull=True, external_url="")
                | Q(source="file", file__isnull=False, markdown="", external_url="")
                | Q(source="external", file__isnull=True, markdown=""),
                name="document_version_source",
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "document"], name="document_version_document")]


@pghistory.track()
class DocumentLink(TenantModel):
    """Something a version names: in its text, under the heading `anchor`, or as the law it stands on.

    text: as it is written. target_kind, target_id: what it is, if it is known here. Frozen, unless it `is_draft`.
    """

    class Use(models.TextChoices):
        MENTION = "mention", _("Named in the text")
        BASIS = "basis", _("Legal basis")

    document_version = TenantForeignKey("documents.DocumentVersion", models.PROTECT)
    use = models.CharField(max_length=7, choices=Use.choices)
    ordinal = models.PositiveIntegerField()
    anchor = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=200)
    target_kind = models.CharField(max_length=40, blank=True)
    target_id = models.UUIDField(null=True, blank=True)
    is_draft = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "document_version", "use", "ordinal"], name="document_link"),
        ]
        indexes = [models.Index(fields=["tenant_id", "target_id"], name="document_link_target")]


@pghistory.track(exclude=["pieces"])
class FileText(TenantModel):
    """What was read from a file: its headings, paragraphs, lists and tables as `text.Piece`s. Frozen once done.

    error: an English msgid that says why nothing was read.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Is being read")
        DONE = "done", _("Has been read")
        FAILED = "failed", _("Not read")

    file = TenantForeignKey("core.StoredFile", models.PROTECT)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    pieces = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    error = models.CharField(max_length=300, blank=True)
    page_count = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "file"], name="file_text_file")]


@pghistory.track(exclude=["markdown"])
class TextCopy(TenantModel):
    """A text of a draft that another was saved instead of, with who wrote it."""

    document_version = TenantForeignKey("documents.DocumentVersion", models.PROTECT)
    markdown = models.TextField()
    written_by = models.CharField(max_length=200)
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "document_version", "kept_at"], name="text_copy_version")]

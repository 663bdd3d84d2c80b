"""What the steps of a process need, use and follow: documents, systems, laws, information and more."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class StepLink(TenantModel):
    """A link of a process that holds now: of the step with this `uid`, or of the whole process when that is empty.

    It points to something here (`target_kind`, `target_id`: a reference of core.links), to an address of the web, or
    to nothing yet: then only its name is known. `name` is what it was called when it was linked.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Document")
        TEMPLATE = "template", _("Template")
        FORM = "form", _("Form")
        SYSTEM = "system", _("System")
        INFORMATION = "information", _("Information")
        LAW = "law", _("Law")
        GOAL = "goal", _("Goal")
        COMPETENCE = "competence", _("Competence")
        CONTACT_POINT = "contact_point", _("Contact point")
        PROCESS = "process", _("Process")
        LINK = "link", _("Link")

    class Strength(models.TextChoices):
        REQUIRED = "required", _("Needed")
        SUPPORTING = "supporting", _("A help")
        OPTIONAL = "optional", _("May be used")

    class Use(models.TextChoices):
        READS = "reads", _("Is looked up")
        WRITES = "writes", _("Is recorded")
        BOTH = "both", _("Is looked up and recorded")

    process = TenantForeignKey("processes.Process", models.CASCADE)
    uid = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=13, choices=Kind.choices)
    name = models.CharField(max_length=400)
    target_kind = models.CharField(max_length=40, blank=True)
    target_id = models.UUIDField(null=True, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    strength = models.CharField(max_length=10, choices=Strength.choices, blank=True)
    use = models.CharField(max_length=6, choices=Use.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)
    gives_access = models.BooleanField(default=False)
    ordinal = models.PositiveIntegerField(default=0)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "tenant_id", "process", "uid", "kind", "url", models.functions.Lower("name"), name="step_link_once"
            ),
            models.CheckConstraint(
                condition=Q(target_kind="", target_id__isnull=True)
                | (~Q(target_kind="") & Q(target_id__isnull=False, url="")),
                name="step_link_target",
            ),
            models.CheckConstraint(condition=Q(url="") | Q(url__regex=r"^https?://"), name="step_link_url"),
            models.CheckConstraint(condition=~Q(name=""), name="step_link_name"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "target_id"], name="step_link_target_idx"),
        ]

    def __str__(self) -> str:
        return self.name

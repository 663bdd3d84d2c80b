"""What things are to be called, and which types of documents there are; both are the municipality's own."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class NamingStandard(TenantModel):
    """How something is named. kind: of content; blank for all. line: None for all.

    pattern: in the language of `rules.patterns`. Where several apply, the one of the line goes before the common one,
    then the one of the kind.
    """

    class Subject(models.TextChoices):
        TITLE = "title", _("Titles")
        CODE = "code", _("Codes")
        STEP = "step", _("Steps of processes")
        ROLE = "role", _("Lanes of processes")

    class Level(models.TextChoices):
        WARNING = "warning", _("A warning: the assurer says something about it")
        ERROR = "error", _("An error: it does not pass")

    subject = models.CharField(max_length=5, choices=Subject.choices, verbose_name=_("What is named"))
    kind = models.CharField(max_length=40, blank=True, verbose_name=_("Content"))
    line = TenantForeignKey(
        "publishing.ProductionLine", models.PROTECT, null=True, blank=True, verbose_name=_("Production line")
    )
    pattern = models.CharField(max_length=120, verbose_name=_("Pattern"))
    example = models.CharField(max_length=200, verbose_name=_("Like this"))
    counter_example = models.CharField(max_length=200, blank=True, verbose_name=_("Not like this"))
    why = models.CharField(max_length=500, verbose_name=_("Why"))
    level = models.CharField(
        max_length=7, choices=Level.choices, default=Level.WARNING, verbose_name=_("What a gate says")
    )
    is_active = models.BooleanField(default=True, verbose_name=_("In use"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "subject", "kind", "line"],
                condition=Q(is_active=True),
                nulls_distinct=False,
                name="naming_standard_once",
            ),
            models.CheckConstraint(condition=Q(subject__in=("title", "code", "step", "role")), name="naming_subject"),
            models.CheckConstraint(condition=Q(level__in=("warning", "error")), name="naming_level"),
        ]


@pghistory.track()
class DocumentType(TenantModel):
    """A type of document: what it is, how long it holds, what its title looks like. line: None for all.

    pattern: of the title; blank when any will do. revision_months: None when each item says it itself.
    """

    class Kind(models.TextChoices):
        PROCESS = "process", _("Process")
        POLICY = "policy", _("Policy")
        REGULATION = "regulation", _("Internal regulation")
        PROCEDURE = "procedure", _("Procedure")
        ROUTINE = "routine", _("Routine")
        GUIDELINE = "guideline", _("Guideline")
        TEMPLATE = "template", _("Template")
        FORM = "form", _("Form")
        EXTERNAL = "external", _("External document")

    name = models.CharField(max_length=120, verbose_name=_("Name"))
    kind = models.CharField(max_length=10, choices=Kind.choices, verbose_name=_("Kind of document"))
    line = TenantForeignKey(
        "publishing.ProductionLine", models.PROTECT, null=True, blank=True, verbose_name=_("Production line")
    )
    meaning = models.CharField(max_length=500, verbose_name=_("What it is"))
    pattern = models.CharField(max_length=120, blank=True, verbose_name=_("Pattern"))
    example = models.CharField(max_length=200, blank=True, verbose_name=_("Like this"))
    why = models.CharField(max_length=500, blank=True, verbose_name=_("Why"))
    revision_months = models.PositiveSmallIntegerField(
        null=True, blank=True, verbose_name=_("Months between revisions")
    )
    is_active = models.BooleanField(default=True, verbose_name=_("In use"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "name", "line"], nulls_distinct=False, name="document_type_name"
            ),
            models.CheckConstraint(
                condition=Q(revision_months__isnull=True) | Q(revision_months__gte=1, revision_months__lte=120),
                name="document_type_revision",
            ),
        ]

    def __str__(self) -> str:
        return self.name

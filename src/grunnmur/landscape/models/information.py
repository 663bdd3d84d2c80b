"""Information, and which personal data of whom is in it."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class Information(TenantModel):
    """An information object: what it means, and how long it is kept."""

    class OpenData(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("Unknown")

    class Archive(models.TextChoices):
        PRESERVE = "preserve", _("Preserve")
        DISCARD = "discard", _("Discard")
        UNKNOWN = "unknown", _("Unknown")

    element = TenantForeignKey("landscape.Element", models.PROTECT)
    definition = models.CharField(max_length=2000, blank=True)
    open_data = models.CharField(max_length=7, choices=OpenData.choices, default=OpenData.UNKNOWN)
    archive = models.CharField(max_length=8, choices=Archive.choices, default=Archive.UNKNOWN)
    retention_trigger = models.CharField(max_length=200, blank=True)
    retention_months = models.PositiveIntegerField(null=True, blank=True)
    retention_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "element"], name="information_element")]

    def __str__(self) -> str:
        return str(self.element_id)


@pghistory.track()
class DataCategory(TenantModel):
    """A category of personal data this municipality added; the catalogue's own lie in the program."""

    class Sensitivity(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary")
        CONFIDENTIAL = "confidential", _("Confidential")
        SPECIAL = "special", _("Special category")
        CRIMINAL = "criminal", _("Criminal offences")
        NATIONAL_ID = "national_id", _("National identity number")

    code = models.CharField(max_length=40)
    label = models.CharField(max_length=100)
    sensitivity = models.CharField(max_length=12, choices=Sensitivity.choices)
    is_highly_personal = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "code"], name="data_category_code"),
            models.CheckConstraint(condition=Q(code__regex="^own_[a-z0-9_]{1,36}$"), name="data_category_own"),
        ]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class SubjectCategory(TenantModel):
    """A category of data subjects this municipality added; the catalogue's own lie in the program."""

    code = models.CharField(max_length=40)
    label = models.CharField(max_length=100)
    is_vulnerable = models.BooleanField(default=False)
    is_child = models.BooleanField(default=False)
    is_employee = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "code"], name="subject_category_code"),
            models.CheckConstraint(condition=Q(code__regex="^own_[a-z0-9_]{1,36}$"), name="subject_category_own"),
        ]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class InformationContent(TenantModel):
    """An information object holds this category of data about these people; both by code."""

    element = TenantForeignKey("landscape.Element", models.PROTECT)
    data_category = models.CharField(max_length=40)
    subject_category = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "element", "data_category", "subject_category"], name="information_content_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.data_category} {self.subject_category}"

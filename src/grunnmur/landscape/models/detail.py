"""What is known about suppliers, services, goals, laws, technology, contact points and competences."""

import pghistory
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


def of_one_element(name: str) -> models.UniqueConstraint:
    """Return the constraint that an element has one such row."""
    return models.UniqueConstraint(fields=["tenant_id", "element"], name=name)


@pghistory.track()
class Supplier(TenantModel):
    """Somebody who delivers. `contact` and `security_contact` are shared mailboxes, not persons.

    `certified_until`: the last day of a certificate for transfers out of the EEA.
    """

    element = TenantForeignKey("landscape.Element", models.PROTECT)
    org_number = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    security_contact = models.CharField(max_length=200, blank=True)
    subsuppliers_confirmed_at = models.DateTimeField(null=True, blank=True)
    certified_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            of_one_element("supplier_element"),
            models.UniqueConstraint(
                fields=["tenant_id", "country", "org_number"], condition=~Q(org_number=""), name="supplier_number"
            ),
        ]

    def __str__(self) -> str:
        return str(self.element_id)


@pghistory.track()
class Service(TenantModel):
    """A service to those who live or work here."""

    element = TenantForeignKey("landscape.Element", models.PROTECT)
    target_group = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [of_one_element("service_element")]

    def __str__(self) -> str:
        return str(self.element_id)


@pghistory.track()
class Goal(TenantModel):
    """Something the municipality wants, from which plan, and how it is measured."""

    class Level(models.TextChoices):
        VISION = "vision", _("Vision")
        GOAL = "goal", _("Goal")
        SUBGOAL = "subgoal", _("Subgoal")
        INITIATIVE = "initiative", _("Initiative")

    element = TenantForeignKey("landscape.Element", models.PROTECT)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.GOAL)
    plan = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=40, blank=True)
    measure = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [of_one_element("goal_element")]

    def __str__(self) -> str:
        return str(self.element_id)


@pghistory.track()
class Law(TenantModel):
    """A law or other rule from outside, while it is in force."""

    class Kind(models.TextChoices):
        ACT = "act", _("Act")
        REGULATION = "regulation", _("Regulation")
        EU = "eu", _("EU legislation")
        CIRCULAR = "circular", _("Circular")
        LOCAL = "local", _("Local regulation")

    element = TenantForeignKey("landscape.Element", models.PROTECT)
    citation = models.CharField(max_length=200, blank=True)
    short_title = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=500, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ACT)
    in_force = DateRangeField(null=True, blank=True)

    class Meta:
        constraints = [of_one_element("law_element")]

    def __str__(self) -> str:
        return str(self.element_id)


@pghistory.track()
class Technology(TenantModel):
    """What systems run on."""

    class Kind(models.TextChoices):
        SERVER = "server", _("Server")
        NETWORK = "network", _("Network")
        DEVICE = "device", _("Device")
        LOCATION = "location", _("Location")
        CLOUD_SERVICE = "cloud_service", _("Cloud service")

    element = TenantForeignKey("landscape.Element", models.PROTECT)
    kind = models.CharField(max_length=13, choices=Kind.choices, default=Kind.SERVER)

    class Meta:
        constraints = [of_one_element("technology_element")]

    def __str__(self) -> str:
        return str(self.element_id)


@pghistory.track()
class ContactPoint(TenantModel):
    """Where those who live or work here meet the municipality."""

    class Kind(models.TextChoices):
        DIGITAL = "digital", _("Digital")
        PHYSICAL = "physical", _("In person")
        PHONE = "phone", _("Phone")
        LETTER = "letter", _("Letter")
        MEETING = "meeting", _("Meeting")

    element = TenantForeignKey("landscape.Element", models.PROTECT)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.DIGITAL)
    address = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [of_one_element("contact_point_element")]

    def __str__(self) -> str:
        return str(self.element_id)

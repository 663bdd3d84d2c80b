"""What is on the map."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel
from grunnmur.core.models.sorting import HasDoubleA, key_of
from grunnmur.landscape.catalogue import TYPES

OWN_TYPES = sorted(code for code, each in TYPES.items() if each.owner == "landscape")


def everyone() -> list[str]:
    """Return the audience of what is open to all who work here."""
    return ["everyone"]


def graded(name: str, *columns: str) -> models.CheckConstraint:
    """Return the constraint that each column is 1 to 4, or null for what nobody has judged."""
    condition = Q()
    for column in columns:
        condition &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": 1, f"{column}__lte": 4})
    return models.CheckConstraint(condition=condition, name=name)


@pghistory.track(exclude=["has_double_a", "sort_key"])
class Element(TenantModel):
    """One thing on the map. `ref` is the row it stands for in the domain that owns its type.

    Neither type nor ref ever changes. `audience` are group keys of those who may know of it. Grades are 1–4, null
    where nobody has judged: criticality, and the needs for confidentiality (k), integrity (i), availability (t) and
    traceability (s). `rto_hours`: the longest it may be away.
    """

    class Lifecycle(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ACTIVE = "active", _("In use")
        PHASING_OUT = "phasing_out", _("Being phased out")
        ENDED = "ended", _("Ended")

    type = models.CharField(max_length=20)
    ref = models.UUIDField()
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=40, blank=True)
    summary = models.CharField(max_length=2000, blank=True)
    owner_unit = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    owner_function = TenantForeignKey("organisation.Function", models.PROTECT, null=True, blank=True)
    contact_person = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    lifecycle = models.CharField(max_length=11, choices=Lifecycle.choices, default=Lifecycle.ACTIVE)
    criticality = models.PositiveSmallIntegerField(null=True, blank=True)
    need_k = models.PositiveSmallIntegerField(null=True, blank=True)
    need_i = models.PositiveSmallIntegerField(null=True, blank=True)
    need_t = models.PositiveSmallIntegerField(null=True, blank=True)
    need_s = models.PositiveSmallIntegerField(null=True, blank=True)
    rto_hours = models.PositiveIntegerField(null=True, blank=True)
    audience = ArrayField(models.CharField(max_length=120), default=everyone)
    retired_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    has_double_a = models.BooleanField(db_default=HasDoubleA(), editable=False)
    sort_key = key_of("name")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "type", "ref"], name="element_ref"),
            models.UniqueConstraint(
                fields=["tenant_id", "type", "code"],
                condition=~Q(code="") & Q(retired_at__isnull=True, type__in=OWN_TYPES),
                name="element_code",
            ),
            models.UniqueConstraint(fields=["tenant_id", "id", "type"], name="element_type_key"),
            models.CheckConstraint(condition=Q(type__in=sorted(TYPES)), name="element_type"),
            models.CheckConstraint(condition=~Q(name=""), name="element_name"),
            models.CheckConstraint(condition=Q(audience__len__gt=0), name="element_audience"),
            models.CheckConstraint(
                condition=Q(lifecycle__in=("planned", "active", "phasing_out", "ended")), name="element_lifecycle"
            ),
            graded("element_grades", "criticality", "need_k", "need_i", "need_t", "need_s"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "type", "sort_key", "id"], name="element_by_name"),
            models.Index(F("tenant_id"), F("changed_at").desc(), name="element_changed"),
        ]

    def __str__(self) -> str:
        return self.name

"""How the things on the map hang together, and who says so."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel
from grunnmur.core.models.periods import has_days


class Strength(models.IntegerChoices):
    """How much the harmed end needs the other."""

    OPTIONAL = 0, _("Optional")
    SUPPORTING = 1, _("Supporting")
    REQUIRED = 2, _("Required")


class KindPair(models.Model):
    """The legal pairs of every kind, the same for all municipalities. Filled from the catalogue after migrate.

    A relation points here, so that an illegal one cannot be stored by any path.
    """

    kind = models.CharField(max_length=20)
    src_type = models.CharField(max_length=20)
    dst_type = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "src_type", "dst_type"], name="kind_pair_once")]

    def __str__(self) -> str:
        return f"{self.src_type} {self.kind} {self.dst_type}"


@pghistory.track()
class Relation(TenantModel):
    """One thing hangs together with another while somebody claims so. `strength` is the highest of the open claims."""

    src = TenantForeignKey("landscape.Element", models.PROTECT)
    dst = TenantForeignKey("landscape.Element", models.PROTECT)
    src_type = models.CharField(max_length=20)
    dst_type = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    strength = models.PositiveSmallIntegerField(choices=Strength.choices)
    note = models.CharField(max_length=500, blank=True)
    valid = DateRangeField()

    class Meta:
        constraints = [
            has_days("relation"),
            models.CheckConstraint(condition=~Q(src=F("dst")), name="relation_between_two"),
            models.CheckConstraint(condition=Q(strength__gte=0, strength__lte=2), name="relation_strength"),
            ExclusionConstraint(
                name="relation_never_two",
                expressions=[
                    *((column, RangeOperators.EQUAL) for column in ("tenant_id", "src", "dst", "kind")),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                # True of every row, by has_days. Said so that the planner keeps away from this index when it looks for
                # the relations of an element: before a fresh table is analysed it would prefer it, at a hundred times
                # the cost of the two below.
                condition=Q(valid__isempty=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant_id", "dst", "kind"], include=["src", "strength", "valid"], name="relation_to_dst"
            ),
            models.Index(
                fields=["tenant_id", "src", "kind"], include=["dst", "strength", "valid"], name="relation_from_src"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.src_id} {self.kind} {self.dst_id}"


@pghistory.track()
class RelationClaim(TenantModel):
    """One source's word for a relation: `source_ref` says which process, access or file. Open until `ended_at`."""

    class Source(models.TextChoices):
        MANUAL = "manual", _("By hand")
        PROCESS = "process", _("Process")
        ACCESS = "access", _("Access")
        AGREEMENT = "agreement", _("Agreement")
        ASSESSMENT = "assessment", _("Assessment")
        IMPORT = "import", _("Import")
        ORGANISATION = "organisation", _("Organisation")
        CHANGE = "change", _("Change case")
        DOCUMENT = "document", _("Document")

    relation = TenantForeignKey("landscape.Relation", models.CASCADE)
    source = models.CharField(max_length=12, choices=Source.choices)
    source_ref = models.CharField(max_length=200, blank=True)
    strength = models.PositiveSmallIntegerField(choices=Strength.choices)
    claimed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "relation", "source", "source_ref"],
                condition=Q(ended_at__isnull=True),
                name="claim_open_once",
            ),
            models.CheckConstraint(condition=Q(strength__gte=0, strength__lte=2), name="claim_strength"),
        ]
        indexes = [
            models.Index(
                fields=["tenant_id", "source", "source_ref"],
                condition=Q(ended_at__isnull=True),
                name="claim_of_source",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.source_ref}"

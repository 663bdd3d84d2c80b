"""Reviews: somebody who should know looks again at what people have, and says whether they shall have it."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from grunnmur.access.models.catalogue import NOTHING
from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class Review(TenantModel):
    """A round of looking again, open until every item is answered and what was removed is gone.

    `dedupe_key`: what opened it, when it was not a person; one review for each.
    """

    class Trigger(models.TextChoices):
        CAMPAIGN = "campaign", _("Campaign")
        MOVER = "mover", _("Somebody moves")
        PERIODIC = "periodic", _("Time has passed")
        RISK = "risk", _("The risk was raised")
        DRIFT = "drift", _("A target has what it shall not have")

    name = models.CharField(max_length=200)
    trigger = models.CharField(max_length=8, choices=Trigger.choices, default=Trigger.CAMPAIGN)
    dedupe_key = models.CharField(max_length=200, blank=True)
    due_date = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "dedupe_key"], condition=~Q(dedupe_key=""), name="review_once_for_each_cause"
            )
        ]
        indexes = [models.Index(fields=["tenant_id", "closed_at", "due_date"], name="review_open")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ReviewScope(TenantModel):
    """One thing a review is narrowed to. Those of one sort widen each other; the sorts narrow each other."""

    review = TenantForeignKey("access.Review", models.CASCADE)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    resource = TenantForeignKey("access.Resource", models.PROTECT, null=True, blank=True)
    role = TenantForeignKey("access.Role", models.PROTECT, null=True, blank=True)
    permission = TenantForeignKey("access.Permission", models.PROTECT, null=True, blank=True)
    person = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Exact(
                    models.Func(
                        "unit_id",
                        "resource_id",
                        "role_id",
                        "permission_id",
                        "person_id",
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
                name="review_scope_one_thing",
            )
        ]


@pghistory.track()
class ReviewSnapshot(TenantModel):
    """What an item was about, and what its reviewer was shown. Never changed.

    content: {"facts": what the hash is of, "shown": names, sentences and numbers as they were}.
    content_hash: SHA-256 of the facts, as hex.
    """

    taken_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    content = models.JSONField()


@pghistory.track()
class ReviewItem(TenantModel):
    """One question to one reviewer: shall this go on? `person`: whom it is about; null for a rule or a role's content.

    subject_id: of the rule, role, grant, exclusion, waiver or drift; of the permission for an access or a thing.
    causes: why it is asked about one person: risk, outlier, own (its reviewer would have been herself).
    opened_on, answered_on: what was there when the review opened, and what was there when it was answered.
    suspension: the exclusion that holds it back until somebody answers.
    """

    class Kind(models.TextChoices):
        RULE = "rule", _("Rule")
        ROLE = "role", _("What is in a role")
        GRANT = "grant", _("Given to one person")
        MEMBERSHIP = "membership", _("One person by a rule")
        ACCESS = "access", _("One person's access")
        EXCLUSION = "exclusion", _("Kept away from one person")
        THING = "thing", _("Handed out to one person")
        WAIVER = "waiver", _("Exception from a role conflict")
        DRIFT = "drift", _("Found in a target")

    class Answer(models.TextChoices):
        OPEN = "", _("Not answered")
        KEEP = "keep", _("Keep")
        SHORTEN = "shorten", _("Shorten")
        REMOVE = "remove", _("Remove")
        GONE = "gone", _("Gone already")
        NOT_ATTESTED = "not_attested", _("Not attested")

    review = TenantForeignKey("access.Review", models.PROTECT, related_name="items")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject_id = models.UUIDField()
    person = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    risk = models.PositiveSmallIntegerField(default=1)
    causes = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    reviewer_key = models.CharField(max_length=120)
    due_date = models.DateField()
    opened_on = TenantForeignKey("access.ReviewSnapshot", models.PROTECT)
    answered_on = TenantForeignKey("access.ReviewSnapshot", models.PROTECT, null=True, blank=True)
    looks_again = models.BooleanField(default=False)
    answer = models.CharField(max_length=12, choices=Answer.choices, default=Answer.OPEN, blank=True)
    last_day = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    answered_by = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    suspension = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "tenant_id", "review", "kind", "subject_id", Coalesce("person_id", NOTHING), name="review_item_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("rule", "role"), person__isnull=True)
                | (~Q(kind__in=("rule", "role")) & Q(person__isnull=False)),
                name="review_item_person",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="review_item_answered_at",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "reviewer_key", "answer"], name="review_item_mine"),
            models.Index(fields=["tenant_id", "kind", "subject_id"], name="review_item_subject"),
        ]


@pghistory.track()
class ReviewRemoval(TenantModel):
    """What a person no longer shall have because of an answer, until it is back or gone in the world."""

    item = TenantForeignKey("access.ReviewItem", models.PROTECT)
    person = TenantForeignKey("organisation.Person", models.PROTECT)
    permission = TenantForeignKey("access.Permission", models.PROTECT)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "item", "person", "permission"], name="review_removal_once")
        ]
        indexes = [models.Index(fields=["tenant_id", "item"], name="review_removal_open", condition=Q(done_at=None))]

"""What readers say about what they read, and what they were answered."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel


@pghistory.track()
class Feedback(TenantModel):
    """A question, error, improvement or deviation, about the whole or about one part of it (`anchor`)."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        ERROR = "error", _("Error in the text")
        IMPROVEMENT = "improvement", _("Improvement")
        DEVIATION = "deviation", _("Deviation: it was not done like this")

    class State(models.TextChoices):
        NEW = "new", _("New")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Not followed up")
        DONE = "done", _("Done")

    item = TenantForeignKey("publishing.Item", models.PROTECT)
    version = TenantForeignKey("publishing.Version", models.PROTECT)
    anchor = models.CharField(max_length=255, blank=True)
    anchor_label = models.CharField(max_length=400, blank=True)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    text = models.TextField(max_length=4000)
    person = TenantForeignKey("organisation.Person", models.PROTECT)
    given_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    card = TenantForeignKey("publishing.Card", models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state="new") | ~Q(answer=""), name="feedback_is_answered"),
        ]
        indexes = [models.Index(fields=["tenant_id", "item", "state"], name="feedback_of_item")]

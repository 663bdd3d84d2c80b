"""What a municipality adds to the guides: how it does things itself, beside the text that comes with Grunnmur."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantModel


@pghistory.track()
class GuideNote(TenantModel):
    """What a municipality says beside one section of a guide; it stays when the guide's own text changes."""

    guide = models.CharField(max_length=40)
    section = models.CharField(max_length=40)
    text = models.TextField(max_length=4000, verbose_name=_("How we do it here"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "guide", "section"], name="guide_note_once"),
            models.CheckConstraint(condition=~Q(text=""), name="guide_note_says_something"),
        ]

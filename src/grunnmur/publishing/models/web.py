"""Addresses of the web that something published leads to, and whether they answer."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from grunnmur.core.models import TenantModel
from grunnmur.core.web_addresses import Reason


@pghistory.track(exclude=["last_checked_at", "next_date", "failures"])
class WebAddress(TenantModel):
    """One address, however many steps and documents lead to it. It is forgotten when none does any more.

    failures: on how many days in a row it was gone. broken_date: since when it counts as broken, and is told of.
    """

    url = models.CharField(max_length=1000)
    last_checked_at = models.DateTimeField(null=True, blank=True)
    next_date = models.DateField()
    failures = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=11, blank=True, choices=[(one.value, one.value) for one in Reason])
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    broken_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "url"], name="web_address_once"),
            models.CheckConstraint(condition=Q(broken_date=None) | ~Q(reason=""), name="web_address_broken_why"),
        ]
        indexes = [models.Index(fields=["tenant_id", "next_date"], name="web_address_next")]

    def __str__(self) -> str:
        return self.url

    @property
    def why(self) -> str:
        """Why it counts as gone, as a sentence in the reader's language; blank if it does not."""
        sentences = {
            Reason.HOST: _("There is no such host."),
            Reason.SILENT: _("It does not answer."),
            Reason.CERTIFICATE: _("Its certificate is not valid."),
            Reason.CIRCLES: _("It leads in circles."),
            Reason.STATUS: _("It answers with the error %(status)s.") % {"status": self.status},
        }
        return str(sentences.get(Reason(self.reason), ""))

"""Tokens that let a program act for a person, within scopes and until a day."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from grunnmur.core.models.base import TenantForeignKey, TenantModel


@pghistory.track(exclude=["token_hash", "last_used_at"])
class ApiToken(TenantModel):
    """Only the SHA-256 of the token is kept; the token itself is shown once."""

    name = models.CharField(max_length=100)
    user = TenantForeignKey("core.User", models.CASCADE)
    token_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "token_hash"], name="api_token_hash")]

    def __str__(self) -> str:
        return self.name

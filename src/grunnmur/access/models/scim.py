"""Programs that speak SCIM with us: who they are, what sources told, and what only they claim."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel

C = "C"  # byte order, which is the order of code points: as SCIM's own comparisons are


@pghistory.track(exclude=["token_hash", "last_used_at", "live_users"])
class ScimClient(TenantModel):
    """A program with a token: a source tells of people, a consumer reads who has access to one resource.

    Only the SHA-256 of the token is kept; the token itself is shown once. `name` is also the source of the employments
    a source tells of. `addresses`: the networks it may call from; empty = any. live_users: how many users it sees, kept
    by the database (a page by index tells the total, and counting 50,000 rows costs more than the page).
    """

    class Mode(models.TextChoices):
        SOURCE = "source", _("Source")
        CONSUMER = "consumer", _("Consumer")

    name = models.CharField(max_length=40)
    mode = models.CharField(max_length=8, choices=Mode.choices)
    resource = TenantForeignKey("access.Resource", models.PROTECT, null=True, blank=True)
    addresses = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    token_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    live_users = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("tenant_id", models.functions.Lower("name"), name="scim_client_name"),
            models.UniqueConstraint(fields=["tenant_id", "token_hash"], name="scim_client_token"),
            models.CheckConstraint(
                condition=Q(mode="source", resource__isnull=True) | Q(mode="consumer", resource__isnull=False),
                name="scim_client_resource",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["folded"])
class ScimUser(TenantModel):
    """A person as a source tells of her. After `deleted_at` the source no longer sees her; telling again revives her.

    document: what the source said of her, as SCIM writes it, without what has a column here.
    folded: the same in the form that comparisons use (see `queries.scim.columns`). is_active: None = the source took it
    back without a word; she counts as active. ended_at: when the source last ended her employments.
    """

    client = TenantForeignKey("access.ScimClient", models.PROTECT)
    person = TenantForeignKey("organisation.Person", models.PROTECT)
    user_name = models.CharField(max_length=256)
    user_key = models.CharField(max_length=512, db_collation=C)
    external_id = models.CharField(max_length=256, blank=True, db_collation=C)
    is_active = models.BooleanField(null=True, default=True)
    document = models.JSONField(default=dict)
    folded = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "client", "user_key"], name="scim_user_key"),
            models.UniqueConstraint(fields=["tenant_id", "client", "person"], name="scim_user_person"),
        ]
        indexes = [
            models.Index(
                fields=["tenant_id", "client", "external_id"], name="scim_user_external", condition=~Q(external_id="")
            ),
            models.Index(fields=["tenant_id", "client", "id"], name="scim_user_page", condition=Q(deleted_at=None)),
            models.Index(
                fields=["tenant_id", "client", "ended_at"], name="scim_user_ended", condition=Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.user_name


@pghistory.track()
class ScimGroup(TenantModel):
    """A group in the source's own system. Its members are observed; being one gives nothing here."""

    client = TenantForeignKey("access.ScimClient", models.PROTECT)
    display_name = models.CharField(max_length=256)
    display_key = models.CharField(max_length=512, db_collation=C)
    external_id = models.CharField(max_length=256, blank=True, db_collation=C)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "client", "display_key"], name="scim_group_display")]

    def __str__(self) -> str:
        return self.display_name


@pghistory.track()
class Observed(TenantModel):
    """A source says that somebody is in one of its groups: what a system has, never what somebody shall have."""

    group = TenantForeignKey("access.ScimGroup", models.CASCADE)
    user = TenantForeignKey("access.ScimUser", models.PROTECT)
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "group", "user"], name="observed_once")]


@pghistory.track()
class ScimFinding(TenantModel):
    """Something a source said of somebody that we could not use, until it says it better."""

    class Kind(models.TextChoices):
        UNIT = "unit", _("No such unit on these days")
        POSITION = "position", _("No such position")
        KIND = "kind", _("No such kind of employment")
        DAYS = "days", _("The days of the employment cannot be read")
        PERCENT = "percent", _("The percentage of the employment cannot be right")

    user = TenantForeignKey("access.ScimUser", models.CASCADE)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=256)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "user", "kind", "value"], name="scim_finding_once")]


@pghistory.track()
class ScimHold(TenantModel):
    """A source wanted to end more employments in a day than passes unseen; it ends none until somebody has looked.

    ended: how many it had ended when it was held. passes_until: after the release nothing is held before this.
    """

    client = TenantForeignKey("access.ScimClient", models.PROTECT)
    ended = models.PositiveIntegerField()
    limit = models.PositiveIntegerField()
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = TenantForeignKey("core.User", models.PROTECT, null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    passes_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "client"], condition=Q(released_at=None), name="scim_hold_one_open"
            )
        ]

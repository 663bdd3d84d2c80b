"""Systems that are kept in step: how they are reached, what they have, what is on its way, and what differs."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel

LIVE = ("open", "held", "failed")  # one such change of a permission of an account, or of the account, at a time


@pghistory.track(exclude=["observed_at", "fault"])
class Target(TenantModel):
    """A system that people's access lies in. A resource without one is handed out by hand.

    address: as its kind writes it; never with a secret. secret_name: where the operator keeps the secret.
    options: what the kind asks for besides. retention_days: until a closed account is deleted; null = never.
    observed_at: when it was last read whole. fault: why it last could not be reached, {} when it could.
    """

    class Kind(models.TextChoices):
        SCIM = "scim", _("SCIM 2.0")
        LDAP = "ldap", _("LDAP directory")
        AD = "ad", _("Active Directory")
        CSV = "csv", _("File (CSV)")

    class Mode(models.TextChoices):
        OBSERVED = "observed", _("Observed")
        DRY_RUN = "dry_run", _("Dry run")
        MANAGED = "managed", _("Managed")

    class UsernameSource(models.TextChoices):
        EMAIL = "work_email", _("Work e-mail")
        MAILBOX = "mailbox", _("What stands before @ in the work e-mail")
        NUMBER = "employee_number", _("Employee number")

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.OBSERVED)
    address = models.CharField(max_length=300)
    secret_name = models.CharField(max_length=60, blank=True)
    options = models.JSONField(default=dict, blank=True)
    username_source = models.CharField(max_length=15, choices=UsernameSource.choices, default=UsernameSource.EMAIL)
    retention_days = models.PositiveSmallIntegerField(null=True, blank=True)
    observed_at = models.DateTimeField(null=True, blank=True)
    fault = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("tenant_id", models.functions.Lower("name"), name="target_name")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class TargetMapping(TenantModel):
    """Where a permission lies in a target: a group, a value of an attribute, a column of a file."""

    class PlaceKind(models.TextChoices):
        GROUP = "group", _("Group")
        ATTRIBUTE = "attribute", _("Attribute")
        COLUMN = "column", _("Column")

    target = TenantForeignKey("access.Target", models.CASCADE)
    permission = TenantForeignKey("access.Permission", models.PROTECT)
    place_kind = models.CharField(max_length=9, choices=PlaceKind.choices)
    place_name = models.CharField(max_length=300)
    place_value = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "permission"], name="target_mapping_permission"),
            models.UniqueConstraint(
                fields=["tenant_id", "target", "place_kind", "place_name", "place_value"], name="target_mapping_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_name}={self.place_value}" if self.place_value else self.place_name


@pghistory.track()
class TargetAccount(TenantModel):
    """An account in a target. Without a person it is nobody's we know, and is left alone.

    facts: what the target says of it. left_on: she left at once that day; nothing of the rest of the day counts.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Not made yet")
        ACTIVE = "active", _("Active")
        DISABLED = "disabled", _("Disabled")
        DELETED = "deleted", _("Deleted")

    target = TenantForeignKey("access.Target", models.CASCADE)
    person = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    external_id = models.CharField(max_length=300, blank=True)
    username = models.CharField(max_length=256)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    disabled_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "target", "person"],
                condition=Q(person__isnull=False),
                name="target_account_person",
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "target", "external_id"],
                condition=~Q(external_id=""),
                name="target_account_external",
            ),
        ]

    def __str__(self) -> str:
        return self.username


@pghistory.track()
class TargetMember(TenantModel):
    """A target has this permission for an account: confirmed when it was sent, or seen when the target was read.

    is_ours: it was wanted once, so it goes by itself when it is not any more. What was only seen waits for a decision.
    """

    account = TenantForeignKey("access.TargetAccount", models.CASCADE)
    permission = TenantForeignKey("access.Permission", models.PROTECT)
    is_ours = models.BooleanField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "account", "permission"], name="target_member_once")
        ]


@pghistory.track()
class TargetHold(TenantModel):
    """A plan wanted to take away more than passes unseen; what it takes away waits until another person has looked."""

    target = TenantForeignKey("access.Target", models.CASCADE)
    removals = models.PositiveIntegerField()
    removal_limit = models.PositiveIntegerField()
    disables = models.PositiveIntegerField()
    disable_limit = models.PositiveIntegerField()
    planned_by = TenantForeignKey("core.User", models.PROTECT, null=True, blank=True)
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = TenantForeignKey("core.User", models.PROTECT, null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "target"], condition=Q(released_at=None), name="target_hold_one_open"
            )
        ]


@pghistory.track(exclude=["next_at"])
class TargetChange(TenantModel):
    """One thing to do in a target. permission: null for what is done to the account itself.

    tries: how often it was sent; once it was, it may have been done, whatever we heard. is_uncertain: something before
    it about the same was sent and never confirmed, so that nobody knows what the target has. next_at: not before this.
    fault: why it was not done, {"message", "params"}. is_urgent: she left at once; it goes first and past the guard.
    """

    class Operation(models.TextChoices):
        ENSURE = "ensure", _("Open the account")
        DISABLE = "disable", _("Disable the account")
        DELETE = "delete", _("Delete the account")
        ADD = "add", _("Give")
        REMOVE = "remove", _("Take away")

    class State(models.TextChoices):
        OPEN = "open", _("On its way")
        HELD = "held", _("Held back")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("No longer needed")

    class Source(models.TextChoices):
        PLAN = "plan", _("By plan")
        DRIFT = "drift", _("Decided by hand")

    target = TenantForeignKey("access.Target", models.CASCADE)
    account = TenantForeignKey("access.TargetAccount", models.CASCADE)
    permission = TenantForeignKey("access.Permission", models.PROTECT, null=True, blank=True)
    operation = models.CharField(max_length=7, choices=Operation.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    source = models.CharField(max_length=5, choices=Source.choices, default=Source.PLAN)
    is_urgent = models.BooleanField(default=False)
    hold = TenantForeignKey("access.TargetHold", models.PROTECT, null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    is_uncertain = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    fault = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "account", "permission"],
                condition=Q(state__in=LIVE),
                nulls_distinct=False,
                name="target_change_one_live",
            )
        ]
        indexes = [
            models.Index(fields=["tenant_id", "target", "state", "next_at"], name="target_change_due"),
            models.Index(fields=["tenant_id", "target", "created_at", "id"], name="target_change_newest"),
        ]


@pghistory.track(exclude=["last_seen_at"])
class DriftItem(TenantModel):
    """A target differs from what shall be. It goes by itself when it is so no more; `gone_at` tells since when.

    field, expected, found: for an attribute. ignored_until: the last day on which nobody wants to hear of it.
    """

    class Kind(models.TextChoices):
        EXTRA = "extra", _("Has what she shall not have")
        MISSING = "missing", _("Lacks what she shall have")
        ORPHAN = "orphan", _("An account of nobody we know")
        STATE = "state", _("Active or disabled against the employment")
        ATTRIBUTE = "attribute", _("Says something else of her")

    class Answer(models.TextChoices):
        ADOPTED = "adopted", _("Adopted")
        PUT_RIGHT = "put_right", _("To be put right")
        IGNORED = "ignored", _("Ignored for a while")
        ASKED = "asked", _("The leader is asked")

    target = TenantForeignKey("access.Target", models.CASCADE)
    account = TenantForeignKey("access.TargetAccount", models.CASCADE)
    permission = TenantForeignKey("access.Permission", models.PROTECT, null=True, blank=True)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    field = models.CharField(max_length=20, blank=True)
    expected = models.CharField(max_length=300, blank=True)
    found = models.CharField(max_length=300, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=9, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = TenantForeignKey("core.User", models.PROTECT, null=True, blank=True)
    ignored_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "account", "kind", "permission", "field"],
                condition=Q(gone_at=None),
                nulls_distinct=False,
                name="drift_item_one_open",
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant_id", "target", "kind", "id"], name="drift_item_open", condition=Q(gone_at=None)
            )
        ]

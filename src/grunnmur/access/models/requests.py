"""Asking for access: who must say yes, what was asked, what was answered, and who may answer now."""

import pghistory
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from grunnmur.access.models.rules import ONE_TARGET
from grunnmur.core.models import TenantForeignKey, TenantModel


class Who(models.TextChoices):
    """Who decides at a step."""

    LEADER = "leader", _("The leader")
    LEADERS_LEADER = "leaders_leader", _("The leader's leader")
    RESOURCE_OWNER = "resource_owner", _("The owner of the resource")
    ROLE_OWNER = "role_owner", _("The owner of the role")
    KEY = "key", _("A group")


class Mode(models.TextChoices):
    """How many of those who may decide must say yes."""

    ANY = "any", _("One of them")
    ALL = "all", _("All of them")
    SOME = "some", _("So many of them")
    TOLD = "told", _("They are told, and decide nothing")


@pghistory.track()
class ApprovalPolicy(TenantModel):
    """Who must say yes, step by step. `risk`: it counts for everything of this risk that has no policy of its own."""

    name = models.CharField(max_length=120)
    risk = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("tenant_id", Lower("name"), name="policy_name"),
            models.UniqueConstraint(
                fields=["tenant_id", "risk"], condition=Q(risk__isnull=False), name="policy_one_for_a_risk"
            ),
            models.CheckConstraint(condition=Q(risk=None) | Q(risk__gte=1, risk__lte=4), name="policy_risk"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class PolicyStep(TenantModel):
    """One step of a policy. `key`: the group, when a group decides; `days`: working days until the reminder."""

    policy = TenantForeignKey("access.ApprovalPolicy", models.CASCADE)
    order = models.PositiveSmallIntegerField()
    who = models.CharField(max_length=14, choices=Who.choices)
    key = models.CharField(max_length=120, blank=True)
    mode = models.CharField(max_length=4, choices=Mode.choices, default=Mode.ANY)
    needed = models.PositiveSmallIntegerField(default=1)
    days = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "policy", "order"], name="policy_step_order"),
            models.CheckConstraint(
                condition=(Q(who="key") & ~Q(key="")) | (~Q(who="key") & Q(key="")), name="policy_step_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.who}"


@pghistory.track()
class PolicyUse(TenantModel):
    """A role, or a permission alone, that has this policy instead of the one of its risk."""

    policy = TenantForeignKey("access.ApprovalPolicy", models.CASCADE)
    role = TenantForeignKey("access.Role", models.CASCADE, null=True, blank=True)
    permission = TenantForeignKey("access.Permission", models.CASCADE, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_TARGET, name="policy_use_one_target"),
            models.UniqueConstraint(
                fields=["tenant_id", "role"], condition=Q(role__isnull=False), name="policy_use_role_once"
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "permission"],
                condition=Q(permission__isnull=False),
                name="policy_use_permission_once",
            ),
        ]


@pghistory.track()
class Request(TenantModel):
    """One person asks for changes in what she, or another, has. A basket until it is sent."""

    requester = TenantForeignKey("organisation.Person", models.PROTECT)
    receiver = TenantForeignKey("organisation.Person", models.PROTECT)
    reason = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "requester", "receiver"], condition=Q(sent_at=None), name="request_one_basket"
            ),
            models.CheckConstraint(condition=Q(sent_at=None) | ~Q(reason=""), name="request_reason"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "requester", "-sent_at"], name="request_of_requester"),
            models.Index(fields=["tenant_id", "receiver", "-sent_at"], name="request_of_receiver"),
            models.Index(fields=["tenant_id", "-sent_at"], name="request_by_time"),
        ]

    def __str__(self) -> str:
        return self.reason


@pghistory.track()
class RequestLine(TenantModel):
    """One change that is asked for, decided by itself.

    valid: the days on which the receiver shall have it; of what is to end, its upper bound alone counts.
    risk: of what is asked for, as it was when it was sent.
    conflict, compensating_check: of an exception from a role conflict alone, which is about no role and no permission.
    """

    class Operation(models.TextChoices):
        ADD = "add", _("Get")
        REMOVE = "remove", _("Give up")
        EXTEND = "extend", _("Keep longer")
        SHORTEN = "shorten", _("Keep shorter")
        WAIVE = "waive", _("Exception from a role conflict")

    class State(models.TextChoices):
        DRAFT = "draft", _("In the basket")
        WAITING = "waiting", _("Waits for an answer")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        UNDECIDED = "undecided", _("Not decided")

    request = TenantForeignKey("access.Request", models.CASCADE)
    operation = models.CharField(max_length=7, choices=Operation.choices)
    role = TenantForeignKey("access.Role", models.PROTECT, null=True, blank=True)
    permission = TenantForeignKey("access.Permission", models.PROTECT, null=True, blank=True)
    conflict = TenantForeignKey("access.Conflict", models.PROTECT, null=True, blank=True)
    compensating_check = models.CharField(max_length=500, blank=True, default="", db_default="")
    scope_unit = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    valid = DateRangeField()
    risk = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(ONE_TARGET & Q(conflict=None, compensating_check="") & ~Q(operation="waive"))
                | (
                    Q(role=None, permission=None, conflict__isnull=False, operation="waive") & ~Q(compensating_check="")
                ),
                name="request_line_one_target",
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "request", "role"], condition=Q(role__isnull=False), name="request_line_role_once"
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "request", "permission"],
                condition=Q(permission__isnull=False),
                name="request_line_level_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "waiting"), closed_at=None)
                | (~Q(state__in=("draft", "waiting")) & Q(closed_at__isnull=False)),
                name="request_line_closed_at",
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "request"], name="request_line_request")]

    def __str__(self) -> str:
        return f"{self.operation} {self.role_id or self.permission_id or self.conflict_id}"


@pghistory.track()
class RequestStep(TenantModel):
    """A step of the policy as it was when the line was sent. `key`: the group that decides, when it is not a leader.

    `level` 0: those are asked who come first; 1: reminded, and deputies are asked; 2: the next leader is asked too.
    """

    class State(models.TextChoices):
        AHEAD = "ahead", _("Later")
        OPEN = "open", _("Waits for an answer")
        PASSED = "passed", _("Yes")
        REFUSED = "refused", _("No")
        CLOSED = "closed", _("Not needed")

    line = TenantForeignKey("access.RequestLine", models.CASCADE)
    order = models.PositiveSmallIntegerField()
    who = models.CharField(max_length=14, choices=Who.choices)
    key = models.CharField(max_length=120, blank=True)
    mode = models.CharField(max_length=4, choices=Mode.choices)
    needed = models.PositiveSmallIntegerField(default=1)
    days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.AHEAD)
    opened_date = models.DateField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "line", "order"], name="request_step_order")]
        indexes = [models.Index(fields=["tenant_id", "state"], name="request_step_open", condition=Q(state="open"))]


@pghistory.track()
class StepDecider(TenantModel):
    """Who may decide an open step as things stand; computed, and computed again when somebody decides.

    `for_person`: the leader she stands in for. `is_asked`: has it as a task; a deputy of a leader who is at work has
    it only once the leader did not answer in time.
    """

    step = TenantForeignKey("access.RequestStep", models.CASCADE)
    person = TenantForeignKey("organisation.Person", models.CASCADE)
    for_person = TenantForeignKey("organisation.Person", models.CASCADE, null=True, blank=True)
    is_asked = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "step", "person"], name="step_decider_once")]
        indexes = [models.Index(fields=["tenant_id", "person"], name="step_decider_person")]


@pghistory.track()
class Decision(TenantModel):
    """Somebody's answer at a step, for herself or in a leader's place."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    line = TenantForeignKey("access.RequestLine", models.CASCADE)
    step = TenantForeignKey("access.RequestStep", models.CASCADE)
    decider = TenantForeignKey("organisation.Person", models.PROTECT)
    for_person = TenantForeignKey("organisation.Person", models.PROTECT, null=True, blank=True)
    answer = models.CharField(max_length=3, choices=Answer.choices)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "line", "step", "decider"], name="decision_once"),
            models.CheckConstraint(condition=Q(answer="yes") | ~Q(note=""), name="decision_no_has_reason"),
        ]

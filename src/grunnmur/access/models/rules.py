"""Who shall have what: rules, and what is given or refused to one person."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from grunnmur.access.models.catalogue import NOTHING
from grunnmur.core.models import TenantForeignKey, TenantModel

ONE_TARGET = Q(role__isnull=False) ^ Q(permission__isnull=False)


@pghistory.track()
class Rule(TenantModel):
    """One conjunctive selector: its conditions are AND, the values of one condition OR, minus always wins.

    `succeeds`: the rule that this one goes on for, with other conditions from its first day.
    """

    class Effect(models.TextChoices):
        GRANT = "grant", _("Gives")
        EXCLUDE = "exclude", _("Keeps away")

    class Anchor(models.TextChoices):
        EMPLOYMENT = "employment", _("Employment")
        FUNCTION = "function", _("Function")
        LEADERSHIP = "leadership", _("Leadership")

    name = models.CharField(max_length=120)
    effect = models.CharField(max_length=7, choices=Effect.choices, default=Effect.GRANT)
    role = TenantForeignKey("access.Role", models.PROTECT, null=True, blank=True)
    permission = TenantForeignKey("access.Permission", models.PROTECT, null=True, blank=True)
    anchor = models.CharField(max_length=10, choices=Anchor.choices, default=Anchor.EMPLOYMENT)
    employment_kinds = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    has_deputies = models.BooleanField(default=False)
    structure = models.CharField(max_length=20, default="line")
    reason = models.CharField(max_length=500, blank=True)
    legal_basis = models.CharField(max_length=200, blank=True)
    owner_key = models.CharField(max_length=120, blank=True)
    succeeds = TenantForeignKey("access.Rule", models.PROTECT, null=True, blank=True)
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="rule_name_once_a_day",
                expressions=[
                    ("tenant_id", RangeOperators.EQUAL),
                    (Lower("name"), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=ONE_TARGET, name="rule_one_target"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class RuleUnit(TenantModel):
    """A unit that a rule asks for, or leaves out."""

    rule = TenantForeignKey("access.Rule", models.CASCADE)
    unit = TenantForeignKey("organisation.Unit", models.PROTECT)
    is_minus = models.BooleanField(default=False)
    with_below = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "rule", "unit", "is_minus"], name="rule_unit_once")]


@pghistory.track()
class RulePosition(TenantModel):
    """A position that a rule asks for."""

    rule = TenantForeignKey("access.Rule", models.CASCADE)
    position = TenantForeignKey("organisation.Position", models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "rule", "position"], name="rule_position_once")]


@pghistory.track()
class RuleFunction(TenantModel):
    """A function that a rule asks for."""

    rule = TenantForeignKey("access.Rule", models.CASCADE)
    function = TenantForeignKey("organisation.Function", models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "rule", "function"], name="rule_function_once")]


@pghistory.track()
class RulePerson(TenantModel):
    """A person that a rule asks for, or leaves out."""

    rule = TenantForeignKey("access.Rule", models.CASCADE)
    person = TenantForeignKey("organisation.Person", models.PROTECT)
    is_minus = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "rule", "person"], name="rule_person_once")]


@pghistory.track()
class Grant(TenantModel):
    """Somebody gave a person a role or a permission. Bound to an employment, it ends with it.

    `ends_at`: the hour it ends on its last day, for what is given for hours. `case_number`: of the decision, in the
    case and archive system; blank when it has none.
    """

    class Source(models.TextChoices):
        LEADER = "leader", _("Given by a leader")
        MIGRATION = "migration", _("Taken over from before")
        RESCUE = "rescue", _("Given by the operator")
        REQUEST = "request", _("Asked for and approved")
        DESK = "desk", _("Given for some hours at the desk")
        ADOPTED = "adopted", _("Had it already, and may keep it")

    person = TenantForeignKey("organisation.Person", models.PROTECT)
    employment = TenantForeignKey("organisation.Employment", models.PROTECT, null=True, blank=True)
    role = TenantForeignKey("access.Role", models.PROTECT, null=True, blank=True)
    permission = TenantForeignKey("access.Permission", models.PROTECT, null=True, blank=True)
    scope_unit = TenantForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True)
    reason = models.CharField(max_length=500)
    case_number = models.CharField(max_length=60, blank=True, default="", db_default="")
    source = models.CharField(max_length=10, choices=Source.choices)
    ends_at = models.DateTimeField(null=True, blank=True)
    request_line = TenantForeignKey("access.RequestLine", models.PROTECT, null=True, blank=True)
    valid = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_TARGET, name="grant_one_target"),
            models.CheckConstraint(condition=~Q(reason=""), name="grant_reason"),
            ExclusionConstraint(
                name="grant_never_twice",
                expressions=[
                    ("tenant_id", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (Coalesce("employment_id", NOTHING), RangeOperators.EQUAL),
                    (Coalesce("role_id", "permission_id"), RangeOperators.EQUAL),
                    (Coalesce("scope_unit_id", NOTHING), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role_id or self.permission_id}"

    @property
    def told_reason(self) -> str:
        """The reason as readers see it: with the case number after it."""
        return f"{self.reason} ({self.case_number})" if self.case_number else self.reason


@pghistory.track()
class Exclusion(TenantModel):
    """A person shall not have this on these days, whatever gives it."""

    person = TenantForeignKey("organisation.Person", models.PROTECT)
    role = TenantForeignKey("access.Role", models.PROTECT, null=True, blank=True)
    permission = TenantForeignKey("access.Permission", models.PROTECT, null=True, blank=True)
    reason = models.CharField(max_length=500)
    valid = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_TARGET, name="exclusion_one_target"),
            models.CheckConstraint(condition=~Q(reason=""), name="exclusion_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} not {self.role_id or self.permission_id}"

"""Policies: who must say yes to what."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.models import ApprovalPolicy, Mode, PolicyStep, PolicyUse, Who
from grunnmur.access.rules import DEFINE, NameTakenError, require_group_key
from grunnmur.access.rules.requests import BadPolicyError, PolicyFacts, StepFacts
from grunnmur.core.permissions import Actor, require

MOST_STEPS = 6
MOST_DAYS = 15


@transaction.atomic
def save_policy(facts: PolicyFacts, *, by: Actor, policy_id: UUID | None = None) -> ApprovalPolicy:
    """Make a policy, or write one anew; what was sent before keeps the steps it was sent with.

    Raises ApprovalPolicy.DoesNotExist, PermissionDenied (needs access.define), NameTakenError, BadPolicyError,
    BadKeyError.
    """
    require(by, DEFINE)
    others = ApprovalPolicy.objects.exclude(pk__in=[policy_id] if policy_id else [])
    if others.filter(name__iexact=facts.name).exists():
        raise NameTakenError(_("Another policy is called %(name)s. Choose another name.") % {"name": facts.name})
    if facts.risk and others.filter(risk=facts.risk).exists():
        raise BadPolicyError(_("Another policy counts for risk %(risk)d already.") % {"risk": facts.risk})
    _require_steps(facts.steps)
    policy = ApprovalPolicy.objects.select_for_update().get(pk=policy_id) if policy_id else ApprovalPolicy()
    policy.name, policy.risk = facts.name, facts.risk
    policy.save()
    PolicyStep.objects.filter(policy=policy).delete()
    PolicyStep.objects.bulk_create(_step(policy, number, step) for number, step in enumerate(facts.steps, start=1))
    _use(policy, facts)
    return policy


def _require_steps(steps: Iterable[StepFacts]) -> None:
    found = list(steps)
    if not any(step.mode != Mode.TOLD for step in found) or len(found) > MOST_STEPS:
        raise BadPolicyError(_("A policy has one to six steps, and somebody decides in one of them."))
    for step in found:
        require_group_key(step.key)
        if (step.who == Who.KEY) != bool(step.key):
            raise BadPolicyError(_("Choose which group decides, or somebody else than a group."))
        if not (1 <= step.days <= MOST_DAYS and step.needed >= 1):
            raise BadPolicyError(_("A step is reminded of after 1 to 15 working days."))
        if step.who in {Who.LEADER, Who.LEADERS_LEADER} and step.mode not in {Mode.ANY, Mode.TOLD}:
            raise BadPolicyError(_("There is one leader: one of them decides, or is told."))
    if len({(step.who, step.key) for step in found}) < len(found):
        raise BadPolicyError(_("The same people decide in two steps."))


def _step(policy: ApprovalPolicy, number: int, step: StepFacts) -> PolicyStep:
    columns = {"who": step.who, "key": step.key, "mode": step.mode, "needed": step.needed, "days": step.days}
    return PolicyStep(policy=policy, order=number, **columns)


def _use(policy: ApprovalPolicy, facts: PolicyFacts) -> None:
    """Let exactly these have the policy; one that had another has this one instead."""
    PolicyUse.objects.filter(policy=policy).delete()
    PolicyUse.objects.filter(role_id__in=facts.roles).delete()
    PolicyUse.objects.filter(permission_id__in=facts.permissions).delete()
    PolicyUse.objects.bulk_create(
        [
            *(PolicyUse(policy=policy, role_id=one) for one in facts.roles),
            *(PolicyUse(policy=policy, permission_id=one) for one in facts.permissions),
        ]
    )


@transaction.atomic
def remove_policy(policy_id: UUID, *, by: Actor) -> None:
    """Take a policy away; what had it goes by risk again.

    Raises ApprovalPolicy.DoesNotExist, PermissionDenied (needs access.define).
    """
    require(by, DEFINE)
    ApprovalPolicy.objects.select_for_update().get(pk=policy_id).delete()

"""Which steps something takes: its own policy, else those of all that is in it, else by risk."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from grunnmur.access.models import (
    ApprovalPolicy,
    Permission,
    PolicyStep,
    PolicyUse,
    Role,
    RoleContent,
)
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.roles import name_key
from grunnmur.access.rules import DEFINE, Target
from grunnmur.access.rules.requests import StepFacts, default_steps, joined
from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, require

Steps = tuple[StepFacts, ...]


@dataclass(frozen=True)
class Way:
    """How something is decided: its highest risk, and its steps in order."""

    name: str
    risk: int
    steps: Steps
    max_days: int | None
    owner_keys: frozenset[str]


@dataclass(frozen=True)
class Book:
    """All policies of the municipality."""

    by_target: dict[Target, Steps]
    by_risk: dict[int, Steps]

    def of_level(self, level: Permission) -> Steps:
        """Return the steps of one permission, with its owner in them."""
        own = self.by_target.get(Target(permission_id=level.pk))
        steps = own or self.by_risk.get(level.risk) or default_steps(level.risk)
        owner = level.resource.owner_key
        return tuple(replace(step, key=owner) if step.who == "resource_owner" else step for step in steps)


def book() -> Book:
    """Return all policies. Three statements."""
    steps: defaultdict[UUID, list[StepFacts]] = defaultdict(list)
    for row in PolicyStep.objects.order_by("policy_id", "order"):
        facts = StepFacts(who=row.who, key=row.key, mode=row.mode, needed=row.needed, days=row.days)
        steps[row.policy_id].append(facts)
    uses = PolicyUse.objects.values_list("policy_id", "role_id", "permission_id")
    risks = ApprovalPolicy.objects.filter(risk__isnull=False).values_list("risk", "pk")
    return Book(
        {Target(role, permission): tuple(steps[policy]) for policy, role, permission in uses},
        {risk: tuple(steps[policy]) for risk, policy in risks if risk},
    )


def ways(targets: Collection[Target]) -> dict[Target, Way]:
    """Return how each of these is decided. Six statements at most, whatever their number."""
    policies = book()
    role_ids = [one.role_id for one in targets if one.role_id]
    inside = _inside(role_ids)
    levels = _levels(one.permission_id for one in targets if one.permission_id)
    found = {Target(permission_id=pk): _of_level(level, policies) for pk, level in levels.items()}
    for role in Role.objects.filter(pk__in=role_ids):
        found[Target(role_id=role.pk)] = _of_role(role, inside[role.pk], policies)
    return found


def way(target: Target) -> Way:
    """Return how one thing is decided. Raises KeyError for what is not here."""
    return ways([target])[target]


def _levels(ids: Iterable[UUID | None]) -> dict[UUID, Permission]:
    wanted = [one for one in ids if one]
    rows = Permission.objects.filter(pk__in=wanted).select_related("resource") if wanted else ()
    return {row.pk: row for row in rows}


def _inside(role_ids: Collection[UUID]) -> defaultdict[UUID, list[Permission]]:
    found: defaultdict[UUID, list[Permission]] = defaultdict(list)
    rows = RoleContent.objects.filter(role_id__in=role_ids, valid__endswith__isnull=True) | RoleContent.objects.filter(
        role_id__in=role_ids, valid__endswith__gt=today()
    )
    for row in rows.select_related("permission__resource") if role_ids else ():
        found[row.role_id].append(row.permission)
    return found


def _of_level(level: Permission, policies: Book) -> Way:
    owners = frozenset({level.resource.owner_key} - {""})
    return Way(permission_name(level), level.risk, policies.of_level(level), level.max_days, owners)


def _of_role(role: Role, inside: Collection[Permission], policies: Book) -> Way:
    own = policies.by_target.get(Target(role_id=role.pk))
    steps = _own_steps(own, inside) if own else [step for level in inside for step in policies.of_level(level)]
    filled = [replace(step, key=role.owner_key) if step.who == "role_owner" else step for step in steps]
    longest = [days for days in (role.max_days, *(level.max_days for level in inside)) if days]
    owners = frozenset({level.resource.owner_key for level in inside} - {""})
    risk = max((level.risk for level in inside), default=1)
    return Way(role.name, risk, joined(filled or default_steps(1)), min(longest, default=None), owners)


def _own_steps(own: Steps, inside: Collection[Permission]) -> list[StepFacts]:
    """A role's own policy: its step for owners becomes one for the owner of each resource in the role."""
    owners = sorted({level.resource.owner_key for level in inside}) or [""]
    return [
        replace(step, key=key) if step.who == "resource_owner" else step
        for step in own
        for key in (owners if step.who == "resource_owner" else [""])
    ]


@dataclass(frozen=True)
class PolicyRow:
    """A policy in the list: its steps, and how many roles and permissions have it."""

    policy: ApprovalPolicy
    steps: tuple[PolicyStep, ...]
    used_by: int


def policy_list(*, seen_by: Actor) -> list[PolicyRow]:
    """Return all policies by name. Three statements. Raises PermissionDenied (needs access.define)."""
    require(seen_by, DEFINE)
    steps: defaultdict[UUID, list[PolicyStep]] = defaultdict(list)
    for row in PolicyStep.objects.order_by("order"):
        steps[row.policy_id].append(row)
    used: defaultdict[UUID, int] = defaultdict(int)
    for policy_id in PolicyUse.objects.values_list("policy_id", flat=True):
        used[policy_id] += 1
    rows = ApprovalPolicy.objects.order_by(name_key(), "id")
    return [PolicyRow(row, tuple(steps[row.pk]), used[row.pk]) for row in rows]


def find_policy(policy_id: UUID, *, seen_by: Actor) -> ApprovalPolicy:
    """Return one policy. Raises ApprovalPolicy.DoesNotExist, PermissionDenied (needs access.define)."""
    require(seen_by, DEFINE)
    return ApprovalPolicy.objects.get(pk=policy_id)


def steps_of(policy_id: UUID) -> list[PolicyStep]:
    """Return the steps of a policy in order."""
    return list(PolicyStep.objects.filter(policy_id=policy_id).order_by("order"))


def targets_of(policy_id: UUID) -> list[Target]:
    """Return the roles and permissions that have a policy."""
    rows = PolicyUse.objects.filter(policy_id=policy_id).values_list("role_id", "permission_id")
    return [Target(*row) for row in rows]

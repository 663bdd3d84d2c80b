"""Targets as lists and pages show them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from grunnmur.access.models import (
    DriftItem,
    Permission,
    Target,
    TargetAccount,
    TargetChange,
    TargetHold,
    TargetMapping,
    TargetMember,
)
from grunnmur.access.rules import RELEASE_PLAN, TARGETS
from grunnmur.core.permissions import Actor, may, require


@dataclass(frozen=True)
class TargetDetails:
    """One target as its page shows it. counts: `accounts`, `disabled`, `members`, `open`, `failed`, `held`, `drift`."""

    target: Target
    mappings: list[TargetMapping]
    counts: dict[str, int]
    hold: TargetHold | None


def may_look(seen_by: Actor) -> bool:
    """Tell whether she looks after targets, or releases what they would lose."""
    return may(seen_by, TARGETS) or may(seen_by, RELEASE_PLAN)


def require_look(seen_by: Actor) -> None:
    """Do nothing if she may see targets. Raises PermissionDenied."""
    if not may_look(seen_by):
        raise PermissionDenied(_("Only those who connect systems, or release plans, may see this."))


def all_targets() -> list[UUID]:
    """Return every target, for jobs."""
    return list(Target.objects.order_by("id").values_list("pk", flat=True))


def managed_targets() -> list[UUID]:
    """Return the targets that are kept in step."""
    return list(Target.objects.filter(mode=Target.Mode.MANAGED).order_by("id").values_list("pk", flat=True))


def permissions_of_managed_targets() -> set[UUID]:
    """Return the permissions that a target hands out by itself: nobody has to. One statement."""
    rows = TargetMapping.objects.filter(target__mode=Target.Mode.MANAGED)
    return set(rows.values_list("permission_id", flat=True))


def targets_among(ids: Collection[UUID], *, seen_by: Actor) -> dict[UUID, str]:
    """Return the names of these targets, if she may see them."""
    return dict(Target.objects.filter(pk__in=ids).values_list("pk", "name")) if may_look(seen_by) else {}


def target_named(name: str) -> UUID | None:
    """Return the target of this name, whatever its capitals."""
    return Target.objects.filter(name__iexact=name).values_list("pk", flat=True).first()


def is_failing(target_id: UUID) -> bool:
    """Tell whether a target was not reached the last time, or some changes of it were given up."""
    failed = TargetChange.objects.filter(target_id=target_id, state=TargetChange.State.FAILED)
    return failed.exists() or Target.objects.filter(pk=target_id).exclude(fault={}).exists()


def target_list(*, seen_by: Actor) -> QuerySet[Target]:
    """Return all targets by name, each with `is_held` and `failed_count`. One statement. Raises PermissionDenied."""
    require_look(seen_by)
    held = TargetHold.objects.filter(target=OuterRef("pk"), released_at=None)
    failed = TargetChange.objects.filter(target=OuterRef("pk"), state=TargetChange.State.FAILED)
    return Target.objects.annotate(is_held=Exists(held), is_failing=Exists(failed)).order_by("name", "id")


def drift_counts() -> dict[UUID, int]:
    """Return how many differences of each target wait for an answer; those without are left out. One statement."""
    rows = DriftItem.objects.filter(gone_at=None, answer="").values("target_id").annotate(number=Count("pk")).order_by()
    return {row["target_id"]: row["number"] for row in rows}


def targets_of_resource(resource_id: UUID) -> QuerySet[Target]:
    """Return the targets in which levels of a resource lie, by name. One statement; whoever asks may see the resource.

    Each with `drift_count` (differences that wait for an answer) and `failed_count` (changes of its levels given up).
    """
    drift = DriftItem.objects.filter(target=OuterRef("pk"), gone_at=None, answer="")
    failed = TargetChange.objects.filter(
        target=OuterRef("pk"), state=TargetChange.State.FAILED, permission__resource_id=resource_id
    )
    mapped = TargetMapping.objects.filter(target=OuterRef("pk"), permission__resource_id=resource_id)
    rows = Target.objects.filter(Exists(mapped)).annotate(drift_count=_number(drift), failed_count=_number(failed))
    return rows.order_by("name", "id")


def _number(rows: QuerySet[DriftItem] | QuerySet[TargetChange]) -> Coalesce:
    counted = rows.order_by().values("target").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def find_target(target_id: UUID, *, seen_by: Actor) -> Target:
    """Return one target. Raises Target.DoesNotExist, PermissionDenied."""
    require_look(seen_by)
    return Target.objects.get(pk=target_id)


def target_details(target_id: UUID, *, seen_by: Actor) -> TargetDetails:
    """Return one target with its numbers. Raises Target.DoesNotExist, PermissionDenied. Seven statements."""
    target = find_target(target_id, seen_by=seen_by)
    mappings = TargetMapping.objects.filter(target=target).select_related("permission__resource")
    states = TargetAccount.State
    accounts = TargetAccount.objects.filter(target=target).aggregate(
        accounts=Count("pk", filter=Q(state=states.ACTIVE)), disabled=Count("pk", filter=Q(state=states.DISABLED))
    )
    changes = TargetChange.objects.filter(target=target, state__in=("open", "failed", "held")).aggregate(
        open=Count("pk", filter=Q(state="open")),
        failed=Count("pk", filter=Q(state="failed")),
        held=Count("pk", filter=Q(state="held")),
    )
    counts = {
        **accounts,
        **changes,
        "members": TargetMember.objects.filter(account__target=target).count(),
        "drift": DriftItem.objects.filter(target=target, gone_at=None, answer="").count(),
    }
    return TargetDetails(
        target,
        list(mappings.order_by("permission__resource__name", "permission__level", "id")),
        counts,
        TargetHold.objects.filter(target=target, released_at=None).select_related("planned_by").first(),
    )


def mappable_permissions(*, seen_by: Actor) -> QuerySet[Permission]:
    """Return the permissions that can lie in a target, by name. Raises PermissionDenied (needs access.targets)."""
    require(seen_by, TARGETS)
    rows = Permission.objects.filter(resource__is_own=False, valid__upper_inf=True)
    return rows.select_related("resource").order_by("resource__name", "level", "id")
